"""Who takes part in an appointment, where its messages tell of one person or thing at a time.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.eu/HL7v2x/v251/std251/ch10.html (10.3.7 to 10.3.11, 10.6.4.2)
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations

import pytest

from gateway.model import Resource
from tests.intake.house import House
from tests.safety.moves import ANNA


def sch(begins: str = "202612011000") -> str:
    """One appointment, booked for that time."""
    return f"SCH|S1^HIS|||||R1^Control^L|||30|min|^^^{begins}00+0100{'|' * 14}Booked"


def aip(who: str, action: str = "") -> str:
    """Somebody takes part."""
    return f"AIP|1|{action}|{who}^{who}^Doctor^^^^^^KLINIK"


def take(house: House, events: Mapping[str, tuple[str, ...]], order: tuple[str, ...]) -> None:
    """Take these in, in this order: name -> (event, HHMM, segments)."""
    for name in order:
        event, clock, *told = events[name]
        house.say(f"SIU^{event}^SIU_S12", *told, sent=f"20261121{clock}00+0100")


def taking_part(house: House) -> dict[str, str]:
    """Name -> state, of whoever is no patient."""
    found: list[Resource] = house.only("Appointment")["participant"]
    return {
        one["actor"]["display"].split()[-1]: one["status"]
        for one in found
        if "Patient/" not in one["actor"].get("reference", "")
    }


STEPS = {
    "booked": ("S12", "1000", sch(), ANNA, "RGS|1|A", aip("ALT"), "AIL|1||MED^201"),
    "added": ("S18", "1010", sch(), ANNA, "RGS|1|U", aip("NEU", "A")),
    "gone": ("S20", "1020", sch(), ANNA, "RGS|1|U", aip("ALT", "D")),
    "moved": ("S13", "1030", sch("202612021000"), ANNA),
}


@pytest.mark.parametrize("order", [*permutations(STEPS)])
def test_who_is_added_takes_nobodys_place_in_any_order(
    house: House, order: tuple[str, ...]
) -> None:
    """S18 tells of the second doctor, S20 of the first, S13 of neither: both are told of."""
    take(house, STEPS, order)

    assert taking_part(house) == {"201": "needs-action", "ALT": "declined", "NEU": "needs-action"}
    assert house.only("Appointment")["start"].startswith("2026-12-02")


def test_a_list_that_is_told_whole_is_the_list(house: House) -> None:
    """S14 names the third doctor alone: he it is."""
    whole = {**STEPS, "whole": ("S14", "1040", sch(), ANNA, "RGS|1|U", aip("DRI"))}
    take(house, whole, ("booked", "added", "whole"))

    assert taking_part(house) == {"201": "needs-action", "DRI": "needs-action"}


SERVICES = {
    "booked": ("S12", "1000", sch(), ANNA, "RGS|1|A", "AIS|1|A|X1^Scan^L"),
    "added": ("S18", "1010", sch(), ANNA, "RGS|1|U", "AIS|2|A|X2^Echo^L"),
}


@pytest.mark.parametrize("order", [*permutations(SERVICES)])
def test_a_service_more_is_a_service_more(house: House, order: tuple[str, ...]) -> None:
    """S18 adds the echo to the scan."""
    take(house, SERVICES, order)

    services = house.only("Appointment")["serviceType"]
    assert [one["coding"][0]["code"] for one in services] == ["X1", "X2"]
