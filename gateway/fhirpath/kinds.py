"""Of which type is an item of a collection, and is it of this one?

https://hl7.org/fhirpath/N1/#types-and-reflection · https://hl7.org/fhir/R4/fhirpath.html#types
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from gateway.fhirpath.items import Item, Items
from gateway.fhirpath.schema import PRIMITIVES, is_a, type_of
from gateway.fhirpath.values import Moment, TypeName

_SYSTEM = {bool: "Boolean", int: "Integer", Decimal: "Decimal", str: "String"}

_OTHERS = frozenset(["boolean", "decimal", "integer", "positiveInt", "unsignedInt", "string"])
_TEXTS = PRIMITIVES - _OTHERS
"""Types that only a text can be, and a string is not."""


def type_name(item: Any) -> TypeName:
    """The name of an item's type."""
    if not isinstance(item, Item):
        if isinstance(item, Moment):
            return TypeName("System", item.kind)
        return TypeName("System", _SYSTEM.get(type(item), type(item).__name__))
    return TypeName("FHIR", type_of(item.place) or _by_value(item.value))


def _by_value(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("resourceType") or "Element")
    return {bool: "boolean", int: "integer", Decimal: "decimal"}.get(type(value), "string")


def is_type(item: Any, name: str, *, exactly: bool = False) -> bool:
    """Is the item of the type, or (unless exactly) of one that specializes it?"""
    space, _, bare = name.rpartition(".")
    found = type_name(item)
    if found.namespace == "System":
        return space in {"", "System"} and found.name == bare
    if space == "System":
        return False
    if isinstance(item, Item) and not item.place and _fits(item.value, bare):
        return True
    return found.name == bare if exactly else is_a(found.name, bare)


def _fits(value: Any, name: str) -> bool:
    """May a value of unknown type be of this type? Only told for strings."""
    return isinstance(value, str) and name in _TEXTS


def of_type(items: Items, name: str) -> Items:
    """The items of exactly that type (or, for an abstract type, of those that specialize it)."""
    abstract = name.rpartition(".")[2] in {"Resource", "DomainResource", "Element", "Quantity"}
    return [item for item in items if is_type(item, name, exactly=not abstract)]
