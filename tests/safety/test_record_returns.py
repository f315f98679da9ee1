"""Who is there again has not left, and who is admitted is not deleted, whatever comes first.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (3.3.1, 3.3.13, 3.3.29)
"""

from __future__ import annotations

from itertools import permutations

import pytest

from gateway.model import Resource
from tests.intake.house import House, pid

ANNA = pid("1001^^^KLINIK^MR")
END = "20261121103000+0100"


def pv1(end: str = "", way: str = "") -> str:
    """The stay V1 in a ward, perhaps ended, with the way out."""
    return f"PV1|1|I|MED^201{'|' * 16}V1^^^KLINIK^VN{'|' * 17}{way}{'|' * 9}{end}"


LEFT = pv1(END, "01")


def say(house: House, events: list[tuple[str, str]], order: tuple[int, ...]) -> None:
    """Take the events in, each of an hour of its own, in this order of arrival."""
    for at in order:
        event, stay = events[at]
        told = (ANNA, stay) if stay else (ANNA,)
        receipt = house.say(f"ADT^{event}^ADT_A01", *told, sent=f"20261121{at + 8:02}0000+0100")
        assert receipt.status == "accepted", receipt.issues


def left(stay: Resource) -> tuple[str, bool, bool]:
    """(status, is an end told, is a way out)"""
    return (
        stay["status"],
        "end" in stay.get("period", {}),
        "dischargeDisposition" in stay.get("hospitalization", {}),
    )


THERE = "in-progress", False, False
EVERY = [*permutations(range(3))]


@pytest.mark.parametrize("order", EVERY)
@pytest.mark.parametrize(
    ("event", "status"), [("A01", "in-progress"), ("A04", "in-progress"), ("A05", "planned")]
)
def test_who_comes_again_under_the_same_visit_has_not_left(
    house: House, event: str, status: str, order: tuple[int, ...]
) -> None:
    """The end and the way out of the discharge are no more."""
    say(house, [("A01", pv1()), ("A03", LEFT), (event, pv1())], order)

    assert left(house.only("Encounter")) == (status, False, False)


def test_an_admission_that_tells_its_own_end_keeps_it(house: House) -> None:
    """A stay told of when it is over: what the message says stands."""
    say(house, [("A01", LEFT)], (0,))

    assert left(house.only("Encounter")) == ("in-progress", True, True)


@pytest.mark.parametrize("order", EVERY)
def test_a_cancelled_discharge_that_repeats_the_end_has_none(
    house: House, order: tuple[int, ...]
) -> None:
    """A13 with the PV1 of the discharge: the end did not take place, and the ward is hers."""
    say(house, [("A01", pv1()), ("A03", LEFT), ("A13", pv1(END))], order)

    stay = house.only("Encounter")
    assert left(stay) == THERE
    assert stay["location"][0]["status"] == "active"


@pytest.mark.parametrize("order", [*permutations(range(4))])
def test_an_end_told_before_the_discharge_does_not_outlive_its_cancel(
    house: House, order: tuple[int, ...]
) -> None:
    """A08 knew the end first: who was not discharged has none."""
    say(house, [("A01", pv1()), ("A08", pv1(END)), ("A03", LEFT), ("A13", pv1())], order)

    assert left(house.only("Encounter")) == THERE


@pytest.mark.parametrize("order", EVERY)
@pytest.mark.parametrize("event", ["A11", "A23"])
def test_who_is_admitted_after_a_cancel_or_a_deletion_is_there(
    house: House, event: str, order: tuple[int, ...]
) -> None:
    """A01 after A11 or A23 of the same visit: the stay takes place."""
    say(house, [("A01", pv1()), (event, pv1()), ("A01", pv1())], order)

    assert house.only("Encounter")["status"] == "in-progress"


@pytest.mark.parametrize("order", EVERY)
@pytest.mark.parametrize("event", ["A08", "A31", "A02"])
def test_an_update_brings_no_deleted_stay_back(
    house: House, event: str, order: tuple[int, ...]
) -> None:
    """A23 stands until somebody is admitted: no update touches a status."""
    say(house, [("A01", pv1()), ("A23", pv1()), (event, pv1())], order)

    assert house.only("Encounter")["status"] == "entered-in-error"


@pytest.mark.parametrize("order", EVERY)
@pytest.mark.parametrize("event", ["A01", "A04", "A05"])
def test_who_is_admitted_is_not_deleted(house: House, event: str, order: tuple[int, ...]) -> None:
    """A newer admission than the A29: the record is in use."""
    say(house, [("A28", ""), ("A29", ""), (event, pv1())], order)

    assert "active" not in house.patient("1001")


@pytest.mark.parametrize("order", EVERY)
@pytest.mark.parametrize("event", ["A08", "A31"])
def test_an_update_brings_no_deleted_patient_back(
    house: House, event: str, order: tuple[int, ...]
) -> None:
    """Nor does the A28 that the deletion overtook."""
    say(house, [("A28", ""), ("A29", ""), (event, pv1() if event == "A08" else "")], order)

    assert house.patient("1001")["active"] is False


def test_a_deletion_that_comes_first_says_whom_it_deletes(house: House) -> None:
    """The patient was never told of: he stands with his number, and is not in use."""
    say(house, [("A29", "")], (0,))

    patient = house.patient("1001")
    assert (patient["active"], patient["identifier"][0]["value"]) == (False, "1001")


def test_who_did_not_leave_after_all_is_in_the_bed_again(house: House) -> None:
    """A13 need not name the bed; what is only reserved stays so."""
    bare, pending = (f"PV1|1|I|{bed}{'|' * 16}V1^^^KLINIK^VN" for bed in ("", "MED^201"))
    house.say("ADT^A01", ANNA, pv1())
    house.say("ADT^A15", ANNA, f"{pending}{'|' * 23}CHI^2^1")
    house.say("ADT^A03", ANNA, bare)

    house.say("ADT^A13", ANNA, bare)

    stay = house.only("Encounter")
    assert stay["status"] == "in-progress"
    assert [one.get("status") for one in stay["location"]] == ["active", "reserved"]
