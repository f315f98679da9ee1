"""What an order, a prescription, a vaccine or an appointment must be in the record.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.eu/HL7v2x/v251/std251/ch04.html · https://hl7.org/fhir/R4/request.html
"""

from __future__ import annotations

import pytest

from gateway.model import Resource
from tests.intake.house import House, obr, obx, person, pid, rules_of
from tests.safety.record_said import at

OML, ORU = "OML^O21^OML_O21", "ORU^R01^ORU_R01"
RDE, RDS, RAS = "RDE^O11^RDE_O11", "RDS^O13^RDS_O13", "RAS^O17^RAS_O17"
VXU = "VXU^V04^VXU_V04"
ANNA = pid("1001^^^KLINIK^MR")
CARL = pid("1002^^^KLINIK^MR", "Weber^Carl", "19700101", sex="M")
OWN = "https://klinik.example/id"
PANEL = "24323-8^Panel^LN"


def orc(control: str, number: str = "O1^KLINIK", state: str = "", *, filler: str = "") -> str:
    """An ORC."""
    return f"ORC|{control}|{number}|{filler}||{state}||||20261121080000+0100|||77^Thill^Claire"


def ordered(number: str = "O1^KLINIK") -> str:
    """An OBR of an order."""
    return f"OBR|1|{number}||{PANEL}"


def status(found: Resource) -> str:
    """The status of a resource."""
    said: str = found["status"]
    return said


@pytest.mark.parametrize(
    ("control", "expected"),
    [
        ("NW", "active"), ("CA", "revoked"), ("OC", "revoked"), ("CR", "revoked"),
        ("DC", "revoked"), ("OD", "revoked"), ("DR", "revoked"), ("HD", "on-hold"),
        ("OH", "on-hold"), ("HR", "on-hold"), ("RL", "active"), ("RP", "revoked"),
        ("RQ", "revoked"), ("RO", "active"), ("XO", "active"),
    ],
)  # fmt: skip
def test_what_a_control_code_makes_of_an_order(house: House, control: str, expected: str) -> None:
    """ORC-1 says what is to become of the order; a cancel is never active."""
    house.say(OML, ANNA, orc(control), ordered())

    assert status(house.only("ServiceRequest")) == expected


@pytest.mark.parametrize("control", ["SC", "RE", "SN", "NA", "UA", "UC", "DE", "SS", "UX", ""])
def test_other_control_codes_state_nothing(house: House, control: str) -> None:
    """A code that says no state leaves the state unknown: nothing is active that nobody said."""
    house.say(OML, ANNA, orc(control), ordered())

    assert status(house.only("ServiceRequest")) == "unknown"


@pytest.mark.parametrize("state", ["IP", "SC", "CM"])
def test_a_cancel_holds_beside_any_state(house: House, state: str) -> None:
    """ORC-1 CA beside an ORC-5 that says otherwise is a cancel."""
    house.say(OML, ANNA, orc("CA", state=state), ordered())

    assert status(house.only("ServiceRequest")) == "revoked"


def test_a_cancel_leaves_what_was_ordered(house: House) -> None:
    """What was ordered, by whom and for whom still stands on a cancelled order."""
    house.say(OML, ANNA, orc("NW"), ordered(), sent=at("1000"))
    house.say(OML, ANNA, orc("CA"), ordered(), sent=at("1100"))

    order = house.only("ServiceRequest")
    assert (status(order), order["code"]["coding"][0]["code"]) == ("revoked", "24323-8")
    assert order["subject"] == {"reference": f"Patient/{person(OWN, '1001')}"}


def test_a_late_order_does_not_undo_its_cancel(house: House) -> None:
    """The new order that comes after its own cancel is older, and changes nothing."""
    house.say(OML, ANNA, orc("CA"), ordered(), sent=at("1100"))

    receipt = house.say(OML, ANNA, orc("NW"), ordered(), sent=at("1000"))

    assert status(house.only("ServiceRequest")) == "revoked"
    assert "older-than-standing" in rules_of(receipt)


def test_an_answer_without_a_state_leaves_the_state(house: House) -> None:
    """A change of no state (SC without ORC-5) does not make an active order unknown."""
    house.say(OML, ANNA, orc("NW"), ordered(), sent=at("1000"))
    house.say(OML, ANNA, orc("SC"), ordered(), sent=at("1100"))

    assert status(house.only("ServiceRequest")) == "active"


def test_results_only_mention_an_order(house: House) -> None:
    """A report that names the order does not say that it is done, nor undo its cancel."""
    house.say(OML, ANNA, orc("CA"), ordered(), sent=at("1000"))
    report = obr("F1^LAB").replace("OBR|1||", "OBR|1|O1^KLINIK|")

    house.say(ORU, ANNA, orc("RE", state="CM"), report, obx("75"), sent=at("1100"))

    assert status(house.only("ServiceRequest")) == "revoked"


def test_an_order_after_its_results_is_still_its_sources(house: House) -> None:
    """Another house's report named the order first: its own source says it all the same."""
    report = obr("F1^LAB").replace("OBR|1||", "OBR|1|O1^KLINIK|")
    house.say(ORU, ANNA, report, obx("75"), sender="spidol", sent=at("1100"))

    receipt = house.say(OML, ANNA, orc("NW"), ordered(), sent=at("1000"))

    assert receipt.status == "accepted"
    assert status(house.only("ServiceRequest")) == "active"


def test_an_order_reports_nothing(house: House) -> None:
    """An order makes no report, and what it tells beside itself is no result of it."""
    house.say(OML, ANNA, orc("NW"), ordered(), obx("72", "O", code="29463-7^Weight^LN"))

    assert house.all("DiagnosticReport") == []
    assert len(house.only("ServiceRequest")["supportingInfo"]) == 1


def test_previous_results_are_no_order(house: House) -> None:
    """What an order brings along from before (ORC-1 PR) is a report and orders nothing."""
    house.say(OML, ANNA, orc("PR"), obr("F0^LAB"), obx("70"))

    assert house.all("ServiceRequest") == []
    assert len(house.only("DiagnosticReport")["result"]) == 1


def test_two_services_under_one_number_stay_two(house: House) -> None:
    """The second service does not overwrite the first."""
    other = ordered().replace(PANEL, "718-7^Hb^LN")

    house.say(OML, ANNA, orc("NW"), ordered(), orc("NW"), other)

    found = {one["code"]["coding"][0]["code"] for one in house.all("ServiceRequest")}
    assert found == {"24323-8", "718-7"}


def test_an_order_of_another_patient_under_the_same_number_is_told(house: House) -> None:
    """A number used again for another patient does not pass in silence."""
    house.say(OML, ANNA, orc("NW"), ordered(), sent=at("1000"))

    receipt = house.say(OML, CARL, orc("NW"), ordered(), sent=at("1100"))

    assert "subject-changed" in rules_of(receipt)


def test_a_specimen_that_was_refused_is_unsatisfactory(house: House) -> None:
    """SPM-21 holds whatever SPM-20 says beside it."""
    spm = f"SPM|1|^S1&LAB||BLD^Blood^HL70487{'|' * 13}20261121080000+0100|||Y|HEM^^HL70490"

    house.say(ORU, ANNA, obr(), obx("75"), spm)

    assert status(house.only("Specimen")) == "unsatisfactory"


REFERRAL = ("RF1|A^Accepted^HL70283|R||||R1^KLINIK|20261121", "PRD|RP|Thill^Claire|||||77^KLINIK")


@pytest.mark.parametrize(
    ("event", "expected"), [("I13", "active"), ("I14", "revoked"), ("I15", "active")]
)
def test_a_cancelled_referral_is_withdrawn(house: House, event: str, expected: str) -> None:
    """REF^I14, whatever RF1-1 says of it; who asks how far it is (I15) changes nothing."""
    house.say("REF^I12^REF_I12", *REFERRAL, ANNA, sent=at("0900"))

    house.say(f"REF^{event}^REF_I12", *REFERRAL, ANNA, sent=at("1000"))

    assert status(house.only("ServiceRequest")) == expected
