"""Histories come in pages, each with a position of its own kind.

https://hl7.org/fhir/R4/http.html#history
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.http_house import MESSAGE, House, admission, first, told


@pytest.mark.parametrize(
    ("path", "page", "status"),
    [
        ("/fhir/_history", "5", 400),
        ("/fhir/_history", "5.0", 200),
        ("/fhir/Patient/_history", "5", 400),
        ("/fhir/Patient/_history", "5.0.0", 400),
        ("/fhir/Patient/{patient}/_history", "5", 200),
        ("/fhir/Patient/{patient}/_history", "5.0", 400),
    ],
)
def test_a_position_in_another_history_is_refused(
    tmp_path: Path, path: str, page: str, status: int
) -> None:
    """Of one resource it is a version; of many an attempt, and how many of its were told."""

    async def story(opened: House) -> tuple[int, str]:
        async with opened.client() as client:
            made = await client.post(MESSAGE, content=admission())
            place = path.format(patient=first(made, "Patient"))
            answer = await client.get(f"{place}?_page={page}")
        return answer.status_code, answer.json()["resourceType"]

    assert told(tmp_path, story) == (status, "Bundle" if status == 200 else "OperationOutcome")
