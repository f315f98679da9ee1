"""The operators that ask a truth of two collections, and those that put collections together.

https://hl7.org/fhirpath/N1/#operations
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from gateway.fhirpath import arithmetic, comparison
from gateway.fhirpath.among import distinct
from gateway.fhirpath.comparison import same
from gateway.fhirpath.environment import Environment
from gateway.fhirpath.errors import FhirPathError
from gateway.fhirpath.items import Items, boolean, one, system


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
    """`in`: are all on the left among those on the right? (N1 wants one; tim-9 of R4 has more.)"""
    left = [item for item in left if system(item) is not None]
    if not left:
        return None
    return all(any(same(item, other) is True for other in right) for item in left)


def holds(left: Items, right: Items) -> bool | None:
    """`contains`."""
    return within(right, left)


def at(items: Items, position: Items) -> Items:
    """`items[position]`.

    Raises FhirPathError where the position is no integer.
    """
    n = one(position)
    if n is None:
        return []
    if not isinstance(n, int) or isinstance(n, bool):
        raise FhirPathError("an index is an integer")
    return items[n : n + 1] if n >= 0 else []


def union(left: Items, right: Items, env: Environment) -> Items:
    """`|`."""
    return distinct(left + right, env)


TRUTHS: Mapping[str, Callable[[Items, Items], bool | None]] = MappingProxyType(
    {
        "=": comparison.equal,
        "!=": comparison.unequal,
        "~": comparison.equivalent,
        "!~": comparison.not_equivalent,
        "<": comparison.less,
        "<=": comparison.at_most,
        ">": comparison.greater,
        ">=": comparison.at_least,
        "and": all_of,
        "or": any_of,
        "xor": one_of,
        "implies": implies,
        "in": within,
        "contains": holds,
    }
)
"""Operator -> what it asks of two collections."""
EACH_WITH_EACH = frozenset({"~", "!~"})
"""Those that hold each item of one side against each of the other."""
DEEP = frozenset({"=", "!=", "~", "!~"})
"""Those that look into objects."""
MAKERS: Mapping[str, Callable[[Items, Items], Items]] = MappingProxyType(
    {
        "+": arithmetic.plus,
        "-": arithmetic.minus,
        "*": arithmetic.times,
        "/": arithmetic.over,
        "div": arithmetic.whole,
        "mod": arithmetic.rest,
        "&": arithmetic.joined,
    }
)
"""Operator -> what it makes of two collections."""
