"""What kind of set of times an `effectiveTime` is; and those that FHIR's one Timing cannot hold.

So often in so long (PIVL.frequency) is FHIR's frequency and period. Sets of different periods
(each day at eight, each other day at twenty) do not fit one Timing: none of them is written as
if it were all, and words tell each.
https://hl7.org/fhir/R4/datatypes.html#Timing
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from gateway.mapping import convert
from gateway.mapping.tree.reading import Reading
from gateway.mapping.tree.types_cda_elements import first, said_type, several
from gateway.model import Node

UNITS: Mapping[str, str] = MappingProxyType(
    {
        "s": "s",
        "min": "min",
        "h": "h",
        "d": "d",
        "wk": "wk",
        "mo": "mo",
        "a": "a",
        "mo_j": "mo",
        "a_j": "a",
    }
)
_SEVERAL = 2
_REPEATING = frozenset({"PIVL_TS", "PIVL_PPD_TS", "EIVL_TS", "EIVL_PPD_TS", "SXPR_TS"})


def kind(node: Node) -> str:
    """The kind of a set of times: what it says of itself, else what is in it."""
    if said := said_type(node):
        return said
    if first(node, "period") is not None or first(node, "frequency") is not None:
        return "PIVL_TS"
    if first(node, "event") is not None:
        return "EIVL_TS"
    return "SXPR_TS" if first(node, "comp") is not None else "IVL_TS"


def often(reading: Reading, node: Node, repeat: dict[str, Any]) -> str:
    """So many times in so long, into `repeat`; gives the unit of the period."""
    found = first(node, "frequency")
    if found is None or "period" in repeat:
        return ""
    times, length = first(found, "numerator"), first(found, "denominator")
    if times is None or length is None:
        return ""
    count = convert.scaled_decimal(reading.peek(times, "value") or "-")
    period = convert.scaled_decimal(reading.peek(length, "value") or "-")
    unit = UNITS.get(reading.peek(length, "unit"), "")
    if not isinstance(count, Decimal) or not isinstance(period, Decimal) or not unit:
        return ""
    if count != int(count) or count < 1:
        return ""
    reading.read(times, "value", "repeat.frequency")
    reading.read(length, "value", "repeat.period")
    reading.read(length, "unit", "repeat.periodUnit")
    repeat |= {"frequency": int(count), "period": period, "periodUnit": unit}
    return unit


def apart_in_words(
    reading: Reading, nodes: list[Node]
) -> tuple[dict[str, Any] | None, list[Node]]:
    """Sets of different periods in words (None where there are none), and all other sets.

    So is all that repeats, where something is taken out of it: `daily` must not stand without
    `not on Sundays`.
    """
    flat = [one for node in nodes for one in _flat(node)]
    if any(_excluded(reading, one) for one in flat):
        return _with_exclusions(reading, nodes, flat)
    found = [node for node in flat if first(node, "period") is not None]
    periods = {(reading.peek(one, "value"), reading.peek(one, "unit")) for one in map(_of, found)}
    if len(periods) < _SEVERAL or any(not value or unit not in UNITS for value, unit in periods):
        return None, nodes
    for node in (*nodes, *found):
        reading.read(node, "operator", "code.text")
    text = "; ".join(_told(reading, node) for node in found)
    return {"text": text}, [node for node in flat if node not in found]


def in_words(reading: Reading, node: Node) -> str | None:
    """All sets of times of an element that repeat, or the set that it is, in words."""
    found = several(node, "effectiveTime") or [node]
    sets = [one for each in found for one in _flat(each) if kind(one) in _REPEATING]
    sets.sort(key=lambda one: _excluded(reading, one))
    told = (
        f"not {_word(reading, one)}" if _excluded(reading, one) else _word(reading, one)
        for one in sets
        if first(one, "period") is not None or first(one, "event") is not None
    )
    return "; ".join(told) or None


def _excluded(reading: Reading, node: Node) -> bool:
    return reading.peek(node, "operator") == "E"


def _with_exclusions(
    reading: Reading, nodes: list[Node], flat: list[Node]
) -> tuple[dict[str, Any] | None, list[Node]]:
    """All that repeats in words, what is taken out last; the bounds are left as they are."""
    bounds = [one for one in flat if kind(one) not in _REPEATING and not _excluded(reading, one)]
    for node in (*nodes, *flat):
        reading.read(node, "operator", "code.text")
    told = [one for one in flat if one not in bounds and kind(one) != "SXPR_TS"]
    told.sort(key=lambda one: _excluded(reading, one))
    words = [_word(reading, one) for one in told]
    pairs = zip(told, words, strict=True)
    text = "; ".join(f"not {word}" if _excluded(reading, one) else word for one, word in pairs)
    return {"text": text}, bounds


def _word(reading: Reading, node: Node) -> str:
    """One set of times in words, whatever kind it is of."""
    if first(node, "period") is not None:
        return _told(reading, node)
    if (event := first(node, "event")) is not None:
        return f"at {reading.read(event, 'code', 'code.text')}"
    ends = [reading.read(one, "value", "code.text") for one in several(node, "low", "high")]
    moment = reading.read(node, "value", "code.text")
    days = [_day(one) for one in (moment, *ends) if one]
    return " to ".join(days) or "at a time that is not told"


def _day(text: str) -> str:
    """A time of CDA as people read it: `2026-11-21`."""
    return "-".join(part for part in (text[:4], text[4:6], text[6:8]) if part)


def _flat(node: Node) -> Iterator[Node]:
    """A set of times, or those that it is put together of."""
    if kind(node) != "SXPR_TS":
        yield node
    for part in several(node, "comp"):
        yield from _flat(part)


def _of(node: Node) -> Node:
    found = first(node, "period")
    assert found is not None  # noqa: S101 (those without a period were left out)
    return found


def _told(reading: Reading, node: Node) -> str:
    """One periodic set: `every 2 d from 2026-10-01 20:00`."""
    period, phase = _of(node), first(node, "phase")
    number, unit = (reading.read(period, leaf, "code.text") for leaf in ("value", "unit"))
    words = f"every {number} {UNITS.get(unit, unit)}"
    low = first(phase, "low") if phase is not None else None
    start = low if low is not None else phase
    begun = reading.peek(start, "value") if start is not None else ""
    if start is None or not begun[:8].isdigit() or len(begun) < len("20261121"):
        return words
    reading.read(start, "value", "code.text")
    hour = f" {begun[8:10]}:{begun[10:12]}" if begun[8:12].isdigit() else ""
    return f"{words} from {begun[:4]}-{begun[4:6]}-{begun[6:8]}{hour}"
