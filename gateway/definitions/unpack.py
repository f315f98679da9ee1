"""Read the files of a FHIR package, a folder or a .tgz as published, without ever writing one.

What could escape, link, or burst a disk or a memory is refused by name.
https://hl7.org/fhir/packages.html · https://docs.python.org/3/library/tarfile.html
"""

from __future__ import annotations

import gzip
import tarfile
import unicodedata
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Protocol, Self

MANIFEST = "package.json"
MAX_FILE = 100_000_000
MAX_PACKAGE = 1_000_000_000
MAX_COUNT = 30_000
MAX_NAME = 1_000
_RATIO = 100
"""Times that a package may grow when it is unpacked, beyond the first _FREE bytes."""
_FREE = 64_000_000
_NAMES = frozenset(
    {
        tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE,
        tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK,
    }
)  # fmt: skip
_LONGEST = 64_000
"""Bytes of a header that only says more of the next file."""
_BROKEN = (tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error)


class Readable(Protocol):
    """Anything that bytes can be read from."""

    def read(self, size: int = ..., /) -> bytes:
        """The next bytes, at most so many."""


class _Header(tarfile.TarInfo):
    """A header whose size is looked at before it is read into memory."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """The header; raises ReadError where it is none, or announces too much of itself.

        Left to itself, `tarfile` takes a broken header for the end of the archive.
        """
        try:
            made = super().frombuf(buf, encoding, errors)
        except (tarfile.InvalidHeaderError, tarfile.TruncatedHeaderError) as error:  # type: ignore[attr-defined]
            raise tarfile.ReadError(str(error)) from None
        if made.type in _NAMES and made.size > _LONGEST:
            raise tarfile.ReadError("a header is too large")
        return made


class _Bounded:
    """A stream that ends with an error rather than go on for ever."""

    def __init__(self, stream: Readable, most: int) -> None:
        self._stream = stream
        self._left = most

    def read(self, size: int) -> bytes:
        """The next bytes; raises ReadError beyond the bound."""
        content = self._stream.read(size)
        self._left -= len(content)
        if self._left < 0:
            raise tarfile.ReadError("it grows too large when it is unpacked")
        return content


def files(place: Path) -> Iterator[tuple[str, bytes]]:
    """(name, content) of package.json and of each resource: those beside it, not examples below.

    Names are relative to the place: `package.json`, `package/package.json`. Raises OSError, and
    ValueError where a package is broken, too large, or holds what it should not.
    """
    if place.is_dir():
        yield from _folder(place)
        return
    with place.open("rb") as file:
        most = max(_FREE, min(MAX_PACKAGE, _RATIO * place.stat().st_size))
        try:
            with gzip.open(file) as stream:
                yield from _unpacked(place, _Bounded(stream, most))
        except _BROKEN as error:
            why = "it is not packed by gzip" if isinstance(error, gzip.BadGzipFile) else error
            raise ValueError(f"{place.name}: not a package as published: {why}") from None


def shown(place: Path, name: str) -> str:
    """A file of a package as a person finds it: a path, or `package.tgz!package/file.json`."""
    return f"{place}!{name}" if place.suffix == ".tgz" else str(place / name)


def _folder(place: Path) -> Iterator[tuple[str, bytes]]:
    folder = place if (place / MANIFEST).is_file() else place / "package"
    home, total = place.resolve(), 0
    inside = folder.resolve().is_relative_to(home)
    for file in sorted(folder.glob("*.json")):
        name = file.relative_to(place).as_posix()
        if not (file.resolve().is_relative_to(home) if file.is_symlink() else inside):
            raise ValueError(f"{place.name}: holds a link that leads outside it: {name}")
        if not file.is_file():
            raise ValueError(f"{place.name}: holds what is no file: {name}")
        size = file.stat().st_size
        total += size
        if size > MAX_FILE or total > MAX_PACKAGE:
            raise ValueError(f"{place.name}: too large at {name}")
        yield name, file.read_bytes()


def _unpacked(place: Path, stream: _Bounded) -> Iterator[tuple[str, bytes]]:
    seen: set[str] = set()
    total = 0
    with tarfile.open(fileobj=stream, mode="r|", tarinfo=_Header) as archive:  # type: ignore[call-overload]  # a stream needs no more than read
        for member in archive:
            _refuse(place, member, seen)
            total += member.size
            if member.size > MAX_FILE or total > MAX_PACKAGE:
                raise ValueError(f"{place.name}: too large at {_told(member.name)}")
            if member.isfile() and _wanted(member.name):
                content = archive.extractfile(member)
                yield _plain(member.name), content.read() if content else b""


def _refuse(place: Path, member: tarfile.TarInfo, seen: set[str]) -> None:
    """Raise ValueError for a member that no honest package holds."""
    told = _told(member.name)
    parts = [part for part in member.name.split("/") if part not in ("", ".")]
    if member.name.startswith("/") or ".." in parts or _strange(member.name):
        raise ValueError(f"{place.name}: holds a file outside itself: {told}")
    if member.issym() or member.islnk():
        raise ValueError(f"{place.name}: holds a link: {told}")
    if not (member.isreg() or member.isdir()) or member.issparse():
        raise ValueError(f"{place.name}: holds what is neither file nor folder: {told}")
    key = unicodedata.normalize("NFC", "/".join(parts)).casefold()
    if member.isreg() and key in seen:
        raise ValueError(f"{place.name}: holds two files of one name: {told}")
    seen.add(key)
    if len(seen) > MAX_COUNT:
        raise ValueError(f"{place.name}: holds more than {MAX_COUNT} files")


def _strange(name: str) -> bool:
    """A name that some system reads as a path elsewhere, or that nobody can read."""
    return len(name) > MAX_NAME or "\\" in name or name[1:2] == ":" or not name.isprintable()


def _told(name: str) -> str:
    return ascii(name[:80])


def _plain(name: str) -> str:
    return PurePosixPath(name).as_posix()


def _wanted(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix == ".json" and path.parent.as_posix() == "package"
