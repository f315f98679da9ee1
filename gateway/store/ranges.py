"""Which ranges does a prefix mean? `gt2026-11` is what goes on after November is over.

https://hl7.org/fhir/R4/search.html#prefix
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Where:
    """A condition and its parameters."""

    text: str
    values: tuple[Any, ...]


Limits: TypeAlias = tuple[Any, Any]


def _within(low: Any, high: Any, limits: Limits) -> Iterator[Where]:
    """What lies within a stretch is no wider: one look for a day, and not three."""
    wide = _NO_WIDER[sum([high - low > limit for limit in limits])]
    yield Where(f"{wide} AND low BETWEEN ? AND ? AND high <= ?", (low, high, high))


_NO_WIDER = ("wide = 0", "wide IN (0, 1)", "wide IN (0, 1, 2)")


def _outside(low: Any, high: Any, limits: Limits) -> Iterator[Where]:  # noqa: ARG001 - a row's shape
    yield Where("(low < ? OR high > ?)", (low, high))


def _ends_after(low: Any, high: Any, limits: Limits) -> Iterator[Where]:  # noqa: ARG001 - a row's shape
    """What is short and ends after a moment begins not long before it."""
    for number, limit in enumerate(limits):
        yield Where(f"wide = {number} AND low >= ? AND high > ?", (high - limit, high))
    yield Where("wide = 2 AND high > ?", (high,))


def _begins_before(low: Any, high: Any, limits: Limits) -> Iterator[Where]:  # noqa: ARG001 - a row's shape
    yield Where("wide IN (0, 1, 2) AND low < ?", (low,))


def _not_before(low: Any, high: Any, limits: Limits) -> Iterator[Where]:
    yield from _ends_after(low, high, limits)
    yield from _within(low, high, limits)


def _not_after(low: Any, high: Any, limits: Limits) -> Iterator[Where]:
    yield from _begins_before(low, high, limits)
    yield from _within(low, high, limits)


def _begins_after(low: Any, high: Any, limits: Limits) -> Iterator[Where]:  # noqa: ARG001 - a row's shape
    yield Where("wide IN (0, 1, 2) AND low > ?", (high,))


def _ends_before(low: Any, high: Any, limits: Limits) -> Iterator[Where]:  # noqa: ARG001 - a row's shape
    yield Where("wide IN (0, 1, 2) AND low < ? AND high < ?", (low, low))


def _overlaps(low: Any, high: Any, limits: Limits) -> Iterator[Where]:
    for number, limit in enumerate(limits):
        yield Where(
            f"wide = {number} AND low BETWEEN ? AND ? AND high >= ?", (low - limit, high, low)
        )
    yield Where("wide = 2 AND low <= ? AND high >= ?", (high, low))


PREFIXES: Mapping[str, Callable[[Any, Any, Limits], Iterator[Where]]] = MappingProxyType(
    {
        "eq": _within,
        "ne": _outside,
        "gt": _ends_after,
        "lt": _begins_before,
        "ge": _not_before,
        "le": _not_after,
        "sa": _begins_after,
        "eb": _ends_before,
        "ap": _overlaps,
    }
)
"""Prefix -> the conditions on a row's own range, any of which may hold: (low, high, limits)."""


def filled(prefix: str, low: Any, high: Any, limits: Limits) -> tuple[object, tuple[Any, ...]]:
    """What the words of all these conditions depend on, and the values that are filled in."""
    if prefix in {"eq", ""}:
        return (high - low > limits[0], high - low > limits[1]), (low, high, high)
    parts = [*ranges(prefix, low, high, limits)]
    words = tuple([part.text for part in parts])
    return words, tuple([value for part in parts for value in part.values])


def ranges(prefix: str, low: Any, high: Any, limits: Limits) -> Iterator[Where]:
    """The conditions on `wide`, `low` and `high`; each is found through the table's key."""
    yield from PREFIXES[prefix or "eq"](low, high, limits)
