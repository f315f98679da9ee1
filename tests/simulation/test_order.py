"""Where each message says all that there is to say, the order of arrival leaves no trace.

https://hl7.org/fhir/R4/http.html#versioning
"""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.intake.house import House, message, obr, obx, pid, pv1, rules

SEEDS = range(12)
ORDERS = 3
EVENTS = ("A01", "A03", "A13")
"""A cancel says nothing but that, and so what it cancels is as it was told before."""
NATIONAL = "~1985031212307^^^LUX^NI"


def told(draw: Random) -> list[tuple[str, bytes]]:
    """Messages of two hospitals about one human under three numbers, each with its own time."""
    return [_one(draw, number) for number in range(draw.randint(5, 9))]


def _one(draw: Random, number: int) -> tuple[str, bytes]:
    when = f"202611211{number}{draw.randint(10, 59)}00+0100"
    sender, local = draw.choice((("klinik", "1"), ("klinik", "2"), ("spidol", "3")))
    facility = sender.upper()
    name = f"Meyer-{draw.choice('ABC')}^Anna"
    # Only one of the three shows the national number, so that the links do not depend on it.
    shown = f"{local}^^^{facility}^MR" + (NATIONAL if local == "1" else "")
    who = pid(shown, name, phone=f"+352 {number}")
    control = f"C{number}"
    dice = draw.random()
    if dice < 0.2 and sender == "klinik":
        old = "MRG|2^^^KLINIK^MR"
        first = pid(f"1^^^KLINIK^MR{NATIONAL}", name, phone=f"+352 {number}")
        return sender, message("ADT^A40^ADT_A39", control, f"EVN||{when}", first, old, sent=when)
    if dice < 0.5:
        result = obx(str(number), draw.choice("PFC"), flag=draw.choice("HLN"))
        return sender, message("ORU^R01^ORU_R01", control, who, obr("F1"), result, sent=when)
    stay = pv1(f"V{local}^^^{facility}^VN", kind=draw.choice("IOE"))
    event = draw.choice(EVENTS)
    return sender, message(f"ADT^{event}^ADT_A01", control, f"EVN||{when}", who, stay, sent=when)


def record(house: House) -> dict[str, Any]:
    """What is served of living persons, without numbers of versions."""
    kept: dict[str, Any] = {}
    for type in ("Patient", "Encounter", "Observation", "DiagnosticReport"):
        for body in house.all(type):
            if body.get("active", True):
                kept[f"{type}/{body['id']}"] = {
                    key: value for key, value in body.items() if key not in ("meta", "link")
                }
    return kept


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_arrival_leaves_no_trace(tmp_path: Path, seed: int) -> None:
    """The same messages in any order make the same record."""
    draw = Random(seed)  # noqa: S311 - a simulation wants the same again
    messages = told(draw)
    found = []
    for turn in range(ORDERS):
        house = House(tmp_path / f"{turn}.sqlite", rules())
        for sender, body in draw.sample(messages, len(messages)) if turn else messages:
            assert house.take(body, sender).status in {"accepted", "parked"}
        found.append(record(house))
        house.close()

    assert found[1:] == found[:-1]
