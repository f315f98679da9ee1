"""Which of several definitions of one canonical is meant, where packages bring more than one.

The version that was asked for; else the one in the package that asks, or in those it builds on;
else the newest. https://hl7.org/fhir/R4/references.html#canonical
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gateway.definitions.package import Held, Package
from gateway.definitions.strip import Record
from gateway.definitions.versions import best, meets, order
from gateway.model import Fault

Key = tuple[str, str]
"""(kind, canonical without version)"""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The definitions of all packages at hand."""

    held: Mapping[Key, Held]
    """The one that is meant where nobody says which."""
    rivals: Mapping[Key, Mapping[str, Held]]
    """Version -> definition, where there are several of one canonical."""
    faults: tuple[Fault, ...]
    """Definitions that say different things under one canonical and version."""
    _near: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    """Package -> itself and those at hand that it builds on, the nearest first."""

    def version(self, kind: str, canonical: str) -> str:
        """The version among rivals that a `url|version` asks for; empty: the usual one."""
        url, _, wanted = canonical.partition("|")
        rivals = self.rivals.get((kind, url))
        if not wanted or rivals is None:
            return ""
        found = best(wanted, rivals) or best(f"{wanted}.x", rivals)
        return "" if found is None or rivals[found] is self.held[kind, url] else found

    def get(self, kind: str, canonical: str) -> Held | None:
        """The definition that a canonical, with or without |version, means."""
        url = canonical.partition("|")[0]
        version = self.version(kind, canonical)
        return self.rivals[kind, url][version] if version else self.held.get((kind, url))

    def other(self, kind: str, canonical: str) -> str:
        """The version used where a `url|version` asks for one that is not at hand; else empty."""
        wanted = canonical.partition("|")[2]
        held = self.get(kind, canonical) if wanted else None
        if held is None or meets(held.version, wanted) or meets(held.version, f"{wanted}.x"):
            return ""
        return held.version

    def meant(self, held: Held) -> Record:
        """Its facts, in which a canonical with rivals says which one its package means."""
        record = held.record()
        if self.rivals and held.package in self._near:
            for holder, key, kind in canonicals(record):
                holder[key] = self._told(holder[key], kind, held.package)
        return record

    def _told(self, said: str | list[str], kind: str, package: str) -> str | list[str]:
        if isinstance(said, list):
            return [self._one(url, kind, package) for url in said]
        return self._one(said, kind, package)

    def _one(self, url: str, kind: str, package: str) -> str:
        rivals = self.rivals.get((kind, url), {})
        for near in self._near[package] if rivals else ():
            for version, held in rivals.items():
                if held.package == near and held is not self.held[kind, url]:
                    return f"{url}|{version}"
                if held.package == near:
                    return url
        return url


def choose(packages: Sequence[Package]) -> Chosen:
    """Choose among the definitions of packages; of equal ones the later package's."""
    held: dict[Key, Held] = {}
    rivals: dict[Key, dict[str, Held]] = {}
    faults: list[Fault] = []
    for package in packages:
        for key, one in package.definitions.items():
            other = held.setdefault(key, one)
            if other is not one:
                versions = rivals.setdefault(key, {other.version: other})
                faults += _conflict(versions.get(one.version), one)
                versions[one.version] = one
                held[key] = max(versions.values(), key=lambda each: order(each.version))
    several = {key: versions for key, versions in rivals.items() if len(versions) > 1}
    return Chosen(held, several, tuple(faults), _nearness(packages))


def _conflict(other: Held | None, one: Held) -> Iterator[Fault]:
    if other is not None and other.digest != one.digest and other.package != one.package:
        text = f"{one.url} says something else in {other.package}, under the same version"
        yield Fault(one.file, 1, "canonical-conflict", text)


def _nearness(packages: Sequence[Package]) -> dict[str, tuple[str, ...]]:
    at_hand: dict[str, dict[str, Package]] = {}
    for package in packages:
        at_hand.setdefault(package.name, {})[package.manifest.version] = package
    return {one.manifest.label: tuple(_near(one, at_hand)) for one in packages}


def _near(package: Package, at_hand: Mapping[str, Mapping[str, Package]]) -> Iterator[str]:
    """The labels of a package and of all that it builds on, breadth first, each once."""
    level, seen = [package], {package.manifest.label}
    while level:
        yield from (one.manifest.label for one in level)
        found = [
            at_hand[name][version]
            for one in level
            for name, wanted in one.manifest.needs.items()
            if (version := best(wanted, at_hand.get(name, {}))) is not None
        ]
        level = [one for one in found if one.manifest.label not in seen]
        level = list({one.manifest.label: one for one in level}.values())
        seen |= {one.manifest.label for one in level}


def canonicals(record: Record) -> Iterator[tuple[Record, str, str]]:
    """(what holds it, key, kind) of each canonical that the facts of a definition name."""
    profile, valueset = "StructureDefinition", "ValueSet"
    if isinstance(record.get("base"), str):
        yield from ((record, key, profile) for key in ("base", "imposes") if key in record)
    for facts in (*record.get("elements", ()), *record.get("differential", ())):
        for one in facts.get("type", ()):
            yield from ((one, key, profile) for key in ("profile", "targetProfile") if key in one)
        binding = facts.get("binding", {})
        yield from ((binding, key, valueset) for key in ("valueSet", "max") if key in binding)
    for part in (*record.get("include", ()), *record.get("exclude", ())):
        if isinstance(part, dict) and "valueSet" in part:
            yield part, "valueSet", valueset
