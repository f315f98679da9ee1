"""Numbers of accounts change, accounts merge and move with their stays.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (3.3.24 to 3.3.51)
"""

from __future__ import annotations

from itertools import permutations

import pytest

from gateway.model import Status
from tests.intake.house import House, obr, obx, pid
from tests.safety.moves import (
    A01,
    ANNA,
    AT_ELEVEN,
    AT_TEN,
    BERTA,
    ORM,
    ORU,
    account,
    mrg,
    numbers,
    of,
    pv1,
)


def test_an_order_under_the_new_account_hangs_on_the_stay(house: House) -> None:
    """A49: the stay that an order named by the new account alone is the one that was admitted."""
    bare = pv1("").replace("^^^KLINIK^VN", "")
    house.say(A01, account(ANNA, "A1"), bare)
    admitted = house.only("Encounter")["id"]
    house.say("ORM^O01^ORM_O01", account(ANNA, "A7"), bare, *ORM)

    house.say("ADT^A49^ADT_A30", account(ANNA, "A7"), mrg("1001", account="A1"))

    order = house.only("ServiceRequest")
    assert order["encounter"]["reference"] == f"Encounter/{admitted}"
    assert (house.read("Encounter", admitted) or {})["status"] == "in-progress"


def test_an_account_moves_with_its_stays(house: House) -> None:
    """A44: what is booked on the account is Berta's, what is not stays Anna's."""
    house.say(A01, account(ANNA, "A1"), pv1("V1"))
    house.say(ORU, ANNA, pv1("V1"), obr(), obx("75"))
    house.say(A01, account(ANNA, "A2"), pv1("V2"))

    house.say("ADT^A44^ADT_A43", account(BERTA, "A1"), mrg("1001", account="A1"))

    assert [set(numbers(one)) for one in of(house, "1002")] == [{"V1"}]
    assert [set(numbers(one)) for one in of(house, "1001")] == [{"V2"}]
    assert len(of(house, "1002", "Observation")) == 1


def test_an_account_gets_another_number(house: House) -> None:
    """A49: the stay is booked on the new number; an update without PID-18 keeps it."""
    house.say(A01, account(ANNA, "A1"), pv1("V1"))

    house.say("ADT^A49^ADT_A30", account(ANNA, "A7"), mrg("1001", account="A1"))
    house.say("ADT^A08^ADT_A01", ANNA, pv1("V1", "MED"))

    stay = house.only("Encounter")
    assert [one["identifier"]["value"] for one in stay["account"]] == ["A7"]


def test_a_stay_known_by_its_account_alone_goes_on_under_the_new_number(house: House) -> None:
    """A49: what is said later under A7 is said of the stay that A1 was; so is what comes late."""
    bare = pv1("").replace("^^^KLINIK^VN", "")
    house.say(A01, account(ANNA, "A1"), bare)
    first = house.only("Encounter")["id"]

    house.say("ADT^A49^ADT_A30", account(ANNA, "A7"), mrg("1001", account="A1"))
    house.say("ADT^A08^ADT_A01", account(ANNA, "A7"), bare.replace("|I|", "|I|MED", 1))

    stay = house.only("Encounter")
    assert stay["id"] == first
    assert [one["identifier"]["value"] for one in stay["account"]] == ["A7"]
    assert stay["location"][0]["location"]["display"] == "MED"


def test_the_new_number_of_an_account_may_come_before_its_stay(house: House) -> None:
    """A49 first, then the admission under the old number, an update under the new: one stay."""
    bare = pv1("").replace("^^^KLINIK^VN", "")
    house.say("ADT^A49^ADT_A30", account(ANNA, "A7"), mrg("1001", account="A1"), sent=AT_ELEVEN)

    house.say(A01, account(ANNA, "A1"), bare, sent=AT_TEN)
    house.say("ADT^A08^ADT_A01", account(ANNA, "A7"), bare, sent=AT_ELEVEN)

    stay = house.only("Encounter")
    assert [one["identifier"]["value"] for one in stay["account"]] == ["A7"]


def test_two_stays_of_one_account_are_one_once_the_source_says_so(house: House) -> None:
    """A49 where both numbers have a stay: the old one is an error, part of the one that stands."""
    bare = pv1("").replace("^^^KLINIK^VN", "")
    house.say(A01, account(ANNA, "A1"), bare)
    house.say(A01, account(ANNA, "A7"), bare)

    house.say("ADT^A49^ADT_A30", account(ANNA, "A7"), mrg("1001", account="A1"))

    states = sorted(one["status"] for one in house.all("Encounter"))
    assert states == ["entered-in-error", "in-progress"]


@pytest.mark.parametrize("event", ["ADT^A41^ADT_A39", "ADT^A49^ADT_A30"])
def test_accounts_that_both_stand_become_one(house: House, event: str) -> None:
    """Both had their bills before: the message is taken in, and the old number is not lost."""
    for number in ("A1", "A7"):
        house.say("BAR^P01^BAR_P01", account(ANNA, number))

    receipt = house.say(event, account(ANNA, "A7"), mrg("1001", account="A1"))

    assert receipt.status is Status.ACCEPTED, receipt.issues
    states = {one["status"]: one for one in house.all("Account")}
    assert {"A1", "A7"} == set(numbers(states["unknown"]))
    kept = f"Account/{states['unknown']['id']}"
    assert states["inactive"]["partOf"] == {"reference": kept}


@pytest.mark.parametrize("order", [*permutations(("A1", "A7"))])
def test_an_account_that_merged_twice_keeps_every_number(
    house: House, order: tuple[str, ...]
) -> None:
    """A35 of A1 into A7, and of A7 into A9: whichever comes first, A9 it is, and was A1 and A7."""
    merges = {
        "A1": (account(ANNA, "A7"), mrg("1001", account="A1")),
        "A7": (account(ANNA, "A9"), mrg("1001", account="A7")),
    }
    for old in order:
        sent = AT_TEN if old == "A1" else AT_ELEVEN
        house.say("ADT^A35^ADT_A30", *merges[old], sent=sent)

    (known,) = [one for one in house.all("Account") if one["status"] != "inactive"]
    assert numbers(known) == {"A9": "", "A1": "old", "A7": "old"}


def test_an_account_that_closes_leaves_its_old_numbers_to_the_one_that_stands(
    house: House,
) -> None:
    """A1 became A7, A9 is billed on its own, then A7 goes on in A9: that was A1, too."""
    house.say("BAR^P01^BAR_P01", account(ANNA, "A1"))
    house.say("ADT^A35^ADT_A30", account(ANNA, "A7"), mrg("1001", account="A1"))
    house.say("BAR^P01^BAR_P01", account(ANNA, "A9"))

    house.say("ADT^A35^ADT_A30", account(ANNA, "A9"), mrg("1001", account="A7"))

    (known,) = [one for one in house.all("Account") if one["status"] != "inactive"]
    assert numbers(known) == {"A9": "", "A1": "old", "A7": "old"}


def test_what_is_billed_takes_no_old_number_from_an_account(house: House) -> None:
    """BAR^P05 after an A49 names the new number only: the account was A1 all the same."""
    house.say("BAR^P01^BAR_P01", account(ANNA, "A1"))
    house.say("ADT^A49^ADT_A30", account(ANNA, "A7"), mrg("1001", account="A1"))

    house.say("BAR^P05^BAR_P05", account(ANNA, "A7"))

    assert numbers(house.only("Account")) == {"A7": "", "A1": "old"}


@pytest.mark.parametrize("order", [*permutations(("A1", "A7", "A08"))])
def test_a_stay_under_the_first_number_is_booked_on_the_last(
    house: House, order: tuple[str, ...]
) -> None:
    """A35, A35, and an update of before both that names the first account: it is booked on A9."""
    bare = pv1("").replace("^^^KLINIK^VN", "")
    said = {
        "A08": ("ADT^A08^ADT_A01", account(ANNA, "A1"), bare.replace("|I|", "|I|MED", 1)),
        "A1": ("ADT^A35^ADT_A30", account(ANNA, "A7"), mrg("1001", account="A1")),
        "A7": ("ADT^A35^ADT_A30", account(ANNA, "A9"), mrg("1001", account="A7")),
    }
    house.say(A01, account(ANNA, "A1"), bare, sent=AT_TEN)
    for at, name in enumerate(order):
        when = {"A08": "1015", "A1": "1030", "A7": "1100"}[name]
        house.say(*said[name], sent=f"20261121{when}0{at}+0100")

    (stay,) = house.all("Encounter")
    assert [one["identifier"]["value"] for one in stay["account"]] == ["A9"]
    assert stay["location"][0]["location"]["display"] == "MED"


def test_what_comes_late_is_booked_on_the_number_that_the_account_has_now(house: House) -> None:
    """A49 at eleven: an update of ten that names the old number does not book the stay back."""
    house.say(A01, account(ANNA, "A1"), pv1("V1"), sent=AT_TEN)
    house.say("ADT^A49^ADT_A30", account(ANNA, "A7"), mrg("1001", account="A1"), sent=AT_ELEVEN)

    house.say("ADT^A08^ADT_A01", account(ANNA, "A1"), pv1("V1", "MED"), sent=AT_TEN)

    stay = house.only("Encounter")
    assert [one["identifier"]["value"] for one in stay["account"]] == ["A7"]


NEW = pid("1009^^^KLINIK^MR")
BOOKED = {
    "admitted": (A01, "1000", account(ANNA, "A1"), pv1("V1")),
    "moved": ("ADT^A02^ADT_A02", "1010", account(ANNA, "A1"), pv1("V1", "MED")),
    "merged": ("ADT^A40^ADT_A39", "1030", NEW, mrg("1001")),
    "renumbered": ("ADT^A49^ADT_A30", "1100", account(NEW, "A2"), mrg("1009", account="A1")),
}


@pytest.mark.parametrize("order", [*permutations(BOOKED)])
def test_a_new_account_number_under_the_surviving_patient_books_all_stays_in_any_order(
    house: House, order: tuple[str, ...]
) -> None:
    """A49 of 1009 came before it was known that 1001 is 1009, whose stay is booked on it."""
    for name in order:
        kind, clock, *told = BOOKED[name]
        house.say(kind, *told, sent=f"20261121{clock}00+0100")

    stay = house.only("Encounter")
    assert [one["identifier"]["value"] for one in stay["account"]] == ["A2"]


def test_a_late_word_does_not_book_the_stay_on_the_old_number_again(house: House) -> None:
    """What is kept to be said again was said of the old number: it is said of the new one."""
    for name in ("admitted", "renumbered", "merged", "moved"):
        kind, clock, *told = BOOKED[name]
        house.say(kind, *told, sent=f"20261121{clock}00+0100")
    house.say("ADT^A08^ADT_A01", ANNA, pv1("V1", "CHI"), sent="20261121100500+0100")

    stay = house.only("Encounter")
    assert [one["identifier"]["value"] for one in stay["account"]] == ["A2"]


CLOSED = {
    "admitted": (A01, "1000", account(ANNA, "A1"), pv1("V1")),
    "closed": ("BAR^P06^BAR_P06", "1010", account(ANNA, "A1"), pv1("V1")),
    "moved": ("ADT^A44^ADT_A43", "1030", account(BERTA, "A1"), mrg("1001", account="A1")),
}


@pytest.mark.parametrize("order", [*permutations(CLOSED)])
def test_an_account_that_moved_hears_what_is_told_late_of_it(
    house: House, order: tuple[str, ...]
) -> None:
    """P06 under the patient of before closes the account, and does not take it back from Berta."""
    for name in order:
        kind, clock, *told = CLOSED[name]
        house.say(kind, *told, sent=f"20261121{clock}00+0100")

    (bill,) = of(house, "1002", "Account")
    assert bill["status"] == "inactive"
    assert not of(house, "1001", "Account")


CHAIN = {
    "closed": ("BAR^P06^BAR_P06", "1010", account(ANNA, "A1"), pv1("V1")),
    "first": ("ADT^A35^ADT_A30", "1030", account(ANNA, "A2"), mrg("1001", account="A1")),
    "again": ("BAR^P06^BAR_P06", "1045", account(ANNA, "A2"), pv1("V1")),
    "second": ("ADT^A35^ADT_A30", "1100", account(ANNA, "A3"), mrg("1001", account="A2")),
}


@pytest.mark.parametrize("order", [*permutations(CHAIN)])
def test_an_account_has_its_last_number_whichever_of_its_merges_came_first(
    house: House, order: tuple[str, ...]
) -> None:
    """A1 became A2, and that A3: a bill that names A2 is of the account that is A3 by now."""
    for name in order:
        kind, clock, *told = CHAIN[name]
        house.say(kind, *told, sent=f"20261121{clock}00+0100")

    (bill,) = [one for one in house.all("Account") if "partOf" not in one]
    assert numbers(bill) == {"A3": "", "A1": "old", "A2": "old"}
    assert bill["status"] == "inactive"


DISCHARGED = {name: told for name, told in BOOKED.items() if name != "moved"} | {
    "discharged": ("ADT^A03^ADT_A03", "1045", account(NEW, "A1"), pv1("V1")),
}


@pytest.mark.parametrize("order", [*permutations(DISCHARGED)])
def test_what_waited_for_the_merge_is_booked_on_the_new_number_too(
    house: House, order: tuple[str, ...]
) -> None:
    """A discharge under 1009 that names A1 is kept until 1001 is 1009; A1 is A2 by then."""
    for name in order:
        kind, clock, *told = DISCHARGED[name]
        house.say(kind, *told, sent=f"20261121{clock}00+0100")

    stay = house.only("Encounter")
    assert stay["status"] == "finished"
    assert [one["identifier"]["value"] for one in stay["account"]] == ["A2"]
