"""What a FHIR package builds on, and which of it is at hand.

https://hl7.org/fhir/packages.html#2.1.10.4
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from gateway.definitions.manifest import Manifest
from gateway.definitions.versions import best

BUILT_IN = frozenset({"hl7.fhir.r4.core", "hl7.fhir.core"})
"""Packages whose definitions are our base ones."""
ASIDE = (
    "hl7.terminology",
    "hl7.fhir.uv.extensions",
    "hl7.fhir.uv.tools",
    "hl7.fhir.r4.",
)
"""How the names of packages begin that nearly all name, and that few need: their absence is told,
but is no fault."""
_OURS = ".r4"


def wanted(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """(name, version) of each package that it builds on, but for what is built in."""
    yield from (one for one in manifest.needs.items() if one[0] not in BUILT_IN)


def names(name: str) -> tuple[str, ...]:
    """The names under which a package for R4 may go: some are published once per release."""
    return (name,) if name.endswith(_OURS) else (name, name + _OURS)


def aside(name: str) -> bool:
    """Is it one whose absence is no fault?"""
    return name.startswith(ASIDE)


def found(name: str, version: str, at_hand: Mapping[str, Iterable[str]]) -> str | None:
    """`NAME@VERSION` of the package at hand (name -> versions) that meets it, or None."""
    for one in names(name):
        met = best(version, at_hand.get(one, ()))
        if met is not None:
            return f"{one}@{met}"
    return None


def absent(manifest: Manifest, at_hand: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """`NAME@VERSION` of each package that it builds on and that is not at hand."""
    for name, version in wanted(manifest):
        if found(name, version, at_hand) is None:
            yield f"{name}@{version}"


def versions(labels: Iterable[str]) -> dict[str, list[str]]:
    """Name -> versions, of packages `NAME@VERSION`."""
    known: dict[str, list[str]] = {}
    for label in labels:
        name, _, version = label.rpartition("@")
        known.setdefault(name, []).append(version)
    return known
