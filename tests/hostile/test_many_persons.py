"""Four times as many persons who merge, move or are linked are about four times the work.

Work is counted in calls of Python functions, which no machine makes fewer of.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (3.3.30 to 3.3.51)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.hostile.test_many_of_one_kind import MOST, calls
from tests.intake.house import House, message, pid, pv1, rules

FEW, MANY = 16, 64
LONG, LONG_MOST = 100, 4.4
"""Visits of which a chain is long, and how many times the calls it makes at most."""
MR = "^^^KLINIK^MR"


def first(number: int) -> str:
    return pid(f"A{number}{MR}")


def prior(number: int) -> str:
    return f"MRG|B{number}{MR}"


def account(number: int) -> str:
    return f"ACC{number}^^^KLINIK^AN"


def each(count: int, say: Callable[[int], tuple[str, ...]]) -> list[str]:
    return [segment for number in range(count) for segment in say(number)]


Segments = Callable[[int], list[str]]
MESSAGES: Mapping[str, tuple[str, Segments]] = MappingProxyType(
    {
        "pairs": ("ADT^A40^ADT_A39", lambda n: each(n, lambda at: (first(at), prior(at)))),
        "pairs-the-other-way": (
            "ADT^A40^ADT_A39",
            lambda n: each(n, lambda at: (pid(f"B{at}{MR}"), f"MRG|A{at}{MR}")),
        ),
        "a-chain": (
            "ADT^A40^ADT_A39",
            lambda n: each(n, lambda at: (first(at + 1), f"MRG|A{at}{MR}")),
        ),
        "all-into-one": (
            "ADT^A40^ADT_A39",
            lambda n: each(n, lambda at: (first(n), f"MRG|A{at}{MR}")),
        ),
        "links": ("ADT^A24^ADT_A24", lambda n: each(n, lambda at: (first(at),))),
        "unlinks": ("ADT^A37^ADT_A37", lambda n: each(n, lambda at: (first(at),))),
        "numbers-that-move": (
            "ADT^A43^ADT_A43",
            lambda n: each(
                n,
                lambda at: (
                    pid(f"A{at}{MR}~M{at}^^^KLINIK^PI"),
                    f"MRG|M{at}^^^KLINIK^PI~B{at}{MR}",
                ),
            ),
        ),
        "visits-of-one-stay": (
            "ADT^A50^ADT_A50",
            lambda n: each(
                n,
                lambda at: (
                    first(0),
                    f"MRG|A0{MR}||||W{at}^^^KLINIK^VN",
                    pv1(f"W{at + 1}^^^KLINIK^VN"),
                ),
            ),
        ),
        "accounts-that-move": (
            "ADT^A44^ADT_A43",
            lambda n: each(
                n,
                lambda at: (
                    pid(f"A{at}{MR}", more=f"|||||{account(at)}"),
                    f"{prior(at)}||{account(at)}",
                ),
            ),
        ),
    }
)


@pytest.mark.parametrize(
    "names",
    [("pairs", "pairs-the-other-way"), ("a-chain",), ("all-into-one",),
     ("links", "unlinks", "links"), ("numbers-that-move",), ("accounts-that-move",)],
    ids="-then-".join,
)  # fmt: skip
def test_four_times_as_many_persons_are_about_four_times_the_work(
    names: tuple[str, ...], tmp_path: Path
) -> None:
    """Whoever they become, and wherever what is theirs goes."""
    few, many = (worked(tmp_path / f"{n}.sqlite", names, n) for n in (FEW, MANY))

    for fewer, more in zip(few, many, strict=True):
        assert more <= MOST * fewer


def test_numbers_of_one_stay_cost_what_their_number_does(tmp_path: Path) -> None:
    """It gets another one again and again, and keeps all that it had."""
    few, many = (said(tmp_path / f"{n}.sqlite", n) for n in (LONG, 4 * LONG))

    assert many <= LONG_MOST * few


def said(path: Path, count: int) -> int:
    """How many functions are called for a chain of so many visits."""
    house = House(path, rules())
    house.say("ADT^A01^ADT_A01", first(0), pv1("W0^^^KLINIK^VN"))
    kind, segments = MESSAGES["visits-of-one-stay"]
    event = "EVN||20261121120000+0100"
    body = message(kind, "MANY", event, *segments(count), sent="20261121120000+0100")
    counted = calls(partial(accepted, house, body))
    house.close()
    return counted


def worked(path: Path, names: Iterable[str], count: int) -> list[int]:
    """How many functions are called for each of these messages; every person has a stay before."""
    house, counts = House(path, rules()), []
    for number in range(count + 1):
        for letter in "AB":
            admit(house, f"{letter}{number}", account(number) if letter == "B" else "")
    for at, name in enumerate(names):
        kind, segments = MESSAGES[name]
        event = f"EVN||2026112112000{at}+0100"
        body = message(kind, f"MANY{at}", event, *segments(count), sent=f"2026112112000{at}+0100")
        counts.append(calls(partial(accepted, house, body)))
    house.close()
    return counts


def accepted(house: House, body: bytes) -> None:
    assert house.take(body).status == "accepted"


def admit(house: House, number: str, booked: str) -> None:
    stay = pv1(f"V{number}^^^KLINIK^VN")
    said = house.say("ADT^A01^ADT_A01", pid(f"{number}{MR}", more=f"|||||{booked}"), stay)
    assert said.status == "accepted"
