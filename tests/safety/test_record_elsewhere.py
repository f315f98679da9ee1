"""Events of a stay come before what says whose it is, or which number it has now: none is lost.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (3.3.40 to 3.3.51)
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations

import pytest

from gateway.model import Status
from tests.intake.house import House, message, obr, obx, rules_of
from tests.safety.moves import A01, ANNA, BERTA, ORM, ORU, account, mrg, numbers, of, pv1

A03, A40, A45, A50 = "ADT^A03^ADT_A03", "ADT^A40^ADT_A39", "ADT^A45^ADT_A45", "ADT^A50^ADT_A50"
NEW = ANNA.replace("1001^", "1009^")


def take(house: House, events: Mapping[str, tuple[str, ...]], order: tuple[str, ...]) -> None:
    """Take these in, in this order: name -> (kind, HHMM, segments)."""
    for name in order:
        kind, clock, *told = events[name]
        sent = f"20261121{clock}00+0100"
        receipt = house.take(message(kind, name, f"EVN||{sent}", *told, sent=sent))
        assert receipt.status in {Status.ACCEPTED, Status.PARKED}, receipt.issues


MERGE = {
    "admitted": (A01, "1000", ANNA, pv1("V1", "MED")),
    "merged": (A40, "1030", NEW, mrg("1001")),
    "discharged": (A03, "1100", NEW, pv1("V1", "CHI")),
}


@pytest.mark.parametrize("order", [*permutations(MERGE)])
def test_a_discharge_under_the_surviving_number_counts_once_the_merge_is_known(
    house: House, order: tuple[str, ...]
) -> None:
    """A40 may be the last to come: the stay has ended all the same, in its last ward."""
    take(house, MERGE, order)

    stay = house.only("Encounter")
    assert stay["status"] == "finished"
    assert stay["location"][0]["location"]["display"] == "CHI"


def test_until_then_the_stay_is_left_as_it_is_and_the_sender_is_told(house: House) -> None:
    """Nothing says that the two are one person: no stay changes hands by its number alone."""
    house.say(A01, ANNA, pv1("V1", "MED"))

    receipt = house.say(A03, NEW, pv1("V1", "CHI"))

    assert "stay-of-another-patient" in rules_of(receipt)
    assert house.only("Encounter")["status"] == "in-progress"


def test_what_was_kept_is_said_once(house: House) -> None:
    """After the merge an update moves the patient: the ward of before does not come back."""
    take(house, MERGE, ("admitted", "discharged", "merged"))

    house.say("ADT^A08^ADT_A01", NEW, pv1("V1", "REA"), sent="20261121120000+0100")

    assert house.only("Encounter")["location"][0]["location"]["display"] == "REA"


MOVE = {
    "admitted": (A01, "1000", ANNA, pv1("V1", "MED")),
    "moved": (A45, "1030", BERTA, mrg("1001", visit="V1"), pv1("V1", "MED")),
    "discharged": (A03, "1100", BERTA, pv1("V1", "CHI")),
}


@pytest.mark.parametrize("order", [*permutations(MOVE)])
def test_a_stay_that_moves_is_the_other_patients_in_any_order(
    house: House, order: tuple[str, ...]
) -> None:
    """A45: admitted as Anna's, discharged as Berta's, and it is one stay of Berta's, ended."""
    take(house, MOVE, order)

    (stay,) = of(house, "1002")
    assert not of(house, "1001")
    assert stay["status"] == "finished"
    assert stay["location"][0]["location"]["display"] == "CHI"


ACCOUNT = {
    "admitted": (A01, "1000", account(ANNA, "A1"), pv1("V1", "MED")),
    "moved": ("ADT^A44^ADT_A43", "1030", account(BERTA, "A1"), mrg("1001", account="A1")),
    "discharged": (A03, "1100", account(BERTA, "A1"), pv1("V1", "CHI")),
}


@pytest.mark.parametrize("order", [*permutations(ACCOUNT)])
def test_a_stay_that_moves_with_its_account_is_the_other_patients_in_any_order(
    house: House, order: tuple[str, ...]
) -> None:
    """A44: the same, where the account is what moves."""
    take(house, ACCOUNT, order)

    (stay,) = of(house, "1002")
    assert not of(house, "1001")
    assert stay["status"] == "finished"


NUMBER = {
    "admitted": (A01, "1000", ANNA, pv1("V1", "MED")),
    "renumbered": (A50, "1030", ANNA, mrg("1001", visit="V1"), pv1("V9", "MED")),
    "discharged": (A03, "1100", ANNA, pv1("V9", "CHI")),
}


@pytest.mark.parametrize("order", [*permutations(NUMBER)])
def test_what_was_said_under_the_new_number_of_a_stay_is_said_of_it(
    house: House, order: tuple[str, ...]
) -> None:
    """A50: discharged under V9 before it was known that V1 is V9. It was one stay, and is over."""
    take(house, NUMBER, order)

    (stay,) = [one for one in of(house, "1001") if one["status"] != "entered-in-error"]
    assert stay["status"] == "finished"
    assert numbers(stay) == {"V9": "", "V1": "old"}
    assert stay["location"][0]["location"]["display"] == "CHI"


REPORT = {
    "admitted": (A01, "1000", ANNA, pv1("V1", "MED")),
    "final": (ORU, "1010", ANNA, pv1("V1"), obr(), obx("1", code="718-7^Hb^LN"), obx("2")),
    "moved": (A45, "1030", BERTA, mrg("1001", visit="V1"), pv1("V1", "MED")),
    "corrected": (ORU, "1100", BERTA, pv1("V1"), obr(status="C"), obx("3", "C")),
}


@pytest.mark.parametrize("order", [*permutations(REPORT)])
def test_a_report_of_a_stay_that_moves_keeps_all_its_results(
    house: House, order: tuple[str, ...]
) -> None:
    """The correction under the new patient names one of two results: both are the report's."""
    take(house, REPORT, order)

    (report,) = of(house, "1002", "DiagnosticReport")
    assert report["status"] == "corrected"
    assert len(report["result"]) == 2
    assert len(of(house, "1002", "Observation")) == 2
    assert not of(house, "1001", "Observation")


def test_an_order_goes_with_a_stay_that_was_first_heard_of_under_its_new_patient(
    house: House,
) -> None:
    """Discharged as Berta's, ordered as Anna's, then A45: the order is Berta's, as the stay is."""
    events = {**MOVE, "ordered": ("ORM^O01^ORM_O01", "1015", ANNA, pv1("V1"), *ORM)}

    take(house, events, ("discharged", "ordered", "moved", "admitted"))

    assert len(of(house, "1002", "ServiceRequest")) == 1
    assert not of(house, "1001", "ServiceRequest")


CHAIN = {
    "admitted": (A01, "1000", account(ANNA, "A1"), pv1("V1", "MED")),
    "billed": ("BAR^P01^BAR_P01", "1010", account(ANNA, "A1"), pv1("V1")),
    "merged": (A40, "1030", account(NEW, "A1"), mrg("1001")),
    "moved": (A45, "1100", account(BERTA, "A1"), mrg("1009", visit="V1"), pv1("V1", "CHI")),
}


@pytest.mark.parametrize("order", [*permutations(CHAIN)])
def test_a_move_from_the_surviving_number_waits_for_the_merge(
    house: House, order: tuple[str, ...]
) -> None:
    """Merged into 1009, then moved from 1009 to Berta: before the merge it would move nothing."""
    take(house, CHAIN, order)

    (stay,) = of(house, "1002")
    assert stay["location"][0]["location"]["display"] == "CHI"
    assert not of(house, "1009")


RENUMBERED = {
    "admitted": (A01, "1000", ANNA, pv1("V1", "MED")),
    "merged": (A40, "1030", NEW, mrg("1001")),
    "renumbered": (A50, "1100", NEW, mrg("1009", visit="V1"), pv1("V9", "CHI")),
}


@pytest.mark.parametrize("order", [*permutations(RENUMBERED)])
def test_a_new_number_under_the_surviving_patient_waits_for_the_merge(
    house: House, order: tuple[str, ...]
) -> None:
    """A50 of 1009, whose stay is still 1001's: it is one stay, under V9, and was V1."""
    take(house, RENUMBERED, order)

    assert numbers(house.only("Encounter")) == {"V9": "", "V1": "old"}


JOINED = {
    "admitted": (A01, "1000", ANNA, pv1("V1", "MED")),
    "merged": (A40, "1030", NEW, mrg("1001")),
    "again": (A01, "1040", NEW, pv1("V8", "MED")),
    "joined": ("ADT^A42^ADT_A39", "1100", NEW, mrg("1009", visit="V8"), pv1("V1", "CHI")),
}


@pytest.mark.parametrize("order", [*permutations(JOINED)])
def test_stays_that_are_one_wait_for_the_merge_of_their_patients(
    house: House, order: tuple[str, ...]
) -> None:
    """A42 of V8 into V1, which is still 1001's: it was refused for what it does not say of V8."""
    take(house, JOINED, order)

    states = {one["status"]: numbers(one) for one in house.all("Encounter")}
    assert {*states["in-progress"]} == {"V1", "V8"}
    assert {*states} == {"in-progress", "entered-in-error"}
