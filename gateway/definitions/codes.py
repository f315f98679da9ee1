"""Which codes a value set holds, where the definitions at hand can enumerate it.

https://hl7.org/fhir/R4/valueset.html#compose · https://hl7.org/fhir/R4/codesystem.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias

Pairs: TypeAlias = frozenset[tuple[str, str]]
"""(system, code)"""


@dataclass(frozen=True, slots=True)
class Concept:
    """One code of a code system."""

    code: str
    display: str
    parents: tuple[str, ...]
    properties: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class CodeSystem:
    """A code system, or the part of it that is at hand."""

    url: str
    name: str
    version: str
    content: str
    """complete: all codes are here; example, fragment, supplement, not-present: they are not."""
    case_sensitive: bool
    concepts: Mapping[str, Concept]

    @property
    def complete(self) -> bool:
        """Are all its codes here?"""
        return self.content == "complete"

    def display(self, code: str) -> str | None:
        """The words for a code; None where it is not here."""
        concept = self.concepts.get(code)
        return concept.display if concept else None

    def below(self, code: str) -> frozenset[str]:
        """The code and all its descendants; empty where it is not here."""
        if code not in self.concepts:
            return frozenset()
        found, rest = {code}, {code}
        while rest:
            rest = {
                one.code
                for one in self.concepts.values()
                if one.code not in found and not rest.isdisjoint(one.parents)
            }
            found |= rest
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class Codes:
    """The enumeration of a value set."""

    pairs: Pairs
    codes: frozenset[str] = field(init=False, compare=False)
    """Codes whatever their system: what an element of type code is held against."""
    systems: frozenset[str] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "codes", frozenset(code for _, code in self.pairs))
        object.__setattr__(self, "systems", frozenset(system for system, _ in self.pairs))

    def contains(self, system: str | None, code: str) -> bool:
        """Is the code in the set? Without a system: under any."""
        return code in self.codes if system is None else (system, code) in self.pairs


def codesystem(record: Mapping[str, Any]) -> CodeSystem:
    """A CodeSystem of a record (see `strip`)."""
    return CodeSystem(
        url=record["url"],
        name=record.get("name", ""),
        version=record.get("version", ""),
        content=record["content"],
        case_sensitive=record.get("caseSensitive", True),
        concepts=MappingProxyType(_concepts(record["concept"])),
    )


_SHORT: tuple[Any, ...] = ("", "", (), MappingProxyType({}))
"""What a shortened concept leaves out."""


def _concepts(concepts: Iterable[list[Any]]) -> dict[str, Concept]:
    found: dict[str, tuple[str, list[str], dict[str, list[str]]]] = {}
    children: list[tuple[str, str]] = []
    for parent, concept in _walk(concepts, ""):
        code, display, _, said = [*concept, *_SHORT[len(concept) :]]
        parents = [parent] if parent else []
        parents += [*said.get("subsumedBy", ()), *said.get("parent", ())]
        children += [(below, code) for below in said.get("child", ())]
        found[code] = (display, parents, said)
    for below, code in children:
        if below in found:
            found[below][1].append(code)
    return {
        code: Concept(
            code,
            display,
            tuple(dict.fromkeys(parents)),
            MappingProxyType({key: tuple(values) for key, values in said.items()}),
        )
        for code, (display, parents, said) in found.items()
    }


def _walk(concepts: Iterable[list[Any]], parent: str) -> Iterator[tuple[str, list[Any]]]:
    for concept in concepts:
        yield parent, concept
        if len(concept) > 2:  # noqa: PLR2004 - code, display, and then what is below
            yield from _walk(concept[2], concept[0])


def _is_a(system: CodeSystem, _name: str, value: str) -> frozenset[str] | None:
    return system.below(value)


def _descendent_of(system: CodeSystem, _name: str, value: str) -> frozenset[str] | None:
    return system.below(value) - {value}


def _is_not_a(system: CodeSystem, _name: str, value: str) -> frozenset[str] | None:
    return frozenset(system.concepts) - system.below(value)


def _equal(system: CodeSystem, name: str, value: str) -> frozenset[str] | None:
    return _in(system, name, value)


def _in(system: CodeSystem, name: str, value: str) -> frozenset[str] | None:
    wanted = frozenset(part.strip() for part in value.split(","))
    return frozenset(
        one.code for one in system.concepts.values() if not wanted.isdisjoint(_property(one, name))
    )


def _not_in(system: CodeSystem, name: str, value: str) -> frozenset[str] | None:
    return frozenset(system.concepts) - (_in(system, name, value) or frozenset())


def _exists(system: CodeSystem, name: str, value: str) -> frozenset[str] | None:
    wanted = value == "true"
    return frozenset(
        one.code for one in system.concepts.values() if bool(_property(one, name)) is wanted
    )


_SAFE = re.compile(r"[^*+{}]*")


def _regex(system: CodeSystem, name: str, value: str) -> frozenset[str] | None:
    # A stranger's pattern can explode; one without repetition cannot.
    if not _SAFE.fullmatch(value):
        return None
    pattern = re.compile(value)
    return frozenset(
        one.code
        for one in system.concepts.values()
        if any(pattern.fullmatch(said) for said in _property(one, name))
    )


def _property(concept: Concept, name: str) -> tuple[str, ...]:
    if name in ("code", "concept"):
        return (concept.code,)
    if name == "display":
        return (concept.display,)
    if name == "parent":
        return concept.parents
    return concept.properties.get(name, ())


_OPERATORS: Mapping[str, Callable[[CodeSystem, str, str], frozenset[str] | None]] = (
    MappingProxyType(
        {
            "is-a": _is_a,
            "descendent-of": _descendent_of,
            "is-not-a": _is_not_a,
            "=": _equal,
            "in": _in,
            "not-in": _not_in,
            "exists": _exists,
            "regex": _regex,
        }
    )
)


@dataclass(frozen=True, slots=True)
class Expansion:
    """Enumerates value sets out of what `systems` and `sets` find."""

    systems: Callable[[str], CodeSystem | None]
    sets: Callable[[str], Mapping[str, Any] | None]
    """Canonical -> record of a ValueSet."""

    def of(self, url: str, trail: tuple[str, ...] = ()) -> Pairs | None:
        """All pairs of a value set; None where they cannot be known from what is at hand."""
        record = None if url in trail else self.sets(url)
        if record is None:
            return None
        if "include" not in record:
            return (
                frozenset((s, c) for s, c in record["contains"]) if "contains" in record else None
            )
        included = self._parts(record["include"], (*trail, url))
        excluded = self._parts(record.get("exclude", ()), (*trail, url))
        if included is None or excluded is None:
            return (
                frozenset((s, c) for s, c in record["contains"]) if "contains" in record else None
            )
        return included - excluded

    def _parts(self, parts: Iterable[Mapping[str, Any]], trail: tuple[str, ...]) -> Pairs | None:
        found: set[tuple[str, str]] = set()
        for part in parts:
            pairs = self._part(part, trail)
            if pairs is None:
                return None
            found |= pairs
        return frozenset(found)

    def _part(self, part: Mapping[str, Any], trail: tuple[str, ...]) -> Pairs | None:
        sets = [self.of(url, trail) for url in part.get("valueSet", ())]
        if "system" in part:
            sets.append(self._system(part))
        known = [pairs for pairs in sets if pairs is not None]
        if not sets or len(known) < len(sets):
            return None
        return frozenset.intersection(*known)

    def _system(self, part: Mapping[str, Any]) -> Pairs | None:
        url = part["system"]
        if "concept" in part:
            return frozenset((url, code) for code, _ in part["concept"])
        system = self.systems(url)
        if system is None or not system.complete:
            return None
        codes: frozenset[str] = frozenset(system.concepts)
        for name, operator, value in part.get("filter", ()):
            choose = _OPERATORS.get(operator)
            chosen = choose(system, name, value) if choose else None
            if chosen is None:
                return None
            codes &= chosen
        return frozenset((url, code) for code in codes)
