"""Ways of spoiling a resource: its type, its narrative, what it contains, its invariants.

https://hl7.org/fhir/R4/resource.html
"""

from __future__ import annotations

from random import Random
from types import MappingProxyType
from typing import Any

from gateway.definitions import Definitions
from tools.mutations.breakers import BREAKERS
from tools.mutations.breaks import Break
from tools.mutations.edits import HL7, Edit, put, takes
from tools.mutations.malformed import NARRATIVES
from tools.mutations.places import Place

# -- resources -----------------------------------------------------------------------------------


def _is_resource(place: Place) -> bool:
    return place.whole and "." not in place.element.id and "resourceType" in place.owner


def no_such_type(place: Place, _definitions: Definitions, draw: Random) -> Edit | None:
    """A type of resource that FHIR has not."""
    wrong = draw.choice(("Pateint", "patient", "DomainResource", "HumanName", ""))
    return put("resourceType", wrong) if _is_resource(place) else None


def bad_narrative(place: Place, _definitions: Definitions, draw: Random) -> Edit | None:
    """A narrative that is not plain XHTML, or says nothing."""
    if not _is_resource(place) or not takes(place, "modifierExtension"):
        return None
    return put("text", {"status": "generated", "div": draw.choice(NARRATIVES)})


_BASIC = MappingProxyType({"resourceType": "Basic", "id": "lost", "code": {"text": "x"}})


def contained_unreferenced(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """A contained resource that nothing refers to."""
    if place.where or not _is_resource(place) or not takes(place, "contained"):
        return None
    return put("contained", [dict(_BASIC)])


def contained_in_contained(place: Place, _definitions: Definitions, draw: Random) -> Edit | None:
    """A contained resource that contains another, or has a version or a label of its own."""
    if place.where or not _is_resource(place) or not takes(place, "contained"):
        return None
    inner = {**_BASIC, "subject": {"reference": "#"}}
    label = {"system": "http://things.example/labels", "code": "x"}
    wrong = draw.choice(
        (
            {**inner, "contained": [inner]},
            {**inner, "meta": {"versionId": "1"}},
            {**inner, "meta": {"lastUpdated": "2026-02-03T10:11:12Z"}},
            {**inner, "meta": {"security": [label]}},
        )
    )
    return put("contained", [wrong])


def contained_twice(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """Two contained resources of the same id."""
    if place.where or not _is_resource(place) or not takes(place, "contained"):
        return None
    inner = {**_BASIC, "subject": {"reference": "#"}}
    return put("contained", [inner, inner])


def id_twice(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """Two elements of one resource under the same id."""
    if place.where or not _is_resource(place):
        return None
    held = [name for name, value in place.owner.items() if _objects(value)]
    if len(held) < 2:  # noqa: PLR2004 - it takes two
        return None

    def edit(owner: dict[str, Any]) -> None:
        for name in held[:2]:
            _objects(owner[name])[0]["id"] = "same"

    return edit


def _objects(value: Any) -> list[Any]:
    """The objects of a list, or the object alone, where they are no resources."""
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, dict) and "resourceType" not in one]


def profile_of_another_type(place: Place, _definitions: Definitions, _draw: Random) -> Edit | None:
    """A resource that says it meets a profile for another type."""
    if not _is_resource(place) or place.structure.type in {"Observation", "Bundle", "Parameters"}:
        return None
    return put("meta", {"profile": [HL7 + "bp"]})


# -- invariants ----------------------------------------------------------------------------------


def invariant_broken(place: Place, _definitions: Definitions, draw: Random) -> Edit | None:
    """An object in which one invariant of its element does not hold."""
    if not place.whole:
        return None
    found = []
    for one in place.element.constraints:
        if one.severity == "error":
            found += [BREAKERS.get(f"{one.key}@{place.element.path}") or BREAKERS.get(one.key, ())]
    ways: list[Break] = [way for ways in found for way in ways]
    return draw.choice(ways).apply if ways else None
