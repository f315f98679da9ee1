"""The functions that ask whether, filter, pick and combine.

https://hl7.org/fhirpath/N1/#functions
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cmp_to_key, partial
from itertools import compress
from operator import not_
from typing import Any, TypeAlias

from gateway.fhirpath.among import Held, among
from gateway.fhirpath.among import distinct as each_once
from gateway.fhirpath.comparison import order
from gateway.fhirpath.environment import Environment
from gateway.fhirpath.errors import FhirPathError
from gateway.fhirpath.items import Items, boolean, integer, raw, single, system, text
from gateway.fhirpath.kinds import is_type, of_type

Each: TypeAlias = Callable[[Any, int, Any], Items]
"""An argument that is asked of each item: (item, its index, its JSON value) -> a collection."""


def empty(items: Items) -> Items:
    """No item?"""
    return [not items]


def exists(items: Items, where: Each | None, env: Environment) -> Items:
    """Any item (that meets the criterion)?"""
    if where is None:
        return [bool(items)]
    return [any(_meets(where, items, env))]


def _meets(criterion: Each, items: Items, env: Environment) -> Any:
    for n, item in enumerate(items):
        env.spend(1)
        yield boolean(criterion(item, n, raw(item))) is True


def every(items: Items, criterion: Each, env: Environment) -> Items:
    """Does every item meet the criterion?"""
    return [all(_meets(criterion, items, env))]


def _truths(items: Items) -> list[bool]:
    values = [raw(item) for item in items]
    if not all(isinstance(value, bool) for value in values):
        raise FhirPathError("only truths are expected")
    return values


def all_true(items: Items) -> Items:
    """Are all true?"""
    return [all(_truths(items))]


def any_true(items: Items) -> Items:
    """Is any true?"""
    return [any(_truths(items))]


def all_false(items: Items) -> Items:
    """Are all false?"""
    return [not any(_truths(items))]


def any_false(items: Items) -> Items:
    """Is any false?"""
    return [not all(_truths(items))]


def subset_of(items: Items, others: Items, env: Environment) -> Items:
    """Are all items among the others?"""
    return [all(among(items, others, env))]


def superset_of(items: Items, others: Items, env: Environment) -> Items:
    """Are all the others among the items?"""
    return subset_of(others, items, env)


def count(items: Items) -> Items:
    """How many?"""
    return [len(items)]


def distinct(items: Items, env: Environment) -> Items:
    """Each once."""
    return each_once(items, env)


def is_distinct(items: Items, env: Environment) -> Items:
    """Is each there once only?"""
    return [len(each_once(items, env)) == len(items)]


def negation(items: Items) -> Items:
    """`not()`."""
    value = boolean(items)
    return [] if value is None else [not value]


def where(items: Items, criterion: Each, env: Environment) -> Items:
    """The items that meet the criterion."""
    verdicts = _meets(criterion, items, env)
    return [item for item, met in zip(items, verdicts, strict=True) if met]


def select(items: Items, projection: Each, env: Environment) -> Items:
    """What the projection makes of each item."""
    out: Items = []
    for n, item in enumerate(items):
        found = projection(item, n, raw(item))
        env.spend(1 + len(found))
        out += found
    return out


def repeat(items: Items, projection: Each, env: Environment) -> Items:
    """What the projection makes, of that again, and so on; each once."""
    out: Items = []
    met: set[int] = set()
    plain = Held(env)
    level = items
    while level:
        fresh: Items = []
        for item in select(level, projection, env):
            value = raw(item)
            inner = isinstance(value, dict)
            if id(value) in met or (not inner and plain.has(item)):
                continue
            met.add(id(value))
            if not inner:
                plain.add(item)
            out.append(item)
            fresh.append(item)
        level = fresh
    return out


def of_type_(items: Items, name: str) -> Items:
    """`ofType(type)`."""
    return of_type(items, name)


def as_(items: Items, name: str) -> Items:
    """`as(type)`: the item if it is of that type."""
    return of_type(items[:1], name) if single(items) is not None else []


def is_(items: Items, name: str) -> Items:
    """`is(type)`."""
    return [is_type(single(items), name)] if items else []


def only(items: Items) -> Items:
    """`single()`."""
    single(items)
    return items


def first(items: Items) -> Items:
    """The first."""
    return items[:1]


def last(items: Items) -> Items:
    """The last."""
    return items[-1:]


def tail(items: Items) -> Items:
    """All but the first."""
    return items[1:]


def skip(items: Items, number: Items) -> Items:
    """All but the first so many."""
    n = integer(number)
    return [] if n is None else items[max(n, 0) :]


def take(items: Items, number: Items) -> Items:
    """The first so many."""
    n = integer(number)
    return [] if n is None else items[: max(n, 0)]


def intersect(items: Items, others: Items, env: Environment) -> Items:
    """Those among both; each once."""
    return each_once([*compress(items, among(items, others, env))], env)


def exclude(items: Items, others: Items, env: Environment) -> Items:
    """Those not among the others."""
    return [*compress(items, map(not_, among(items, others, env)))]


def union(items: Items, others: Items, env: Environment) -> Items:
    """Both; each once."""
    return each_once(items + others, env)


def combine(items: Items, others: Items) -> Items:
    """Both, repeats kept."""
    return items + others


def sort(items: Items, *keys_and_world: Any) -> Items:
    """In order of the keys (a projection, and does it run downwards?), else of themselves."""
    *keys, env = keys_and_world
    out = list(items)
    for key, downward in reversed(keys or ((lambda item, _n, _raw: [item], False),)):
        keyed = [(key(item, n, raw(item)), item) for n, item in enumerate(out)]
        keyed.sort(key=cmp_to_key(partial(_before, env, downward)))
        out = [item for _, item in keyed]
    return out


def _before(
    env: Environment,
    downward: bool,  # noqa: FBT001 - bound by name above
    one: tuple[Items, Any],
    other: tuple[Items, Any],
) -> int:
    env.spend(1)
    if not one[0] or not other[0]:
        return bool(one[0]) - bool(other[0])
    found = order(one[0], other[0]) or 0
    return -found if downward else found


def aggregate(
    items: Items,
    work: Callable[[Any, int, Any, Items], Items],
    start: Items | None,
    env: Environment,
) -> Items:
    """What the work makes of each item and the total so far."""
    total: Items = start or []
    for n, item in enumerate(items):
        env.spend(1 + len(total))
        total = work(item, n, raw(item), total)
    return total


def iif(items: Items, test: Each, then: Each, otherwise: Each | None) -> Items:
    """One thing if true, another (or nothing) if not; only one of them is looked at.

    Raises FhirPathError where the criterion is neither true nor false.
    """
    item = single(items)
    verdict = test(item, 0, raw(item))
    value = system(single(verdict)) if verdict else False
    if not isinstance(value, bool):
        raise FhirPathError("the criterion of iif is neither true nor false")
    chosen = then if value else otherwise
    return [] if chosen is None else chosen(item, 0, raw(item))


def trace(items: Items, _name: Items, _projection: Each | None) -> Items:
    """The items themselves: nothing of a patient is ever written to a log."""
    return items


def coalesce(_items: Items, *choices: Items) -> Items:
    """The first of the choices that is not empty."""
    return next((found for found in choices if found), [])


def define_variable(items: Items, name: Items, made: Each | None, env: Environment) -> Items:
    """The items themselves, which (or what is made of them) go by that name from here on."""
    env.defined[text(name) or ""] = items if made is None else made(items, 0, None)
    return items
