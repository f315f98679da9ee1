"""Tar archives, also those packed by gzip, and a file alone that gzip packed: read in one sweep.

Never more of them is unpacked than the limits say.
https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html · https://www.rfc-editor.org/rfc/rfc1952
"""

from __future__ import annotations

import io
import tarfile
import zlib
from collections.abc import Iterator
from gzip import BadGzipFile, GzipFile
from tarfile import HeaderError
from typing import BinaryIO, Self, cast

from gateway.archives.entry import (
    Entry,
    Limits,
    astray,
    fault,
    flat,
    folded,
    is_tar,
    refusal,
)
from gateway.model import Issue, Rejected

_GZIP = b"\x1f\x8b"
_BLOCK = 512
_NAMES = frozenset(
    {
        *(tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK),
        *(tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE),
    }
)
"""Headers whose content is names."""
_LONGEST = 100_000
_CHUNK = 65_536
_HEADERS = 4 * _BLOCK
"""Bytes that stand around one file, at most, where it has a long name."""


def entries(stream: BinaryIO, limits: Limits) -> Iterator[Entry]:
    """Each file of a tar archive; raises Rejected where something is wrong with one of them."""
    packed_size = stream.seek(0, 2)
    stream.seek(0)
    gzipped = stream.read(2) == _GZIP
    stream.seek(0)
    source = cast("BinaryIO", GzipFile(fileobj=stream, mode="rb")) if gzipped else stream
    bounded = _Bounded(source, packed_size if gzipped else 0, limits)
    try:
        if gzipped and not _is_tar(stream):
            yield _alone(bounded, limits)
            return
        with tarfile.open(fileobj=bounded, mode="r|", tarinfo=_Strict) as archive:
            yield from _each(archive, limits)
        while bounded.read(_CHUNK):  # to the end, where gzip says whether all of it is right
            pass
    except (tarfile.TarError, BadGzipFile, EOFError, OSError, ValueError, zlib.error):
        raise refusal("archive-unreadable") from None


def _is_tar(stream: BinaryIO) -> bool:
    """Is a tar archive what gzip packed? Else it is one file: `results.csv.gz`."""
    with GzipFile(fileobj=stream, mode="rb") as unpacked:
        head = unpacked.read(_BLOCK)
    stream.seek(0)
    return is_tar(head) or (bool(head) and not head.strip(b"\0"))


def _alone(bounded: _Bounded, limits: Limits) -> Entry:
    """The one file that gzip packed: it has no name of its own."""
    chunks: list[bytes] = []
    size = 0
    while chunk := bounded.read(_CHUNK):
        chunks.append(chunk)
        size += len(chunk)
        if size > limits.entry:
            raise Rejected([fault("archive-entry-size", 1, limits.entry, code="too-long")])
    return Entry(1, "", flat(b"".join(chunks), 1))


class _Strict(tarfile.TarInfo):
    """A header; what is cut off or is none ends in a refusal, and not in silence."""

    @classmethod
    def fromtarfile(cls, tarfile: tarfile.TarFile) -> Self:
        """The next header; raises Rejected."""
        try:
            return super().fromtarfile(tarfile)
        except HeaderError as error:
            if type(error).__name__ == "EOFHeaderError":
                raise
            raise refusal("archive-unreadable") from None

    def _proc_member(self, tarfile: tarfile.TarFile) -> Self:
        """The library reads long names into memory, whatever their length."""
        if self.type in _NAMES and self.size > _LONGEST:
            raise refusal("archive-unreadable")
        made: Self = super()._proc_member(tarfile)  # type: ignore[misc]
        return made


class _Bounded(io.RawIOBase):
    """A stream that ends in a refusal where more comes out of it than may."""

    def __init__(self, source: BinaryIO, packed_size: int, limits: Limits) -> None:
        self._source = source
        self._limits = limits
        self._most = limits.total + _HEADERS * limits.entries
        self._packed = packed_size
        self._read = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes; raises Rejected."""
        data = self._source.read(size)
        self._read += len(data)
        limits = self._limits
        if self._read > self._most:
            raise refusal("archive-size", limits.total, code="too-long")
        if self._packed and self._read > max(limits.free, limits.ratio * self._packed):
            raise refusal("archive-ratio", limits.ratio, code="too-long")
        return data

    def readable(self) -> bool:
        """It is."""
        return True


def _each(archive: tarfile.TarFile, limits: Limits) -> Iterator[Entry]:
    names: set[str] = set()
    total = 0
    for number, info in enumerate(archive, 1):
        if number > limits.entries:
            raise refusal("archive-entries", limits.entries, code="too-long")
        if info.isdir() and not astray(info.name):
            continue
        wrong = [*_wrong(info, number, names, limits)]
        if wrong:
            raise Rejected(wrong)
        names.add(folded(info.name))
        total += info.size
        if total > limits.total:
            raise refusal("archive-size", limits.total, code="too-long")
        yield Entry(number, info.name, _body(archive, info, number))


def _wrong(info: tarfile.TarInfo, number: int, names: set[str], limits: Limits) -> Iterator[Issue]:
    if astray(info.name):
        yield fault("archive-path", number, code="security")
    if not info.isreg() or info.issparse():
        yield fault("archive-link", number, code="security")
    if folded(info.name) in names:
        yield fault("archive-duplicate", number)
    if info.size > limits.entry or info.size < 0:
        yield fault("archive-entry-size", number, limits.entry, code="too-long")


def _body(archive: tarfile.TarFile, info: tarfile.TarInfo, number: int) -> bytes:
    file = archive.extractfile(info)
    body = file.read() if file is not None else b""
    if len(body) != info.size:
        raise Rejected([fault("archive-sizes", number, code="security")])
    return flat(body, number)
