"""Read a FHIR package (a folder, or a .tgz as published), and refuse one that is not R4.

https://hl7.org/fhir/packages.html
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import InvalidOperation
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any

import msgspec

from gateway import fhirjson
from gateway.definitions import shelved
from gateway.definitions.manifest import Manifest, manifest, refusal
from gateway.definitions.packed import pack, unpack
from gateway.definitions.strip import GUIDE, KINDS, Record, strip
from gateway.definitions.structure import structure
from gateway.definitions.unpack import MANIFEST, files, shown
from gateway.model import Fault, Rejected

_SORTS = MappingProxyType(
    {
        "ValueSet": "value sets",
        "CodeSystem": "code systems",
        "SearchParameter": "search parameters",
    }
)
_LEVEL = 3
"""Of compression: most of what a high one saves, in a quarter of its time."""
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, InvalidOperation, RecursionError)


class _Head(msgspec.Struct):
    """What a resource says first: of any type, so of any shape."""

    resourceType: str = ""  # noqa: N815 - FHIR's own name
    url: Any = None
    version: Any = None
    fhirVersion: Any = None  # noqa: N815 - FHIR's own name
    base: Any = None
    every: Any = msgspec.field(name="global", default=None)


@dataclass(frozen=True, slots=True)
class Held:
    """One definition of a package; its facts stay compressed until they are asked for."""

    kind: str
    url: str
    version: str
    file: str
    """As a person finds it: a path, or `package.tgz!package/file.json`."""
    digest: str
    packed: bytes | memoryview
    """Empty where it is not formed as FHIR has it."""
    base: tuple[str, ...] = ()
    """Of a search parameter: the types it belongs to."""
    package: str = ""
    """`NAME@VERSION` of the package that holds it."""

    def record(self) -> Record:
        """Its facts; see `strip`. Raises ValueError where it is not formed as FHIR has it."""
        if not self.packed:
            raise ValueError(f"{self.file}: not formed as a {self.kind} is")
        record: Record = unpack(self.packed)
        return record


@dataclass(frozen=True, slots=True)
class Package:
    """The definitions of one package, by kind and canonical."""

    place: Path
    manifest: Manifest
    definitions: Mapping[tuple[str, str], Held]
    faults: tuple[Fault, ...]
    """Why files, or all of it, were not taken."""
    digest: str
    counts: Mapping[str, int]
    """How many profiles, extensions, value sets, code systems... it holds."""

    @property
    def name(self) -> str:
        """As its package.json says it; empty where there is none."""
        return self.manifest.name

    @property
    def file(self) -> str:
        """Its package.json, as a person finds it."""
        flat = (self.place / MANIFEST).is_file()
        return shown(self.place, MANIFEST if flat else f"package/{MANIFEST}")

    def texts(self) -> Iterator[tuple[Held, bytes]]:
        """Each definition and its file, byte for byte; raises as `files` does."""
        held = {one.file: one for one in self.definitions.values()}
        for name, content in files(self.place):
            one = held.get(shown(self.place, name))
            if one is not None:
                yield one, content


def places(folders: Iterable[Path]) -> Iterator[Path]:
    """Where packages are: each folder may be one, or hold some; a .tgz is one."""
    for folder in folders:
        inner = (folder, folder / "package")
        if not folder.is_dir() or any((one / MANIFEST).is_file() for one in inner):
            yield folder
            continue
        for child in sorted(folder.iterdir()):
            if child.is_dir() or child.suffix == ".tgz":
                yield child


def read(place: Path, cache: Path | None = None) -> Package:
    """A package with its faults; never raises for what is in it.

    `cache` is a folder, of this user only, in which what was read is kept for the next time.
    """
    faults: list[Fault] = []
    try:
        digest, contents = _contents(place)
        kept = shelved.load(cache, digest)
        if kept is None:
            kept = _parsed(contents)
            shelved.keep(cache, digest, kept)
    except (ValueError, OSError) as error:
        digest, kept = "", shelved.NOTHING
        faults.append(Fault(str(place), 1, "package-unreadable", _why(place, error)))
    return _package(place, digest, kept, faults)


def _why(place: Path, error: Exception) -> str:
    return f"{place.name}: {error.strerror}" if isinstance(error, OSError) else str(error)


def _contents(place: Path) -> tuple[str, Iterable[tuple[str, bytes]]]:
    """(hash of all that it holds, its files)."""
    if place.is_dir():
        found = list(files(place))
        hashed = hashlib.sha256()
        for name, content in found:
            hashed.update(b"%d %s %d " % (len(name), name.encode(), len(content)) + content)
        return hashed.hexdigest(), found
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), files(place)


def _parsed(contents: Iterable[tuple[str, bytes]]) -> shelved.Kept:
    made = shelved.Kept()
    seen: set[tuple[str, str]] = set()
    for name, content in contents:
        if PurePosixPath(name).name == MANIFEST:
            _manifest(name, content, made)
        elif head := _head(name, content, made):
            key = (head.resourceType, head.url)
            if key in seen:
                made.faults.append((name, 1, "canonical-twice", f"{head.url} stands twice"))
            seen.add(key)
            _hold(name, content, head, made)
    return made


def _manifest(name: str, content: bytes, made: shelved.Kept) -> None:
    try:
        made.manifest = content
        said = manifest(content)
        reason = said.refused
    except Rejected as error:
        made.manifest = b"{}"
        reason = error.issues[0].text
    if reason:
        made.faults.append((name, 1, "fhir-version", reason))


def _head(name: str, content: bytes, made: shelved.Kept) -> _Head | None:
    try:
        head = msgspec.json.decode(content, type=_Head)
    except _UNREADABLE as error:
        line = _line(error, content)
        made.faults.append((name, line, "json", "this is not the JSON of a resource"))
        return None
    if head.resourceType not in KINDS:
        return None
    if head.resourceType == GUIDE:  # it has versions, of what its package.json says as well
        return head if head.every and head.url.__class__ is str else None
    if head.fhirVersion and (refused := refusal(str(head.fhirVersion))):
        made.faults.append((name, 1, "fhir-version", refused))
        return None
    if not head.url or head.url.__class__ is not str:
        made.faults.append((name, 1, "url", f"a {head.resourceType} needs a url"))
        return None
    return head


def _hold(name: str, content: bytes, head: _Head, made: shelved.Kept) -> None:
    base = tuple(map(str, head.base)) if isinstance(head.base, list) else ()
    try:
        record = strip(fhirjson.decode(content))
        if "elements" in record:
            structure(record, "", "")
        packed, sort = pack(record, _LEVEL), _sort(head.resourceType, record)
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError, Rejected):
        packed, sort = b"", "malformed"
    digest = hashlib.sha256(content).hexdigest()
    version = head.version if head.version.__class__ is str else ""
    row = (head.resourceType, head.url, version, name, digest, sort, base, len(packed))
    made.held.append(row)
    made.packed.append(packed)


def _sort(kind: str, record: Record) -> str:
    """What it is counted as."""
    if kind != "StructureDefinition":
        return _SORTS.get(kind, "others")
    if record.get("derivation") != "constraint":
        return "models"
    return "extensions" if record.get("type") == "Extension" else "profiles"


def _package(place: Path, digest: str, kept: shelved.Kept, faults: list[Fault]) -> Package:
    said = manifest(kept.manifest)
    faults += [Fault(shown(place, name), line, *told) for name, line, *told in kept.faults]
    if not said.name:
        text = "there is no package.json with a name"
        faults.append(Fault(str(place), 1, "package-manifest", text))
    rows = () if said.refused else zip(kept.held, kept.packed, strict=True)
    held = {(row[0], row[1]): _held(place, said.label, row, packed) for row, packed in rows}
    counts = Counter(row[5] for row in kept.held)
    return Package(place, said, held, tuple(faults), digest, counts)


def _held(place: Path, label: str, row: shelved.Row, packed: bytes | memoryview) -> Held:
    kind, url, version, name, digest, _, base, _ = row
    return Held(kind, url, version, shown(place, name), digest, packed, tuple(base), label)


def _line(error: Exception, content: bytes) -> int:
    _, _, at = str(error).rpartition("(byte ")
    digits = at.rstrip(")")
    return content[: int(digits)].count(b"\n") + 1 if digits.isdigit() else 1
