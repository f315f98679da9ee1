"""What is asked for at an address that has it not: refused, and told where it may be found.

https://www.rfc-editor.org/rfc/rfc9110#section-8.3
"""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from tests.api.http_house import House, told

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize(
    ("sent", "address", "said"),
    [
        ("discharge-letter.cda.xml", "hl7v2", "This begins like cda, and was sent as hl7v2."),
        ("sumehr.kmehr.xml", "cda", "This begins like kmehr, and was sent as cda."),
        ("admission.hl7", "cda", "This begins like hl7v2, and was sent as cda."),
    ],
)
def test_it_is_told_first_what_it_looks_like(
    tmp_path: Path, sent: str, address: str, said: str
) -> None:
    body = (EXAMPLES / sent).read_bytes()

    async def story(opened: House) -> httpx.Response:
        async with opened.client() as client:
            return await client.post(f"/messages/{address}", content=body)

    answer = told(tmp_path, story)

    assert answer.status_code == 422
    assert said in answer.text
    assert f"/messages/{said.split()[3].strip(',')}" in answer.text


def test_what_is_broken_in_its_own_format_is_not_told_so(tmp_path: Path) -> None:
    async def story(opened: House) -> httpx.Response:
        async with opened.client() as client:
            return await client.post("/messages/hl7v2", content=b"MSH|broken")

    assert "format-other" not in told(tmp_path, story).text


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        ("/fhir/Patient/p1/$everything", "/fhir/Patient/ID/$summary"),
        ("/fhir/Patient/$everything", "/fhir/Patient/ID/$summary"),
        ("/fhir/Patient/p1/$match", "GET / shows at which address"),
        ("/fhir/Patient/p1/Observation", "/fhir/Observation?patient=ID"),
        ("/fhir/Patient/p1/*", "/fhir/Observation?patient=ID"),
        ("/fhir/Patient/p1/observations", "GET / shows all addresses"),
        ("/nowhere", "GET / shows all addresses"),
    ],
)
def test_what_is_not_offered_is_found_otherwise(tmp_path: Path, address: str, hint: str) -> None:
    async def story(opened: House) -> httpx.Response:
        async with opened.client() as client:
            return await client.get(address)

    answer = told(tmp_path, story)

    assert answer.status_code == 404
    assert hint in answer.json()["issue"][0]["diagnostics"]


def test_a_parameter_of_some_types_only_names_these(tmp_path: Path) -> None:
    async def story(opened: House) -> tuple[httpx.Response, ...]:
        async with opened.client() as client:
            return (
                await client.get("/fhir?_type=Patient,Observation,Encounter&patient=p1"),
                await client.get("/fhir?_type=Patient,Observation&shoe-size=39"),
                await client.get("/fhir?_type=Observation,Encounter&patient=p1"),
            )

    some, none, every = told(tmp_path, story)

    text = some.json()["issue"][0]["details"]["text"]
    assert text.startswith("patient is a parameter of some of the types")
    assert text.endswith(": Observation, Encounter.")
    assert some.status_code == 400
    assert "39" not in none.text
    assert (none.status_code, every.status_code) == (400, 200)
