"""Are two values equal, alike, in order? Where their precision does not tell, neither yes nor no.

https://hl7.org/fhirpath/N1/#equality · https://hl7.org/fhirpath/N1/#comparison
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any

from gateway.fhirpath import units
from gateway.fhirpath.errors import FhirPathError
from gateway.fhirpath.items import Item, Items, one, raw, system
from gateway.fhirpath.schema import QUANTITIES
from gateway.fhirpath.values import Moment, Quantity, compare, moment
from gateway.fhirpath.values import equal as equal_moments

EXACT = Context(prec=60, Emax=2000, Emin=-2000, traps=[InvalidOperation, DivisionByZero, Overflow])
"""Numbers keep all digits of what a FHIR decimal may have."""
_SPACE = re.compile(r"\s+")


def number(value: Any) -> bool:
    """Is it a number? (A truth is none.)"""
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def same(left: Any, right: Any) -> bool | None:
    """Are two items equal? None where their precision does not tell, or one has no value."""
    a, b = system(left), system(right)
    if a is None or b is None:
        return None
    if isinstance(a, Moment) or isinstance(b, Moment):
        a, b = as_moments(a, b)
        both = isinstance(a, Moment) and isinstance(b, Moment)
        return equal_moments(a, b) if both else False
    a, b = as_quantities(a, b)
    if isinstance(a, Quantity) and isinstance(b, Quantity):
        return _same_quantity(a, b)
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, dict) or isinstance(b, dict):
        return bool(raw(left) == raw(right))
    return bool(a == b)


def as_moments(a: Any, b: Any) -> tuple[Any, Any]:
    """The two values; where one is a Moment, a string beside it is read as one."""
    if isinstance(a, str) and isinstance(b, Moment):
        return moment(b.kind, a) or moment("DateTime", a) or a, b
    if isinstance(b, str) and isinstance(a, Moment):
        return a, moment(a.kind, b) or moment("DateTime", b) or b
    return a, b


def as_quantities(a: Any, b: Any) -> tuple[Any, Any]:
    """The two values; where one is a Quantity, a number beside it is one of the unit 1.

    https://hl7.org/fhirpath/N1/#conversion
    """
    if isinstance(a, Quantity) and number(b):
        return a, Quantity(Decimal(b))
    if isinstance(b, Quantity) and number(a):
        return Quantity(Decimal(a)), b
    return a, b


def _converted(a: Quantity, b: Quantity) -> tuple[Decimal, Decimal] | None:
    """The two numbers in one unit, or None where there is none."""
    if a.unit == b.unit:
        return a.value, b.value
    apart = a.calendar != b.calendar and not (a.recorded or b.recorded)
    if apart and (a if a.calendar else b).unit not in units.DEFINITE:
        return None
    first, second = measure_of(a), measure_of(b)
    if first is None or second is None or first.dimension != second.dimension:
        return None
    return EXACT.multiply(a.value, first.factor), EXACT.multiply(b.value, second.factor)


def converted(value: Quantity, unit: Quantity) -> Quantity | None:
    """The quantity told in the unit of the other, or None where there is no way."""
    found = _converted(value, unit)
    if found is None:
        return None
    amount = value.value if value.unit == unit.unit else EXACT.divide(*found)
    return Quantity(amount, unit.unit, unit.calendar)


def measure_of(value: Quantity) -> units.Measure | None:
    """What one of its unit is in base units; None where the unit is not known."""
    return units.measure(units.CALENDAR[value.unit] if value.calendar else value.unit)


def _same_quantity(a: Quantity, b: Quantity) -> bool | None:
    found = _converted(a, b)
    if found is not None:
        return found[0] == found[1]
    if a.calendar == b.calendar:
        first, second = measure_of(a), measure_of(b)
        return False if first and second and first.dimension != second.dimension else None
    return None


def comparable(a: Quantity, b: Quantity) -> bool:
    """Can the two be brought to one unit?"""
    return _converted(a, b) is not None


def equal(left: Items, right: Items) -> bool | None:
    """`=`: same items in the same order; None where either is empty or precision does not tell."""
    if not left or not right:
        return None
    if len(left) != len(right):
        return False
    verdicts = [same(a, b) for a, b in zip(left, right, strict=True)]
    return False if False in verdicts else None if None in verdicts else True


def unequal(left: Items, right: Items) -> bool | None:
    """`!=`."""
    verdict = equal(left, right)
    return None if verdict is None else not verdict


def equivalent(left: Items, right: Items) -> bool:
    """`~`: alike, in any order."""
    if len(left) != len(right):
        return False
    rest = list(right)
    for item in left:
        found = next((n for n, other in enumerate(rest) if alike(item, other)), None)
        if found is None:
            return False
        del rest[found]
    return True


def not_equivalent(left: Items, right: Items) -> bool:
    """`!~`."""
    return not equivalent(left, right)


def alike(left: Any, right: Any) -> bool:
    """Are two items equivalent: case, space and the less precise number's digits aside?"""
    a, b = as_quantities(system(left), system(right))
    if isinstance(a, str) and isinstance(b, str):
        return _SPACE.sub(" ", a.strip()).casefold() == _SPACE.sub(" ", b.strip()).casefold()
    if number(a) and number(b):
        return _alike_numbers(Decimal(a), Decimal(b))
    if isinstance(a, Quantity) and isinstance(b, Quantity):
        return _alike_quantities(a, b)
    if isinstance(a, dict) and isinstance(b, dict):
        return _alike_objects(a, b)
    return same(left, right) is True


def _alike_numbers(a: Decimal, b: Decimal) -> bool:
    places = min(_places(a), _places(b))
    unit = Decimal(1).scaleb(-places)
    return a.quantize(unit, ROUND_HALF_UP, EXACT) == b.quantize(unit, ROUND_HALF_UP, EXACT)


def _places(value: Decimal) -> int:
    return max(0, -int(value.normalize(EXACT).as_tuple().exponent))


def _alike_quantities(a: Quantity, b: Quantity) -> bool:
    if a.unit == b.unit:
        return _alike_numbers(a.value, b.value)
    first, second = measure_of(a), measure_of(b)
    if first is None or second is None or first.dimension != second.dimension:
        return False
    there = EXACT.divide(EXACT.multiply(b.value, second.factor), first.factor)
    return _alike_numbers(a.value, there)


def _alike_objects(a: dict[str, Any], b: dict[str, Any]) -> bool:
    if a.keys() - {"id"} != b.keys() - {"id"}:
        return False
    return all(_alike_values(a[key], b[key]) for key in a if key != "id")


def _alike_values(a: Any, b: Any) -> bool:
    if isinstance(a, list) and isinstance(b, list):
        return equivalent([Item(x, "") for x in a], [Item(x, "") for x in b])
    return alike(Item(a, ""), Item(b, ""))


def order(left: Items, right: Items) -> int | None:
    """-1, 0, 1, or None where either is empty or it cannot be told; raises FhirPathError."""
    if not left or not right:
        return None
    a, b = as_moments(one(left), one(right))
    if a is None or b is None:
        return None
    if isinstance(a, Moment) and isinstance(b, Moment):
        if (a.kind == "Time") != (b.kind == "Time"):
            raise FhirPathError("a time and a date have no order")
        return compare(a, b)
    a, b = as_quantities(a, b)
    if isinstance(a, Quantity) and isinstance(b, Quantity):
        found = _converted(a, b)
        return None if found is None else (found[0] > found[1]) - (found[0] < found[1])
    if (number(a) and number(b)) or (isinstance(a, str) and isinstance(b, str)):
        return 1 if a > b else -1 if a < b else 0
    if _valueless(left[0]) or _valueless(right[0]):
        return None
    raise FhirPathError("these two have no order")


def _valueless(item: Any) -> bool:
    """Is it a FHIR Quantity without a number?"""
    return isinstance(item, Item) and item.place in QUANTITIES


def less(left: Items, right: Items) -> bool | None:
    """`<`."""
    found = order(left, right)
    return None if found is None else found < 0


def at_most(left: Items, right: Items) -> bool | None:
    """`<=`."""
    found = order(left, right)
    return None if found is None else found <= 0


def greater(left: Items, right: Items) -> bool | None:
    """`>`."""
    found = order(left, right)
    return None if found is None else found > 0


def at_least(left: Items, right: Items) -> bool | None:
    """`>=`."""
    found = order(left, right)
    return None if found is None else found >= 0
