"""What each entry of a batch or transaction is told: as much as it would be told alone.

https://hl7.org/fhir/R4/http.html#ops · https://hl7.org/fhir/R4/bundle-definitions.html#Bundle.entry.response.outcome
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.http_house import House
from tests.api.rest_house import NUMBER, basic, told
from tests.api.test_rest_bundles import bundle, entry

UNBORN = {"resourceType": "Patient", "identifier": [NUMBER], "name": [{"family": "Weber"}]}
"""It may be kept, and its profile advises against it."""


@pytest.mark.parametrize("kind", ["batch", "transaction"])
def test_hints_are_told_with_the_entry_that_they_are_of(tmp_path: Path, kind: str) -> None:
    """`return=OperationOutcome`: one for each change, none for what was read."""

    async def story(client: httpx.AsyncClient, _: House) -> Any:
        await client.put("/fhir/Basic/b1", json=basic(id="b1"))
        many = (
            entry("POST", "Basic", basic()),
            entry("POST", "Patient", UNBORN),
            entry("GET", "Basic/b1"),
        )
        headers = {"Prefer": "return=OperationOutcome"}
        return (await client.post("/fhir", json=bundle(kind, *many), headers=headers)).json()

    plain, doubted, read = told(tmp_path, story)["entry"]
    assert "resource" not in plain
    assert [one["severity"] for one in plain["response"]["outcome"]["issue"]] == ["information"]
    assert [one["severity"] for one in doubted["response"]["outcome"]["issue"]] == ["warning"]
    assert doubted["response"]["status"] == "201 Created"
    assert read["resource"]["id"] == "b1"
    assert "outcome" not in read["response"]


def test_the_time_of_an_entry_is_that_of_its_resource(tmp_path: Path) -> None:
    """To its last digit, in a batch as in a transaction: who asks for later ones begins there."""

    async def story(client: httpx.AsyncClient, _: House) -> Any:
        many = (entry("PUT", "Basic/b1", basic(id="b1")), entry("GET", "Basic/b1"))
        batch = await client.post("/fhir", json=bundle("batch", *many))
        read = await client.get("/fhir/Basic/b1")
        return batch.json()["entry"], read.json()["meta"]["lastUpdated"]

    entries, at = told(tmp_path, story)
    assert [one["response"]["lastModified"] for one in entries] == [at, at]
