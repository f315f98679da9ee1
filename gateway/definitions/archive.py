"""The base definitions in one file: an index, and each definition compressed by itself.

Made once by `gateway definitions build`, from the official package; one definition is read without
touching the others. https://hl7.org/fhir/R4/downloads.html
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from gateway import fhirjson
from gateway.definitions.manifest import manifest
from gateway.definitions.packed import pack, unpack
from gateway.definitions.strip import GUIDE, KINDS, Record, strip
from gateway.definitions.unpack import MANIFEST, files
from gateway.model import Rejected

BUILDER = 3
"""Raise it when records change: an archive of another builder is made anew."""

CORE = "hl7.fhir.r4.core"
_MAGIC = b"gateway definitions "
_SIZES = 8


class Archive:
    """An archive at hand. Reading it changes nothing in it: threads share it."""

    def __init__(self, content: bytes) -> None:
        """Takes the file's content; raises ValueError where it is not of this builder."""
        if not content.startswith(_start()):
            raise ValueError(
                "the archive of base definitions is of another version: run `make setup`"
            )
        at = len(_start()) + _SIZES
        size = int.from_bytes(content[len(_start()) : at], "big")
        self._index: Mapping[str, Mapping[str, list[int]]]
        self._index = fhirjson.decode(zlib.decompress(content[at : at + size]))
        self._records = memoryview(content)[at + size :]
        self.digest = hashlib.sha256(content).hexdigest()

    def urls(self, kind: str) -> Iterable[str]:
        """Keys of all records of one kind."""
        return self._index.get(kind, {})

    def read(self, kind: str, url: str) -> tuple[Record, str] | None:
        """(record, digest), or None."""
        packed = self.packed(kind, url)
        return None if packed is None else (unpack(packed), hashlib.sha256(packed).hexdigest())

    def packed(self, kind: str, url: str) -> memoryview | None:
        """The record as it is kept; see `packed.head`."""
        spot = self._index.get(kind, {}).get(url)
        return None if spot is None else self._records[spot[0] : spot[0] + spot[1]]


def opened(place: Path) -> Archive:
    """The archive in this file.

    Read once while the file stays what it is. Raises FileNotFoundError that names `make setup`,
    ValueError where another version made it.
    """
    try:
        status = place.stat()
        return _opened(place, (status.st_ino, status.st_size, status.st_mtime_ns))
    except FileNotFoundError:
        raise FileNotFoundError(
            f"{place} is absent: run `make setup` (or `gateway definitions build`)"
        ) from None


@lru_cache(maxsize=1)
def _opened(place: Path, _status: tuple[int, int, int]) -> Archive:
    return Archive(place.read_bytes())


def fresh(place: Path) -> bool:
    """Is there an archive of this builder?"""
    if not place.is_file():
        return False
    with place.open("rb") as file:
        return file.read(len(_start())) == _start()


def build(tgz: Path, out: Path) -> None:
    """Make the archive `out` of the official package `hl7.fhir.r4.core`: same in, same out.

    Raises ValueError where the file is not that package, OSError where it cannot be read.
    """
    records = _records(tgz)
    index: dict[str, dict[str, list[int]]] = {}
    parts: list[bytes] = []
    at = 0
    for kind in sorted(records):
        for url in sorted(records[kind]):
            packed = pack(records[kind][url])
            index.setdefault(kind, {})[url] = [at, len(packed)]
            parts.append(packed)
            at += len(packed)
    head = zlib.compress(fhirjson.encode(index), 9)
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = out.with_suffix(".partial")
    partial.write_bytes(b"".join([_start(), len(head).to_bytes(_SIZES, "big"), head, *parts]))
    partial.replace(out)


def _start() -> bytes:
    return _MAGIC + str(BUILDER).encode() + b"\n"


def _records(tgz: Path) -> dict[str, dict[str, Any]]:
    records: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS if kind != GUIDE}
    name, refused = "", ""
    for file, content in files(tgz):
        if PurePosixPath(file).name == MANIFEST:
            said = manifest(content)
            name, refused = said.name, said.refused
            continue
        resource = _resource(file, content)
        if resource.get("resourceType") in records:
            _take(resource, records)
    if refused:
        raise ValueError(refused)
    if name != CORE or not records["StructureDefinition"]:
        raise ValueError(f"{tgz.name}: not the package {CORE}, but {name or 'something else'}")
    return records


def _resource(file: str, content: bytes) -> Any:
    try:
        return fhirjson.decode(content)
    except Rejected:
        raise ValueError(f"{file}: this is not JSON") from None


def _take(resource: Mapping[str, Any], records: dict[str, dict[str, Any]]) -> None:
    kind, record = resource["resourceType"], strip(resource)
    if kind == "SearchParameter":
        for base in record.get("base", ()):
            records[kind].setdefault(base, []).append(record)
            records[kind][base].sort(key=lambda one: str(one["url"]))
    else:
        records[kind][record["url"]] = record
