"""FHIR packages made up for the tests of this room.

https://hl7.org/fhir/packages.html
"""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

NAME = "example.national"
URL = "https://example.test/sd/patient"


def manifest(name: str = NAME, version: str = "1.0.0", **more: Any) -> bytes:
    """A package.json."""
    return json.dumps(
        {"name": name, "version": version, "fhirVersions": ["4.0.1"], **more}
    ).encode()


def profile(url: str = URL, version: str = "1.0.0", **more: Any) -> bytes:
    """A profile on Patient in which a birth date is required."""
    said = {
        "resourceType": "StructureDefinition",
        "url": url,
        "version": version,
        "name": "Sample",
        "status": "active",
        "fhirVersion": "4.0.1",
        "kind": "resource",
        "abstract": False,
        "type": "Patient",
        "derivation": "constraint",
        "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Patient",
        "differential": {
            "element": [{"id": "Patient.birthDate", "path": "Patient.birthDate", "min": 1}]
        },
    }
    return json.dumps(said | more).encode()


def tgz(members: Iterable[tuple[tarfile.TarInfo, bytes]]) -> bytes:
    """A .tgz of these members."""
    packed = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as stream,
        tarfile.open(fileobj=stream, mode="w") as archive,
    ):
        for info, content in members:
            archive.addfile(info, io.BytesIO(content))
    return packed.getvalue()


def member(name: str, content: bytes = b"", kind: bytes = tarfile.REGTYPE) -> tuple[Any, bytes]:
    """A file, or whatever kind of thing, of an archive."""
    info = tarfile.TarInfo(name)
    info.type = kind
    info.size = len(content)
    info.linkname = "/etc/passwd" if kind in (tarfile.SYMTYPE, tarfile.LNKTYPE) else ""
    return info, content


def packed(files: Mapping[str, bytes], *more: tuple[Any, bytes]) -> bytes:
    """A package that holds these files in its folder `package`."""
    inside = [member(f"package/{name}", content) for name, content in files.items()]
    return tgz([*inside, *more])


def package(name: str = NAME, version: str = "1.0.0", **more: Any) -> bytes:
    """A whole package with one profile, of its own version."""
    files = {"package.json": manifest(name, version, **more)}
    return packed({**files, "StructureDefinition-a.json": profile(version=version)})


def written(file: Path, content: bytes) -> Path:
    """The file, with this content."""
    file.write_bytes(content)
    return file
