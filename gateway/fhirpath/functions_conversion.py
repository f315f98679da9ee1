"""The functions that convert one kind of value into another, or ask whether they could.

https://hl7.org/fhirpath/N1/#conversion
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from gateway.fhirpath.comparison import converted, number
from gateway.fhirpath.items import Items, one
from gateway.fhirpath.lex import unescape
from gateway.fhirpath.units import CALENDAR
from gateway.fhirpath.values import Moment, Quantity, moment, written

_TRUE = frozenset({"true", "t", "yes", "y", "1", "1.0"})
_FALSE = frozenset({"false", "f", "no", "n", "0", "0.0"})
_INTEGER = re.compile(r"[+-]?\d{1,10}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d{1,40}(\.\d{1,40})?", re.ASCII)
_QUANTITY = re.compile(r"([+-]?\d{1,40}(?:\.\d{1,40})?)(?:\s*'([^']+)'|\s+([a-z]+))?", re.ASCII)
_LARGEST = 2**31


def boolean(value: Any) -> bool | None:
    """The truth that a value can be read as."""
    if isinstance(value, bool):
        return value
    if number(value):
        return {0: False, 1: True}.get(value)
    word = value.lower() if isinstance(value, str) else ""
    return True if word in _TRUE else False if word in _FALSE else None


def integer(value: Any) -> int | None:
    """The integer that a value can be read as."""
    if isinstance(value, str) and _INTEGER.fullmatch(value):
        value = int(value)
    if not isinstance(value, int):
        return None
    return int(value) if -_LARGEST <= value < _LARGEST else None


def decimal(value: Any) -> Decimal | None:
    """The decimal that a value can be read as."""
    if isinstance(value, bool):
        return Decimal("1.0") if value else Decimal("0.0")
    if isinstance(value, int | Decimal):
        return Decimal(value)
    return Decimal(value) if isinstance(value, str) and _DECIMAL.fullmatch(value) else None


def string(value: Any) -> str | None:
    """The value written out."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return written(value)
    return str(value) if isinstance(value, str | int | Moment | Quantity) else None


def quantity(value: Any) -> Quantity | None:
    """The quantity that a value can be read as."""
    if isinstance(value, Quantity):
        return value
    amount = decimal(value) if isinstance(value, int | Decimal) else None
    if amount is not None:
        return Quantity(amount)
    found = _QUANTITY.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    if found[3]:
        word = found[3].removesuffix("s")
        return Quantity(Decimal(found[1]), word, calendar=True) if word in CALENDAR else None
    return Quantity(Decimal(found[1]), unescape(found[2]) if found[2] else "1")


def date(value: Any) -> Moment | None:
    """The date that a value can be read as."""
    if isinstance(value, Moment) and value.kind != "Time":
        return Moment("Date", value.fields[:3])
    return moment("Date", value.partition("T")[0]) if isinstance(value, str) else None


def date_time(value: Any) -> Moment | None:
    """The date and time that a value can be read as."""
    if isinstance(value, Moment) and value.kind != "Time":
        return Moment("DateTime", value.fields, value.fraction, value.offset)
    return moment("DateTime", value) if isinstance(value, str) else None


def time(value: Any) -> Moment | None:
    """The time that a value can be read as."""
    if isinstance(value, Moment):
        return value if value.kind == "Time" else None
    return moment("Time", value.removeprefix("T")) if isinstance(value, str) else None


def to(read: Callable[[Any], Any]) -> Callable[..., Items]:
    """`toX()`: the value read as that kind; empty where it cannot be."""

    def convert(items: Items) -> Items:
        value = one(items)
        found = None if value is None else read(value)
        return [] if found is None else [found]

    return convert


def converts_to(read: Callable[[Any], Any]) -> Callable[..., Items]:
    """`convertsToX()`: could it be read as that kind?"""

    def asks(items: Items) -> Items:
        value = one(items)
        return [] if value is None else [read(value) is not None]

    return asks


def to_quantity(items: Items, unit: Items | None = None) -> Items:
    """`toQuantity(unit)`: read as a quantity, in that unit; empty where it cannot be."""
    value = one(items)
    found = None if value is None else _in_unit(quantity(value), unit)
    return [] if found is None else [found]


def converts_to_quantity(items: Items, unit: Items | None = None) -> Items:
    """`convertsToQuantity(unit)`: could it be read as a quantity, in that unit?"""
    value = one(items)
    return [] if value is None else [_in_unit(quantity(value), unit) is not None]


def _in_unit(value: Quantity | None, unit: Items | None) -> Quantity | None:
    """The quantity in the unit that is asked for: a UCUM code, or a word of the calendar."""
    wanted = one(unit) if unit else None
    if value is None or not isinstance(wanted, str):
        return value
    word = wanted.removesuffix("s")
    if word in CALENDAR and wanted not in CALENDAR.values():
        return converted(value, Quantity(Decimal(1), word, calendar=True))
    return converted(value, Quantity(Decimal(1), wanted))
