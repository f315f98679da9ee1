"""DICOM and FHIR through the door: receipts, batches, lineage of what came of them.

https://hl7.org/fhir/R4/ · https://www.dicomstandard.org/current
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx

from tests.adapters.imaging import SERIES, file, instance
from tests.api.http_house import House, told

PATIENT = {
    "resourceType": "Patient",
    "id": "p1",
    "name": [{"family": "Weber", "given": ["Anna"]}],
    "gender": "female",
    "birthDate": "1987-04-23",
}
LINES = [json.dumps({**PATIENT, "id": f"p{number}"}) for number in (1, 2)]


def play(folder: Path, *requests: tuple[str, bytes, str]) -> list[httpx.Response]:
    """Each (path, body, Content-Type), one after the other."""

    async def story(opened: House) -> list[httpx.Response]:
        async with opened.client() as client:
            return [
                await client.post(path, content=body, headers={"content-type": type_})
                for path, body, type_ in requests
            ]

    return told(folder, story)


def test_an_object_and_its_metadata_are_taken(tmp_path: Path) -> None:
    """Under the number of the object."""
    said = json.dumps([json.loads(instance(2).to_json()), json.loads(instance(3).to_json())])
    one, many, cut = play(
        tmp_path,
        ("/messages/dicom", file(instance(1)), "application/dicom"),
        ("/messages/dicom", said.encode(), "application/dicom+json"),
        ("/messages/dicom", file(instance(4))[:-1], "application/dicom"),
    )

    assert (one.status_code, one.json()["controlId"]) == (201, f"{SERIES}.1")
    assert many.status_code == 207
    assert f"{SERIES}.3" in many.text
    assert (cut.status_code, "dicom-syntax" in cut.text) == (422, True)


def test_a_resource_a_bundle_and_lines_are_taken(tmp_path: Path) -> None:
    """In JSON and in XML, one receipt for each message."""
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": PATIENT}]}
    xml = (
        b'<Patient xmlns="http://hl7.org/fhir"><id value="p9"/><name><family value="W"/></name>'
        b'<gender value="female"/><birthDate value="1987-04-23"/></Patient>'
    )
    address = "/messages/fhir"
    answers = play(
        tmp_path,
        (address, json.dumps(PATIENT).encode(), "application/fhir+json"),
        (address, json.dumps(bundle).encode(), "application/fhir+json"),
        (address, xml, "application/fhir+xml"),
        (address, "\n".join(LINES).encode(), "application/x-ndjson"),
        (address, b'{"resourceType": "Transport"}', "application/fhir+json"),
    )

    assert [one.status_code for one in answers] == [201, 201, 201, 207, 422]
    assert "fhir-version" in answers[-1].text


def test_what_came_of_a_resource_knows_where_it_came_from(tmp_path: Path) -> None:
    """Each element names the place in what was sent."""

    async def story(opened: House) -> dict[str, Any]:
        async with opened.client() as client:
            answer = await client.post("/messages/fhir", content=json.dumps(PATIENT).encode())
            named = next(n for n in answer.json()["resources"] if n.startswith("Patient/"))
            found = await client.get(f"/fhir/{named.partition('/_history')[0]}/$lineage")
        said: dict[str, Any] = found.json()
        return said

    text = json.dumps(told(tmp_path, story))
    assert "Patient.name[0].family" in text
    assert "fhir#whole" in text
