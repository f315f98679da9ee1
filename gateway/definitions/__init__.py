"""What FHIR R4 and our packages say a resource is: read one definition at a time, when asked.

https://hl7.org/fhir/R4/conformance-module.html · https://hl7.org/fhir/packages.html
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from gateway import fhirjson
from gateway.definitions.archive import Archive, build, fresh, opened
from gateway.definitions.chosen import choose
from gateway.definitions.codes import Codes, Expansion, meant
from gateway.definitions.element import Binding, Constraint, Element, Slicing, TypeRef
from gateway.definitions.filters import fits
from gateway.definitions.lint import Lint, line
from gateway.definitions.needs import absent, aside, versions
from gateway.definitions.package import Package, places
from gateway.definitions.package import read as read_package
from gateway.definitions.packed import head
from gateway.definitions.parameters import SearchParameter, parameter
from gateway.definitions.snapshot import Snapshot
from gateway.definitions.strip import GUIDE, Record, translations
from gateway.definitions.structure import Structure, Whole, structure, whole
from gateway.definitions.systems import CodeSystem, Concept, codesystem
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
    "translations",
]

BASE = "http://hl7.org/fhir/StructureDefinition/"
COMPARTMENTS = "http://hl7.org/fhir/CompartmentDefinition/"
_PLAIN = frozenset({"Bundle", "Parameters", "Binary", "Resource"})


class Definitions:
    """The base definitions and packages at hand. Nothing in it changes; threads may share it."""

    version: str
    """Hash of the archive and of every file of the packages."""
    packages: tuple[Package, ...]
    """The packages at hand, in the order in which they were named."""
    faults: tuple[Fault, ...]
    """Why packages, or files of them, were not taken: known on opening, at no cost."""

    def __init__(self, archive: Archive, packages: Sequence[Package]) -> None:
        self._archive = archive
        self.packages = tuple(packages)
        self._chosen = choose(packages)
        self._held = self._chosen.held
        digests = "|".join([archive.digest, *(package.digest for package in packages)])
        self.version = hashlib.sha256(digests.encode()).hexdigest()
        faults = (fault for package in packages for fault in package.faults)
        self.faults = (*faults, *self._chosen.faults)
        self._structure = lru_cache(maxsize=1024)(self._make_structure)
        self._whole = lru_cache(maxsize=128)(self._make_whole)
        self._codes = lru_cache(maxsize=256)(self._make_codes)
        self._system = lru_cache(maxsize=32)(self._make_system)
        self._supplements = lru_cache(maxsize=1)(self._make_supplements)
        self._texts = lru_cache(maxsize=1)(self._make_texts)
        self._parameters = lru_cache(maxsize=32)(self._make_parameters)
        # Those of all resources are among those of each: they are not read 150 times.
        self._stated = lru_cache(maxsize=4)(self._make_stated)

    @classmethod
    def open(
        cls, archive: Path, packages: Sequence[Path] = (), cache: Path | None = None
    ) -> Definitions:
        """The definitions of an archive and of packages: folders or .tgz.

        Of several definitions of one canonical the newest wins, among equals the later one;
        `url|version` asks for another. A folder may be a package or hold packages. `cache` is a
        folder, of this user only, for what was read of them. Raises FileNotFoundError that names
        `make setup`, ValueError for an archive of another version. What is wrong in packages
        is in `faults`, and the rest of it in `lint`.
        """
        return cls(opened(archive), [read_package(place, cache) for place in places(packages)])

    def structure(self, url_or_type: str) -> Structure | None:
        """The type or profile: `Patient`, `string`, or a canonical, with or without |version.

        Where that version is not at hand, another is given. None where there is none. Raises
        ValueError where its differential cannot be applied.
        """
        return self._structure(self._exact("StructureDefinition", _canonical(url_or_type)))

    def codes(self, valueset: str) -> Codes | None:
        """The enumeration of a value set; None where it cannot be known from what is at hand.

        A version after `|` must be one at hand, here and for all that the value set is made of.
        """
        return self._codes(valueset)

    def valueset(self, url: str) -> Mapping[str, Any] | None:
        """What a value set consists of, as a record (see `strip_codes`)."""
        with suppress(ValueError):  # `lint` says how it is not formed
            record = (self._read("ValueSet", self._exact("ValueSet", url)) or ({},))[0]
            return record if record and meant(record.get("version", ""), url) else None
        return None

    def system(self, url: str) -> CodeSystem | None:
        """The code system, or the part of it that is at hand."""
        found = self._system(self._exact("CodeSystem", url))
        return found if found is None or meant(found.version, url) else None

    def supplements(self, url: str) -> tuple[CodeSystem, ...]:
        """What adds words to a code system; to be asked seldom: all others are looked through."""
        return self._supplements().get(url, ())

    def search_parameters(self, type: str) -> tuple[SearchParameter, ...]:
        """What resources of this type can be searched by, those of all resources included."""
        return self._parameters(type)

    def globals(self) -> Mapping[str, tuple[str, ...]]:
        """Type -> the profiles that ImplementationGuides at hand ask of every resource of it."""
        found: dict[str, tuple[str, ...]] = {}
        for (kind, _), held in self._held.items():
            said = held.record()["global"] if kind == GUIDE and held.packed else ()
            for type, profile in said:
                found[type] = tuple(dict.fromkeys((*found.get(type, ()), self.canonical(profile))))
        return found

    def canonicals(self, kind: str) -> tuple[str, ...]:
        """The canonicals of all definitions of one kind (`StructureDefinition`), sorted."""
        ours = {url for held_kind, url in self._held if held_kind == kind}
        if kind == "SearchParameter":
            for base in self._archive.urls(kind):
                ours |= {one.url for one in self._stated(base)}
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
        lint = self._lint()
        at_hand = versions(package.manifest.label for package in self.packages)
        for package in self.packages:
            yield from _absent(package, at_hand)
            with suppress(OSError, ValueError):  # said by its faults
                for held, text in package.texts():
                    yield from lint.faults(held, text)

    def misfits(self, profile: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
        """(element id, rule, sentence): what its base does not allow of a profile, as FHIR JSON.

        Nothing where the base is not at hand, or the profile is not formed as FHIR has it.
        """
        return self._lint().misfits(dict(profile))

    def _lint(self) -> Lint:
        snapshot, other = Snapshot(self._find), self._chosen.other
        return Lint(snapshot, self._known, self.system, other, self.supplements)

    def line(self, url: str, element_id: str) -> int:
        """The line of its file on which a profile's element is written; 1 where it is not found.

        Raises OSError and ValueError where the package cannot be read any more.
        """
        held = self._chosen.get("StructureDefinition", url)
        text = self._texts(held.package).get(held.file) if held else None
        return line(text, element_id) if text else 1

    def _make_texts(self, label: str) -> Mapping[str, bytes]:
        found = (one.texts() for one in self.packages if one.manifest.label == label)
        return {held.file: text for texts in found for held, text in texts}

    def canonical(self, url: str) -> str:
        """The canonical of a profile, with |version only where that means another than usual."""
        return self._exact("StructureDefinition", url) if "|" in url else url

    def _exact(self, kind: str, canonical: str) -> str:
        """The canonical, with a version only where that means another than the usual one."""
        url = canonical.partition("|")[0]
        version = self._chosen.version(kind, canonical)
        return f"{url}|{version}" if version else url

    def _find(self, url_or_type: str) -> Record | None:
        url = self._exact("StructureDefinition", _canonical(url_or_type))
        read = self._read("StructureDefinition", url)
        return read[0] if read else None

    def _known(self, kind: str, url: str) -> bool:
        key = url.partition("|")[0]
        return (kind, key) in self._held or key in self._archive.urls(kind)

    def _read(self, kind: str, url: str) -> tuple[Record, str] | None:
        held = self._chosen.get(kind, url)
        if held is None:
            return self._archive.read(kind, url)
        return self._chosen.meant(held), held.digest

    def _make_structure(self, url: str) -> Structure | None:
        held = self._chosen.get("StructureDefinition", url)
        packed = held.packed if held else self._archive.packed("StructureDefinition", url)
        said = head(packed) if packed and not self._chosen.rivals else None
        if said is not None:
            digest = held.digest if held else hashlib.sha256(packed or b"").hexdigest()
            return structure(said, held.file if held else "", digest, partial(self._whole, url))
        read = self._read("StructureDefinition", url)
        if read is None:
            return None
        record, digest = read
        if "elements" not in record:
            record = Snapshot(self._find).whole(record)
            digest = hashlib.sha256(fhirjson.encode(record)).hexdigest()
        try:
            return structure(record, held.file if held else "", digest)
        except (LookupError, TypeError, ValueError):
            raise ValueError(f"{url}: its snapshot is not formed as FHIR has it") from None

    def _make_whole(self, url: str) -> Whole:
        read = self._read("StructureDefinition", url)
        return whole(read[0] if read else {"elements": ()})

    def _make_codes(self, url: str) -> Codes | None:
        pairs = Expansion(self.system, self.valueset, fits).of(url)
        return None if pairs is None else Codes(pairs)

    def _make_supplements(self) -> Mapping[str, tuple[CodeSystem, ...]]:
        found: dict[str, tuple[CodeSystem, ...]] = {}
        for url in self.canonicals("CodeSystem"):
            one = self.system(url)
            if one is not None and one.content == "supplement":
                of = one.supplements.partition("|")[0]
                found[of] = (*found.get(of, ()), one)
        return found

    def _make_system(self, url: str) -> CodeSystem | None:
        with suppress(LookupError, TypeError, ValueError):  # `lint` says how it is not formed
            read = self._read("CodeSystem", url)
            return codesystem(read[0]) if read else None
        return None

    def _make_parameters(self, type: str) -> tuple[SearchParameter, ...]:
        nearest: dict[str, SearchParameter] = {}
        for base in (type, *_above(type)):
            for one in self._stated(base):
                nearest.setdefault(one.code, one)
        return tuple(nearest.values())

    def _make_stated(self, base: str) -> tuple[SearchParameter, ...]:
        read = self._archive.read("SearchParameter", base)
        ours = [
            one.record()
            for one in self._held.values()
            if one.kind == "SearchParameter" and base in one.base
        ]
        published: Any = read[0] if read else ()
        return tuple(parameter(one) for one in (*ours, *published))


def _canonical(url_or_type: str) -> str:
    return url_or_type if ":" in url_or_type else BASE + url_or_type


def _absent(package: Package, at_hand: Mapping[str, Sequence[str]]) -> Iterator[Fault]:
    for label in absent(package.manifest, at_hand):
        if not aside(label):
            text = f"{package.manifest.label} builds on {label}, which is not at hand"
            yield Fault(package.file, 1, "package-absent", text)


def _above(type: str) -> tuple[str, ...]:
    if type == "Resource":
        return ()
    return ("Resource",) if type in _PLAIN else ("DomainResource", "Resource")
