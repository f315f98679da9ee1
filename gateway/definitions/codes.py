"""Which codes a value set holds, where the definitions at hand can enumerate it.

https://hl7.org/fhir/R4/valueset.html#compose
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from gateway.definitions.filters import OPERATORS
from gateway.definitions.systems import CodeSystem

Pairs: TypeAlias = frozenset[tuple[str, str]]
"""(system, code)"""
_LONGEST = 32
"""Value sets within value sets."""


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


@dataclass(frozen=True, slots=True)
class Expansion:
    """Enumerates value sets out of what `systems` and `sets` find."""

    systems: Callable[[str], CodeSystem | None]
    sets: Callable[[str], Mapping[str, Any] | None]
    """Canonical -> record of a ValueSet."""
    fits: Callable[[str, str], bool | None]
    """(pattern, text) -> whether it fits the whole; None where the pattern is not to be tried."""

    known: dict[str, Pairs | None] = field(default_factory=dict)
    """Sets enumerated already: those that share their parts enumerate each once."""

    def of(self, url: str, trail: tuple[str, ...] = ()) -> Pairs | None:
        """All pairs of a value set; None where they cannot be known from what is at hand."""
        if url in trail or len(trail) > _LONGEST:
            return None
        if url not in self.known:
            self.known[url] = self._of(url, trail)
        return self.known[url]

    def _of(self, url: str, trail: tuple[str, ...]) -> Pairs | None:
        record = self.sets(url)
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
