"""By what can resources of a type be searched, and what does each of it read in a resource?

https://hl7.org/fhir/R4/searchparameter-registry.html · https://hl7.org/fhir/R4/search.html#all
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from gateway.definitions import Definitions
from gateway.definitions.parameters import SearchParameter
from gateway.model import Empty, Resource, Row
from gateway.search.expressions import Way, speaks, ways
from gateway.search.readers import MISSHAPEN, RowsOf, plainest
from gateway.search.values import FORMS, ROWED, Forms, Value, unwrapped

UNOFFERED = frozenset({"_query", "_filter", "_contained", "_containedType"})
"""What R4 has for every type and is not offered here."""
WORDS = frozenset({"_text", "_content"})
"""Parameters that look through the words of a resource, and have no expression."""
_LIST = SearchParameter("", "_list", "special", ("Resource",), "", ("List",))
_UNKEPT = frozenset({"Parameters", "Resource", "DomainResource"})
"""Types of which no resource is kept."""


@dataclass(frozen=True, slots=True)
class Param:
    """A search parameter of one type, compiled."""

    type: str
    """Of the resources that are searched."""
    name: str
    kind: str
    """As `SearchParameter.type`."""
    stated: SearchParameter
    ways: tuple[Way, ...] = ()
    systems: Mapping[str, str] = field(default_factory=lambda: Empty)
    """Of an element of type code: code -> the system that it is of."""
    parts: tuple[Param, ...] = ()
    """Of a composite: its parts, which read an element that this one finds."""

    @property
    def needs(self) -> frozenset[str] | None:
        """As of its ways; None where it is not known of one of them."""
        each = [way.needs for way in self.ways]
        return None if None in each else frozenset().union(*filter(None, each))

    def raw(self, focus: Any, resource: Resource) -> list[Any]:
        """The JSON values in a resource; extensions are opened.

        What is not shaped as its definitions say has none: the validator tells what is wrong.
        """
        try:
            return self._raw(focus, resource)
        except MISSHAPEN:
            return []

    def values(self, focus: Any, resource: Resource) -> list[Value]:
        """By what it can be found; see `gateway.model.Row`."""
        try:
            return self._values(focus, resource, FORMS)
        except MISSHAPEN:
            return []

    def held(self, focus: Any, resource: Resource) -> list[Value]:
        """What index rows hold of it: empty where it is missing."""
        try:
            return self._values(focus, resource, ROWED)
        except MISSHAPEN:
            return []

    def reader(self) -> RowsOf:
        """What gives the index rows of a resource: what is `held`, with what it is of."""
        kind, name = self.kind, self.name

        def rows(body: Resource) -> list[Row]:
            return [(kind, name, *one) for one in self.held(body, body)]

        if len(self.ways) != 1:
            return rows
        return plainest(kind, name, self.ways[0], self.systems, rows)

    def _raw(self, focus: Any, resource: Resource) -> list[Any]:
        found: list[Any] = []
        for way in self.ways:
            read = way.read(focus, resource)
            if read:
                found += read if way.places else unwrapped(read)
        return found

    def _values(self, focus: Any, resource: Resource, forms: Forms) -> list[Value]:
        read = forms.get(self.kind)
        if read is None:
            return []
        key = self.ways[0].key if len(self.ways) == 1 else ""
        said = focus.get(key) if key else None
        # One element that stands once, as most are, is read without a step between.
        raw = [said] if said.__class__ is dict else self._raw(focus, resource)
        if not raw:
            return []
        found = dict.fromkeys([each for one in raw for each in read(one)])
        if self.systems:
            return [(of or self.systems.get(code, ""), code) for of, code in found]
        return list(found)


class Parameters:
    """The parameters of all types, each compiled when it is first asked for."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._of = lru_cache(maxsize=None)(self._offered)
        self._param = lru_cache(maxsize=4096)(self._made)
        self.types = self._types()
        self._kept = frozenset(self.types)

    def of(self, type_: str) -> Mapping[str, SearchParameter]:
        """By name, all parameters by which resources of the type can be searched here."""
        return self._of(type_)

    def param(self, type_: str, name: str) -> Param | None:
        """One of them, compiled; None where there is no such type, or none of that name."""
        known = type_ in self._kept and name in self.of(type_)
        return self._param(type_, name) if known else None

    def references(self, type_: str) -> tuple[str, ...]:
        """The names of those that lead to other resources."""
        found = self.of(type_).items()
        return tuple(name for name, stated in found if stated.type == "reference")

    def _types(self) -> tuple[str, ...]:
        codes = self._definitions.codes("http://hl7.org/fhir/ValueSet/resource-types")
        return tuple(sorted((codes.codes if codes else frozenset()) - _UNKEPT))

    def _offered(self, type_: str) -> Mapping[str, SearchParameter]:
        found = {
            one.code: one
            for one in self._definitions.search_parameters(type_)
            if one.code not in UNOFFERED and (one.code in WORDS or speaks(one.expression, type_))
        }
        return MappingProxyType(dict(sorted({**found, "_list": _LIST}.items())))

    def _made(self, type_: str, name: str) -> Param:
        stated = self.of(type_)[name]
        if name == "patient":
            stated = replace(stated, target=("Patient",))  # published more widely than it reads
        found = tuple(ways(stated.expression, type_, self._definitions))
        parts = tuple(self._parts(type_, stated, found)) if stated.type == "composite" else ()
        return Param(type_, name, stated.type, stated, found, self._systems(found), parts)

    def _parts(
        self, type_: str, stated: SearchParameter, found: tuple[Way, ...]
    ) -> Iterator[Param]:
        """Each part, as it reads the elements that the composite finds."""
        known = {one.url: one for one in self._definitions.search_parameters(type_)}
        places = {way.places[0] if way.places else type_ for way in found}
        for url, expression in stated.component:
            part = known[url]
            read = tuple(
                way
                for place in sorted(places)
                for way in ways(expression, type_, self._definitions, place)
            )
            unique = read[: len(read) // len(places)]
            yield Param(type_, part.code, _kind(part, read), part, unique, self._systems(read))

    def _systems(self, found: tuple[Way, ...]) -> Mapping[str, str]:
        """Of codes that say no system: the one that their element is bound to."""
        systems: dict[str, str] = {}
        for way in found:
            if way.places == ("code",):
                structure = self._definitions.structure(way.parent.partition(".")[0])
                element = structure.element(f"{way.parent}.{way.name}") if structure else None
                binding = element.binding if element else None
                codes = self._definitions.codes(binding.valueset) if binding else None
                systems |= {code: system for system, code in codes.pairs} if codes else {}
        return MappingProxyType(systems)


def _kind(part: SearchParameter, read: tuple[Way, ...]) -> str:
    """The type of a part: two of R4's own parts are published the wrong way round."""
    places = {place for way in read for place in way.places}
    if part.type == "reference" and places == {"code"}:
        return "token"
    return "reference" if part.type == "token" and places == {"Reference"} else part.type
