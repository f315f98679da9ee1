"""Whom a reference means that is a number alone: a patient, where nobody else can be meant.

https://hl7.org/fhir/R4/references.html#logical
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gateway.adapters import ADAPTERS
from gateway.definitions import Definitions
from gateway.identity.names import Identify
from gateway.model import Resource
from tests.mapping.test_fhir_rows import WARD, mapper, said

FHIR = ADAPTERS["fhir"]
NUMBER = {"system": "http://ward.example/pid", "value": "7"}


@pytest.mark.parametrize(
    ("element", "reference", "meant"),
    [
        ("subject", {"type": "Patient", "identifier": NUMBER}, "Patient"),
        ("patient", {"identifier": NUMBER}, "Patient"),
        ("subject", {"identifier": NUMBER}, ""),
        ("subject", {"type": "Device", "identifier": NUMBER}, ""),
        ("subject", {"type": "Patient", "identifier": {"value": "7"}}, ""),
        ("performer", {"identifier": NUMBER}, ""),
    ],
)
def test_a_patient_is_meant_by_number_where_nobody_else_can_be(
    tmp_path: Path, definitions: Definitions, element: str, reference: Resource, meant: str
) -> None:
    """As `Patient?identifier=` means one; the number stays beside the reference."""
    type_ = "AllergyIntolerance" if element == "patient" else "Observation"
    made: Any = [reference] if element == "performer" else reference
    body, _ = said(mapper(tmp_path, definitions), resourceType=type_, id="1", **{element: made})

    found = body[element][0] if element == "performer" else body[element]
    patient = Identify().patient([{"system": "urn:oid:1.2.3", "value": "7"}], WARD)
    assert found.get("reference") == (f"Patient/{patient}" if meant else None)
    assert found["identifier"]["value"] == "7"


def test_a_number_means_the_patient_of_the_message_who_has_it(
    tmp_path: Path, definitions: Definitions
) -> None:
    """Whichever of the patient's numbers it is."""
    other = {"system": "http://other.example/n", "value": "9"}
    entries = [
        {"resource": {"resourceType": "Patient", "id": "p", "identifier": [NUMBER, other]}},
        {"resource": {"resourceType": "Observation", "subject": {"identifier": other}}},
    ]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}

    document = FHIR.parse(json.dumps(bundle).encode(), WARD)
    changes = {one.body["resourceType"]: one for one in
               mapper(tmp_path, definitions).apply(document).changes}  # fmt: skip

    patient = changes["Patient"].id
    assert changes["Observation"].body["subject"]["reference"] == f"Patient/{patient}"


def test_a_subject_whom_nobody_can_follow_is_told(
    tmp_path: Path, definitions: Definitions
) -> None:
    """What stands under it is in nobody's record until the system is declared."""
    body = {"resourceType": "Observation", "id": "1", "subject": {"identifier": NUMBER}}
    document = FHIR.parse(json.dumps(body).encode(), WARD)
    issues = mapper(tmp_path, definitions).apply(document).issues

    assert [(one.rule, one.source) for one in issues] == [
        ("reference-kept-as-identifier", "Observation.subject.identifier")
    ]
