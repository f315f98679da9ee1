"""Ways of spoiling extensions and slices.

https://hl7.org/fhir/R4/profiling.html#slicing
"""

from __future__ import annotations

from random import Random
from typing import Any

from gateway.definitions import Definitions
from tools.mutations.edits import (
    HL7,
    NOWHERE,
    UNKNOWN,
    Edit,
    absent,
    put,
    sliced,
    takes,
    told,
    without,
)
from tools.mutations.elements import ordinary, stem
from tools.mutations.places import Place

# -- extensions ----------------------------------------------------------------------------------


def extension_of_both(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """An extension with a value and with extensions."""
    both = {"url": UNKNOWN, "valueString": "x", "extension": [absent()]}
    return put("extension", [both]) if takes(place, "extension") else None


def extension_of_nothing(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """An extension with an url alone."""
    return put("extension", [{"url": UNKNOWN}]) if takes(place, "extension") else None


def extension_without_url(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """An extension of nobody knows what."""
    return put("extension", [{"valueString": "x"}]) if takes(place, "extension") else None


def extension_misspelt(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """An extension whose url is no address."""
    wrong = {"url": "data-absent-reason", "valueCode": "unknown"}
    return put("extension", [wrong]) if takes(place, "extension") else None


def extension_of_other_type(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """A known extension with a value of a type that it has not."""
    wrong = {**absent(), "valueString": "unknown"}
    del wrong["valueCode"]
    return put("extension", [wrong]) if takes(place, "extension") else None


def extension_of_wrong_code(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """A known extension with a code that its value set has not."""
    wrong = {**absent(), "valueCode": NOWHERE}
    return put("extension", [wrong]) if takes(place, "extension") else None


def extension_elsewhere(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """A known extension where its definition does not let it stand."""
    if not takes(place, "extension") or place.structure.type == "ContactPoint":
        return None
    return put("extension", [{"url": HL7 + "contactpoint-country", "valueString": "352"}])


def modifier_unknown(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """An unknown extension that changes what its owner means."""
    wrong = {"url": UNKNOWN, "valueString": "x"}
    return put("modifierExtension", [wrong]) if takes(place, "modifierExtension") else None


def modifier_on_a_data_type(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """A modifier where the type has none."""
    if not place.whole or "." in place.element.id or place.structure.kind != "complex-type":
        return None
    names = {stem(one) for one in ordinary(place.structure, place.element.id)}
    return None if "modifierExtension" in names else put("modifierExtension", [absent()])


# -- slices --------------------------------------------------------------------------------------


def slice_missing(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """A slice that is required, left out whole."""
    if not sliced(place) or not place.element.min or place.marking_above:
        return None
    return _cut(place)


def _cut(place: Place) -> Edit:
    def edit(owner: dict[str, Any]) -> None:
        values = owner[place.key]
        if place.index is None:
            without(place.key)(owner)
            return
        gone = values[place.index]
        rest = [one for one in values if one != gone]
        if rest:
            owner[place.key] = rest
        else:
            without(place.key)(owner)

    return edit


def slice_too_many(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """A slice more often than it may stand."""
    most = place.element.max
    if not sliced(place) or not most or place.index is None or place.marking_above:
        return None
    return put(place.key, place.owner[place.key] + [place.value] * most)


def slice_of_nobody(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """An item of no slice where none other may stand."""
    slicing = place.element.slicing
    if slicing is None or slicing.rules != "closed" or not told(place) or not place.many:
        return None
    if sliced(place) or place.marking or place.primitive:
        return None
    return put(place.key, [*place.value, _stranger(place.value[0])])


def _stranger(value: Any) -> Any:
    """A copy in which every text is another."""
    if isinstance(value, dict):
        return {name: _stranger(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_stranger(inner) for inner in value]
    return value + "x" if isinstance(value, str) else value
