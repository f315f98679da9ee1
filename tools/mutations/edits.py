"""What an operator gives: an edit of an object; and what it asks of a place before.

https://hl7.org/fhir/R4/json.html
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, TypeAlias

from gateway.definitions import Definitions
from tools.mutations.elements import ordinary, stem
from tools.mutations.places import Place

Edit: TypeAlias = Callable[[dict[str, Any]], None]
Operator: TypeAlias = Callable[[Place, Definitions, Random], Edit | None]

HL7 = "http://hl7.org/fhir/StructureDefinition/"
UNKNOWN = "http://things.example/StructureDefinition/mood"
NOWHERE = "no_such-code"


def put(name: str, value: Any) -> Edit:
    """An edit that says this."""

    def edit(owner: dict[str, Any]) -> None:
        owner[name] = value

    return edit


def without(*names: str) -> Edit:
    """An edit that leaves these out, and what stands beside them."""

    def edit(owner: dict[str, Any]) -> None:
        for name in names:
            owner.pop(name, None)
            owner.pop("_" + name, None)

    return edit


def item(place: Place, value: Any) -> Edit:
    """An edit that puts a value where the place's own, or its first, stands."""

    def edit(owner: dict[str, Any]) -> None:
        if isinstance(owner[place.key], list):
            owner[place.key][place.index or 0] = value
        else:
            owner[place.key] = value

    return edit


def told(place: Place) -> bool:
    """Whether something stands at this place, of which the definition of a part speaks."""
    return not place.whole and bool(place.key) and place.key in place.owner


def sliced(place: Place) -> bool:
    """Whether it is an item of a slice."""
    return bool(place.element.slice_name) and not place.whole


def absent() -> dict[str, Any]:
    """An extension that may stand anywhere: why a value is absent."""
    return {"url": HL7 + "data-absent-reason", "valueCode": "unknown"}


def takes(place: Place, name: str) -> bool:
    """Whether an object may have such a part, and has none yet."""
    if not place.whole or place.owner.get(name):
        return False
    ident = place.element.id
    names = {stem(one) for one in ordinary(place.structure, ident) if one.max != 0}
    return name in names and place.structure.type != "Extension"
