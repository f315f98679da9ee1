"""Records are linked, told apart and merged, each under whatever number it has by then.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (3.3.24 to 3.3.40)
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations

import pytest

from gateway.model import Status
from tests.intake.house import House, message, person, pid
from tests.safety.moves import A01, ANNA, OWN, mrg, of, pv1

A24, A37, A40 = "ADT^A24^ADT_A24", "ADT^A37^ADT_A37", "ADT^A40^ADT_A39"
NEW, NEWER, OTHER = (pid(f"{one}^^^KLINIK^MR") for one in ("1008", "1009", "9000"))
NEUBAU = "https://neubau.example/id"


def take(house: House, events: Mapping[str, tuple[str, ...]], order: tuple[str, ...]) -> None:
    """Take these in, in this order: name -> (sender, kind, HHMM, segments)."""
    for name in order:
        sender, kind, clock, *told = events[name]
        sent = f"20261121{clock}00+0100"
        body = message(kind, name, f"EVN||{sent}", *told, sent=sent, facility=sender.upper())
        receipt = house.take(body, sender)
        assert receipt.status in {Status.ACCEPTED, Status.PARKED}, receipt.issues


APART = {
    "admitted": ("klinik", A01, "0900", ANNA, pv1("V1")),
    "linked": ("klinik", A24, "1000", ANNA, OTHER),
    "merged": ("klinik", A40, "1030", NEWER, mrg("1001")),
    "apart": ("klinik", A37, "1100", NEWER, OTHER),
}


@pytest.mark.parametrize("order", [*permutations(APART)])
def test_an_unlink_under_the_surviving_number_undoes_the_link_of_the_one_before(
    house: House, order: tuple[str, ...]
) -> None:
    """A24 of 1001, which becomes 1009; A37 of 1009: the other record is somebody else's again."""
    take(house, APART, order)

    assert house.survivor("9000")["id"] == person(OWN, "9000")
    assert house.survivor("1001")["id"] == person(OWN, "1009")
    assert [one["value"] for one in house.survivor("9000")["identifier"]] == ["9000"]
    assert (len(of(house, "1009")), len(of(house, "9000"))) == (1, 0)


AGAIN = {
    "linked": ("klinik", A24, "1000", ANNA, OTHER),
    "apart": ("klinik", A37, "1010", ANNA, OTHER),
    "merged": ("klinik", A40, "1030", NEWER, mrg("1001")),
    "again": ("klinik", A24, "1100", NEWER, OTHER),
}


@pytest.mark.parametrize("order", [*permutations(AGAIN)])
def test_a_link_under_the_surviving_number_holds_though_the_one_before_was_undone(
    house: House, order: tuple[str, ...]
) -> None:
    """The last word on the two records is that they are one person's."""
    take(house, AGAIN, order)

    assert house.survivor("9000")["id"] == house.survivor("1009")["id"]


INSURED = {
    "linked": ("klinik", A24, "1000", NEWER, OTHER),
    "insured": ("klinik", A01, "1010", NEWER, "IN1|1|P1^Plan|CNS^^^LU|CNS"),
    "merged": ("klinik", A40, "1030", NEW, mrg("1009")),
    "updated": ("klinik", A01, "1040", NEW),
    "apart": ("klinik", A37, "1100", NEW, OTHER),
}


@pytest.mark.parametrize("rest", [*permutations([*INSURED][1:])])
def test_what_was_served_under_the_other_record_is_the_patients_once_both_are_apart(
    house: House, rest: tuple[str, ...]
) -> None:
    """1009 was served as 9000 from the first: her insurance is 1008's by now, and not 9000's."""
    take(house, INSURED, ("linked", *rest))

    assert house.survivor("1009")["id"] == person(OWN, "1008")
    assert (len(of(house, "1008", "Coverage")), len(of(house, "9000", "Coverage"))) == (1, 0)


CHAIN = {
    "linked": ("klinik", A24, "1000", ANNA, OTHER),
    "first": ("klinik", A40, "1030", NEW, mrg("1001")),
    "second": ("klinik", A40, "1040", NEWER, mrg("1008")),
    "again": ("klinik", A24, "1100", NEWER, OTHER),
}


@pytest.mark.parametrize("order", [*permutations(CHAIN)])
def test_a_number_that_gave_way_serves_nobody_though_both_were_one_person_by_a_third(
    house: House, order: tuple[str, ...]
) -> None:
    """1008 and 1009 were linked to 9000 when their merge came: it holds by its own word, too."""
    take(house, CHAIN, order)

    served = house.survivor("1001")["id"]
    assert served == house.survivor("9000")["id"]
    assert served not in {person(OWN, "1001"), person(OWN, "1008")}


BACK = {
    "admitted": ("klinik", A01, "0900", ANNA, pv1("V1")),
    "there": ("klinik", A40, "1000", NEWER, mrg("1001")),
    "back": ("klinik", A40, "1100", ANNA, mrg("1009")),
}


@pytest.mark.parametrize("order", [*permutations(BACK)])
def test_of_two_merges_that_say_the_contrary_the_later_holds(
    house: House, order: tuple[str, ...]
) -> None:
    """1001 gave way to 1009, and then 1009 to 1001: the patient is known as 1001."""
    take(house, BACK, order)

    assert house.survivor("1001")["id"] == person(OWN, "1001")
    assert len(of(house, "1001")) == 1


BERTA = "PID|1||{}^^^NEUBAU^MR||Weber^Berta||19700101|F"
EMPTIED = {
    "whole": ("neubau", A01, "1000", f"{BERTA.format('1011')}||||||+352 1"),
    "merged": (
        "neubau",
        A40,
        "1030",
        f'{BERTA.format("1012")}||||||""',
        "MRG|1011^^^NEUBAU^MR",
    ),
    "updated": ("neubau", "ADT^A08^ADT_A01", "1100", BERTA.format("1012")),
    "linked": ("neubau", A24, "1130", "PID|1||1012^^^NEUBAU^MR", BERTA.format("9001")),
}


@pytest.mark.parametrize("order", [*permutations(EMPTIED)])
def test_what_a_snapshot_leaves_out_hides_nothing_that_is_said_under_another_number(
    house: House, order: tuple[str, ...]
) -> None:
    """The telephone was emptied at half past ten under 1012, and not spoken of at eleven."""
    take(house, EMPTIED, order)

    assert house.survivor("1012", NEUBAU)["telecom"][0]["value"] == "+352 1"
