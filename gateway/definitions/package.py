"""Read a FHIR package (a folder, or a .tgz as published), and refuse one that is not R4.

https://hl7.org/fhir/packages.html
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from gateway import fhirjson
from gateway.definitions.strip import KINDS, Record, strip
from gateway.model import Fault, Rejected

MANIFEST = "package.json"
MAX_FILE = 100_000_000
MAX_PACKAGE = 2_000_000_000
_RELEASES = (("5.", "R5"), ("4.3", "R4B"), ("4.1", "R4B"), ("3.", "STU3"), ("1.", "DSTU2"))


class _Head(msgspec.Struct):
    resourceType: str = ""  # noqa: N815 - FHIR's own name
    url: str = ""
    fhirVersion: str = ""  # noqa: N815 - FHIR's own name
    base: Any = None


@dataclass(frozen=True, slots=True)
class Held:
    """One definition of a package, as written, compressed."""

    kind: str
    url: str
    file: str
    text: bytes
    base: tuple[str, ...] = ()
    """Of a search parameter: the types it belongs to."""

    def raw(self) -> bytes:
        """The file, byte for byte."""
        return zlib.decompress(self.text)

    def record(self) -> Record:
        """Its facts; see `strip`. Raises ValueError where it is not formed as FHIR has it."""
        try:
            return strip(fhirjson.decode(self.raw()))
        except (LookupError, TypeError, AttributeError, Rejected):
            raise ValueError(f"{self.file}: not formed as a {self.kind} is") from None


@dataclass(frozen=True, slots=True)
class Package:
    """The definitions of one package, by kind and canonical."""

    name: str
    definitions: Mapping[tuple[str, str], Held]
    faults: tuple[Fault, ...]
    """Why files, or all of it, were not taken."""
    digest: str


def refusal(version: str) -> str:
    """Why definitions of this FHIR version are not taken; empty where they are."""
    if version == "4.0" or version.startswith("4.0."):
        return ""
    release = next((name for start, name in _RELEASES if version.startswith(start)), "")
    called = f"FHIR {release}" if release else "this FHIR version"
    return f"{called} is not supported: fhirVersion {version}"


def files(place: Path) -> Iterator[tuple[str, bytes]]:
    """(name, content) of package.json and of each resource: those beside it, not examples below.

    Raises OSError, and ValueError where a .tgz is broken, too large, or holds a file outside
    itself.
    """
    if place.is_dir():
        folder = place if (place / MANIFEST).is_file() else place / "package"
        for file in sorted(folder.glob("*.json")):
            yield str(file), file.read_bytes()
    else:
        yield from _unpacked(place)


def _unpacked(place: Path) -> Iterator[tuple[str, bytes]]:
    import tarfile  # noqa: PLC0415 - a gateway at work reads folders only

    total = 0
    try:
        with tarfile.open(place, "r:gz") as archive:
            for member in archive:
                if not _wanted(place, member.name) or not member.isfile():
                    continue
                total += member.size
                if member.size > MAX_FILE or total > MAX_PACKAGE:
                    raise ValueError(f"{place.name}: too large at {member.name}")
                content = archive.extractfile(member)
                yield f"{place}!{member.name}", content.read() if content else b""
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise ValueError(f"{place.name}: not a package as published: {error}") from None


def _wanted(place: Path, member: str) -> bool:
    name = PurePosixPath(member)
    if name.is_absolute() or ".." in name.parts:
        raise ValueError(f"{place.name}: holds a file outside itself: {member}")
    return name.suffix == ".json" and name.parent.as_posix() == "package"


def manifest(content: bytes) -> tuple[str, str]:
    """(name, why it is refused) from a package.json; raises Rejected where it is not JSON."""
    said = fhirjson.decode(content)
    if not isinstance(said, dict):
        return "", ""
    versions = said.get("fhirVersions") or said.get("fhir-version-list") or []
    reasons = [refusal(version) for version in versions]
    return said.get("name", ""), "" if "" in reasons else (reasons or [""])[0]


def read(place: Path) -> Package:
    """A package with its faults; never raises for what is in it."""
    name, refused, digest = "", "", hashlib.sha256()
    held: dict[tuple[str, str], Held] = {}
    faults: list[Fault] = []
    try:
        for file, content in files(place):
            digest.update(content)
            if file.endswith("/" + MANIFEST):
                name, refused = _manifest(file, content, faults)
            elif one := _held(file, content, faults):
                if (one.kind, one.url) in held:
                    faults.append(Fault(file, 1, "canonical-twice", f"{one.url} stands twice"))
                held[one.kind, one.url] = one
    except (ValueError, OSError) as error:
        faults.append(Fault(str(place), 1, "package-unreadable", str(error)))
    if not name:
        faults.append(
            Fault(str(place), 1, "package-manifest", "there is no package.json with a name")
        )
    return Package(name, {} if refused else held, tuple(faults), digest.hexdigest())


def _manifest(file: str, content: bytes, faults: list[Fault]) -> tuple[str, str]:
    try:
        name, refused = manifest(content)
    except Rejected as error:
        name, refused = "", error.issues[0].text
    if refused:
        faults.append(Fault(file, 1, "fhir-version", refused))
    return name, refused


def _held(file: str, content: bytes, faults: list[Fault]) -> Held | None:
    try:
        head = msgspec.json.decode(content, type=_Head)
    except msgspec.DecodeError as error:
        faults.append(
            Fault(file, _line(error, content), "json", "this is not the JSON of a resource")
        )
        return None
    if head.resourceType not in KINDS:
        return None
    if head.fhirVersion and (refused := refusal(head.fhirVersion)):
        faults.append(Fault(file, 1, "fhir-version", refused))
        return None
    if not head.url:
        faults.append(Fault(file, 1, "url", f"a {head.resourceType} needs a url"))
        return None
    base = tuple(head.base) if isinstance(head.base, list) else ()
    return Held(head.resourceType, head.url, file, zlib.compress(content, 1), base)


def _line(error: msgspec.DecodeError, content: bytes) -> int:
    _, _, at = str(error).rpartition("(byte ")
    digits = at.rstrip(")")
    return content[: int(digits)].count(b"\n") + 1 if digits.isdigit() else 1
