"""What FHIR R4 and our packages say a resource is: read one definition at a time, when asked.

https://hl7.org/fhir/R4/conformance-module.html · https://hl7.org/fhir/packages.html
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from gateway import fhirjson
from gateway.definitions.archive import Archive, build, fresh, opened
from gateway.definitions.codes import Codes, CodeSystem, Concept, Expansion, codesystem
from gateway.definitions.lint import Lint
from gateway.definitions.package import MANIFEST, Held, Package
from gateway.definitions.package import read as read_package
from gateway.definitions.parameters import SearchParameter, parameter
from gateway.definitions.snapshot import Snapshot
from gateway.definitions.strip import Record
from gateway.definitions.structure import (
    Binding,
    Constraint,
    Element,
    Slicing,
    Structure,
    TypeRef,
    structure,
)
from gateway.model import Fault

__all__ = [
    "Binding",
    "CodeSystem",
    "Codes",
    "Concept",
    "Constraint",
    "Definitions",
    "Element",
    "SearchParameter",
    "Slicing",
    "Structure",
    "TypeRef",
    "build",
    "fresh",
]

BASE = "http://hl7.org/fhir/StructureDefinition/"
COMPARTMENTS = "http://hl7.org/fhir/CompartmentDefinition/"
_PLAIN = frozenset({"Bundle", "Parameters", "Binary", "Resource"})


class Definitions:
    """The base definitions and packages at hand. Nothing in it changes; threads may share it."""

    version: str
    """Hash of the archive and of every file of the packages."""
    faults: tuple[Fault, ...]
    """Why packages, or files of them, were not taken: known on opening, at no cost."""

    def __init__(self, archive: Archive, packages: Sequence[Package]) -> None:
        self._archive = archive
        self._held: dict[tuple[str, str], Held] = {}
        for package in packages:
            self._held |= package.definitions
        digests = "|".join([archive.digest, *(package.digest for package in packages)])
        self.version = hashlib.sha256(digests.encode()).hexdigest()
        self.faults = tuple(fault for package in packages for fault in package.faults)
        self._structure = lru_cache(maxsize=64)(self._make_structure)
        self._codes = lru_cache(maxsize=256)(self._make_codes)
        self._system = lru_cache(maxsize=32)(self._make_system)
        self._parameters = lru_cache(maxsize=32)(self._make_parameters)

    @classmethod
    def open(cls, archive: Path, packages: Sequence[Path] = ()) -> Definitions:
        """The definitions of an archive and of packages: folders or .tgz; a later one wins.

        A folder may be a package or hold packages. Raises FileNotFoundError that names
        `make setup`, ValueError for an archive of another version. What is wrong in packages
        is in `faults`, and the rest of it in `lint`.
        """
        places = [place for folder in packages for place in _places(folder)]
        return cls(opened(archive), [read_package(place) for place in places])

    def structure(self, url_or_type: str) -> Structure | None:
        """The type or profile: `Patient`, `string`, or a canonical (its |version is tolerated).

        None where it is not at hand. Raises ValueError where its differential cannot be applied.
        """
        return self._structure(_canonical(url_or_type))

    def codes(self, valueset: str) -> Codes | None:
        """The enumeration of a value set; None where it cannot be known from what is at hand."""
        return self._codes(valueset.partition("|")[0])

    def system(self, url: str) -> CodeSystem | None:
        """The code system, or the part of it that is at hand."""
        return self._system(url.partition("|")[0])

    def search_parameters(self, type: str) -> tuple[SearchParameter, ...]:
        """What resources of this type can be searched by, those of all resources included."""
        return self._parameters(type)

    def canonicals(self, kind: str) -> tuple[str, ...]:
        """The canonicals of all definitions of one kind (`StructureDefinition`), sorted."""
        ours = {url for held_kind, url in self._held if held_kind == kind}
        if kind == "SearchParameter":
            for base in self._archive.urls(kind):
                ours |= {one["url"] for one in self._all_parameters(base)}
            return tuple(sorted(ours))
        return tuple(sorted(ours.union(self._archive.urls(kind))))

    def compartment(self, code: str) -> Mapping[str, tuple[str, ...]] | None:
        """Type -> search parameters through which it lies in the compartment (`Patient`)."""
        read = self._read("CompartmentDefinition", f"{COMPARTMENTS}{code.lower()}")
        if read is None:
            return None
        return {one: tuple(params) for one, params in read[0]["resource"].items()}

    def lint(self) -> Iterator[Fault]:
        """Every fault in the packages, with file and line."""
        yield from self.faults
        lint = Lint(Snapshot(self._find), self._known, self.system)
        for held in self._held.values():
            yield from lint.faults(held)

    def _find(self, url_or_type: str) -> Record | None:
        read = self._read("StructureDefinition", _canonical(url_or_type))
        return read[0] if read else None

    def _known(self, kind: str, url: str) -> bool:
        key = url.partition("|")[0]
        return (kind, key) in self._held or key in self._archive.urls(kind)

    def _read(self, kind: str, url: str) -> tuple[Record, str] | None:
        held = self._held.get((kind, url))
        if held is None:
            return self._archive.read(kind, url)
        return held.record(), hashlib.sha256(held.text).hexdigest()

    def _make_structure(self, url: str) -> Structure | None:
        read = self._read("StructureDefinition", url)
        if read is None:
            return None
        record, digest = read
        if "elements" not in record:
            record = Snapshot(self._find).whole(record)
            digest = hashlib.sha256(fhirjson.encode(record)).hexdigest()
        held = self._held.get(("StructureDefinition", url))
        try:
            return structure(record, held.file if held else "", digest)
        except (LookupError, TypeError, ValueError):
            raise ValueError(f"{url}: its snapshot is not formed as FHIR has it") from None

    def _make_codes(self, url: str) -> Codes | None:
        pairs = Expansion(self.system, lambda one: self._valueset(one.partition("|")[0])).of(url)
        return None if pairs is None else Codes(pairs)

    def _valueset(self, url: str) -> Mapping[str, Any] | None:
        return (self._read("ValueSet", url) or (None,))[0]

    def _make_system(self, url: str) -> CodeSystem | None:
        read = self._read("CodeSystem", url)
        return codesystem(read[0]) if read else None

    def _make_parameters(self, type: str) -> tuple[SearchParameter, ...]:
        nearest: dict[str, SearchParameter] = {}
        for base in (type, *_above(type)):
            for one in self._all_parameters(base):
                nearest.setdefault(one["code"], parameter(one))
        return tuple(nearest.values())

    def _all_parameters(self, base: str) -> list[Record]:
        read = self._archive.read("SearchParameter", base)
        ours = [
            one.record()
            for one in self._held.values()
            if one.kind == "SearchParameter" and base in one.base
        ]
        published: Any = read[0] if read else ()
        return [*ours, *published]


def _canonical(url_or_type: str) -> str:
    url = url_or_type.partition("|")[0]
    return url if ":" in url else BASE + url


def _above(type: str) -> tuple[str, ...]:
    if type == "Resource":
        return ()
    return ("Resource",) if type in _PLAIN else ("DomainResource", "Resource")


def _places(folder: Path) -> Iterator[Path]:
    inner = (folder, folder / "package")
    if not folder.is_dir() or any((one / MANIFEST).is_file() for one in inner):
        yield folder
        return
    for child in sorted(folder.iterdir()):
        if child.is_dir() or child.suffix == ".tgz":
            yield child
