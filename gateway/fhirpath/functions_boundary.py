"""The lowest and highest value that a value of limited precision may stand for.

https://hl7.org/fhirpath/#lowboundaryprecision-integer-decimal--date--datetime--time
"""

from __future__ import annotations

from calendar import monthrange
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from gateway.fhirpath.comparison import EXACT, number
from gateway.fhirpath.comparison import comparable as in_one_unit
from gateway.fhirpath.errors import FhirPathError
from gateway.fhirpath.items import Items, integer, one
from gateway.fhirpath.values import Moment, Quantity

_DIGITS = 8
_MOST = 28
_FIELDS = {4: 1, 6: 2, 8: 3, 10: 4, 12: 5, 14: 6, 17: 7}
"""Digits of precision of a date or dateTime -> its number of fields, milliseconds included."""
_CLOCK = {2: 1, 4: 2, 6: 3, 9: 4}
_LOW = (1, 1, 1, 0, 0, 0)
_HIGH = (9999, 12, 31, 23, 59, 59)
_EAST, _WEST = 14 * 60, -12 * 60


def low(items: Items, digits: Items | None) -> Items:
    """`lowBoundary(precision)`."""
    return _boundary(items, digits, upward=False)


def high(items: Items, digits: Items | None) -> Items:
    """`highBoundary(precision)`."""
    return _boundary(items, digits, upward=True)


def _boundary(items: Items, digits: Items | None, *, upward: bool) -> Items:
    value, asked = one(items), integer(digits) if digits else None
    if isinstance(value, Quantity):
        found = _number(value.value, asked, upward=upward)
        return [] if found is None else [Quantity(found, value.unit, value.calendar)]
    if number(value):
        found = _number(Decimal(value), asked, upward=upward)
        return [] if found is None else [found]
    if isinstance(value, Moment):
        return _moment(value, asked, upward=upward)
    if value is None:
        return []
    raise FhirPathError("only numbers, quantities, dates and times have boundaries")


def _number(value: Decimal, asked: int | None, *, upward: bool) -> Decimal | None:
    places = _DIGITS if asked is None else asked
    if not 0 <= places <= _MOST:
        return None
    half = Decimal(5).scaleb(int(value.as_tuple().exponent) - 1)
    edge = EXACT.add(value, half) if upward else EXACT.subtract(value, half)
    way = ROUND_CEILING if upward else ROUND_FLOOR
    if places < -int(value.as_tuple().exponent):
        edge = value
    return edge.quantize(Decimal(1).scaleb(-places), way, EXACT)


def _moment(value: Moment, asked: int | None, *, upward: bool) -> Items:
    table = _CLOCK if value.kind == "Time" else _FIELDS
    wanted = max(table) if asked is None else asked
    if asked is None and value.kind == "Date":
        wanted = _DIGITS
    if wanted not in table:
        return []
    fields = _filled(value, upward=upward)
    whole = len(fields)
    count = table[wanted]
    fraction = value.fraction or ("999" if upward else "000")
    kept = fraction[:3] if count > whole else ""
    offset = value.offset
    if value.kind == "DateTime" and count > 3 and offset is None:  # noqa: PLR2004 - has an hour
        offset = _WEST if upward else _EAST
    return [Moment(value.kind, fields[:count], kept, offset if count > 3 else None)]  # noqa: PLR2004


def _filled(value: Moment, *, upward: bool) -> tuple[int, ...]:
    rest: tuple[Any, ...] = _HIGH if upward else _LOW
    if value.kind == "Time":
        return value.fields + rest[3 + len(value.fields) :]
    fields = value.fields + rest[len(value.fields) :]
    if upward and len(value.fields) < 3:  # noqa: PLR2004 - the day was not said
        fields = (*fields[:2], monthrange(fields[0], fields[1])[1], *fields[3:])
    return fields


def precision(items: Items) -> Items:
    """How many digits it is written with.

    Raises FhirPathError for neither number nor moment.
    """
    value = one(items)
    if value is None:
        return []
    if isinstance(value, Moment):
        if value.kind == "Time":
            return [2 * len(value.fields) + len(value.fraction)]
        return [2 + 2 * len(value.fields) + len(value.fraction)]
    if number(value):
        return [max(0, -int(Decimal(value).as_tuple().exponent))]
    raise FhirPathError("only numbers, dates and times have a precision")


def comparable(items: Items, other: Items) -> Items:
    """Can the two quantities be brought to one unit?"""
    first, second = one(items), one(other)
    if not isinstance(first, Quantity) or not isinstance(second, Quantity):
        return []
    return [in_one_unit(first, second)]
