"""What a FHIRPath Patch puts in, as FHIR JSON: under which key, and in which form.

https://hl7.org/fhir/R4/fhirpatch.html · https://hl7.org/fhir/R4/formats.html#choice
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.fhirpath import Schema
from gateway.fhirpath.schema import PRIMITIVES, QUANTITIES
from gateway.model import Resource
from gateway.patching.column import Column, Pair
from gateway.patching.operations import Value
from gateway.patching.spots import NoPlace
from gateway.patching.trees import copied


class Misfit(Exception):  # noqa: N818 - the rule `patch-value`
    """A value of a type that the element does not take; says of which type it should be."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a value goes."""

    key: str
    """In JSON: `deceasedBoolean`."""
    place: str
    many: bool
    keys: tuple[str, ...]
    """The keys of all types that the element may have."""


def slot(schema: Schema, place: str, name: str, value: Value) -> Slot:
    """Where a value goes under this name (or this key of a choice) in an element of this type.

    Raises NoPlace where R4 knows no such element, Misfit where it takes no value of that type.
    """
    members = schema.members(place)
    member = members.get(name) or members.get(schema.keys(place).get(name, ("", ""))[0])
    if member is None:
        raise NoPlace("member")
    keys = tuple(key for key, _ in member.keys)
    for key, kind in member.keys:
        if len(keys) == 1 or key == name or kind == value.type:
            return Slot(key, kind, member.many, keys)
    raise Misfit(", ".join(dict.fromkeys(kind for _, kind in member.keys)))


def pair(schema: Schema, where: Slot, value: Value) -> Pair:
    """The value as it stands in JSON, and what stands beside it; raises Misfit, NoPlace."""
    if not value.type:
        return _object(schema, where, value), None
    if not _fits(value.type, where.place) or not _shaped(value):
        raise Misfit(where.place)
    return copied(value.json), copied(value.beside)


def _fits(kind: str, place: str) -> bool:
    """Can a value of this type be meant there? Which text it may be, a validator says."""
    if kind in PRIMITIVES or place in PRIMITIVES:
        return kind in PRIMITIVES and place in PRIMITIVES
    return kind == place or {kind, place} <= QUANTITIES or not place or "." in place


def _shaped(value: Value) -> bool:
    """Is it written as a value of its type is: an object, or a plain one?"""
    if value.type in PRIMITIVES:
        plain = not isinstance(value.json, dict | list)
        return plain and (value.beside is None or isinstance(value.beside, dict))
    return isinstance(value.json, dict) and value.beside is None


def _object(schema: Schema, where: Slot, value: Value) -> Resource:
    """An element from its parts."""
    if where.place in PRIMITIVES:
        raise Misfit(where.place)
    made: Resource = {}
    for name, part in value.parts:
        inner = slot(schema, where.place, name, part)
        column = Column(made, inner.key)
        new = pair(schema, inner, part)
        if inner.many:
            column.insert(len(column), new)
        elif len(column):
            raise Misfit(where.place)
        else:
            column.say(new)
    return made
