"""What stays of a section when all that it held was wrong: words that say so, and the document.

https://hl7.org/fhir/R4/composition.html
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from gateway.intake.convert import convert
from gateway.intake.left_out import explained
from gateway.model import Inbound, Status
from tests.intake.house import NOON, rules

BASE = "https://haus.example/fhir"
WRONG = {
    "resourceType": "Observation",
    "id": "o1",
    "status": "final",
    "code": {"text": "Sodium"},
    "subject": {"reference": "Patient/p1"},
    "valueInteger": 3,
    "modifierExtension": [{"url": "https://haus.example/not", "valueBoolean": True}],
}
PATIENT = {
    "resourceType": "Patient",
    "id": "p1",
    "identifier": [{"system": "https://haus.example/ids", "value": "77"}],
    "name": [{"family": "Weber"}],
    "birthDate": "1985-03-12",
}


def document(*sections: dict[str, Any], language: str = "fr-LU") -> dict[str, Any]:
    """What becomes of a document of FHIR with these sections: its Composition."""
    head = {
        "resourceType": "Composition",
        "id": "c1",
        "language": language,
        "status": "final",
        "type": {"coding": [{"system": "http://loinc.org", "code": "34133-9"}]},
        "subject": {"reference": "Patient/p1"},
        "date": "2026-11-21",
        "author": [{"display": "Dr Claire Thill"}],
        "title": "Summary",
        "section": [*sections],
    }
    bundle = {
        "resourceType": "Bundle",
        "type": "document",
        "identifier": {
            "system": "urn:ietf:rfc:3986",
            "value": "urn:uuid:0a1b2c3d-0000-4000-8000-000000000001",
        },
        "timestamp": "2026-11-21T10:00:00Z",
        "entry": [
            {"fullUrl": f"{BASE}/{one['resourceType']}/{one['id']}", "resource": one}
            for one in (head, PATIENT, WRONG)
        ],
    }
    found = convert(Inbound("klinik", "fhir", json.dumps(bundle).encode(), NOON), rules())
    assert found.status is Status.ACCEPTED
    assert all(one["resource"]["resourceType"] != "Observation" for one in found.bundle["entry"])
    first: dict[str, Any] = found.bundle["entry"][0]["resource"]
    return first


@pytest.mark.parametrize(
    ("language", "words"), [("fr-LU", "a été omis"), ("de", "weggelassen"), ("pt", "left out")]
)
def test_a_section_whose_only_entry_was_wrong_says_so_and_the_document_stays(
    language: str, words: str
) -> None:
    """One bad entry never takes its document with it; and nothing is not `none`."""
    entry = {"reference": "Observation/o1"}
    (section,) = document({"title": "Results", "entry": [entry]}, language=language)["section"]

    assert words in section["text"]["div"]
    assert section["emptyReason"]["coding"][0]["code"] == "unavailable"
    assert "entry" not in section


def test_a_section_with_a_text_of_its_own_keeps_it() -> None:
    """Its words still tell what the entry said."""
    div = '<div xmlns="http://www.w3.org/1999/xhtml">Sodium 3</div>'
    text = {"status": "generated", "div": div}
    entry = {"reference": "Observation/o1"}
    (section,) = document({"title": "Results", "text": text, "entry": [entry]})["section"]

    assert section["text"] == text
    assert "emptyReason" not in section


def test_an_inner_section_is_explained_where_it_stands() -> None:
    """The section around it holds it, and needs no words."""
    inner = {"title": "Inside"}
    made = explained(
        {"resourceType": "Composition", "section": [{"title": "A", "section": [inner]}]}
    )

    assert "text" not in made["section"][0]
    assert "left out" in made["section"][0]["section"][0]["text"]["div"]
