"""What of a resource is told, where a reader asks for a part: a summary, its text, some elements.

What is cut says so by the tag SUBSETTED. What changes the meaning of the rest (modifiers), what
must be there (mandatory elements), `id` and `meta` always stay.
https://hl7.org/fhir/R4/search.html#summary · https://hl7.org/fhir/R4/search.html#elements
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, TypeAlias

from gateway.definitions import Definitions
from gateway.definitions.element import Element
from gateway.fhirjson import decode, encode
from gateway.fhirpath import Schema, schema
from gateway.model import Resource

SUMMARIES = ("true", "text", "data", "count", "false")
"""What `_summary` may say."""
SUBSETTED: Mapping[str, str] = MappingProxyType(
    {
        "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue",
        "code": "SUBSETTED",
    }
)
_ALWAYS = frozenset({"id", "meta", "implicitRules", "modifierExtension"})
_WHOLE = ""
"""The place of what is kept with all that it holds."""
Plan: TypeAlias = Mapping[str, str]
"""JSON key of each element that is kept -> the place of its value; `_WHOLE`: it is not cut."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How much of each resource is told."""

    summary: str = "false"
    """One of SUMMARIES; `count` is of searches, and cuts nothing here."""
    elements: tuple[str, ...] = ()
    """Names of elements at the root (`name`), or of one type (`Patient.name`); empty: all."""

    @property
    def whole(self) -> bool:
        """Is every resource told as it is kept?"""
        return self.summary in {"false", "count"} and not self.elements


WHOLE = Shape()


class Shaping:
    """Cuts resources by the definitions of R4. Nothing in it changes but a memory of plans."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._schema: Schema = schema(definitions)
        self._plans: dict[str, Plan] = {}

    def text(self, body: bytes, shape: Shape) -> bytes:
        """The part of a resource, as FHIR JSON in and out; the same bytes of what is whole."""
        return body if shape.whole else encode(self.resource(decode(body), shape))

    def resource(self, resource: Resource, shape: Shape) -> Resource:
        """The part of a resource that is told: another object, if it is not all of it."""
        if shape.whole:
            return resource
        if shape.elements:
            return _tagged(self._chosen(resource, shape.elements))
        return _tagged(_CUTS[shape.summary](self, resource))

    def bundle(self, bundle: Resource, shape: Shape) -> Resource:
        """A Bundle with the part of each resource in it.

        Elements are asked for of what was searched: what is included beside it stays whole.
        """
        if shape.whole:
            return bundle
        entries = [self._entry(entry, shape) for entry in bundle.get("entry", ())]
        return {**bundle, **({"entry": entries} if entries else {})}

    def element(self, type_: str, name: str) -> str:
        """The element at the root of a type that is called so, in JSON too; empty: there is none.

        A choice is called `value`, `value[x]` where it is defined, and `valueQuantity` in JSON.
        """
        plain = name.removesuffix("[x]")
        known = plain in self._schema.members(type_)
        return plain if known else self._schema.keys(type_).get(name, ("",))[0]

    def _entry(self, entry: Resource, shape: Shape) -> Resource:
        mode = entry.get("search", {}).get("mode")
        if "resource" not in entry or mode == "outcome" or (mode == "include" and shape.elements):
            return entry
        return {**entry, "resource": self.resource(entry["resource"], shape)}

    def _chosen(self, resource: Resource, asked: Sequence[str]) -> Resource:
        """These elements, and what may never be left out."""
        kind = resource["resourceType"]
        names = {self.element(kind, name.removeprefix(f"{kind}.")) for name in asked} - {""}
        kept = self._needed(kind)
        keys = self._schema.keys(kind)
        return {
            key: value
            for key, value in resource.items()
            if (bare := key.removeprefix("_")) in kept or keys.get(bare, ("",))[0] in names
        }

    def _told(self, resource: Resource) -> Resource:
        """`_summary=text`: the text, and what may never be left out."""
        kept = self._needed(resource["resourceType"])
        return {
            key: value
            for key, value in resource.items()
            if key == "text" or key.removeprefix("_") in kept
        }

    def _summary(self, resource: Resource) -> Resource:
        """`_summary=true`: what R4 marks so, at every level."""
        return self._inner(resource, resource["resourceType"])

    def _inner(self, value: Resource, place: str) -> Resource:
        plan = self._plan(place)
        made: Resource = {}
        for key, held in value.items():
            if key == "resourceType" or key in plan:
                made[key] = self._held(held, plan.get(key, _WHOLE))
            elif key.removeprefix("_") in plan and _alone(value.get(key[1:])):
                made[key] = held
        return made

    def _held(self, value: Any, place: str) -> Any:
        if place is _WHOLE:
            return value
        if isinstance(value, list):
            return [self._held(one, place) for one in value]
        if not isinstance(value, dict):
            return value
        return self._inner(value, value.get("resourceType", place))

    def _plan(self, place: str) -> Plan:
        found = self._plans.get(place)
        if found is None:
            found = self._plans[place] = MappingProxyType(self._made(place))
        return found

    def _made(self, place: str) -> dict[str, str]:
        """What of a place is in a summary."""
        return {
            key: _WHOLE if name in _ALWAYS - {"meta"} or not self._marked(inner) else inner
            for name, element in self._elements(place).items()
            if element.is_summary or element.min or element.is_modifier or name in _ALWAYS
            for key, inner in self._schema.members(place)[name].keys
        }

    def _marked(self, place: str) -> bool:
        """Is anything of what stands there marked at all? Where nothing is, all of it is told."""
        return place == "Resource" or any(
            one.is_summary and name not in _ALWAYS for name, one in self._elements(place).items()
        )

    def _needed(self, kind: str) -> frozenset[str]:
        """The JSON keys at the root of a type that are never left out."""
        return frozenset(_ALWAYS | {"resourceType"}) | {
            key
            for name, element in self._elements(kind).items()
            if element.min or element.is_modifier
            for key, _ in self._schema.members(kind)[name].keys
        }

    def _elements(self, place: str) -> Mapping[str, Element]:
        """The elements right below a place, by name."""
        return _elements(self._definitions, place)


@lru_cache(maxsize=2_048)
def _elements(definitions: Definitions, place: str) -> Mapping[str, Element]:
    try:
        structure = definitions.structure(place.partition(".")[0])
    except LookupError:
        return MappingProxyType({})
    return MappingProxyType(
        {
            one.path.rpartition(".")[2].removesuffix("[x]"): one
            for one in (structure.children(place) if structure else ())
            if not one.slice_name
        }
    )


def _alone(value: Any) -> bool:
    """Has a primitive no value, so that what stands beside it is all there is?"""
    return value is None or (isinstance(value, list) and None in value)


def _tagged(resource: Resource) -> Resource:
    meta = resource.get("meta", {})
    tags = meta.get("tag", [])
    if any(one.get("code") == SUBSETTED["code"] for one in tags):
        return resource
    return {**resource, "meta": {**meta, "tag": [*tags, dict(SUBSETTED)]}}


def _data(shaping: Shaping, resource: Resource) -> Resource:  # noqa: ARG001 - a row's shape
    """`_summary=data`: all but the text."""
    return {key: value for key, value in resource.items() if key != "text"}


_CUTS: Mapping[str, Callable[[Shaping, Resource], Resource]] = MappingProxyType(
    {"true": Shaping._summary, "text": Shaping._told, "data": _data}  # noqa: SLF001 - its own rows
)
"""Value of `_summary` -> what it leaves."""


@lru_cache(maxsize=8)
def shaping(definitions: Definitions) -> Shaping:
    """What cuts by these definitions; the same object for the same definitions."""
    return Shaping(definitions)
