"""Zip archives: the directory is held against the limits first, then each file against it.

https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

from __future__ import annotations

import stat
import struct
import zlib
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import BinaryIO, Protocol
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from gateway.archives.entry import Entry, Limits, astray, fault, flat, folded, refusal
from gateway.model import Issue, Rejected

_SIGNS = (b"PK\x03\x04", b"PK\x05\x06")
_END, _END64 = b"PK\x05\x06", b"PK\x06\x06"
_TAIL = 66_000 + 56
"""Bytes in which the end of the directory begins: the longest comment, and what stands before."""
_DIRECTORY = 4_000_000
"""Bytes of a directory that is read."""
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_CHUNK = 65_536
_MOST32 = 0xFFFFFFFF
_METHODS = (ZIP_STORED, ZIP_DEFLATED)


class Read(Protocol):
    """Reads the entries of an archive."""

    def __call__(self, stream: BinaryIO, limits: Limits) -> Iterator[Entry]:
        """Each file; raises Rejected."""


def signed(head: bytes) -> bool:
    """Does a zip archive begin so?"""
    return head.startswith(_SIGNS)


def entries(stream: BinaryIO, limits: Limits) -> Iterator[Entry]:
    """Each file of a zip archive; raises Rejected with all that its directory shows is wrong."""
    try:
        _bounded(stream, limits)
        with ZipFile(stream) as archive:
            infos = archive.infolist()
            wrong = [*_listed(infos, limits)]
            if wrong:
                raise Rejected(wrong)
            for number, info in enumerate(infos, 1):
                if not info.is_dir():
                    yield Entry(number, info.filename, _body(archive, info, number, limits))
    except (BadZipFile, EOFError, OSError, ValueError, zlib.error, NotImplementedError):
        raise refusal("archive-unreadable") from None
    except (RuntimeError, struct.error, UnicodeDecodeError, OverflowError):
        raise refusal("archive-unreadable") from None


def _bounded(stream: BinaryIO, limits: Limits) -> None:
    """Refuse a directory that is too large to be read, before it is."""
    size = stream.seek(0, 2)
    stream.seek(max(size - _TAIL, 0))
    tail = stream.read(_TAIL)
    stream.seek(0)
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise refusal("archive-unreadable")
    (directory,) = struct.unpack_from("<L", tail, at + 12)
    at64 = tail.rfind(_END64, 0, at)
    if directory == _MOST32 and at64 >= 0:
        (directory,) = struct.unpack_from("<Q", tail, at64 + 40)
    if directory > min(_DIRECTORY, size):
        raise refusal("archive-entries", limits.entries, code="too-long")


def _listed(infos: Sequence[ZipInfo], limits: Limits) -> Iterator[Issue]:
    """Everything that is wrong by what the directory says."""
    if len(infos) > limits.entries:
        raise refusal("archive-entries", limits.entries, code="too-long")
    if sum(info.file_size for info in infos) > limits.total:
        raise refusal("archive-size", limits.total, code="too-long")
    names: set[str] = set()
    for number, info in enumerate(infos, 1):
        name = folded(info.filename)
        if name in names:
            yield fault("archive-duplicate", number)
        names.add(name)
        yield from _one(info, number, limits)
    yield from _overlapping(infos)


def _one(info: ZipInfo, number: int, limits: Limits) -> Iterator[Issue]:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if astray(info.orig_filename):
        yield fault("archive-path", number, code="security")
    if info.flag_bits & _ENCRYPTED:
        yield fault("archive-encrypted", number, code="not-supported")
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        yield fault("archive-link", number, code="security")
    if info.compress_type not in _METHODS:
        yield fault("archive-method", number, code="not-supported")
    if info.file_size > limits.entry:
        yield fault("archive-entry-size", number, limits.entry, code="too-long")
    if info.file_size > limits.free and info.file_size > limits.ratio * info.compress_size:
        yield fault("archive-ratio", number, limits.ratio, code="too-long")


def _overlapping(infos: Sequence[ZipInfo]) -> Iterator[Issue]:
    """Files that lie in one another: the same bytes would be unpacked many times."""
    placed = sorted(enumerate(infos, 1), key=lambda one: one[1].header_offset)
    for (_, one), (number, other) in pairwise(placed):
        if one.header_offset + one.compress_size + 30 > other.header_offset:
            yield fault("archive-sizes", number, code="security")


def _body(archive: ZipFile, info: ZipInfo, number: int, limits: Limits) -> bytes:
    """The file, unpacked no further than it says that it goes."""
    chunks: list[bytes] = []
    size = 0
    with archive.open(info) as file:
        while chunk := file.read(_CHUNK):
            chunks.append(chunk)
            size += len(chunk)
            if size > min(info.file_size, limits.entry):
                break
    if size != info.file_size:
        raise Rejected([fault("archive-sizes", number, code="security")])
    return flat(b"".join(chunks), number)
