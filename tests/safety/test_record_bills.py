"""What a stay costs is on one account, and its bill's own messages have the last word on it.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (3.4.3, 6.4)
"""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from gateway.model import Receipt, Resource
from tests.intake.house import House, obr, obx, person, rules_of
from tests.safety.moves import A01, ANNA, BERTA, ORU, OWN, account, mrg, numbers, of, pv1

A06, A08 = "ADT^A06^ADT_A06", "ADT^A08^ADT_A01"
BAR, DFT = "BAR^P01^BAR_P01", "DFT^P03^DFT_P03"
CHARGE = "FT1|1|T1|||||C1^Consultation^99KL"
TEN, ELEVEN, TWELVE = (f"20261121{hour}0000+0100" for hour in (10, 11, 12))


def owing(balance: str, number: str = "V1") -> str:
    """A stay of which so much is owed (PV1-46)."""
    stay = pv1(number)
    return f"{stay}{'|' * (46 - stay.count('|'))}{balance}"


def charged(charges: str, number: str = "V1") -> str:
    """A stay for which so much was charged (PV1-47)."""
    stay = pv1(number)
    return f"{stay}{'|' * (47 - stay.count('|'))}{charges}"


def money(bill: Resource) -> dict[str, str]:
    """Which amount -> how much, of an account."""
    return {
        one["url"].rpartition("/")[2].removeprefix("account-"): str(one["valueMoney"]["value"])
        for one in bill.get("extension", ())
        if "valueMoney" in one
    }


def standing(house: House) -> list[Resource]:
    """The accounts that are not part of another."""
    return [one for one in house.all("Account") if "partOf" not in one]


def test_a_stay_of_which_nothing_is_owed_has_no_account(house: House) -> None:
    """PID-18 and PV1 without an amount: the number of the account stands at the stay alone."""
    house.say(A01, account(ANNA, "A1"), pv1("V1"))
    house.say(ORU, account(ANNA, "A1"), pv1("V1"), obr(), obx("75"))

    assert house.all("Account") == []


@pytest.mark.parametrize("patient", [ANNA, account(ANNA, "A1")])
def test_every_message_of_a_stay_tells_of_one_account(house: House, patient: str) -> None:
    """A01, A06, A08 and a report: one account, and what the last two messages said of it."""
    house.say(A01, patient, owing("10"))
    house.say(A06, patient, owing("20"))
    house.say(A08, patient, charged("90"))
    house.say(ORU, patient, owing("5"), obr(), obx("75"))

    assert money(house.only("Account")) == {"balance": "20", "charges": "90"}


def test_an_update_without_amounts_leaves_the_account_as_it_is(house: House) -> None:
    """A08 that says nothing of the bill makes no new version of the account."""
    house.say(A01, account(ANNA, "A1"), owing("10"))
    house.say(A08, account(ANNA, "A1"), pv1("V1"))

    assert house.only("Account")["meta"]["versionId"] == "1"


def test_nothing_of_a_bill_is_in_the_summary(house: House) -> None:
    """Account and ChargeItem are for who settles accounts, and no part of the patient summary."""
    house.say(A01, account(ANNA, "A1"), owing("10"))
    house.say(DFT, account(ANNA, "A1"), owing("10"), CHARGE)

    entries = house.summary(person(OWN, "1001"))["entry"]
    kinds = {one["resource"]["resourceType"] for one in entries}
    assert house.all("Account")
    assert house.all("ChargeItem")
    assert not kinds & {"Account", "ChargeItem"}


SAID: dict[str, tuple[Any, ...]] = {
    "admission": (A01, ANNA, owing("10")),
    "charge": (DFT, account(ANNA, "A1"), charged("90"), CHARGE),
    "update": (A08, ANNA, owing("20")),
}
AT = {"admission": TEN, "charge": ELEVEN, "update": TWELVE}


@pytest.mark.parametrize("order", [*permutations(SAID)])
def test_an_account_known_by_its_visit_is_the_one_that_the_visit_is_booked_on(
    house: House, order: tuple[str, ...]
) -> None:
    """Only the charge names the account: all tell of one, each at its time, in any order."""
    for name in order:
        house.say(*SAID[name], sent=AT[name])

    bill = house.only("Account")
    assert money(bill) == {"balance": "20", "charges": "90"}
    assert {"A1"} <= set(numbers(bill))
    charge = house.only("ChargeItem")
    assert charge["account"] == [{"reference": f"Account/{bill['id']}"}]


def test_two_accounts_of_one_visit_become_one(house: House) -> None:
    """The charge named no visit: a message that names both makes the visit's part of the other."""
    house.say(A01, ANNA, owing("10"))
    house.say(BAR, account(ANNA, "A1"))

    house.say(A08, account(ANNA, "A1"), owing("20"))

    assert [money(one) for one in standing(house)] == [{"balance": "20"}]
    closed = next(one for one in house.all("Account") if "partOf" in one)
    assert closed["status"] == "inactive"
    house.say(A08, ANNA, owing("30"))
    assert [money(one) for one in standing(house)] == [{"balance": "30"}]


def test_what_was_told_of_the_account_that_closes_is_told_of_the_other(house: House) -> None:
    """The visit's account had a balance, the other is charged: the one that stands has both."""
    house.say(A01, ANNA, owing("10"))
    house.say(BAR, account(ANNA, "A1"))

    house.say(A08, account(ANNA, "A1"), charged("90"))

    assert [money(one) for one in standing(house)] == [{"balance": "10", "charges": "90"}]


def test_visits_that_become_one_leave_their_accounts_apart(house: House) -> None:
    """A42 tells of visits: accounts with numbers of their own merge by A41 alone."""
    house.say(A01, account(ANNA, "A1"), owing("10"))
    house.say(A01, account(ANNA, "A2"), owing("20", "V2"))

    house.say("ADT^A42^ADT_A39", ANNA, mrg("1001", visit="V1"), pv1("V2"))

    found = {one["identifier"][0]["value"]: money(one) for one in standing(house)}
    assert found == {"A1": {"balance": "10"}, "A2": {"balance": "20"}}


def test_a_visit_that_is_booked_on_another_account_makes_no_two_accounts_one(
    house: House,
) -> None:
    """The visit was booked on A1 and is booked on A2 now: nobody said that both are one."""
    house.say(A01, account(ANNA, "A1"), owing("10"))
    house.say(A08, account(ANNA, "A2"), owing("20"))

    found = {one["identifier"][0]["value"]: money(one) for one in house.all("Account")}
    assert found == {"A1": {"balance": "10"}, "A2": {"balance": "20"}}


def test_an_update_that_comes_after_its_account_moved_is_of_the_account(house: House) -> None:
    """A44 first, then an older balance under the patient of before: it is said of the account."""
    house.say(A01, account(ANNA, "A1"), pv1("V1"), sent=TEN)
    house.say(A08, account(ANNA, "A1"), charged("90"), sent=TEN)
    house.say("ADT^A44^ADT_A43", account(BERTA, "A1"), mrg("1001", account="A1"), sent=TWELVE)
    house.say(A08, account(ANNA, "A1"), owing("20"), sent=ELEVEN)

    kept = [money(one) for one in of(house, "1002", "Account")]
    assert kept == [{"charges": "90", "balance": "20"}]


def test_what_a_laboratory_repeats_of_a_bill_is_not_its_own(house: House) -> None:
    """A report names the account first; the hospital's own word counts, and goes on counting."""
    house.say(ORU, account(ANNA, "A1"), owing("5"), obr(), obx("75"), sender="spidol")

    receipt = house.say(A01, account(ANNA, "A1"), owing("10"))
    house.say(ORU, account(ANNA, "A1"), owing("7"), obr(), obx("75"), sender="spidol")

    assert "owned-by-another-source" not in rules_of(receipt)
    assert [money(one) for one in house.all("Account")] == [{"balance": "10"}]


def bills(house: House) -> Receipt:
    """What the system that bills says."""
    return house.say(BAR, account(ANNA, "A1"), charged("90"), sender="spidol")


@pytest.mark.parametrize("first", ["visit", "bill"])
def test_the_system_that_bills_tells_of_the_account_whoever_told_first(
    house: House, first: str
) -> None:
    """Admissions and bills come from two systems: the bill is believed, no visit is refused."""
    if first == "visit":
        house.say(A01, account(ANNA, "A1"), owing("10"))
        told = bills(house)
    else:
        told = bills(house)
        house.say(A01, account(ANNA, "A1"), owing("10"))
    receipt = house.say(A08, account(ANNA, "A1"), owing("30"))

    assert not {"owned-by-another-source"} & {*rules_of(told), *rules_of(receipt)}
    kept = {"visit": {"balance": "10", "charges": "90"}, "bill": {"charges": "90"}}
    assert money(house.only("Account")) == kept[first]


def test_a_bill_of_another_patient_takes_no_account_over(house: House) -> None:
    """Another system's bill names the account with another patient: it stays whose it was."""
    house.say(A01, account(ANNA, "A1"), owing("10"))

    receipt = house.say(BAR, account(BERTA, "A1"), charged("90"), sender="spidol")

    assert "owned-by-another-source" in rules_of(receipt)
    assert [money(one) for one in of(house, "1001", "Account")] == [{"balance": "10"}]


def test_a_second_system_that_bills_changes_nothing(house: House) -> None:
    """Two systems tell of one account: the second is told that it is the first one's."""
    bills(house)

    receipt = house.say(BAR, account(ANNA, "A1"), charged("1"))

    assert "owned-by-another-source" in rules_of(receipt)
    assert money(house.only("Account")) == {"charges": "90"}


def test_an_account_goes_with_its_visit_to_another_patient(house: House) -> None:
    """A45: the account that has no number but the visit's is Berta's now, and stays one."""
    house.say(A01, ANNA, owing("10"))
    house.say(A01, ANNA, owing("77", "V2"))

    house.say("ADT^A45^ADT_A45", BERTA, mrg("1001", visit="V1"), pv1("V1"))
    house.say(A08, BERTA, charged("90"))

    assert [money(one) for one in of(house, "1002", "Account")] == [
        {"balance": "10", "charges": "90"}
    ]
    assert [money(one) for one in of(house, "1001", "Account")] == [{"balance": "77"}]


@pytest.mark.parametrize("order", [*permutations(("V1", "change", "V2"))])
def test_an_account_goes_on_when_its_visit_gets_another_number(
    house: House, order: tuple[str, ...]
) -> None:
    """A50: what is told under V1 and under V2 is told of one account."""
    said: dict[str, tuple[Any, ...]] = {
        "V1": (A01, ANNA, owing("10")),
        "change": ("ADT^A50^ADT_A50", ANNA, mrg("1001", visit="V1"), pv1("V2")),
        "V2": (A08, ANNA, charged("90", "V2")),
    }
    for name in order:
        house.say(*said[name], sent={"V1": TEN, "change": ELEVEN, "V2": TWELVE}[name])

    kept = [money(one) for one in standing(house)]
    alone = order.index("change") < 2
    assert kept == [{"balance": "10", "charges": "90"}] if alone else len(kept) == 1


def test_a_child_that_is_booked_on_its_mothers_account_takes_nothing_from_her(
    house: House,
) -> None:
    """The child's visit names the mother's account: it stays hers, and the sender is told."""
    house.say(A01, account(ANNA, "A1"), owing("10"))

    receipt = house.say(A01, account(BERTA, "A1"), owing("3", "V2"))

    assert "stay-of-another-patient" in rules_of(receipt)
    assert [money(one) for one in of(house, "1001", "Account")] == [{"balance": "10"}]
    assert of(house, "1002", "Account") == []


def test_an_account_follows_the_patient_who_was_merged(house: House) -> None:
    """A40: the account of the number that goes is the survivor's."""
    house.say(A01, BERTA, pv1("V9"))
    house.say(A01, ANNA, owing("10"))

    house.say("ADT^A40^ADT_A39", BERTA, mrg("1001"))
    house.say(A08, BERTA, owing("20"))

    assert money(house.only("Account")) == {"balance": "20"}
    assert len(of(house, "1002", "Account")) == 1


def test_no_message_is_refused_for_a_bill(house: House) -> None:
    """What is no amount is kept as text, and the sender is warned."""
    receipt = house.say(A01, ANNA, owing("nicht bekannt"))

    assert "value-invalid-number" in rules_of(receipt)
    assert house.only("Account")["extension"][0]["valueString"] == "nicht bekannt"
