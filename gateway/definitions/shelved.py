"""What was read of a package, kept in a folder of this user for the next time.

One file per package, named by the hash of what the package holds and of the code that read it.
https://docs.python.org/3/library/os.html#os.getuid
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache as once
from pathlib import Path
from typing import TypeAlias

import msgspec

Row: TypeAlias = tuple[str, str, str, str, str, str, tuple[str, ...], int]
"""(kind, canonical, version, file, hash of the file, what it is counted as, types it belongs to,
bytes of its facts)"""
Flaw: TypeAlias = tuple[str, int, str, str]
"""(file, line, rule, sentence)"""

_SIZES = 8
_SUM = 32


@dataclass(slots=True)
class Kept:
    """All that is known of a package once it was read."""

    manifest: bytes = b"{}"
    faults: list[Flaw] = field(default_factory=list)
    held: list[Row] = field(default_factory=list)
    packed: list[bytes | memoryview] = field(default_factory=list)
    """The facts of each row, compressed; empty where they are not formed as FHIR has them."""


class _Index(msgspec.Struct, array_like=True):
    manifest: bytes
    faults: list[Flaw]
    held: list[Row]


NOTHING = Kept()
"""What is known of a package that cannot be read."""


def load(cache: Path | None, digest: str) -> Kept | None:
    """What was kept of the package with this hash; None where nothing was, or it is not ours."""
    if cache is None:
        return None
    with suppress(OSError, ValueError, msgspec.DecodeError):
        path = _file(cache, digest)
        status = path.stat()
        if status.st_uid != os.getuid() or status.st_mode & 0o022:
            return None
        return _read(path.read_bytes())
    return None


def keep(cache: Path | None, digest: str, kept: Kept) -> None:
    """Keep it; a cache that cannot be written costs time, nothing else."""
    if cache is None:
        return
    with suppress(OSError):
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=cache)
        with os.fdopen(handle, "wb") as file:
            file.write(_written(kept))
        Path(temporary).replace(_file(cache, digest))


def _read(content: bytes) -> Kept | None:
    if hashlib.sha256(content[_SUM:]).digest() != content[:_SUM]:
        return None
    at = _SUM + _SIZES
    size = int.from_bytes(content[_SUM:at], "big")
    index = msgspec.msgpack.decode(content[at : at + size], type=_Index)
    rest = memoryview(content)[at + size :]
    return Kept(index.manifest, index.faults, index.held, [*_cut(rest, index.held)])


def _cut(content: memoryview, rows: list[Row]) -> Iterator[memoryview]:
    at = 0
    for row in rows:
        yield content[at : at + row[-1]]
        at += row[-1]


def _written(kept: Kept) -> bytes:
    index = msgspec.msgpack.encode(_Index(kept.manifest, kept.faults, kept.held))
    rest = b"".join([len(index).to_bytes(_SIZES, "big"), index, *kept.packed])
    return hashlib.sha256(rest).digest() + rest


def _file(cache: Path, digest: str) -> Path:
    return cache / hashlib.sha256(f"package|{digest}|{_reader()}".encode()).hexdigest()


@once
def _reader() -> str:
    """What reads packages, as a hash: a changed reader reads them anew."""
    code = (file.read_bytes() for file in sorted(Path(__file__).parent.glob("*.py")))
    return hashlib.sha256(b"\0".join(code)).hexdigest()
