"""What the general path of compiled code walks on: a JSON value that knows its FHIR type.

A collection is a list. What FHIRPath itself made (a literal, a count) stands in it as a plain
Python value; what lies in a resource stands in it as an Item.
https://hl7.org/fhirpath/N1/#path-selection · https://hl7.org/fhir/R4/fhirpath.html#types
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, TypeAlias

from gateway.fhirpath.environment import Environment
from gateway.fhirpath.errors import FhirPathError
from gateway.fhirpath.schema import PRIMITIVES, QUANTITIES, is_a
from gateway.fhirpath.values import Moment, Quantity, TypeName, moment

UCUM = "http://unitsofmeasure.org"
_MOMENTS = {"date": "Date", "dateTime": "DateTime", "instant": "DateTime", "time": "Time"}
_RESOURCES = frozenset({"", "Resource", "DomainResource"})


class Item:
    """An element of a resource: its JSON value, its place, and the `_name` beside a primitive."""

    __slots__ = ("place", "sibling", "value")

    def __init__(self, value: Any, place: str, sibling: Any = None) -> None:
        self.value = value
        self.place = place
        self.sibling = sibling


Items: TypeAlias = list[Any]
"""Items and plain values."""


def enter(value: Any, place: str, sibling: Any = None) -> Items:
    """The collection of one JSON value; empty for None without a sibling."""
    out: Items = []
    _wrap(value, sibling, place, out)
    return out


def plain(items: Items) -> list[Any]:
    """The JSON values and plain values of a collection."""
    return [item.value if isinstance(item, Item) else item for item in items]


def raw(item: Any) -> Any:
    """The JSON value of an item, or the plain value itself."""
    return item.value if isinstance(item, Item) else item


def _wrap(value: Any, sibling: Any, place: str, out: Items) -> None:
    if value.__class__ is list and sibling is None and place not in _RESOURCES:
        for one in value:
            if one.__class__ is dict:
                out.append(Item(one, place))
            elif one is not None:
                _wrap(one, None, place, out)
    elif isinstance(value, list) or (value is None and isinstance(sibling, list)):
        values, beside = value or (), sibling if isinstance(sibling, list) else ()
        for n in range(max(len(values), len(beside))):
            one = values[n] if n < len(values) else None
            _wrap(one, beside[n] if n < len(beside) else None, place, out)
    elif isinstance(value, dict):
        kind = value.get("resourceType") if place in _RESOURCES else None
        out.append(Item(value, kind if isinstance(kind, str) else place))
    elif value is not None or isinstance(sibling, dict):
        out.append(Item(value, place, sibling))


def child(items: Items, keys: tuple[tuple[str, str], ...], env: Environment) -> Items:
    """Members whose JSON keys are known: (key, place of its values)."""
    env.spend(len(items))
    out: Items = []
    for item in items:
        if isinstance(item, Item) and isinstance(item.value, dict):
            for key, place in keys:
                value, beside = item.value.get(key), item.value.get("_" + key)
                if value is not None or beside is not None:
                    _wrap(value, beside, place, out)
    env.spend(len(out))
    return out


def member(items: Items, name: str, env: Environment) -> Items:
    """Members by name, whatever the items are."""
    env.spend(len(items))
    out: Items = []
    for item in items:
        if isinstance(item, Item):
            _member(item, name, env, out)
        elif isinstance(item, Quantity | TypeName) and name in type(item).__slots__:
            out.append(getattr(item, name))
    env.spend(len(out))
    return out


def _member(item: Item, name: str, env: Environment, out: Items) -> None:
    holder = item.value if isinstance(item.value, dict) else item.sibling
    if not isinstance(holder, dict):
        return
    if holder is item.sibling:
        if name in {"extension", "id"}:
            _wrap(holder.get(name), None, "Extension" if name == "extension" else "string", out)
        return
    known = env.schema.members(item.place) if env.schema else None
    if known:
        found = known.get(name)
        for key, place in found.keys if found else ():
            _wrap(holder.get(key), holder.get("_" + key), place, out)
    elif name in holder or "_" + name in holder:
        if name != "resourceType":
            _wrap(holder.get(name), holder.get("_" + name), _guess(name), out)
    else:
        for key, place in _choices(holder, name):
            _wrap(holder.get(key), holder.get("_" + key), place, out)


def _guess(name: str) -> str:
    return "Extension" if name in {"extension", "modifierExtension"} else ""


def _choices(holder: dict[str, Any], name: str) -> Iterator[tuple[str, str]]:
    for key in holder:
        bare = key.removeprefix("_")
        rest = bare[len(name) :]
        if bare.startswith(name) and rest[:1].isupper() and (bare == key or bare not in holder):
            lower = rest[0].lower() + rest[1:]
            yield bare, lower if lower in PRIMITIVES else rest


def start(items: Items, name: str, env: Environment) -> Items:
    """The first name of a path: the focus itself where it is of that type, else a member."""
    if name[:1].isupper():
        return [i for i in items if isinstance(i, Item) and is_a(i.place, name)]
    return member(items, name, env)


def children(items: Items, env: Environment) -> Items:
    """Everything right below."""
    out: Items = []
    for item in items:
        holder = item.value if isinstance(item, Item) else None
        if isinstance(item, Item) and not isinstance(holder, dict):
            holder = item.sibling
        if isinstance(holder, dict):
            env.spend(len(holder))
            _children(item, holder, env, out)
    return out


def _children(item: Item, holder: dict[str, Any], env: Environment, out: Items) -> None:
    keys = env.schema.keys(item.place) if env.schema else {}
    for key, value in holder.items():
        bare = key.removeprefix("_")
        if key == "resourceType" or (bare != key and bare in holder):
            continue
        place = keys[bare][1] if bare in keys else _guess(bare)
        _wrap(None if bare != key else value, holder.get("_" + bare), place, out)


def descendants(items: Items, env: Environment) -> Items:
    """Everything below, at any depth."""
    out: Items = []
    level = children(items, env)
    while level:
        out += level
        env.spend(len(level))
        level = children(level, env)
    return out


def system(item: Any) -> Any:
    """The plain value: bool, int, Decimal, str, Moment, Quantity, or the dict itself."""
    if not isinstance(item, Item):
        return item
    value, place = item.value, item.place
    if isinstance(value, str):
        return (moment(_MOMENTS[place], value) or value) if place in _MOMENTS else value
    if isinstance(value, dict):
        return quantity(item) or value
    if place == "decimal" and isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return value


def quantity(item: Item) -> Quantity | None:
    """The quantity that a FHIR Quantity is, or None."""
    held = item.value
    number = held.get("value")
    if item.place not in QUANTITIES and (
        item.place or ("unit" not in held and "code" not in held)
    ):
        return None
    if isinstance(number, bool) or not isinstance(number, int | Decimal) or "comparator" in held:
        return None
    unit = held.get("code") if held.get("system") == UCUM else None
    unit = unit or held.get("code") or held.get("unit") or "1"
    return Quantity(Decimal(number), unit, recorded=True)


def single(items: Items) -> Any:
    """The one item, None where there is none; raises FhirPathError where there are more."""
    if len(items) > 1:
        raise FhirPathError("one item is expected where there are several")
    return items[0] if items else None


def one(items: Items) -> Any:
    """The plain value of the one item; None where there is none or it has no value."""
    return system(single(items)) if items else None


def text(items: Items) -> str | None:
    """The one string; None where there is none; raises FhirPathError where it is none."""
    value = one(items)
    if value is not None and not isinstance(value, str):
        if isinstance(value, Moment) and isinstance(items[0], Item):
            return str(items[0].value)
        raise FhirPathError("a string is expected")
    return value


def integer(items: Items) -> int | None:
    """The one integer; None where there is none; raises FhirPathError where it is none."""
    value = one(items)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise FhirPathError("an integer is expected")
    return value


def boolean(items: Items) -> bool | None:
    """A collection as a truth: None where empty, True where it is no boolean."""
    if not items:
        return None
    value = raw(single(items))
    return value if isinstance(value, bool) else True


def truth(value: bool | None) -> Items:  # noqa: FBT001 - a truth is what it is about
    """A truth as a collection."""
    return [] if value is None else [value]


def has_value(item: Any) -> bool:
    """Has it a primitive value?"""
    return not isinstance(item, Item) or not isinstance(item.value, dict | type(None))


def siblings(items: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Where the extensions of each item stand: the object, or the `_name` of a primitive."""
    for item in items:
        holder = item.value if isinstance(item, Item) else None
        if isinstance(item, Item) and not isinstance(holder, dict):
            holder = item.sibling
        if isinstance(holder, dict):
            yield holder
