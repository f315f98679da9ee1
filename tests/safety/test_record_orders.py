"""What an order, a prescription, a vaccine or an appointment must be in the record.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.eu/HL7v2x/v251/std251/ch04.html · https://hl7.org/fhir/R4/request.html
"""

from __future__ import annotations

import pytest

from gateway.model import Resource
from tests.intake.house import House, obr, obx, person, pid, rules_of

OML, ORU = "OML^O21^OML_O21", "ORU^R01^ORU_R01"
RDE, RDS, RAS = "RDE^O11^RDE_O11", "RDS^O13^RDS_O13", "RAS^O17^RAS_O17"
VXU = "VXU^V04^VXU_V04"
ANNA = pid("1001^^^KLINIK^MR")
CARL = pid("1002^^^KLINIK^MR", "Weber^Carl", "19700101", sex="M")
OWN = "https://klinik.example/id"
PANEL = "24323-8^Panel^LN"


def at(clock: str) -> str:
    """Today at HHMM, as HL7 writes it."""
    return f"20261121{clock}00+0100"


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


def sch(state: str = "", *, why: str = "") -> str:
    """An SCH."""
    when = "^^30^20261201090000+0100^20261201093000+0100"
    return f"SCH|P1^KLINIK|F1^KLINIK||||{why}|||30|MIN|{when}{'|' * 14}{state}"


AIS = "AIS|1|A|RX^Radiologie^L"


def siu(event: str) -> str:
    """The kind of a message about an appointment."""
    return f"SIU^{event}^SIU_S12"


@pytest.mark.parametrize(
    ("event", "expected"),
    [("S15", "cancelled"), ("S16", "cancelled"), ("S17", "entered-in-error"), ("S26", "noshow")],
)
def test_what_an_event_makes_of_an_appointment(house: House, event: str, expected: str) -> None:
    """An appointment that was cancelled, deleted or missed is not booked any more."""
    house.say(siu("S12"), sch("Booked"), ANNA, "RGS|1|A", AIS, sent=at("1000"))
    assert status(house.only("Appointment")) == "booked"

    house.say(siu(event), sch("Booked"), ANNA, "RGS|1|A", AIS, sent=at("1100"))

    assert status(house.only("Appointment")) == expected


@pytest.mark.parametrize(("state", "expected"), [("Pending", "pending"), ("Waitlist", "waitlist")])
def test_an_appointment_is_what_its_state_says(house: House, state: str, expected: str) -> None:
    """A new appointment that waits is not booked."""
    house.say(siu("S12"), sch(state), ANNA, "RGS|1|A", AIS)

    assert status(house.only("Appointment")) == expected


def test_a_change_does_not_revive_a_cancelled_appointment(house: House) -> None:
    """A modification that says no state leaves the appointment cancelled."""
    house.say(siu("S15"), sch(), ANNA, "RGS|1|A", AIS, sent=at("1000"))
    house.say(siu("S14"), sch(), ANNA, "RGS|1|A", AIS, sent=at("1100"))

    assert status(house.only("Appointment")) == "cancelled"


def test_a_cancellation_takes_nobody_from_an_appointment(house: House) -> None:
    """Who was booked, and where, stands in the segments that the cancellation leaves out."""
    where, who = "AIL|1|A|POLI^R1^^KLINIK", "AIP|1|A|77^Thill^Claire^^^Dr^^^KLINIK|D^Doctor^L"
    house.say(siu("S12"), sch("Booked"), ANNA, "RGS|1|A", AIS, where, who, sent=at("1000"))
    house.say(siu("S15"), sch("Cancelled"), ANNA, "RGS|1|A", AIS, sent=at("1100"))

    found = house.only("Appointment")
    assert status(found) == "cancelled"
    named = [
        one["actor"].get("display", one["actor"].get("reference")) for one in found["participant"]
    ]
    assert sorted(named) == sorted(
        ["POLI R1 KLINIK", "Dr Claire Thill", f"Patient/{person(OWN, '1001')}"]
    )


def test_another_doctor_takes_the_place_of_the_first(house: House) -> None:
    """A rescheduling that names who sees the patient says it anew."""
    for clock, number, name in (("1000", "77", "Thill^Claire"), ("1100", "88", "Weber^Jo")):
        who = f"AIP|1|A|{number}^{name}^^^Dr^^^KLINIK"
        house.say(siu("S13"), sch("Booked"), ANNA, "RGS|1|A", AIS, who, sent=at(clock))

    people = [one["actor"].get("display") for one in house.only("Appointment")["participant"]]
    assert [one for one in people if one] == ["Dr Jo Weber"]


def test_an_appointment_follows_its_patient_through_a_merge(house: House) -> None:
    """After a merge the appointment is the survivor's."""
    house.say(siu("S12"), sch("Booked"), CARL, "RGS|1|A", AIS)
    house.say("ADT^A40^ADT_A39", ANNA, "MRG|1002^^^KLINIK^MR")

    come = [one["actor"]["reference"] for one in house.only("Appointment")["participant"]]
    assert come == [f"Patient/{person(OWN, '1001')}"]


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


REFERRAL = ("RF1|A^Accepted^HL70283|R||||R1^KLINIK|20261121", "PRD|RP|Thill^Claire|||||77^KLINIK")


@pytest.mark.parametrize(
    ("event", "expected"), [("I13", "active"), ("I14", "revoked"), ("I15", "active")]
)
def test_a_cancelled_referral_is_withdrawn(house: House, event: str, expected: str) -> None:
    """REF^I14, whatever RF1-1 says of it; who asks how far it is (I15) changes nothing."""
    house.say("REF^I12^REF_I12", *REFERRAL, ANNA, sent=at("0900"))

    house.say(f"REF^{event}^REF_I12", *REFERRAL, ANNA, sent=at("1000"))

    assert status(house.only("ServiceRequest")) == expected
