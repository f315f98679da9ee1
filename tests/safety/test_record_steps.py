"""A cancel brings back what stood before the step that it cancels, and nothing else.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (3.3.12, 3.3.13, 3.3.52)
"""

from __future__ import annotations

import pytest

from gateway.model import Resource
from tests.intake.house import House, pid
from tests.safety.record_said import at, kind

ANNA = pid("1001^^^KLINIK^MR")


def pv1(ward: str = "", end: str = "", way: str = "", doctor: str = "") -> str:
    """The stay V1, in a ward, attended by a doctor, perhaps ended."""
    return f"PV1|1|I|{ward}||||{doctor}{'|' * 12}V1^^^KLINIK^VN{'|' * 17}{way}{'|' * 9}{end}"


def ward(stay: Resource) -> str:
    """Where the patient is."""
    assert len(stay["location"]) == 1
    said: str = stay["location"][0]["location"]["display"]
    return said


def test_a_cancelled_discharge_takes_back_all_that_it_said(house: House) -> None:
    """Status, end and way out are as they were before the discharge."""
    house.say(kind("A01"), ANNA, pv1("MED^201"))
    house.say(kind("A03"), ANNA, pv1("MED^201", "20261121180000+0100", "01"))
    assert house.only("Encounter")["status"] == "finished"

    house.say(kind("A13"), ANNA, pv1())

    stay = house.only("Encounter")
    assert stay["status"] == "in-progress"
    assert "end" not in stay.get("period", {})
    assert "dischargeDisposition" not in stay.get("hospitalization", {})


def test_a_discharge_cancelled_during_a_leave_leaves_the_patient_on_leave(house: House) -> None:
    """What stood is not in-progress, but on leave."""
    for event in ("A01", "A21", "A03", "A13"):
        house.say(kind(event), ANNA, pv1())

    assert house.only("Encounter")["status"] == "onleave"


def test_a_corrected_discharge_is_still_one_discharge(house: House) -> None:
    """A second A03 that mends the time does not make `finished` what stood before."""
    house.say(kind("A01"), ANNA, pv1())
    house.say(kind("A03"), ANNA, pv1(end="20261121180000+0100"))
    house.say(kind("A03"), ANNA, pv1(end="20261121190000+0100"))

    house.say(kind("A13"), ANNA, pv1())

    assert house.only("Encounter")["status"] == "in-progress"


def test_a_discharge_can_be_cancelled_and_done_again(house: House) -> None:
    """The second discharge holds, and its cancel again restores."""
    for event, status in (
        ("A01", "in-progress"), ("A03", "finished"), ("A13", "in-progress"),
        ("A03", "finished"), ("A13", "in-progress"),
    ):  # fmt: skip
        house.say(kind(event), ANNA, pv1())
        assert house.only("Encounter")["status"] == status


def test_a_cancelled_transfer_brings_the_ward_back(house: House) -> None:
    """A12 without a place of its own restores the place before the transfer."""
    house.say(kind("A01"), ANNA, pv1("MED^201"))
    house.say(kind("A02"), ANNA, pv1("CHI^305"))
    assert ward(house.only("Encounter")) == "CHI 305"

    house.say(kind("A12"), ANNA, pv1())

    assert ward(house.only("Encounter")) == "MED 201"
    assert house.only("Encounter")["status"] == "in-progress"


def test_two_cancelled_transfers_bring_the_first_ward_back(house: House) -> None:
    """Each cancel undoes one transfer, the last one first."""
    house.say(kind("A01"), ANNA, pv1("MED^201"))
    house.say(kind("A02"), ANNA, pv1("CHI^305"))
    house.say(kind("A02"), ANNA, pv1("REA^1"))

    house.say(kind("A12"), ANNA, pv1())
    assert ward(house.only("Encounter")) == "CHI 305"
    house.say(kind("A12"), ANNA, pv1())

    assert ward(house.only("Encounter")) == "MED 201"


def test_the_place_that_a_cancel_names_itself_holds(house: House) -> None:
    """A12 with a place says where the patient is."""
    house.say(kind("A01"), ANNA, pv1("MED^201"))
    house.say(kind("A02"), ANNA, pv1("CHI^305"))

    house.say(kind("A12"), ANNA, pv1("MED^202"))

    assert ward(house.only("Encounter")) == "MED 202"


def test_a_cancelled_transfer_says_no_status(house: House) -> None:
    """A12 of a stay that is over does not open it again."""
    house.say(kind("A01"), ANNA, pv1("MED^201"))
    house.say(kind("A02"), ANNA, pv1("CHI^305"))
    house.say(kind("A03"), ANNA, pv1(end="20261121180000+0100"))

    house.say(kind("A12"), ANNA, pv1())

    assert house.only("Encounter")["status"] == "finished"


def test_a_cancelled_leave_is_no_leave(house: House) -> None:
    """A52 restores what stood before A21."""
    for event in ("A01", "A21", "A52"):
        house.say(kind(event), ANNA, pv1())

    assert house.only("Encounter")["status"] == "in-progress"


def test_a_cancelled_return_is_still_a_leave(house: House) -> None:
    """A53 restores what stood before A22: the patient is away."""
    for event in ("A01", "A21", "A22", "A53"):
        house.say(kind(event), ANNA, pv1())

    assert house.only("Encounter")["status"] == "onleave"


def test_a_leave_of_a_stay_that_is_only_planned_restores_planned(house: House) -> None:
    """Nothing becomes in-progress that was not."""
    for event in ("A05", "A21", "A52"):
        house.say(kind(event), ANNA, pv1())

    assert house.only("Encounter")["status"] == "planned"


def test_a_cancelled_leave_of_which_nothing_else_is_known(house: House) -> None:
    """A21 was the first that was heard: before it, nobody knew."""
    for event in ("A21", "A52"):
        house.say(kind(event), ANNA, pv1())

    assert house.only("Encounter")["status"] == "unknown"


def test_a_cancelled_discharge_of_which_nothing_else_is_known(house: House) -> None:
    """Who was not discharged is there."""
    for event in ("A03", "A13"):
        house.say(kind(event), ANNA, pv1())

    assert house.only("Encounter")["status"] == "in-progress"


def test_an_update_between_step_and_cancel_stays(house: House) -> None:
    """A13 takes back the discharge, not what an A08 said since."""
    house.say(kind("A01"), ANNA, pv1("MED^201"))
    house.say(kind("A03"), ANNA, pv1(end="20261121180000+0100"))
    house.say(kind("A08"), ANNA, pv1("MED^299"))

    house.say(kind("A13"), ANNA, pv1())

    assert ward(house.only("Encounter")) == "MED 299"
    assert house.only("Encounter")["status"] == "in-progress"


def test_a_cancel_that_comes_late_still_takes_back(house: House) -> None:
    """A13 older than an update, but newer than the discharge: the end goes, the update stays."""
    house.say(kind("A01"), ANNA, pv1("MED^201"), sent=at("1000"))
    house.say(kind("A03"), ANNA, pv1(end="20261121103000+0100"), sent=at("1030"))
    house.say(kind("A08"), ANNA, pv1("MED^299"), sent=at("1200"))

    house.say(kind("A13"), ANNA, pv1(), sent=at("1100"))

    stay = house.only("Encounter")
    assert (stay["status"], ward(stay)) == ("in-progress", "MED 299")
    assert "end" not in stay.get("period", {})


def test_a_discharge_that_comes_after_its_cancel_changes_nothing(house: House) -> None:
    """Out of order: the cancel is newer, and holds."""
    house.say(kind("A01"), ANNA, pv1(), sent=at("1000"))
    house.say(kind("A13"), ANNA, pv1(), sent=at("1200"))

    house.say(kind("A03"), ANNA, pv1(end="20261121110000+0100"), sent=at("1100"))

    assert house.only("Encounter")["status"] == "in-progress"


def test_a_cancelled_change_of_the_attending_doctor(house: House) -> None:
    """A55 brings the doctor before A54 back."""
    house.say(kind("A01"), ANNA, pv1(doctor="^THILL^Claire"))
    house.say(kind("A54"), ANNA, pv1(doctor="^WEBER^Jo"))
    assert house.only("Encounter")["participant"][0]["individual"]["display"] == "Jo WEBER"

    house.say(kind("A55"), ANNA, pv1())

    assert house.only("Encounter")["participant"][0]["individual"]["display"] == "Claire THILL"


@pytest.mark.parametrize("event", ["A15", "A16", "A25", "A26", "A09", "A10", "A32", "A33", "A06"])
def test_what_is_planned_or_on_the_way_says_no_status(house: House, event: str) -> None:
    """A pending discharge discharges nobody, and its cancel admits nobody."""
    house.say(kind("A01"), ANNA, pv1())

    house.say(kind(event), ANNA, pv1())

    assert house.only("Encounter")["status"] == "in-progress"


def test_a_cancelled_visit_is_cancelled_for_good(house: House) -> None:
    """A38 cancels the pre-admission; a late A08 does not revive it."""
    house.say(kind("A05"), ANNA, pv1())
    house.say(kind("A38"), ANNA, pv1())

    house.say(kind("A08"), ANNA, pv1("MED^201"))

    assert house.only("Encounter")["status"] == "cancelled"


def test_one_of_two_stays_is_discharged(house: House) -> None:
    """The other visit of the same patient goes on."""
    other = pv1().replace("V1^", "V2^")
    house.say(kind("A01"), ANNA, pv1())
    house.say(kind("A04"), ANNA, other)

    house.say(kind("A03"), ANNA, other)
    house.say(kind("A13"), ANNA, other)
    house.say(kind("A03"), ANNA, pv1())

    found = {one["identifier"][0]["value"]: one["status"] for one in house.all("Encounter")}
    assert found == {"V1": "finished", "V2": "in-progress"}


def test_a_planned_discharge_that_is_cancelled_is_planned_no_more(house: House) -> None:
    """A16 plans it, A25 takes the plan back; the patient is there all along."""
    house.say(kind("A01"), ANNA, pv1("MED"), sent=at("0800"))
    house.say(kind("A16"), f"EVN|A16|{at('0900')}|20261125", ANNA, pv1("MED"), sent=at("0900"))
    planned = house.only("Encounter")["extension"]

    house.say(kind("A25"), f"EVN|A25|{at('1000')}", ANNA, pv1("MED"), sent=at("1000"))

    stay = house.only("Encounter")
    assert planned[0]["valueDateTime"] == "2026-11-25"
    assert (stay["status"], stay.get("extension")) == ("in-progress", None)


def test_a_planned_transfer_that_is_cancelled_keeps_no_bed(house: House) -> None:
    """A15 reserves a place (PV1-42), A26 gives it back."""
    pending = f"PV1|1|I|MED{'|' * 16}V1^^^KLINIK^VN{'|' * 23}CHI^2^1"
    house.say(kind("A01"), ANNA, pv1("MED"), sent=at("0800"))
    house.say(kind("A15"), f"EVN|A15|{at('0900')}|20261125", ANNA, pending, sent=at("0900"))
    reserved = [one["status"] for one in house.only("Encounter")["location"]]

    house.say(kind("A26"), f"EVN|A26|{at('1000')}", ANNA, pv1("MED"), sent=at("1000"))

    stay = house.only("Encounter")
    assert reserved == ["active", "reserved"]
    assert (ward(stay), stay.get("extension")) == ("MED", None)


def test_a_transfer_that_took_place_keeps_no_bed(house: House) -> None:
    """A15 reserves a place, A02 brings the patient there: it is his now, and kept no more."""
    pending = f"PV1|1|I|MED{'|' * 16}V1^^^KLINIK^VN{'|' * 23}CHI^2^1"
    house.say(kind("A01"), ANNA, pv1("MED"), sent=at("0800"))
    house.say(kind("A15"), ANNA, pending, sent=at("0900"))

    house.say(kind("A02"), ANNA, pv1("CHI^2^1"), sent=at("1000"))

    assert ward(house.only("Encounter")) == "CHI 2 1"


@pytest.mark.parametrize("event", ["A03", "A11", "A23"])
def test_who_has_left_or_was_never_there_is_in_no_bed(house: House, event: str) -> None:
    """What an A08 says of it afterwards tells of a bed, and not that the patient is in it."""
    house.say(kind("A01"), ANNA, pv1("MED^201"))
    assert house.only("Encounter")["location"][0]["status"] == "active"

    house.say(kind(event), ANNA, pv1())
    assert "status" not in house.only("Encounter")["location"][0]
    house.say(kind("A08"), ANNA, pv1("MED^202"))

    stay = house.only("Encounter")
    assert ward(stay) == "MED 202"
    assert "status" not in stay["location"][0]
