"""A document of FHIR that others send is kept whole, and takes no place of another.

https://hl7.org/fhir/R4/documents.html
"""

from __future__ import annotations

from typing import Any

from gateway.model import Receipt, Status
from tests.intake.fhir_cases import OBSERVATION, PATIENT, take
from tests.intake.house import House

URL = "urn:uuid:5a3c2b1e-0000-4000-8000-00000000000"
"""With a digit behind it, the address of an entry of a document: of the patient, 1."""


def document(house: House, *resources: dict[str, Any], **more: Any) -> Receipt:
    """Take in a document of a patient and of these; `more` is said by its Composition."""
    composition = {
        "resourceType": "Composition",
        "status": "final",
        "type": {"coding": [{"system": "http://loinc.org", "code": "34133-9"}]},
        "subject": {"reference": f"{URL}1"},
        "date": "2026-11-21T09:00:00Z",
        "author": [{"display": "Dr Weber"}],
        "title": "Summary",
        **more,
    }
    patient = {key: value for key, value in PATIENT.items() if key not in ("id", "meta")}
    every = enumerate((composition, patient, *resources))
    return take(
        house,
        *({"fullUrl": f"{URL}{number}", "resource": one} for number, one in every),
        kind="document",
        identifier={"system": "urn:example:documents", "value": "D1"},
        timestamp="2026-11-21T09:00:00Z",
    )


def test_a_document_that_takes_an_unnamed_place_of_another_is_refused(house: House) -> None:
    """Why it does must be told: nothing of it is read before that is looked at."""
    before = {"targetIdentifier": {"system": "urn:example:documents", "value": "D0"}}
    told = [(one.rule, one.target) for one in document(house, relatesTo=[before]).issues]
    assert ("element-required", "Composition.relatesTo[0].code") in told


def test_a_document_is_kept_whole(house: House) -> None:
    """Its original, its Bundle with the Composition first, and each of its resources."""
    found = {**OBSERVATION, "subject": {"reference": f"{URL}1"}}
    wrong = {**found, "id": "o2", "status": "perhaps"}
    findings = {"title": "Findings", "entry": [{"reference": f"{URL}2"}]}
    receipt = document(house, found, wrong, section=[findings])

    assert receipt.status is Status.ACCEPTED
    kinds = [name.partition("/")[0] for name in receipt.resources]
    assert kinds.count("Observation") == 1
    bundle = house.read(
        "Bundle", next(n for n in receipt.resources if "Bundle/" in n).split("/")[1]
    )
    assert bundle is not None
    assert [one["resource"]["resourceType"] for one in bundle["entry"]][:2] == [
        "Composition", "Patient",
    ]  # fmt: skip
    named = bundle["entry"][0]["resource"]["section"][0]["entry"][0]["reference"]
    assert house.read(*named.split("/")) is not None
    binary = house.read(
        "Binary", next(n for n in receipt.resources if "Binary/" in n).split("/")[1]
    )
    assert binary is not None
    assert binary["contentType"] == "application/fhir+json"


def test_what_a_document_says_of_its_secrecy_is_a_label(house: House) -> None:
    """As of CDA: on its head, and on its content."""
    receipt = document(house, confidentiality="V")

    label = {"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "V"}
    for type_ in ("Composition", "DocumentReference", "Binary"):
        name = next(one for one in receipt.resources if one.startswith(f"{type_}/"))
        kept = house.read(type_, name.split("/")[1])
        assert kept is not None
        assert kept["meta"]["security"] == [label]
