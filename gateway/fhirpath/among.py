"""Is a value one of many? It is looked up: nothing is held against each of the others in turn.

What equals others in ways that no key tells (a quantity in another unit, a text beside a date) is
held against those alone with which it can be equal so.
https://hl7.org/fhirpath/N1/#equality
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from gateway.fhirpath.budget import size, weight
from gateway.fhirpath.comparison import same
from gateway.fhirpath.environment import Environment
from gateway.fhirpath.items import Items, system
from gateway.fhirpath.values import Moment, Quantity, in_utc

_FEW = 12
"""Pairs that are sooner held against each other than looked up."""
_KINDS: Mapping[type, str] = MappingProxyType(
    {
        str: "text",
        bool: "truth",
        int: "number",
        Decimal: "number",
        dict: "object",
        Moment: "moment",
        Quantity: "quantity",
    }
)
_BESIDE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "text": ("moment", ""),
        "truth": ("",),
        "number": ("quantity", ""),
        "object": ("quantity", ""),
        "moment": ("text", ""),
        "quantity": ("number", "object", "quantity", ""),
        "": ("text", "truth", "number", "object", "moment", "quantity", ""),
    }
)
"""Kind of a value -> kinds of others that it may equal although their keys differ."""


class Held:
    """Items of which others are asked whether they are among them."""

    def __init__(self, env: Environment) -> None:
        self._env = env
        self._keys: set[Hashable] = set()
        self._kinds: dict[str, Items] = {}

    def has(self, item: Any) -> bool:
        """Is an item equal to one of these? What has no value, or may be equal, is not."""
        value = system(item)
        if value is None:
            return False
        kind, key = _known(value)
        if key is not None and key in self._keys:
            return True
        for other in _BESIDE[kind]:
            held = self._kinds.get(other)
            if held:
                self._env.spend(len(held))
                if any(same(item, one) is True for one in held):
                    return True
        return False

    def add(self, item: Any) -> None:
        """Hold one more."""
        value = system(item)
        if value is None:
            return
        kind, key = _known(value)
        if key is not None:
            self._keys.add(key)
        self._kinds.setdefault(kind, []).append(item)


def among(items: Items, others: Items, env: Environment) -> list[bool]:
    """Of each item, whether it is equal to one of the others."""
    if len(items) * len(others) <= _FEW:
        env.spend(len(items) * len(others))
        return [any(same(item, one) is True for one in others) for item in items]
    env.spend(len(items) + weight(items))
    held = _held(others, env)
    return [held.has(item) for item in items]


def _held(others: Items, env: Environment) -> Held:
    """The others, put in order for look-ups: once, where they are asked again at once."""
    known, made = env.held or (None, None)
    if known is others and isinstance(made, Held):
        return made
    env.spend(len(others) + weight(others))
    held = Held(env)
    for one in others:
        held.add(one)
    env.held = others, held
    return held


def within(left: Items, right: Items, env: Environment) -> bool | None:
    """`in`, looked up and paid for."""
    env.spend(1 + size(left))
    asked = [item for item in left if system(item) is not None]
    return all(among(asked, right, env)) if asked else None


def holds(left: Items, right: Items, env: Environment) -> bool | None:
    """`contains`, looked up and paid for."""
    return within(right, left, env)


def distinct(items: Items, env: Environment) -> Items:
    """Each item once, in the order of its first coming."""
    env.spend(len(items))
    values = [system(item) for item in items]
    if all(value.__class__ is str for value in values):
        first = dict(zip(reversed(values), range(len(items) - 1, -1, -1), strict=True))
        return [items[n] for n in sorted(first.values())]
    env.spend(weight(items))
    out: Items = []
    held = Held(env)
    for item in items:
        if not held.has(item):
            held.add(item)
            out.append(item)
    return out


def _known(value: Any) -> tuple[str, Hashable]:
    """The kind of a value, and what is equal for equal ones of that kind; None: nothing is."""
    kind = _KINDS.get(type(value), "")
    if kind == "truth":
        return kind, (kind, value)
    if kind == "object":
        return kind, _frozen(value)
    if kind == "moment":
        at = in_utc(value)
        return kind, (value.kind == "Time", value.offset is None, at.exact())
    return kind, value if kind in {"text", "number"} else None


def _frozen(value: Any) -> Hashable:
    """JSON as something that is equal, and hashed alike, exactly where the JSON is equal."""
    if value.__class__ is dict:
        return frozenset([(key, _frozen(one)) for key, one in value.items()])
    if value.__class__ is list:
        return tuple([_frozen(one) for one in value])
    held: Hashable = value
    return held
