"""Every place of a resource where its definition says something: what stands there, or may not.

Slices are told by the values that they fix, by a reading of our own: this is no part of what it
is to prove. https://hl7.org/fhir/R4/elementdefinition.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from gateway.definitions import Definitions, Element, Structure
from tools.mutations.elements import key, ordinary, slices, stem
from tools.mutations.samples import PRIMITIVE

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Place:
    """What one definition says of one element of one object in a resource."""

    resource: Mapping[str, Any]
    """The whole that it stands in."""
    where: Path
    """The way to the object."""
    owner: Mapping[str, Any]
    structure: Structure
    element: Element
    keys: Mapping[str, str]
    """JSON key -> type, of each form that the element may have."""
    key: str
    """The one that is there; empty where none is."""
    index: int | None = None
    """Of a slice: which item it is."""
    whole: bool = False
    """True: the object itself, of which the element is the definition."""

    @property
    def code(self) -> str:
        """The type of what is there, or of the only form."""
        return self.keys.get(self.key) or next(iter(self.keys.values()), "")

    @property
    def name(self) -> str:
        """The key that is there, or that would be."""
        return self.key or next(iter(self.keys), "")

    @property
    def value(self) -> Any:
        """What is there."""
        found = self.owner.get(self.key)
        return found if self.index is None else found[self.index]  # type: ignore[index]

    @property
    def many(self) -> bool:
        """Whether it is a JSON array."""
        return self.element.base_max != 1

    @property
    def primitive(self) -> bool:
        """Whether it is a primitive."""
        return self.code in PRIMITIVE

    @property
    def marking(self) -> bool:
        """Whether it decides of which slice something around it is: a change moves that out."""
        return self._marks(self.element.id)

    @property
    def marking_above(self) -> bool:
        """Of a slice: whether it decides of which other slice something around it is."""
        return self._marks(self.element.id.rpartition(":")[0])

    def _marks(self, ident: str) -> bool:
        while ":" in ident:
            head, _, tail = ident.rpartition(":")
            whole = self.structure.element(head)
            below = tail.partition(".")[2]
            marks = whole.slicing.discriminators if whole and whole.slicing else ()
            for _kind, path in marks:
                mark = "" if path == "$this" else path
                if not mark or mark.startswith(below) or below.startswith(mark):
                    return True
            ident = head
        return False


def at(resource: Any, path: Path) -> Any:
    """The object at the end of a way."""
    for step in path:
        resource = resource[step]
    return resource


def places(
    definitions: Definitions, resource: Mapping[str, Any], structure: Structure
) -> Iterator[Place]:
    """Every place in the resource, by this type or profile and the types of what it holds."""
    walk = _Walk(definitions, resource)
    yield from walk.object((), resource, structure, structure.elements[0].id)


@dataclass(frozen=True)
class _Walk:
    definitions: Definitions
    resource: Mapping[str, Any]

    def object(
        self, where: Path, owner: Mapping[str, Any], structure: Structure, ident: str
    ) -> Iterator[Place]:
        """The places of one object, itself first."""
        itself = structure.element(ident)
        if itself is not None:
            yield Place(self.resource, where, owner, structure, itself, {}, "", whole=True)
        for element in ordinary(structure, ident):
            yield from self._element(where, owner, structure, element)

    def _element(
        self, where: Path, owner: Mapping[str, Any], structure: Structure, element: Element
    ) -> Iterator[Place]:
        keys = {key(element, one.code): one.code for one in element.types}
        if element.content_reference:
            keys = {stem(element): "BackboneElement"}
        present = next((one for one in keys if one in owner or "_" + one in owner), "")
        place = Place(self.resource, where, owner, structure, element, keys, present)
        yield place
        if present and present in owner:
            yield from self._inside(place)
            for part in slices(structure, element):
                yield from self._slice(place, part)

    def _slice(self, place: Place, part: Element) -> Iterator[Place]:
        values = place.owner[place.key]
        keys = {key(place.element, one.code): one.code for one in part.types}
        of_type = self._by_type(place) and place.key in keys
        for index, item in enumerate(values if isinstance(values, list) else [values]):
            if not of_type and not belongs(place.structure, place.element, part, item):
                continue
            number = index if isinstance(values, list) else None
            yield replace(place, element=part, keys=keys, index=number)
            if isinstance(item, dict) and place.structure.children(part.id):
                step = (place.key,) if number is None else (place.key, number)
                yield from self.object((*place.where, *step), item, place.structure, part.id)

    @staticmethod
    def _by_type(place: Place) -> bool:
        slicing = place.element.slicing
        return slicing is not None and slicing.discriminators == (("type", "$this"),)

    def _inside(self, place: Place) -> Iterator[Place]:
        value = place.owner[place.key]
        items = enumerate(value) if isinstance(value, list) else [(None, value)]
        for index, item in items:
            if not isinstance(item, dict):
                continue
            step = (place.key,) if index is None else (place.key, index)
            structure, ident = self._below(place, item)
            if structure is not None:
                yield from self.object((*place.where, *step), item, structure, ident)

    def _below(self, place: Place, item: Mapping[str, Any]) -> tuple[Structure | None, str]:
        """Where what is said of the parts of a value stands."""
        element, structure = place.element, place.structure
        if element.content_reference:
            ident = element.content_reference.rpartition("#")[2]
            return self.definitions.structure(structure.type), ident
        if structure.children(element.id):
            return structure, element.id
        name = item.get("resourceType") if place.code == "Resource" else place.code
        found = self.definitions.structure(str(name))
        return found, found.elements[0].id if found else ""


def belongs(structure: Structure, whole: Element, part: Element, item: Any) -> bool:
    """Whether an item surely is of a slice: it holds all that the slice fixes for its marks."""
    marks = whole.slicing.discriminators if whole.slicing else ()
    return bool(marks) and all(_marked(structure, part, item, *mark) for mark in marks)


def _marked(structure: Structure, part: Element, item: Any, kind: str, path: str) -> bool:
    if kind in {"value", "pattern"}:
        wanted = implied(structure, part)
        return wanted not in (None, {}) and _holds(_along(wanted, path), _along(item, path))
    child = structure.element(f"{part.id}.{path}")
    if kind != "type" or child is None:
        return False
    found = [one.get("resourceType") for one in _along(item, path) if isinstance(one, dict)]
    return bool(found) and found[0] in {one.code for one in child.types}


def implied(structure: Structure, part: Element) -> Any:
    """What a slice fixes, itself or in its parts."""
    for said in (part.fixed, part.pattern):
        if said is not None:
            return said[1]
    found: dict[str, Any] = {}
    for child in structure.children(part.id):
        inner = None if child.slice_name and not child.min else implied(structure, child)
        if inner not in (None, {}):
            found[stem(child)] = [inner] if child.base_max != 1 else inner
    if not found and part.types and part.types[0].code == "Extension":
        return {"url": next(iter(part.types[0].profiles), None)}
    return found or None


def _along(value: Any, path: str) -> list[Any]:
    """What a simple path leads to."""
    found = [value]
    for step in () if path == "$this" else path.split("."):
        inner = [one.get(step) for one in found if isinstance(one, dict) and step in one]
        found = [each for one in inner for each in (one if isinstance(one, list) else [one])]
    return found


def _holds(wanted: list[Any], found: list[Any]) -> bool:
    return bool(wanted) and all(any(holds(one, each) for each in found) for one in wanted)


def holds(pattern: Any, value: Any) -> bool:
    """Whether a value has all that a pattern has."""
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(
            name in value and holds(inner, value[name]) for name, inner in pattern.items()
        )
    if isinstance(pattern, list):
        return isinstance(value, list) and all(
            any(holds(one, each) for each in value) for one in pattern
        )
    return bool(pattern == value and isinstance(pattern, bool) == isinstance(value, bool))
