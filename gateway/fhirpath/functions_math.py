"""The functions on numbers.

https://hl7.org/fhirpath/N1/#math
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from gateway.fhirpath.arithmetic import QUOTIENT, within_limits
from gateway.fhirpath.comparison import EXACT, number
from gateway.fhirpath.errors import FhirPathError
from gateway.fhirpath.items import Items, integer, one
from gateway.fhirpath.values import Quantity

_MOST_DIGITS = 50
_LARGEST = 2**31


def _number(items: Items) -> int | Decimal | None:
    value = one(items)
    if value is not None and not number(value):
        raise FhirPathError("a number is expected")
    return value  # type: ignore[no-any-return]


def absolute(items: Items) -> Items:
    """Without its sign."""
    value = one(items)
    if isinstance(value, Quantity):
        return [Quantity(abs(value.value), value.unit, value.calendar)]
    found = _number(items)
    return [] if found is None else within_limits(abs(found))


def _rounded(items: Items, rounding: str) -> Items:
    found = _number(items)
    if found is None or not -_LARGEST < found < _LARGEST:
        return []
    return within_limits(int(Decimal(found).to_integral_value(rounding)))


def ceiling(items: Items) -> Items:
    """The integer at or above it."""
    return _rounded(items, ROUND_CEILING)


def floor(items: Items) -> Items:
    """The integer at or below it."""
    return _rounded(items, ROUND_FLOOR)


def truncate(items: Items) -> Items:
    """Without its fraction."""
    return _rounded(items, ROUND_DOWN)


def rounded(items: Items, places: Items | None) -> Items:
    """To so many digits after the point.

    Raises FhirPathError for more than can be kept.
    """
    found, digits = _number(items), integer(places) if places else 0
    if found is None or digits is None:
        return []
    if not 0 <= digits <= _MOST_DIGITS:
        raise FhirPathError("so many digits cannot be kept")
    return [Decimal(found).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, EXACT)]


def exponential(items: Items) -> Items:
    """E to this power."""
    found = _number(items)
    return [] if found is None else _safe(lambda: QUOTIENT.exp(Decimal(found)))


def natural_logarithm(items: Items) -> Items:
    """The logarithm to base e."""
    found = _number(items)
    return [] if found is None or found <= 0 else _safe(lambda: QUOTIENT.ln(Decimal(found)))


def logarithm(items: Items, base: Items) -> Items:
    """The logarithm to this base."""
    found, root = _number(items), _number(base)
    if found is None or root is None or found <= 0 or root <= 0 or root == 1:
        return []
    return _safe(
        lambda: QUOTIENT.divide(EXACT.ln(Decimal(found)), EXACT.ln(Decimal(root))).normalize(
            QUOTIENT
        )
    )


def power(items: Items, exponent: Items) -> Items:
    """To this power; empty where that is no number."""
    found, by = _number(items), _number(exponent)
    if found is None or by is None:
        return []
    result = _safe(lambda: EXACT.power(Decimal(found), Decimal(by)))
    whole = isinstance(found, int) and isinstance(by, int) and by >= 0
    return within_limits(int(result[0])) if result and whole else result


def square_root(items: Items) -> Items:
    """The square root; empty for a negative number."""
    found = _number(items)
    return [] if found is None or found < 0 else _safe(lambda: QUOTIENT.sqrt(Decimal(found)))


def _safe(work: Callable[[], Decimal]) -> Items:
    try:
        found = work()
    except ArithmeticError:
        return []
    return [found] if found.is_finite() else []
