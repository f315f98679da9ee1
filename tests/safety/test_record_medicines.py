"""What a prescription, a medicine given or a vaccine must be in the record.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.eu/HL7v2x/v251/std251/ch04.html · https://hl7.org/fhir/R4/medicationrequest.html
"""

from __future__ import annotations

import pytest

from gateway.model import Resource
from tests.intake.house import House, person, pid
from tests.safety.record_said import at

OML, ORU = "OML^O21^OML_O21", "ORU^R01^ORU_R01"


RDE, RDS, RAS = "RDE^O11^RDE_O11", "RDS^O13^RDS_O13", "RAS^O17^RAS_O17"


VXU = "VXU^V04^VXU_V04"


ANNA = pid("1001^^^KLINIK^MR")


OWN = "https://klinik.example/id"


def orc(control: str, number: str = "O1^KLINIK", state: str = "", *, filler: str = "") -> str:
    """An ORC."""
    return f"ORC|{control}|{number}|{filler}||{state}||||20261121080000+0100|||77^Thill^Claire"


def status(found: Resource) -> str:
    """The status of a resource."""
    said: str = found["status"]
    return said


def rxe(drug: str = "J01CA04^amoxicilline^ATC") -> str:
    """An RXE."""
    return f"RXE||{drug}|500||mg"


@pytest.mark.parametrize(
    ("control", "expected"),
    [
        ("NW", "active"),
        ("CA", "cancelled"),
        ("DC", "stopped"),
        ("HD", "on-hold"),
        ("SC", "unknown"),
    ],
)
def test_what_a_control_code_makes_of_a_prescription(
    house: House, control: str, expected: str
) -> None:
    """A prescription that is cancelled or stopped is not active, and none is by default."""
    house.say(RDE, ANNA, orc(control), rxe(), "RXR|PO^oral^HL70162")

    assert status(house.only("MedicationRequest")) == expected


def test_dose_route_and_timing_are_one_instruction(house: House) -> None:
    """What RXE, TQ1 and RXR say of one prescription is one way to take it."""
    house.say(RDE, ANNA, orc("NW"), rxe(), "TQ1|1||BID", "RXR|PO^oral^HL70162")

    (how,) = house.only("MedicationRequest")["dosageInstruction"]
    assert how.keys() >= {"doseAndRate", "timing", "route"}


def test_a_dispense_says_no_more_than_it_was_told(house: House) -> None:
    """What a pharmacy gave out is not handed over until it says so, and its order stays."""
    house.say(RDE, ANNA, orc("DC"), rxe(), "RXR|PO^oral^HL70162", sent=at("1000"))
    rxd = "RXD|1|J01CA04^amoxicilline^ATC|20261121103000+0100|16|TAB"

    house.say(RDS, ANNA, orc("RE", filler="D1^KLINIK"), rxe(), rxd, sent=at("1100"))

    assert status(house.only("MedicationDispense")) == "unknown"
    assert status(house.only("MedicationRequest")) == "stopped"


def rxa(state: str, action: str = "", *, reason: str = "", drug: str = "08^Hep B^CVX") -> str:
    """An RXA."""
    begin = "20261121090000+0100"
    return f"RXA|0|1|{begin}|{begin}|{drug}|1|mL^^UCUM||||||||L4711|||{reason}||{state}|{action}"


@pytest.mark.parametrize(
    ("state", "action", "expected"),
    [
        ("CP", "A", "completed"), ("PA", "A", "completed"), ("RE", "A", "not-done"),
        ("NA", "", "not-done"), ("CP", "D", "entered-in-error"), ("RE", "D", "entered-in-error"),
        ("", "D", "entered-in-error"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("kind", "type"), [(VXU, "Immunization"), (RAS, "MedicationAdministration")]
)
def test_given_refused_and_taken_back(  # noqa: PLR0913, PLR0917 - a table of cases
    house: House, kind: str, type: str, state: str, action: str, expected: str
) -> None:
    """RXA-20 RE and NA are not-done, RXA-21 D is entered-in-error, whatever stands beside them."""
    house.say(kind, ANNA, orc("RE", filler="V1^KLINIK"), rxa(state, action), "RXR|IM^^HL70162")

    assert status(house.only(type)) == expected


def test_a_vaccine_without_a_word_of_its_state_is_refused(house: House) -> None:
    """Without RXA-20 nobody said that the vaccine was given: it is not taken as given."""
    receipt = house.say(VXU, ANNA, orc("RE", filler="V1^KLINIK"), rxa(""))

    assert receipt.status == "rejected"
    assert {i.source for i in receipt.issues if i.target == "Immunization.status"} == {"RXA-20"}
    assert house.all("Immunization") == []


def test_a_reason_for_refusal_is_a_refusal(house: House) -> None:
    """RXA-18 without RXA-20 is not-done."""
    refused = rxa("", reason="00^Parental decision^NIP002")

    house.say(VXU, ANNA, orc("RE", filler="V1^KLINIK"), refused)

    assert status(house.only("Immunization")) == "not-done"


def test_a_medicine_of_unknown_state_was_not_given(house: House) -> None:
    """RAS without RXA-20 says that something is told of a medicine, not that it was given."""
    house.say(RAS, ANNA, orc("RE", filler="V1^KLINIK"), rxa(""))

    assert status(house.only("MedicationAdministration")) == "unknown"


def test_a_vaccine_taken_back_is_in_error(house: House) -> None:
    """A vaccination that was sent as given and then deleted is entered in error."""
    house.say(VXU, ANNA, orc("RE", filler="V1^KLINIK"), rxa("CP", "A"), sent=at("1000"))
    house.say(VXU, ANNA, orc("RE", filler="V1^KLINIK"), rxa("CP", "D"), sent=at("1100"))

    assert status(house.only("Immunization")) == "entered-in-error"


def test_a_prescription_is_summarised_once_and_only_while_it_holds(house: House) -> None:
    """The order as written and the one dispensed from are one medicine; a stopped one is none."""
    rxo = "RXO|J01CA04^amoxicilline^ATC|500||mg"
    house.say(RDE, ANNA, orc("NW"), rxo, rxe(), "RXR|PO^oral^HL70162", sent=at("1000"))
    assert len(house.summarised(person(OWN, "1001"), "MedicationRequest")) == 1

    house.say(RDE, ANNA, orc("DC"), rxo, rxe(), "RXR|PO^oral^HL70162", sent=at("1100"))

    shown = house.summarised(person(OWN, "1001"), "MedicationRequest")
    assert not any(
        one["status"] in ("stopped", "active") and one["intent"] == "order" for one in shown
    )
