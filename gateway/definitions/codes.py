"""What a code system says of its codes, and which codes a value set holds where all are at hand.

https://hl7.org/fhir/R4/valueset.html#compose · https://hl7.org/fhir/R4/codesystem.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias

from gateway.definitions.filters import OPERATORS

Pairs: TypeAlias = frozenset[tuple[str, str]]
"""(system, code)"""

_PROPERTIES = "http://hl7.org/fhir/concept-properties#"
_RETIRED = frozenset({"retired", "inactive"})


@dataclass(frozen=True, slots=True)
class Concept:
    """One code of a code system."""

    code: str
    display: str
    parents: tuple[str, ...]
    properties: Mapping[str, tuple[str, ...]]
    words: tuple[str, ...] = ()
    """What else it may be called, in whatever language."""

    def values(self, name: str) -> tuple[str, ...]:
        """What the concept says under the name of a property or filter."""
        if name in ("code", "concept"):
            return (self.code,)
        if name == "display":
            return (self.display,)
        return self.parents if name == "parent" else self.properties.get(name, ())


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
    supplements: str = ""
    """Canonical of the code system to which this one only adds words and properties."""
    uris: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Name of a property -> what it means everywhere."""
    _below: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _folded: Mapping[str, str] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        below: dict[str, list[str]] = {}
        for one in self.concepts.values():
            for parent in one.parents:
                below.setdefault(parent, []).append(one.code)
        object.__setattr__(self, "_below", {key: tuple(codes) for key, codes in below.items()})
        if not self.case_sensitive:
            folded = {code.casefold(): code for code in reversed(self.concepts)}
            object.__setattr__(self, "_folded", folded)

    @property
    def complete(self) -> bool:
        """Are all its codes here?"""
        return self.content == "complete"

    def find(self, code: str) -> Concept | None:
        """The concept of a code, in whatever case where case says nothing."""
        found = self.concepts.get(code)
        if found is None and self._folded:
            return self.concepts.get(self._folded.get(code.casefold(), ""))
        return found

    def display(self, code: str) -> str | None:
        """The words for a code; None where it is not here."""
        concept = self.concepts.get(code)
        return concept.display if concept else None

    def below(self, code: str) -> frozenset[str]:
        """The code and all its descendants; empty where it is not here."""
        if code not in self.concepts:
            return frozenset()
        found, rest = {code}, [code]
        while rest:
            new = [one for one in self._below.get(rest.pop(), ()) if one not in found]
            found.update(new)
            rest += new
        return frozenset(found)

    def above(self, code: str) -> frozenset[str]:
        """The code and all its ancestors, as far as they are here."""
        found, rest = {code}, [code]
        while rest:
            concept = self.concepts.get(rest.pop())
            new = [one for one in (concept.parents if concept else ()) if one not in found]
            found.update(new)
            rest += new
        return frozenset(found)

    def inactive(self, concept: Concept) -> bool:
        """Should the code no longer be used?"""
        if self._says(concept, "inactive", "true"):
            return True
        return any(self._says(concept, "status", one) for one in _RETIRED)

    def abstract(self, concept: Concept) -> bool:
        """Does the code only hold others together?"""
        return self._says(concept, "notSelectable", "true") or self._says(
            concept, "abstract", "true"
        )

    def _says(self, concept: Concept, name: str, value: str) -> bool:
        names = [key for key, uri in self.uris.items() if uri == _PROPERTIES + name] or [name]
        return any(value in concept.properties.get(key, ()) for key in names)


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
    """A CodeSystem of a record (see `strip_codes`)."""
    return CodeSystem(
        url=record["url"],
        name=record.get("name", ""),
        version=record.get("version", ""),
        content=record["content"],
        case_sensitive=record.get("caseSensitive", False),
        concepts=MappingProxyType(_concepts(record["concept"])),
        supplements=record.get("supplements", ""),
        uris=MappingProxyType(record.get("uris", {})),
    )


_SHORT: tuple[Any, ...] = ("", "", (), MappingProxyType({}), ())
"""What a shortened concept leaves out."""


def _concepts(concepts: Iterable[list[Any]]) -> dict[str, Concept]:
    found: dict[str, tuple[list[Any], list[str]]] = {}
    children: list[tuple[str, str]] = []
    for parent, concept in _walk(concepts):
        whole = [*concept, *_SHORT[len(concept) :]]
        code, said = whole[0], whole[3]
        parents = [parent] if parent else []
        parents += [*said.get("subsumedBy", ()), *said.get("parent", ())]
        children += [(below, code) for below in said.get("child", ())]
        found[code] = (whole, parents)
    for below, code in children:
        if below in found:
            found[below][1].append(code)
    return {
        code: Concept(
            code,
            display,
            tuple(dict.fromkeys(parents)),
            MappingProxyType({key: tuple(values) for key, values in said.items()}),
            tuple(words),
        )
        for code, ((_, display, _, said, words), parents) in found.items()
    }


def _walk(concepts: Iterable[list[Any]]) -> Iterator[tuple[str, list[Any]]]:
    """(code of the parent, concept) of all, parents first; as deep as a stranger nests them."""
    rest = [("", concept) for concept in concepts][::-1]
    while rest:
        parent, concept = rest.pop()
        yield parent, concept
        if len(concept) > 2:  # noqa: PLR2004 - code, display, and then what is below
            rest += [(concept[0], below) for below in concept[2]][::-1]


@dataclass(frozen=True, slots=True)
class Expansion:
    """Enumerates value sets out of what `systems` and `sets` find."""

    systems: Callable[[str], CodeSystem | None]
    sets: Callable[[str], Mapping[str, Any] | None]
    """Canonical -> record of a ValueSet."""
    fits: Callable[[str, str], bool | None]
    """(pattern, text) -> whether it fits the whole; None where the pattern is not to be tried."""

    def of(self, url: str, trail: tuple[str, ...] = ()) -> Pairs | None:
        """All pairs of a value set; None where they cannot be known from what is at hand."""
        record = None if url in trail else self.sets(url)
        if record is None:
            return None
        if "include" in record:
            included = self._parts(record["include"], (*trail, url))
            excluded = self._parts(record.get("exclude", ()), (*trail, url))
            if included is not None and excluded is not None:
                pairs = included - excluded
                return pairs if record.get("inactive", True) else self._active(pairs)
        if "contains" in record and not record.get("partial"):
            return frozenset((system, code) for system, code in record["contains"])
        return None

    def _active(self, pairs: Pairs) -> Pairs:
        return frozenset(pair for pair in pairs if not self._retired(*pair))

    def _retired(self, url: str, code: str) -> bool:
        system = self.systems(url)
        concept = system.find(code) if system else None
        return system is not None and concept is not None and system.inactive(concept)

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
        system = self.systems(versioned(url, part.get("version", "")))
        if system is None or not system.complete:
            return None
        codes = set(system.concepts)
        for name, operator, value in part.get("filter", ()):
            choose = OPERATORS.get(operator)
            if choose is None:
                return None
            chosen = choose(system, name, value, self.fits)
            if chosen is None:
                return None
            codes = {code for code in codes if chosen(system.concepts[code])}
        return frozenset((url, code) for code in codes)


def versioned(url: str, version: str) -> str:
    """A canonical with the version that it is pinned to, if any."""
    return f"{url}|{version}" if version else url


def meant(version: str, canonical: str) -> bool:
    """Is what is at hand in this version what a canonical, perhaps with |version, asks for?"""
    wanted = canonical.partition("|")[2]
    return not (wanted and version) or version == wanted or version.startswith(wanted + ".")
