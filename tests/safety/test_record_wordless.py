"""A segment that says nothing leaves nothing, and nobody refers to it.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.eu/HL7v2x/v251/std251/ch02.html#Heading20 (2.5.3, null) · https://hl7.org/fhir/R4/references.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.intake.house import House, message

ANNA = f"PID|1||1001^^^KLINIK^MR||Meyer^Anna||19850312|F{'|' * 10}A1^^^KLINIK^AN"
STAY = f"PV1|1|I|MED{'|' * 16}V1^^^KLINIK^VN|01"
ORDER = ("ORC|RE|P1^HIS|F1^LAB", f"OBR|1|P1^HIS|F1^LAB|24323-8^Panel^LN{'|' * 20}CH|F")
PEOPLE = ['IN1|1|""', 'IN1|1|""|""', 'NK1|1|""|""', 'GT1|1|""|""', 'ROL|1|AD|AT|""']
RESULTS = [
    'OBX|1|NM|718-7^Hb^LN||""|g/dL|||||F',
    "OBX|1|ST|718-7^Hb^LN||",
    'OBX|1|ED|PDF^Letter^L||""|||||F',
    "OBX|1|ED|PDF^Letter^L||",
]
KEPT = (
    *("Patient", "Encounter", "Account", "Coverage", "RelatedPerson", "Practitioner"),
    *("Organization", "Observation", "DiagnosticReport", "ServiceRequest", "DocumentReference"),
    *("Binary", "Location", "PractitionerRole", "Provenance"),
)


def _references(said: Any) -> Iterator[str]:
    if isinstance(said, dict):
        for key, value in said.items():
            if key == "reference":
                yield value.partition("/_history")[0]
            else:
                yield from _references(value)
    elif isinstance(said, list):
        for one in said:
            yield from _references(one)


def left(house: House) -> tuple[set[str], set[str]]:
    """(what there is, what is referred to)"""
    bodies = [one for type in KEPT for one in house.all(type)]
    there = {f"{one['resourceType']}/{one['id']}" for one in bodies}
    return there, {name for one in bodies for name in _references(one)}


@pytest.mark.parametrize("segment", PEOPLE)
@pytest.mark.parametrize("kind", ["ADT^A01^ADT_A01", "BAR^P01^BAR_P01"])
def test_nothing_refers_to_an_insurance_or_a_person_of_whom_nothing_is_said(
    house: House, kind: str, segment: str
) -> None:
    """The account of the stay names no coverage and no guarantor that is not there."""
    said = ("EVN||20261121101500+0100", ANNA, STAY, segment)
    receipt = house.take(message(kind, "1", *said))

    there, named = left(house)
    assert receipt.status == "accepted", receipt.issues
    assert "Account" in {one.partition("/")[0] for one in there}
    assert named <= there


@pytest.mark.parametrize("segment", RESULTS)
def test_nothing_refers_to_a_result_that_is_not_there(house: House, segment: str) -> None:
    """A report names its results, and the files that it has."""
    receipt = house.take(message("ORU^R01^ORU_R01", "1", ANNA, STAY, *ORDER, segment))

    there, named = left(house)
    assert receipt.status == "accepted", receipt.issues
    assert named <= there
    for form in house.only("DiagnosticReport").get("presentedForm", ()):
        assert form["url"] in there
