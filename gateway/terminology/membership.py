"""Is a code in a value set? Decided code by code, also where other parts of the set are unknown.

https://hl7.org/fhir/R4/valueset.html#compose
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gateway.definitions import CodeSystem, Concept
from gateway.definitions.codes import versioned
from gateway.definitions.filters import OPERATORS, UPWARDS, Fits
from gateway.terminology.grammars import GRAMMARS, WHOLE

_LONGEST = 32
"""Value sets within value sets."""
_IMPLICIT = ("?fhir_vs", "?vs")
"""How the value set of all codes of a system is written, after the system."""


@dataclass(frozen=True, slots=True)
class Member:
    """An answer: in, out, or unknown and why."""

    known: bool | None
    """None: it cannot be told from what is at hand."""
    missing: str = ""
    """Where it cannot: the canonical that is missing; empty where a filter cannot be applied."""
    circular: bool = False
    """Whether it cannot because the value set includes itself."""

    def __invert__(self) -> Member:
        return self if self.known is None else _ANSWERS[not self.known]


IN, OUT = Member(known=True), Member(known=False)
_ANSWERS = {True: IN, False: OUT}
_UNAPPLIED = Member(known=None)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question on its way through value sets within value sets."""

    trail: tuple[str, ...] = ()
    known: dict[str, Member] = field(default_factory=dict)
    """What was answered already: sets that share their parts are each asked once."""

    def below(self, url: str) -> Asked:
        """The question as a value set asks it of its parts."""
        return Asked((*self.trail, url), self.known)


@dataclass(frozen=True, slots=True)
class Membership:
    """Judges codes by the value sets and code systems that are found."""

    systems: Callable[[str], CodeSystem | None]
    sets: Callable[[str], Mapping[str, Any] | None]
    """Canonical -> record of a ValueSet."""
    fits: Fits

    def of(self, url: str, system: str | None, code: str, asked: Asked | None = None) -> Member:
        """Is the code in the value set? Without a system: under any of its systems."""
        asked = asked or Asked()
        plain = url.partition("|")[0]
        if plain in asked.trail or len(asked.trail) > _LONGEST:
            return Member(known=None, missing=plain, circular=True)
        if url not in asked.known:
            asked.known[url] = self._of(url, system, code, asked.below(plain))
        return asked.known[url]

    def _of(self, url: str, system: str | None, code: str, below: Asked) -> Member:
        plain = below.trail[-1]
        record = self.sets(url)
        if record is None:
            return self._implicit(plain, system, code)
        answer = Member(known=None, missing=plain)
        if "include" in record:
            answer = _any(self._part(one, system, code, below) for one in record["include"])
            if answer.known is not False:
                excluded = record.get("exclude", ())
                gone = _any(self._part(one, system, code, below) for one in excluded)
                answer = _all((answer, ~gone))
            if answer.known and record.get("inactive", True) is False:
                answer = _ANSWERS[not self._inactive(system, code)]
        if answer.known is None and "contains" in record:
            return _expanded(record, system, code) or answer
        return answer

    def system(self, url: str, code: str) -> Member:
        """Is the code one of the system? The url may have a |version."""
        rule = GRAMMARS.get(url.partition("|")[0])
        if rule is not None:
            return _ANSWERS[rule(code)]
        found = self.systems(url)
        if found is None:
            return Member(known=None, missing=url.partition("|")[0])
        if found.find(code) is not None:
            return IN
        return OUT if found.complete else Member(known=None, missing=found.url)

    def _implicit(self, url: str, system: str | None, code: str) -> Member:
        """A value set that is nothing but a code system, by the form of its canonical."""
        if url in WHOLE:
            return self.system(WHOLE[url], code) if system in (WHOLE[url], None) else OUT
        for tail in _IMPLICIT:
            if url.endswith(tail):
                whole = url.removesuffix(tail)
                return self.system(whole, code) if system in (whole, None) else OUT
        return Member(known=None, missing=url)

    def _inactive(self, system: str | None, code: str) -> bool:
        found = self.systems(system) if system else None
        concept = found.find(code) if found else None
        return found is not None and concept is not None and found.inactive(concept)

    def _part(
        self, part: Mapping[str, Any], system: str | None, code: str, asked: Asked
    ) -> Member:
        answers = []
        if "system" in part:
            answers.append(self._of_system(part, system, code))
            if answers[0].known is False:
                return OUT
        answers += [self.of(url, system, code, asked) for url in part.get("valueSet", ())]
        return _all(answers) if answers else OUT

    def _of_system(self, part: Mapping[str, Any], system: str | None, code: str) -> Member:
        url = part["system"]
        if system not in (url, None):
            return OUT
        if "concept" in part:
            return _ANSWERS[self._listed(url, part["concept"], code)]
        pinned = versioned(url, part.get("version", ""))
        member = self.system(pinned, code)
        if member.known is False or "filter" not in part:
            return member
        if url in GRAMMARS:
            return _all(self._by_rule(one, code) for one in part["filter"])
        found = self.systems(pinned)
        concept = found.find(code) if found else None
        if found is None or concept is None:
            return member
        return _all(self._filtered(found, concept, one) for one in part["filter"])

    def _listed(self, url: str, concepts: Iterable[Any], code: str) -> bool:
        codes = [one for one, _ in concepts]
        if code in codes:
            return True
        found = self.systems(url)
        if found is None or found.case_sensitive or not found.concepts:
            return False
        return code.casefold() in {one.casefold() for one in codes}

    def _filtered(self, system: CodeSystem, concept: Concept, said: Iterable[str]) -> Member:
        name, operator, value = said
        make = OPERATORS.get(operator)
        test = make(system, name, value, self.fits) if make else None
        if test is None:
            return _UNAPPLIED
        held = test(concept)
        if operator in UPWARDS and not system.complete and held is (operator == "is-not-a"):
            return Member(known=None, missing=system.url)  # what is not here may lie between
        return _ANSWERS[held]

    def _by_rule(self, said: Iterable[str], code: str) -> Member:
        """A filter on a system without concepts: only the code itself can be looked at."""
        name, operator, value = said
        if name not in ("code", "concept"):
            return _UNAPPLIED
        if operator == "regex":
            fitting = self.fits(value, code)
            return _UNAPPLIED if fitting is None else _ANSWERS[fitting]
        if operator in ("=", "in", "not-in"):
            wanted = {part.strip() for part in value.split(",")}
            return _ANSWERS[(code in wanted) is (operator != "not-in")]
        return _UNAPPLIED


def _expanded(record: Mapping[str, Any], system: str | None, code: str) -> Member | None:
    """What a published expansion says; nothing of others where it does not hold all codes."""
    held = any(one == code and system in (of, None) for of, one in record["contains"])
    return None if record.get("partial") and not held else _ANSWERS[held]


def _any(members: Iterable[Member]) -> Member:
    """In if one says so, out if all say so, else unknown."""
    unknown = OUT
    for one in members:
        if one.known:
            return one
        unknown = one if one.known is None else unknown
    return unknown


def _all(members: Iterable[Member]) -> Member:
    """Out if one says so, in if all say so, else unknown."""
    unknown = IN
    for one in members:
        if one.known is False:
            return one
        unknown = one if one.known is None else unknown
    return unknown
