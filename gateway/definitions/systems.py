"""What a code system says of its codes: their names, what is above them, whether they are used.

https://hl7.org/fhir/R4/codesystem.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

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
    _folded: Mapping[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        below: dict[str, list[str]] = {}
        for one in self.concepts.values():
            for parent in one.parents:
                below.setdefault(parent, []).append(one.code)
        object.__setattr__(self, "_below", {key: tuple(codes) for key, codes in below.items()})
        if not self.case_sensitive:
            folded = {code.casefold(): code for code in self.concepts}
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
