"""Values held against the least and the greatest that are allowed, and against a form.

Quantities are compared in base units; dates as far as both say; a length of time is measured from
now. https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.minValue_x_
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gateway import fhirjson
from gateway.fhirpath import FhirPathError
from gateway.fhirpath.regex import full
from gateway.fhirpath.units import measure
from gateway.validation.hand import in_order

if TYPE_CHECKING:
    from gateway.validation.run import Run

_NUMBERS = (int, Decimal)
_MONTHS: Mapping[str, int] = MappingProxyType({"a": 12, "mo": 1})
_DAYS: Mapping[str, Decimal] = MappingProxyType(
    {
        "wk": Decimal(7),
        "d": Decimal(1),
        "h": Decimal(1) / 24,
        "min": Decimal(1) / 1440,
        "s": Decimal(1) / 86400,
    }
)
"""Unit of time -> days."""
_UCUM = "http://unitsofmeasure.org"
_LONGEST = 4_000_000
"""Days that a limit may lie from now."""


@lru_cache(maxsize=1024)
def _limit(text: bytes) -> Any:
    return fhirjson.decode(text)


def beyond(value: Any, text: bytes, sign: int, run: Run) -> bool:
    """Whether a value surely lies beyond a limit, as JSON text: above (1) or below (-1).

    So does a quantity that cannot be held against it.
    """
    limit = _limit(text)
    if value.__class__ is str and limit.__class__ is dict:
        return _from_now(value, limit, sign, run.now)
    return beyond_value(value, limit, sign) or unlike(value, limit)


def unlike(value: Any, limit: Any) -> bool:
    """Whether a quantity is, by UCUM, of another kind than its limit: a length for a mass."""
    if value.__class__ is not dict or limit.__class__ is not dict:
        return False
    if not value.get("system") == limit.get("system") == _UCUM:
        return False
    one, two = measure(_unit(value)), measure(_unit(limit))
    return one is not None and two is not None and one.dimension != two.dimension


def beyond_value(value: Any, limit: Any, sign: int) -> bool:
    """Whether a number, date or quantity surely lies above (1) or below (-1) another."""
    if value.__class__ is dict and limit.__class__ is dict:
        return _measured(value, limit, sign)
    if value.__class__ is str and limit.__class__ is str:
        return not (in_order(value, limit) if sign > 0 else in_order(limit, value))
    if value.__class__ in _NUMBERS and limit.__class__ in _NUMBERS:
        return bool(value > limit if sign > 0 else value < limit)
    return False


def _measured(value: dict[str, Any], limit: dict[str, Any], sign: int) -> bool:
    """Quantities: in the same unit, or in units of the same kind; else nobody can tell."""
    amount, most = value.get("value"), limit.get("value")
    if amount.__class__ not in _NUMBERS or most.__class__ not in _NUMBERS:
        return False
    ours, theirs = _unit(value), _unit(limit)
    if ours != theirs:
        one, two = measure(ours), measure(theirs)
        if one is None or two is None or one.dimension != two.dimension:
            return False
        amount, most = Decimal(str(amount)) * one.factor, Decimal(str(most)) * two.factor
    return bool(amount > most if sign > 0 else amount < most)


def _unit(value: dict[str, Any]) -> str:
    return str(value.get("code") or value.get("unit") or "1")


def _from_now(value: str, length: dict[str, Any], sign: int, now: datetime | None) -> bool:
    """A date: so long after now at most, so long before now at least."""
    moment = _moved(now, length, sign) if now is not None else None
    if moment is None:
        return False
    said = moment.isoformat()
    return not (in_order(value, said) if sign > 0 else in_order(said, value))


def _moved(now: datetime, length: dict[str, Any], sign: int) -> datetime | None:
    amount, unit = length.get("value"), _unit(length)
    if amount.__class__ not in _NUMBERS:
        return None
    number = sign * Decimal(str(amount))
    try:
        if unit in _MONTHS:
            return _months(now, int(number * _MONTHS[unit]))
        days = number * _DAYS[unit]
        return now + timedelta(days=float(days)) if abs(days) < _LONGEST else None
    except (KeyError, ValueError, OverflowError):
        return None


def _months(now: datetime, months: int) -> datetime:
    """So many months on: the same day, or the last one that the month has."""
    year, month = divmod(now.year * 12 + now.month - 1 + months, 12)
    for day in range(now.day, now.day - 4, -1):
        try:
            return now.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    raise ValueError("a date beyond all calendars")


def stands_in(beside: Any, urls: frozenset[str]) -> bool:
    """Whether what only `_key` says of a primitive has an extension of one of these urls."""
    found = beside.get("extension") if beside.__class__ is dict else None
    extensions = found if found.__class__ is list else ()
    return any(one.__class__ is dict and one.get("url") in urls for one in extensions)


def finer(value: Any, places: int) -> bool:
    """Whether a number, or that of a quantity, has more decimal places than so many."""
    number = value.get("value") if value.__class__ is dict else value
    if number.__class__ is not Decimal or not number.is_finite():
        return False
    exponent = number.as_tuple().exponent
    return exponent.__class__ is int and -exponent > places


def formed(value: str, pattern: str) -> bool:
    """Whether the whole of a text has a form; what cannot be evaluated refuses nothing."""
    try:
        return full(pattern, value)
    except FhirPathError:
        return True
