"""What an appointment must be in the record: booked, changed, cancelled, merged.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.eu/HL7v2x/v251/std251/ch10.html · https://hl7.org/fhir/R4/appointment.html
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


CARL = pid("1002^^^KLINIK^MR", "Weber^Carl", "19700101", sex="M")


OWN = "https://klinik.example/id"


def status(found: Resource) -> str:
    """The status of a resource."""
    said: str = found["status"]
    return said


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
