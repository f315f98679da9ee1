"""Messages of a stay that has moved, been renumbered or gone on come in another order.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (3.3, 4.4, 7.3)
"""

from __future__ import annotations

import pytest

from gateway.model import Resource
from tests.intake.house import House, obr, obx, person, pid, rules_of
from tests.safety.record_said import at, kind, pv1

ORU, A08 = "ORU^R01^ORU_R01", "ADT^A08^ADT_A01"

OWN = "https://klinik.example/id"


ANNA = pid("1001^^^KLINIK^MR")


OLD = pid("1002^^^KLINIK^MR", "Meyer^Anna")


def ward(stay: Resource) -> str:
    """Where the patient is."""
    return ", ".join(one["location"]["display"] for one in stay.get("location", ()))


def test_a_stay_keeps_its_id_when_its_new_number_comes_first(house: House) -> None:
    """A50, then the admission under the old number: one stay, with both numbers."""
    mrg = "MRG|1001^^^KLINIK^MR||||V1^^^KLINIK^VN"
    house.say("ADT^A50^ADT_A50", ANNA, mrg, pv1("CHI^305", "V9"), sent=at("1100"))

    house.say(kind("A01"), ANNA, pv1("MED^201"), sent=at("1000"))

    stay = house.only("Encounter")
    assert {one["value"]: one.get("use") for one in stay["identifier"]} == {
        "V9": None, "V1": "old",
    }  # fmt: skip
    assert (ward(stay), stay["status"]) == ("CHI 305", "in-progress")


@pytest.mark.parametrize("late", ["A02", "A03"])
def test_a_late_event_of_a_stay_that_moved_on(house: House, late: str) -> None:
    """Moved from 1002 to 1001 at eleven: what ten o'clock says of it under 1002 still counts."""
    house.say(kind("A01"), OLD, pv1("MED^201"), sent=at("0900"))
    mrg = "MRG|1002^^^KLINIK^MR||||V1^^^KLINIK^VN"
    house.say("ADT^A45^ADT_A45", ANNA, mrg, pv1(), sent=at("1100"))

    house.say(kind(late), OLD, pv1("CHI^305"), sent=at("1000"))

    stay = house.only("Encounter")
    assert stay["subject"] == {"reference": f"Patient/{person(OWN, '1001')}"}
    assert ward(stay) == "CHI 305"
    assert stay["status"] == ("finished" if late == "A03" else "in-progress")


def test_a_late_result_of_a_stay_that_moved_on(house: House) -> None:
    """It was made in that stay, and goes where the stay went."""
    house.say(kind("A01"), OLD, pv1(), sent=at("0900"))
    mrg = "MRG|1002^^^KLINIK^MR||||V1^^^KLINIK^VN"
    house.say("ADT^A45^ADT_A45", ANNA, mrg, pv1(), sent=at("1100"))

    house.say(ORU, OLD, pv1(), obr(), obx("75"), sent=at("1000"))

    about = {"reference": f"Patient/{person(OWN, '1001')}"}
    assert house.only("Observation")["subject"] == about
    assert house.only("DiagnosticReport")["subject"] == about


def test_a_later_message_under_the_patient_that_a_stay_left_is_told(house: House) -> None:
    """After the move a message under the first patient is a mistake, and changes nothing."""
    house.say(kind("A01"), OLD, pv1(), sent=at("0900"))
    mrg = "MRG|1002^^^KLINIK^MR||||V1^^^KLINIK^VN"
    house.say("ADT^A45^ADT_A45", ANNA, mrg, pv1(), sent=at("1100"))

    told = house.say(kind("A03"), OLD, pv1(), sent=at("1200"))

    assert "stay-of-another-patient" in rules_of(told)
    assert house.only("Encounter")["status"] == "in-progress"
