"""Intervals of CDA (IVL_PQ) as Range, and ages: nothing of what R4 cannot hold.

https://hl7.org/fhir/R4/datatypes.html#Range · https://hl7.org/fhir/R4/datatypes.html#Age
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.fhirpath.units import measure
from gateway.mapping.tree.reading import Reading
from gateway.mapping.tree.types_cda_quantities import (
    UCUM,
    amount_said,
    bounds,
    quantity,
    written,
)
from gateway.model import Node

_ENDS, _UNIT = ("low", "high"), ("unit", "system", "code")
_ONE = "1"


def age(reading: Reading, node: Node) -> dict[str, Any] | None:
    """As `quantity`, of a unit of UCUM and more than nothing: else R4's Age is none (age-1)."""
    mark = reading.mark()
    made = quantity(reading, node)
    if made is None or (made.get("system") == UCUM and made["value"] > 0):
        return made
    reading.undo(mark)
    return None


def extent(reading: Reading, node: Node) -> dict[str, Any] | None:
    """IVL_PQ as Range; a single value is none, nor one whose ends have no order (rng-2)."""
    mark = reading.mark()
    low, high = bounds(reading, node)
    made = {}
    for name, bound in (("low", low), ("high", high)):
        value = reading.as_("PQ", "SimpleQuantity", bound, name) if bound is not None else None
        if value:
            made[name] = value
    if len(made) < len(_ENDS):
        return made or None
    made = _alike(made)
    if _ordered(made["low"], made["high"]):
        return made
    reading.undo(mark)
    return None


def unranged(reading: Reading, node: Node) -> str | None:
    """In words from how much to how much, where the two have no order: no Range."""
    return written(reading, node) if _astray(reading, node) else None


def why_unranged(reading: Reading, node: Node) -> str | None:
    """Why there is no Range of it: R4 has none, though both ends are told."""
    return "unsupported" if _astray(reading, node) else None


def _astray(reading: Reading, node: Node) -> bool:
    mark = reading.mark()
    low, high = bounds(reading, node)
    made = extent(reading, node) if low is not None and high is not None else {}
    reading.undo(mark)
    return made is None


def _alike(made: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Both with the unit that one of them names, where the other one only counts."""
    for name, other in (_ENDS, _ENDS[::-1]):
        if made[name].get("unit", _ONE) == _ONE != made[other].get("unit", _ONE):
            named = {key: made[other][key] for key in _UNIT if key in made[other]}
            told = {key: said for key, said in made[name].items() if key not in _UNIT}
            return {**made, name: {**told, **named}}
    return made


def _ordered(low: Mapping[str, Any], high: Mapping[str, Any]) -> bool:
    """Is the one not above the other, in the same unit, or in one that measures the same?"""
    if all(low.get(key) == high.get(key) for key in _UNIT):
        return bool(low["value"] <= high["value"])
    if not (low.get("system") == high.get("system") == UCUM):
        return False
    one, other = measure(low["code"]), measure(high["code"])
    if one is None or other is None or one.dimension != other.dimension:
        return False
    return bool(low["value"] * one.factor <= high["value"] * other.factor)


def between(reading: Reading, node: Node) -> dict[str, Any] | None:
    """From how much to how much, or one bound, as Range; none where both ends are the same."""
    low, high = bounds(reading, node)
    if (
        low is not None
        and high is not None
        and amount_said(reading, low) == amount_said(reading, high)
    ):
        return None
    return extent(reading, node)
