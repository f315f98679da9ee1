"""Messages come in another order than things happened: the record is that of the right order.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (3.3, 4.4, 7.3)
"""

from __future__ import annotations

from itertools import permutations

import pytest

from gateway.model import Resource
from tests.intake.house import House, obr, obx, pid, rules_of
from tests.safety.record_said import at, kind, pv1

ORU, A08 = "ORU^R01^ORU_R01", "ADT^A08^ADT_A01"
ANNA = pid("1001^^^KLINIK^MR")
OLD = pid("1002^^^KLINIK^MR", "Meyer^Anna")


def who(phone: str = "", town: str = "") -> str:
    """Anna, with a telephone and a town."""
    return f"PID|1||1001^^^KLINIK^MR||Meyer^Anna||19850312|F|||{town}||{phone}"


def ward(stay: Resource) -> str:
    """Where the patient is."""
    return ", ".join(one["location"]["display"] for one in stay.get("location", ()))


def test_what_only_the_late_message_says_is_taken_in(house: House) -> None:
    """The admission that comes after a result brings the address that the result did not have."""
    house.say(ORU, who(), obr(), obx("75"), sent=at("1100"))

    house.say(kind("A01"), who(town="1 Grand-Rue^^Luxembourg"), pv1(), sent=at("1000"))

    assert house.patient("1001")["address"][0]["city"] == "Luxembourg"


def test_what_was_said_later_is_not_overwritten(house: House) -> None:
    """The newer telephone stays, the older town comes in."""
    house.say(A08, who("+352 2"), pv1(), sent=at("1100"))

    told = house.say(A08, who("+352 1", "1 Grand-Rue^^Luxembourg"), pv1(), sent=at("1000"))

    anna = house.patient("1001")
    assert anna["telecom"][0]["value"] == "+352 2"
    assert anna["address"][0]["city"] == "Luxembourg"
    assert "older-than-standing" in rules_of(told)


def test_what_was_emptied_later_stays_empty(house: House) -> None:
    """`""` of eleven o'clock: the telephone of ten o'clock does not come back."""
    house.say(A08, who('""'), pv1(), sent=at("1100"))

    house.say(A08, who("+352 1"), pv1(), sent=at("1000"))

    assert "telecom" not in house.patient("1001")


def test_what_was_said_again_later_makes_older_words_old(house: House) -> None:
    """The same telephone at ten and at twelve: that of eleven is an older word."""
    for clock in ("1000", "1200"):
        house.say(A08, who("+352 1"), pv1(), sent=at(clock))

    house.say(A08, who("+352 2"), pv1(), sent=at("1100"))

    assert house.patient("1001")["telecom"][0]["value"] == "+352 1"


@pytest.mark.parametrize("order", list(permutations(("A01", "A02", "A12"))))
def test_a_cancelled_transfer_in_any_order(house: House, order: tuple[str, ...]) -> None:
    """Admitted to MED, moved to CHI, moved back: the patient is in MED."""
    said = {"A01": ("1000", "MED^201"), "A02": ("1010", "CHI^305"), "A12": ("1020", "")}
    for event in order:
        clock, place = said[event]
        house.say(kind(event), ANNA, pv1(place), sent=at(clock))

    stay = house.only("Encounter")
    assert (ward(stay), stay["status"]) == ("MED 201", "in-progress")


@pytest.mark.parametrize("order", list(permutations(("A01", "A03", "A13"))))
def test_a_cancelled_discharge_in_any_order(house: House, order: tuple[str, ...]) -> None:
    """The stay goes on, and has no end."""
    clocks = {"A01": "1000", "A03": "1010", "A13": "1020"}
    for event in order:
        end = at("1010") if event == "A03" else ""
        house.say(kind(event), ANNA, pv1(end=end), sent=at(clocks[event]))

    stay = house.only("Encounter")
    assert stay["status"] == "in-progress"
    assert "end" not in stay.get("period", {})


@pytest.mark.parametrize("order", list(permutations(("A01", "A21", "A22", "A53")))[::5])
def test_a_cancelled_return_in_any_order(house: House, order: tuple[str, ...]) -> None:
    """Gone, come back, not come back after all: the patient is on leave."""
    clocks = {"A01": "1000", "A21": "1010", "A22": "1020", "A53": "1030"}
    for event in order:
        house.say(kind(event), ANNA, pv1(), sent=at(clocks[event]))

    assert house.only("Encounter")["status"] == "onleave"


@pytest.mark.parametrize("order", list(permutations(("A01", "A11"))))
def test_a_cancelled_admission_in_any_order(house: House, order: tuple[str, ...]) -> None:
    """The stay is cancelled, and what the admission said of it is still known."""
    said = {"A01": ("1000", "MED^201"), "A11": ("1010", "")}
    for event in order:
        clock, place = said[event]
        house.say(kind(event), ANNA, pv1(place), sent=at(clock))

    stay = house.only("Encounter")
    assert (stay["status"], ward(stay)) == ("cancelled", "MED 201")


@pytest.mark.parametrize("order", list(permutations("PFC")))
def test_a_corrected_result_in_any_order(house: House, order: tuple[str, ...]) -> None:
    """Preliminary, final, corrected: the corrected value and state hold."""
    said = {"P": ("1000", "170"), "F": ("1010", "175"), "C": ("1020", "75")}
    for state in order:
        clock, value = said[state]
        house.say(ORU, ANNA, obr(status=state), obx(value, state), sent=at(clock))

    found = house.only("Observation")
    assert (found["valueQuantity"]["value"], found["status"]) == (75, "corrected")
    assert house.only("DiagnosticReport")["status"] == "corrected"


def test_a_late_flag_is_not_the_new_values(house: House) -> None:
    """HH was said of 175, which was corrected; it does not come in beside 75."""
    house.say(ORU, ANNA, obr(status="C"), obx("75", "C"), sent=at("1100"))

    house.say(ORU, ANNA, obr(), obx("175", flag="HH"), sent=at("1000"))

    assert "interpretation" not in house.only("Observation")


def test_a_late_comment_of_a_result_is_kept(house: House) -> None:
    """What the final said beside the value is not lost because the correction came first."""
    house.say(ORU, ANNA, obr(status="C"), obx("75", "C"), sent=at("1100"))

    house.say(ORU, ANNA, obr(), obx("175"), "NTE|1||haemolysed", sent=at("1000"))

    assert house.only("Observation")["note"][0]["text"] == "haemolysed"


@pytest.mark.parametrize("state", ["D", "W"])
def test_a_result_that_was_taken_back_does_not_come_back(house: House, state: str) -> None:
    """The final comes after the withdrawal that was said later."""
    house.say(ORU, ANNA, obr(status="C"), obx("75", state), sent=at("1100"))

    house.say(ORU, ANNA, obr(), obx("75"), sent=at("1000"))

    assert house.only("Observation")["status"] == "entered-in-error"


def test_an_order_cancelled_before_it_came(house: House) -> None:
    """ORC-1 CA of eleven, NW of ten: revoked, with all that the order said."""
    order = "ORC|{}|O1^KLINIK"
    obr_ = "OBR|1|O1^KLINIK||24323-8^Panel^LN"
    house.say("OML^O21^OML_O21", ANNA, order.format("CA"), obr_, sent=at("1100"))

    late = f"{obr_}{'|' * 9}check liver"
    house.say("OML^O21^OML_O21", ANNA, order.format("NW"), late, sent=at("1000"))

    assert house.only("ServiceRequest")["status"] == "revoked"


@pytest.mark.parametrize("order", list(permutations(("A24", "A37"))))
def test_a_link_that_was_undone_in_any_order(house: House, order: tuple[str, ...]) -> None:
    """A37 is later: the two are two."""
    house.say(kind("A01"), ANNA, sent=at("0900"))
    house.say(kind("A01"), OLD, sent=at("0900"))
    clocks = {"A24": "1000", "A37": "1100"}
    for event in order:
        house.say(f"ADT^{event}^ADT_A24", ANNA, OLD, sent=at(clocks[event]))

    assert house.survivor("1001")["id"] != house.survivor("1002")["id"]


def test_a_late_unlink_leaves_a_newer_link(house: House) -> None:
    """Linked again at twelve: the unlink of eleven comes too late."""
    for clock in ("1000", "1200"):
        house.say("ADT^A24^ADT_A24", ANNA, OLD, sent=at(clock))

    house.say("ADT^A37^ADT_A24", ANNA, OLD, sent=at("1100"))

    assert house.survivor("1001")["id"] == house.survivor("1002")["id"]


def test_an_appointment_that_was_cancelled_first(house: House) -> None:
    """S15 of eleven, S12 of ten: cancelled, with its reason and its time."""
    begins = "^^^20261201100000+0100"
    sch = "SCH|S1^KLINIK|||||{why}^L|||30|min|" + begins + "|" * 14 + "{state}"
    gone = sch.format(why="R9^Ill", state="Cancelled")
    house.say("SIU^S15^SIU_S12", gone, ANNA, sent=at("1100"))

    house.say("SIU^S12^SIU_S12", sch.format(why="R1^Control", state="Booked"), ANNA,
              sent=at("1000"))  # fmt: skip

    found = house.only("Appointment")
    assert found["status"] == "cancelled"
    assert found["cancelationReason"]["coding"][0]["code"] == "R9"
    assert found["reasonCode"][0]["coding"][0]["code"] == "R1"


def test_an_appointment_that_is_booked_again_has_no_reason_why_it_was_not(house: House) -> None:
    """S13 after S15: booked, and the reason of the cancel is gone."""
    sch = "SCH|S1^KLINIK|||||R1^Ill^L|||30|min|^^^20261201100000+0100" + "|" * 14
    house.say("SIU^S15^SIU_S12", f"{sch}Cancelled", ANNA, sent=at("1000"))

    told = house.say("SIU^S13^SIU_S12", f"{sch}Booked", ANNA, sent=at("1100"))

    found = house.only("Appointment")
    assert (told.status, found["status"]) == ("accepted", "booked")
    assert "cancelationReason" not in found


def test_a_stay_of_many_messages_still_takes_one_in_late(house: House) -> None:
    """Thirty updates later than the discharge: it is the last word on the status."""
    house.say(kind("A01"), ANNA, pv1("MED^201"), sent=at("0900"))
    for minute in range(30):
        house.say(A08, ANNA, pv1(f"MED^{minute}"), sent=at(f"10{minute:02}"))

    house.say(kind("A03"), ANNA, pv1(), sent=at("1028"))

    stay = house.only("Encounter")
    assert (stay["status"], ward(stay)) == ("finished", "MED 29")


def test_a_message_older_than_all_that_is_remembered_changes_nothing(house: House) -> None:
    """Of a stay the last messages are kept to be said again; what is older is told, and left."""
    house.say(kind("A01"), ANNA, pv1("MED^201"), sent=at("0900"))
    for minute in range(30):
        house.say(A08, ANNA, pv1(f"MED^{minute}"), sent=at(f"10{minute:02}"))

    told = house.say(kind("A02"), ANNA, pv1("REA^1"), sent=at("0930"))

    assert "older-than-standing" in rules_of(told)
    assert ward(house.only("Encounter")) == "MED 29"
