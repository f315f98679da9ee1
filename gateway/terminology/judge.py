"""Judges a coding: is its system known, the code in it, the name right, the code still in use?

https://hl7.org/fhir/R4/datatypes.html#Coding
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from gateway.definitions import CodeSystem, Concept, Definitions
from gateway.definitions.codes import meant, versioned
from gateway.definitions.filters import Fits, fits
from gateway.definitions.strip import strip
from gateway.terminology.grammars import FORMED, GRAMMARS
from gateway.terminology.membership import Member, Membership
from gateway.terminology.spelling import misspelt

_LONGEST = 512
"""Characters of a coding up to which what was found of it is kept."""
_NOT_HERE = frozenset({"not-present", "supplement"})


@dataclass(frozen=True, slots=True)
class Judged:
    """One thing to say of a coding."""

    rule: str
    element: str
    """Which part of the coding: system, code or display."""
    facts: tuple[str, ...] = ()
    """For the sentence: out of definitions, never out of the data, nor what that means."""


class Terminology:
    """The code systems and value sets of some definitions, and those that are decided by rule."""

    def __init__(self, definitions: Definitions, fitting: Fits = fits) -> None:
        self._definitions = definitions
        self._membership = Membership(definitions.system, definitions.valueset, fitting)
        self._named = lru_cache(maxsize=1)(self._canonicals)
        self._kept_member = lru_cache(maxsize=8192)(self._membership.of)
        self._kept_coding = lru_cache(maxsize=8192)(self._coding)
        self._kept_stranger = lru_cache(maxsize=1024)(self._stranger)

    def member(self, valueset: str, system: str | None, code: str) -> Member:
        """Is the code in the value set? Without a system: under any of its systems."""
        if len(code) + len(system or "") > _LONGEST:
            return self._membership.of(valueset, system, code)
        return self._kept_member(valueset, system, code)

    def told(self, value_set: Mapping[str, Any], system: str, code: str) -> Member:
        """Is the code in a ValueSet that is itself in a resource? None where it is misshapen."""
        own = str(value_set.get("id"))
        try:
            record = strip(value_set)

            def sets(url: str) -> Mapping[str, Any] | None:
                return record if url == own else self._definitions.valueset(url)

            return replace(self._membership, sets=sets).of(own, system, code)
        except (LookupError, TypeError, AttributeError, ValueError):
            return Member(known=None, missing=own)

    def coding(
        self, system: str | None, version: str, code: str, display: str
    ) -> tuple[Judged, ...]:
        """All that is to be said of a coding by itself, but that its system is a stranger."""
        if len(system or "") + len(version) + len(code) + len(display) > _LONGEST:
            return self._coding(system, version, code, display)
        return self._kept_coding(system, version, code, display)

    def stranger(self, system: str) -> bool:
        """Is this a code system of which nothing is at hand, by which no code can be judged?"""
        return self._kept_stranger(system) if len(system) <= _LONGEST else self._stranger(system)

    def _canonicals(self) -> frozenset[str]:
        """Of all code systems and value sets at hand."""
        kinds = map(self._definitions.canonicals, ("CodeSystem", "ValueSet"))
        return frozenset().union(*kinds)

    def _stranger(self, system: str) -> bool:
        if system in GRAMMARS or ":" not in system:
            return False
        if system not in self._named():
            return not misspelt(system, self._named())
        found = self._definitions.system(system)
        if found is None:
            return self._definitions.valueset(system) is None
        return found.content == "not-present"

    def _coding(
        self, system: str | None, version: str, code: str, display: str
    ) -> tuple[Judged, ...]:
        if system is None:
            return (Judged("code-system-missing", ""),)
        return tuple(self._judged(system, version, code, display))

    def _judged(self, system: str, version: str, code: str, display: str) -> Iterator[Judged]:
        if ":" not in system:
            yield Judged("code-system-relative", "system")
            return
        rule = GRAMMARS.get(system)
        if rule is not None:
            if not rule(code):
                yield Judged("code-unknown", "code", (system,))
            return
        found = self._definitions.system(system) if system in self._named() else None
        if found is None:
            if system not in self._named() and misspelt(system, self._named()):
                yield Judged("code-system-misspelt", "system")
            elif system in self._named() and self._definitions.valueset(system):
                yield Judged("code-system-value-set", "system", (system,))
            return
        if found.content == "supplement":
            yield Judged("code-system-supplementing", "system", (system,))
        elif found.content not in _NOT_HERE:
            yield from self._known(found, version, code, display)

    def _known(
        self, system: CodeSystem, version: str, code: str, display: str
    ) -> Iterator[Judged]:
        """By the version at hand: another may have more codes, but hardly others."""
        concept = system.find(code) or self._later(system, code)
        if concept is None:
            formed = FORMED.get(system.url)
            if formed is not None and formed(code):
                return
            whole = system.complete and meant(system.version, versioned(system.url, version))
            rule = "code-unknown" if whole else "code-not-in-fragment"
            yield Judged(rule, "code", (system.url,))
            return
        if system.inactive(concept):
            yield Judged("code-inactive", "code", (system.url,))
        if system.abstract(concept):
            yield Judged("code-abstract", "code", (system.url,))
        if display and not self._called(concept, display):
            names = {*map(_plain, self._names(system, concept))}
            if _plain(display) not in names:
                rule = "display-wrong" if len(names) > 1 else "display-other"
                yield Judged(rule, "display", (system.url,))

    def _later(self, system: CodeSystem, code: str) -> Concept | None:
        """A code that its system has named since the edition at hand, as a supplement tells it."""
        found = (one.find(code) for one in self._definitions.supplements(system.url))
        return next((one for one in found if one is not None), None)

    def _called(self, concept: Concept, display: str) -> bool:
        """Whether the system itself calls it so, in any language, whatever its case and spaces."""
        return not concept.display or _plain(display) in map(
            _plain, (concept.display, *concept.words)
        )

    def _names(self, system: CodeSystem, concept: Concept) -> Iterator[str]:
        """What a concept is called in all languages at hand; supplements are asked seldom."""
        yield from (concept.display, *concept.words)
        for one in self._definitions.supplements(system.url):
            more = one.find(concept.code)
            if more is not None:
                yield from filter(None, (more.display, *more.words))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
