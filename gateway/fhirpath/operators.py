"""The operators: equality, order, arithmetic, logic of three values, collections.

https://hl7.org/fhirpath/N1/#operations
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from types import MappingProxyType
from typing import Any

from gateway.fhirpath import units
from gateway.fhirpath.environment import Environment
from gateway.fhirpath.errors import FhirPathError
from gateway.fhirpath.items import Item, Items, boolean, one, raw, single, system
from gateway.fhirpath.values import (
    Moment,
    Quantity,
    compare,
    equal as equal_moments,
    moment,
    plus_months,
    plus_time,
)

EXACT = Context(prec=60, Emax=2000, Emin=-2000, traps=[InvalidOperation, DivisionByZero, Overflow])
QUOTIENT = Context(prec=28, traps=[InvalidOperation, DivisionByZero, Overflow])
LONGEST_TEXT = 1_000_000
_LARGEST = 2**31
_SPACE = re.compile(r"\s+")
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


def number(value: Any) -> bool:
    """Is it a number? (A truth is none.)"""
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def same(left: Any, right: Any) -> bool | None:
    """Are two items equal? None where their precision does not tell."""
    a, b = system(left), system(right)
    if isinstance(a, Moment) or isinstance(b, Moment):
        a, b = _both_moments(a, b)
        if isinstance(a, Moment) and isinstance(b, Moment):
            return equal_moments(a, b)
        return False
    if isinstance(a, Quantity) and isinstance(b, Quantity):
        return _same_quantity(a, b)
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, dict) or isinstance(b, dict):
        return bool(raw(left) == raw(right))
    return bool(a == b)


def _both_moments(a: Any, b: Any) -> tuple[Any, Any]:
    if isinstance(a, str) and isinstance(b, Moment):
        return moment(b.kind, a) or moment("DateTime", a) or a, b
    if isinstance(b, str) and isinstance(a, Moment):
        return a, moment(a.kind, b) or moment("DateTime", b) or b
    return a, b


def _converted(a: Quantity, b: Quantity) -> tuple[Decimal, Decimal] | None:
    """The two numbers in one unit, or None where there is none."""
    if a.unit == b.unit:
        return a.value, b.value
    if a.calendar != b.calendar and (a if a.calendar else b).unit not in units.DEFINITE:
        return None
    first, second = _measure(a), _measure(b)
    if first is None or second is None or first.dimension != second.dimension:
        return None
    return EXACT.multiply(a.value, first.factor), EXACT.multiply(b.value, second.factor)


def _measure(value: Quantity) -> units.Measure | None:
    return units.measure(units.CALENDAR[value.unit] if value.calendar else value.unit)


def _same_quantity(a: Quantity, b: Quantity) -> bool | None:
    found = _converted(a, b)
    if found is not None:
        return found[0] == found[1]
    if a.calendar == b.calendar:
        first, second = _measure(a), _measure(b)
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
    a, b = system(left), system(right)
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
    first, second = _measure(a), _measure(b)
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
    a, b = _both_moments(one(left), one(right))
    if a is None or b is None:
        return None
    if isinstance(a, Moment) and isinstance(b, Moment):
        if (a.kind == "Time") != (b.kind == "Time"):
            raise FhirPathError("a time and a date have no order")
        return compare(a, b)
    if isinstance(a, Quantity) and isinstance(b, Quantity):
        found = _converted(a, b)
        return None if found is None else (found[0] > found[1]) - (found[0] < found[1])
    if (number(a) and number(b)) or (isinstance(a, str) and isinstance(b, str)):
        return (a > b) - (a < b)
    raise FhirPathError("these two have no order")


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


def both(left: bool | None, right: bool | None) -> bool | None:  # noqa: FBT001 - logic
    """`and` of three values."""
    if left is False or right is False:
        return False
    return True if left and right else None


def either(left: bool | None, right: bool | None) -> bool | None:  # noqa: FBT001 - logic
    """`or` of three values."""
    if left or right:
        return True
    return False if left is False and right is False else None


def apart(left: bool | None, right: bool | None) -> bool | None:  # noqa: FBT001 - logic
    """`xor` of three values."""
    return None if left is None or right is None else left is not right


def implied(left: bool | None, right: bool | None) -> bool | None:  # noqa: FBT001 - logic
    """`implies` of three values."""
    if left is False or right:
        return True
    return False if left and right is False else None


def all_of(left: Items, right: Items) -> bool | None:
    """`and`."""
    return both(boolean(left), boolean(right))


def any_of(left: Items, right: Items) -> bool | None:
    """`or`."""
    return either(boolean(left), boolean(right))


def one_of(left: Items, right: Items) -> bool | None:
    """`xor`."""
    return apart(boolean(left), boolean(right))


def implies(left: Items, right: Items) -> bool | None:
    """`implies`."""
    return implied(boolean(left), boolean(right))


def within(left: Items, right: Items) -> bool | None:
    """`in`."""
    if not left:
        return None
    item = single(left)
    return any(same(item, other) is True for other in right)


def holds(left: Items, right: Items) -> bool | None:
    """`contains`."""
    return within(right, left)


def within_limits(value: Any) -> Items:
    """A number as a collection; empty where it is beyond FHIRPath's integers."""
    if isinstance(value, int) and not -_LARGEST <= value < _LARGEST:
        return []
    return [value]


def limited(value: str) -> str:
    """The string; raises FhirPathError where it is too long."""
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
    first, second = _measure(a), _measure(b)
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
            plus_time(a, timedelta(milliseconds=sign * _milliseconds(b.value, unit)))
            if months is None
            else plus_months(a, sign * months * int(b.value))
        )
    except (OverflowError, ArithmeticError):
        return []
    return [] if moved is None else [moved]


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
    """`/`: always a decimal; empty where the divisor is 0."""
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
    first, second = _measure(a), _measure(b)
    if first is None or second is None:
        return []
    number_ = _safely(
        work, EXACT.multiply(a.value, first.factor), EXACT.multiply(b.value, second.factor)
    )
    powers = dict(first.dimension)
    for base, power in second.dimension:
        powers[base] = powers.get(base, 0) + (power if sign == "." else -power)
    unit = ".".join(f"{base}{power}" for base, power in sorted(powers.items()) if power)
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
    """`-x`."""
    value = one(items)
    if value is None:
        return []
    if isinstance(value, Quantity):
        return [Quantity(-value.value, value.unit, value.calendar)]
    if not number(value):
        raise FhirPathError("only a number has a sign")
    return within_limits(-value)


def positive(items: Items) -> Items:
    """`+x`."""
    value = one(items)
    if value is not None and not number(value) and not isinstance(value, Quantity):
        raise FhirPathError("only a number has a sign")
    return [] if value is None else [value]


def at(items: Items, position: Items) -> Items:
    """`items[position]`."""
    n = one(position)
    if n is None:
        return []
    if not isinstance(n, int) or isinstance(n, bool):
        raise FhirPathError("an index is an integer")
    return items[n : n + 1] if n >= 0 else []


def distinct(items: Items, env: Environment) -> Items:
    """Each item once, in the order of its first coming."""
    out: Items = []
    seen: set[Any] = set()
    for item in items:
        value = system(item)
        key = (type(value) is bool, value) if isinstance(value, str | int | Decimal) else None
        if key is None:
            env.spend(len(out))
            if any(same(item, other) is True for other in out):
                continue
        elif key in seen:
            continue
        else:
            seen.add(key)
        out.append(item)
    env.spend(len(items))
    return out


def union(left: Items, right: Items, env: Environment) -> Items:
    """`|`."""
    return distinct(left + right, env)


TRUTHS: Mapping[str, Callable[[Items, Items], bool | None]] = MappingProxyType(
    {
        "=": equal,
        "!=": unequal,
        "~": equivalent,
        "!~": not_equivalent,
        "<": less,
        "<=": at_most,
        ">": greater,
        ">=": at_least,
        "and": all_of,
        "or": any_of,
        "xor": one_of,
        "implies": implies,
        "in": within,
        "contains": holds,
    }
)
"""Operator -> what it asks of two collections."""
MAKERS: Mapping[str, Callable[[Items, Items], Items]] = MappingProxyType(
    {"+": plus, "-": minus, "*": times, "/": over, "div": whole, "mod": rest, "&": joined}
)
"""Operator -> what it makes of two collections."""
