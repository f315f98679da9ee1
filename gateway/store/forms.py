"""How does each form of index row lie in its table, and how is it found again?

https://hl7.org/fhir/R4/search.html#ptypes
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeAlias

from gateway.store.codec import LONGEST, short

Place: TypeAlias = tuple[Any, ...]
"""What a row says beside its kind and its resource."""

DAY = 86_400_000_000
DATES = (DAY, 366 * DAY)
"""Microseconds up to which a date is short, and up to which it is not endless."""
AMOUNTS = (1.0, 100.0)
"""The same of numbers."""
_MOST = 1.7e308
"""Beyond this a number is as good as endless: JSON cannot say that."""
_MOMENT = 2**62


def wide(low: Any, high: Any, limits: tuple[Any, Any]) -> int:
    """0: short, 1: long, 2: as long as may be."""
    lasts = high - low
    return 0 if lasts <= limits[0] else 1 if lasts <= limits[1] else 2


def bounded(form: str, low: Any, high: Any) -> tuple[Any, Any]:
    """A range as a row can keep it."""
    if form == "date":
        return max(-_MOMENT, min(_MOMENT, int(low))), max(-_MOMENT, min(_MOMENT, int(high)))
    return max(-_MOST, min(_MOST, float(low))), max(-_MOST, min(_MOST, float(high)))


def _token(row: Sequence[Any]) -> Place:
    code = row[3] or ""
    return code if len(code) <= LONGEST else short(code), row[2] or ""


def _reference(row: Sequence[Any]) -> Place:
    return (short(f"{row[2]}/{row[3]}" if row[2] else row[3]),)


def _string(row: Sequence[Any]) -> Place:
    return (row[2][:LONGEST],)


def _uri(row: Sequence[Any]) -> Place:
    return (short(row[2]),)


def _date(row: Sequence[Any]) -> Place:
    low, high = bounded("date", row[2], row[3])
    return wide(low, high, DATES), low, high


def _number(row: Sequence[Any]) -> Place:
    return ("", *_amount(row[2], row[3]))


def _quantity(row: Sequence[Any]) -> Place:
    return (row[2] or "", *_amount(row[3], row[4]))


def _amount(first: Any, last: Any) -> Place:
    low, high = bounded("number", first, last)
    return wide(low, high, AMOUNTS), low, high


PLACES: Mapping[str, Callable[[Sequence[Any]], Place]] = MappingProxyType(
    {
        "token": _token,
        "reference": _reference,
        "string": _string,
        "uri": _uri,
        "date": _date,
        "number": _number,
        "quantity": _quantity,
    }
)
"""Form -> what its row keeps: (code, system), (target,), (text,), (wide, low, high)."""

TABLES: Mapping[str, str] = MappingProxyType(
    {
        "token": "token",
        "reference": "reference",
        "string": "word",
        "uri": "word",
        "date": "span",
        "number": "amount",
        "quantity": "amount",
    }
)
"""Form -> its table."""

COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "token": ("kind", "value", "system", "rid"),
        "reference": ("target", "kind", "rid"),
        "word": ("kind", "value", "rid"),
        "span": ("kind", "wide", "low", "high", "rid"),
        "amount": ("kind", "unit", "wide", "low", "high", "rid"),
    }
)
"""Index table -> its columns: their order is the order in which a resource remembers its rows."""
