"""The operators that make numbers, strings and dates of two others; all numbers are exact.

https://hl7.org/fhirpath/N1/#math
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from types import MappingProxyType
from typing import Any

from gateway.fhirpath.comparison import EXACT, as_quantities, measure_of, number
from gateway.fhirpath.errors import FhirPathError
from gateway.fhirpath.items import Items, one, raw
from gateway.fhirpath.values import Moment, Quantity, plus_months, plus_time

QUOTIENT = Context(
    prec=28, Emax=2000, Emin=-2000, traps=[InvalidOperation, DivisionByZero, Overflow]
)
LONGEST_TEXT = 1_000_000
_LARGEST = 2**31
_DAYS = MappingProxyType(
    {
        "week": 604_800_000,
        "day": 86_400_000,
        "hour": 3_600_000,
        "minute": 60_000,
        "second": 1000,
        "millisecond": 1,
    }
)
_CODES = MappingProxyType(
    {
        "wk": "week",
        "d": "day",
        "h": "hour",
        "min": "minute",
        "s": "second",
        "ms": "millisecond",
    }
)
_SAID = (0, 365 * 86_400_000, 30 * 86_400_000, 86_400_000, 3_600_000, 60_000)
"""How many fields a moment has -> the milliseconds of the finest; years and months by rule."""
_MONTHS = MappingProxyType({1: 12, 2: 1})
"""How many fields a moment has -> months in the finest of them."""


def within_limits(value: Any) -> Items:
    """A number as a collection; empty where it is beyond FHIRPath's integers."""
    if isinstance(value, int) and not -_LARGEST <= value < _LARGEST:
        return []
    return [value]


def limited(value: str) -> str:
    """The string.

    Raises FhirPathError where it is too long.
    """
    if len(value) > LONGEST_TEXT:
        raise FhirPathError("a string grows too long")
    return value


def plus(left: Items, right: Items) -> Items:
    """`+`."""
    if not left or not right:
        return []
    a, b = one(left), one(right)
    if isinstance(a, str) and isinstance(b, str):
        return [limited(a + b)]
    if isinstance(a, Moment) and isinstance(b, Quantity):
        return _moved(a, b, 1)
    return _arithmetic(a, b, EXACT.add, "+")


def minus(left: Items, right: Items) -> Items:
    """`-`."""
    if not left or not right:
        return []
    a, b = one(left), one(right)
    if isinstance(a, Moment) and isinstance(b, Quantity):
        return _moved(a, b, -1)
    return _arithmetic(a, b, EXACT.subtract, "-")


def _arithmetic(a: Any, b: Any, work: Callable[..., Decimal], name: str) -> Items:
    if a is None or b is None:
        return []
    a, b = as_quantities(a, b)
    if isinstance(a, Quantity) and isinstance(b, Quantity):
        return _summed(a, b, work)
    if not number(a) or not number(b):
        raise FhirPathError(f"{name} is for two numbers")
    whole = isinstance(a, int) and isinstance(b, int)
    found = _safely(work, Decimal(a), Decimal(b))
    return [] if found is None else within_limits(int(found) if whole else found)


def _summed(a: Quantity, b: Quantity, work: Callable[..., Decimal]) -> Items:
    if a.unit == b.unit:
        return [Quantity(work(a.value, b.value), a.unit, a.calendar)]
    first, second = measure_of(a), measure_of(b)
    if first is None or second is None or first.dimension != second.dimension:
        return []
    there = EXACT.divide(EXACT.multiply(b.value, second.factor), first.factor)
    return [Quantity(work(a.value, there), a.unit, a.calendar)]


def _safely(work: Callable[..., Decimal], *values: Decimal) -> Decimal | None:
    try:
        found = work(*values)
    except ArithmeticError:
        return None
    return found if found.is_finite() else None


def _moved(a: Moment, b: Quantity, sign: int) -> Items:
    unit = b.unit if b.calendar else _CODES.get(b.unit, b.unit.removesuffix("s"))
    months = {"year": 12, "month": 1}.get(unit)
    if months is None and unit not in _DAYS:
        raise FhirPathError("only a time can be added to a date")
    try:
        moved = (
            _moved_by(a, sign * _milliseconds(b.value, unit))
            if months is None
            else plus_months(a, sign * months * int(b.value))
        )
    except (OverflowError, ArithmeticError):
        return []
    return [] if moved is None else [moved]


def _moved_by(a: Moment, milliseconds: int) -> Moment | None:
    """That much later; what says no more than a year or a month moves by whole ones.

    A year counts 365 days, a month 30; what remains is let go, as all that is finer than what the
    moment says. https://hl7.org/fhirpath/N1/#datetime-arithmetic
    """
    said = len(a.fields) + (3 if a.kind == "Time" else 0)
    if said < len(_SAID):
        whole = _whole(milliseconds, _SAID[said])
        if said in _MONTHS:
            return plus_months(a, whole * _MONTHS[said])
        milliseconds = whole * _SAID[said]
    return plus_time(a, timedelta(milliseconds=milliseconds))


def _whole(amount: int, unit: int) -> int:
    """How often the unit goes into the amount, towards 0."""
    return amount // unit if amount >= 0 else -(-amount // unit)


def _milliseconds(value: Decimal, unit: str) -> int:
    whole = value if unit in {"second", "millisecond"} else Decimal(int(value))
    return int(EXACT.multiply(whole, Decimal(_DAYS[unit])))


def times(left: Items, right: Items) -> Items:
    """`*`."""
    if not left or not right:
        return []
    a, b = one(left), one(right)
    if isinstance(a, Quantity) or isinstance(b, Quantity):
        return _scaled(a, b, EXACT.multiply, ".")
    return _arithmetic(a, b, EXACT.multiply, "*")


def over(left: Items, right: Items) -> Items:
    """`/`: always a decimal; empty where the divisor is 0.

    Raises FhirPathError for no numbers.
    """
    if not left or not right:
        return []
    a, b = one(left), one(right)
    if isinstance(a, Quantity) or isinstance(b, Quantity):
        return _scaled(a, b, QUOTIENT.divide, "/")
    if a is None or b is None:
        return []
    if not number(a) or not number(b):
        raise FhirPathError("/ is for two numbers")
    found = _safely(QUOTIENT.divide, Decimal(a), Decimal(b))
    return [] if found is None else [found]


def _scaled(a: Any, b: Any, work: Callable[..., Decimal], sign: str) -> Items:
    first = a if isinstance(a, Quantity) else Quantity(Decimal(a)) if number(a) else None
    second = b if isinstance(b, Quantity) else Quantity(Decimal(b)) if number(b) else None
    if first is None or second is None:
        raise FhirPathError("only numbers and quantities multiply")
    if sign == "/" and first.unit == second.unit:
        unit, value = "1", _safely(work, first.value, second.value)
    elif second.unit == "1":
        unit, value = first.unit, _safely(work, first.value, second.value)
    else:
        return _in_base(first, second, work, sign)
    return [] if value is None else [Quantity(value, unit)]


def _in_base(a: Quantity, b: Quantity, work: Callable[..., Decimal], sign: str) -> Items:
    first, second = measure_of(a), measure_of(b)
    if first is None or second is None:
        return []
    number_ = _safely(
        work, EXACT.multiply(a.value, first.factor), EXACT.multiply(b.value, second.factor)
    )
    powers = dict(first.dimension)
    for base, power in second.dimension:
        powers[base] = powers.get(base, 0) + (power if sign == "." else -power)
    held = [(base, power) for base, power in sorted(powers.items()) if power]
    unit = ".".join(base if power == 1 else f"{base}{power}" for base, power in held)
    return [] if number_ is None else [Quantity(number_, unit or "1")]


def whole(left: Items, right: Items) -> Items:
    """`div`."""
    return _divided(left, right, EXACT.divide_int, "div")


def rest(left: Items, right: Items) -> Items:
    """`mod`."""
    return _divided(left, right, EXACT.remainder, "mod")


def _divided(left: Items, right: Items, work: Callable[..., Decimal], name: str) -> Items:
    if not left or not right:
        return []
    a, b = one(left), one(right)
    if a is None or b is None:
        return []
    if not number(a) or not number(b):
        raise FhirPathError(f"{name} is for two numbers")
    found = _safely(work, Decimal(a), Decimal(b))
    if found is None:
        return []
    integral = name == "div" or (isinstance(a, int) and isinstance(b, int))
    return within_limits(int(found) if integral else found)


def joined(left: Items, right: Items) -> Items:
    """`&`: an empty side is an empty string."""
    return [limited((_string(left)) + (_string(right)))]


def _string(items: Items) -> str:
    value = one(items)
    if value is not None and not isinstance(value, str | Moment):
        raise FhirPathError("& is for two strings")
    return "" if value is None else str(raw(items[0]))


def negative(items: Items) -> Items:
    """`-x`.

    Raises FhirPathError for no number.
    """
    value = one(items)
    if value is None:
        return []
    if isinstance(value, Quantity):
        return [Quantity(-value.value, value.unit, value.calendar)]
    if not number(value):
        raise FhirPathError("only a number has a sign")
    return within_limits(-value)


def positive(items: Items) -> Items:
    """`+x`.

    Raises FhirPathError for no number.
    """
    value = one(items)
    if value is not None and not number(value) and not isinstance(value, Quantity):
        raise FhirPathError("only a number has a sign")
    return [] if value is None else [value]
