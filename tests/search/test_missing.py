"""What is named without an address is there: `:missing` tells it from what nobody said.

https://hl7.org/fhir/R4/search.html#modifiers · https://hl7.org/fhir/R4/references.html#logical
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.api.http_house import house

ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
NAMED = {
    "a": {"reference": "Organization/o1"},
    "b": {"identifier": {"system": "urn:x", "value": "1"}},
    "c": {"display": "Clinique du Sud"},
    "d": {"extension": [{"url": ABSENT, "valueCode": "unknown"}]},
}


@pytest.mark.parametrize(
    "asked", ["Patient?organization", "Group?managing-entity"], ids=["indexed", "looked-at"]
)
def test_a_reference_without_an_address_is_not_missing(tmp_path: Path, asked: str) -> None:
    type_ = asked.partition("?")[0]
    stated = {} if type_ == "Patient" else {"type": "person", "actual": True}
    element = "managingOrganization" if type_ == "Patient" else "managingEntity"

    async def story() -> list[list[str]]:
        async with house(tmp_path, national=False) as one, one.client() as client:
            for id_, named in {**NAMED, "e": None}.items():
                said = {element: named} if named else {}
                body = {"resourceType": type_, "id": id_, **stated, **said}
                assert (await client.put(f"/fhir/{type_}/{id_}", json=body)).status_code == 201
            pages = [await client.get(f"/fhir/{asked}:missing={it}") for it in ("false", "true")]
        return [
            sorted(entry["resource"]["id"] for entry in page.json()["entry"]) for page in pages
        ]

    assert asyncio.run(story()) == [["a", "b", "c"], ["d", "e"]]
