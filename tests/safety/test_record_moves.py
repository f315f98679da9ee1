"""Numbers of stays change, stays merge and move to the right patient.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (3.3.24 to 3.3.51)
"""

from __future__ import annotations

import pytest

from tests.intake.house import House, obr, obx, rules_of
from tests.safety.moves import A01, ANNA, AT_ELEVEN, AT_TEN, BERTA, ORM, ORU, mrg, numbers, of, pv1


def test_a_visit_gets_another_number_and_keeps_its_id(house: House) -> None:
    """A50: the id stays, both numbers find the stay, later messages reach it under the new one."""
    house.say(A01, ANNA, pv1("V1", "MED"))
    before = house.only("Encounter")["id"]

    house.say("ADT^A50^ADT_A50", ANNA, mrg(visit="V1"), pv1("V9"))
    house.say("ADT^A03^ADT_A03", ANNA, pv1("V9"))

    stay = house.only("Encounter")
    assert (stay["id"], stay["status"]) == (before, "finished")
    assert numbers(stay) == {"V9": "", "V1": "old"}
    assert len(house.all("Encounter", identifier="https://klinik.example/id|V1")) == 1


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1)])
def test_an_order_under_the_new_number_hangs_on_the_stay(
    house: House, order: tuple[int, ...]
) -> None:
    """Whichever comes first: the order, the admission, or the new number (A50) of the stay."""
    messages = (
        (A01, ANNA, pv1("V1", "MED")),
        ("ORM^O01^ORM_O01", ANNA, pv1("V9"), *ORM),
        ("ADT^A50^ADT_A50", ANNA, mrg(visit="V1"), pv1("V9")),
    )
    for at in order:
        house.say(*messages[at], sent=f"202611211{at}0000+0100")

    stays = {one["id"]: one for one in house.all("Encounter")}
    kept = stays[house.only("ServiceRequest")["encounter"]["reference"].partition("/")[2]]
    assert kept["status"] == "in-progress"
    assert numbers(kept) == {"V9": "", "V1": "old"}
    assert [one["status"] for one in stays.values() if one is not kept] in (
        [],
        ["entered-in-error"],
    )


def test_a_message_under_the_old_visit_number_still_reaches_the_stay(house: House) -> None:
    """Who has not heard of the change makes no second stay."""
    house.say(A01, ANNA, pv1("V1"))
    house.say("ADT^A50^ADT_A50", ANNA, mrg(visit="V1"), pv1("V9"))

    house.say("ADT^A21^ADT_A21", ANNA, pv1("V1"))
    house.say(ORU, ANNA, pv1("V9"), obr(), obx("75"))

    stay = house.only("Encounter")
    assert stay["status"] == "onleave"
    assert house.only("Observation")["encounter"] == {"reference": f"Encounter/{stay['id']}"}


def test_a_change_of_number_before_the_admission(house: House) -> None:
    """A50 that comes first: the admission under the old number is the stay of the new one."""
    house.say("ADT^A50^ADT_A50", ANNA, mrg(visit="V1"), pv1("V9"))

    house.say(A01, ANNA, pv1("V1"))

    assert house.only("Encounter")["status"] == "in-progress"


def test_two_visits_that_are_one(house: House) -> None:
    """A42: the old stay is an error that points to the one that stands; its results follow."""
    house.say(A01, ANNA, pv1("V1"))
    house.say(ORU, ANNA, pv1("V1"), obr(), obx("75"))
    house.say(A01, ANNA, pv1("V2"))

    house.say("ADT^A42^ADT_A39", ANNA, mrg("1001", visit="V1"), pv1("V2"))

    stays = {one["status"]: one for one in house.all("Encounter")}
    assert set(stays) == {"in-progress", "entered-in-error"}
    stands = {"reference": f"Encounter/{stays['in-progress']['id']}"}
    assert stays["entered-in-error"]["partOf"] == stands
    assert house.only("Observation")["encounter"] == stands
    assert house.only("DiagnosticReport")["encounter"] == stands


def test_a_visit_moves_to_the_right_patient_with_all_that_is_in_it(house: House) -> None:
    """A45: stay and results are Berta's; Anna's other stay is Anna's."""
    house.say(A01, ANNA, pv1("V1"))
    house.say(ORU, ANNA, pv1("V1"), obr(), obx("75"))
    house.say(A01, ANNA, pv1("V2"))
    house.say("ADT^A28^ADT_A05", BERTA)

    house.say("ADT^A45^ADT_A45", BERTA, mrg("1001", visit="V1"), pv1("V1"))

    assert [set(numbers(one)) for one in of(house, "1002")] == [{"V1"}]
    assert [set(numbers(one)) for one in of(house, "1001")] == [{"V2"}]
    assert len(of(house, "1002", "Observation")) == len(of(house, "1002", "DiagnosticReport")) == 1
    assert of(house, "1001", "Observation") == []
    assert house.patient("1001").get("active", True)


def test_a_visit_does_not_move_without_a_move(house: House) -> None:
    """An A08 under another patient leaves the stay where it is, and says so."""
    house.say(A01, ANNA, pv1("V1"))

    receipt = house.say("ADT^A08^ADT_A01", BERTA, pv1("V1"))

    assert "stay-of-another-patient" in rules_of(receipt)
    assert of(house, "1002") == []


def test_a_move_names_whom_it_takes_from(house: House) -> None:
    """A45 from Carl does not take Anna's stay."""
    house.say(A01, ANNA, pv1("V1"))

    receipt = house.say("ADT^A45^ADT_A45", BERTA, mrg("1003", visit="V1"), pv1("V1"))

    assert "stay-of-another-patient" in rules_of(receipt)
    assert len(of(house, "1001")) == 1


def test_after_a_move_the_stay_is_updated_under_its_new_patient(house: House) -> None:
    """The discharge comes under Berta and finishes the stay."""
    house.say(A01, ANNA, pv1("V1"))
    house.say("ADT^A45^ADT_A45", BERTA, mrg("1001", visit="V1"), pv1("V1"))

    house.say("ADT^A03^ADT_A03", BERTA, pv1("V1"))

    assert [one["status"] for one in of(house, "1002")] == ["finished"]


def test_the_other_number_of_a_visit_changes(house: House) -> None:
    """A51: the new one stands beside the visit number, the old one as an old one."""

    def visit(other: str) -> str:
        return f"{pv1('V1')}{'|' * 31}{other}^^^KLINIK^VN"

    house.say(A01, ANNA, visit("Z1"))

    house.say("ADT^A51^ADT_A50", ANNA, "MRG|1001^^^KLINIK^MR|||||Z1^^^KLINIK^VN", visit("Z2"))

    assert numbers(house.only("Encounter")) == {"V1": "", "Z2": "", "Z1": "old"}


def test_a_late_admission_of_a_stay_that_gave_way_is_told_of_that_stay(house: House) -> None:
    """A42 at eleven: its admission of ten fills the error that it is now, and nothing else."""
    house.say(ORU, ANNA, pv1("V1"), obr("F1"), obx("5"), sent=AT_TEN)
    house.say(A01, ANNA, pv1("V2", "MED"), sent=AT_TEN)
    house.say("ADT^A42^ADT_A39", ANNA, mrg("1001", visit="V1"), pv1("V2"), sent=AT_ELEVEN)

    house.say(A01, ANNA, pv1("V1", "REA"), sent=AT_TEN)

    stays = {one["identifier"][0]["value"]: one for one in house.all("Encounter")}
    assert stays["V1"]["status"] == "entered-in-error"
    assert stays["V1"]["partOf"]["reference"] == f"Encounter/{stays['V2']['id']}"
    assert stays["V1"]["location"][0]["location"]["display"] == "REA"
    assert stays["V2"]["location"][0]["location"]["display"] == "MED"
