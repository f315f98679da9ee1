"""Which files are meant, and each resource in them: read one at a time, however many there are.

A file that ends in .ndjson or .jsonl, or whose first line is an object and not the only line,
holds one resource a line. https://github.com/ndjson/ndjson-spec
"""

from __future__ import annotations

import glob
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from gateway.fhirjson import MAX_BYTES

STANDARD_INPUT = "-"
_SUFFIXES = frozenset({".json", ".xml", ".ndjson", ".jsonl"})
_LINES = frozenset({".ndjson", ".jsonl"})
_PATTERN = frozenset("*?[")
_TWO = 2
"""Lines that show whether each is a resource of its own."""
_BESIDE = frozenset({"package.json", "package-lock.json"})
"""Files that lie beside resources and are none."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One resource of a file, as it was sent."""

    file: str
    body: bytes
    line: int = 0
    """How many lines stand before it in its file."""
    one_of_many: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that cannot be read."""

    file: str
    reason: str


def meant(words: Iterable[str]) -> Iterator[str | Unread]:
    """The files that these words mean: a file, all resources below a folder, a pattern, `-`."""
    for word in words:
        path = Path(word)
        if path.is_dir():
            yield from _or_none(map(str, _below(path)), word)
        elif word == STANDARD_INPUT or path.exists():  # also a pipe: `<(...)` of a shell
            yield word
        elif _PATTERN & {*word}:
            yield from _or_none(_matching(word), word)
        else:
            yield Unread(_legible(word), "there is no such file")


def _below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if _resource(path, folder))


def _resource(path: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    known = path.suffix.lower() in _SUFFIXES and path.name not in _BESIDE
    return known and not hidden and path.is_file()


def _matching(pattern: str) -> Iterator[str]:
    found = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 - patterns may be absolute
    for word in found:
        path = Path(word)
        if path.is_dir():
            yield from map(str, _below(path))
        else:
            yield word


def _or_none(found: Iterable[str], word: str) -> Iterator[str | Unread]:
    count = 0
    for count, one in enumerate(found, 1):  # noqa: B007 - how many there were is asked below
        yield one
    if not count:
        yield Unread(_legible(word), "no JSON, XML or NDJSON file is there")


def pieces(file: str) -> Iterator[Piece | Unread]:
    """Each resource of a file; never holds more than one of them."""
    name = _legible(file)
    try:
        with _opened(file) as stream:
            yield from _split(name, stream)
    except OSError as error:
        yield Unread(name, error.strerror or "it cannot be read")


def _legible(name: str) -> str:
    """The name of a file as it can be written: bytes that are no text become question marks."""
    return name.encode(errors="replace").decode()


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    if file == STANDARD_INPUT:
        yield sys.stdin.buffer
        return
    with Path(file).open("rb") as stream:
        yield stream


def _split(file: str, stream: BinaryIO) -> Iterator[Piece]:
    if Path(file).suffix.lower() in _LINES:
        yield from _one_a_line(file, _lines(stream))
        return
    begin = list(_begin(stream))
    told = [line for line in begin if line.strip()]
    if len(told) > 1 and _two(*told):
        yield from _one_a_line(file, _lines(stream, *begin))
        return
    rest = stream.read(max(MAX_BYTES + 1 - sum(map(len, begin)), 0))
    yield Piece(file, b"".join(begin) + rest)


def _begin(stream: BinaryIO) -> Iterator[bytes]:
    """The lines up to the second that says something; no more of them than may be read."""
    told = size = 0
    while told < _TWO and size <= MAX_BYTES:
        line = stream.readline(MAX_BYTES + 1)
        if not line:
            return
        told += bool(line.strip())
        size += len(line)
        yield line


def _one_a_line(file: str, lines: Iterable[bytes]) -> Iterator[Piece]:
    for number, line in enumerate(lines):
        if line.strip():
            yield Piece(file, line.rstrip(b"\r\n"), number, one_of_many=True)


def _two(first: bytes, second: bytes) -> bool:
    """Whether two lines are two things: the first is an object, and the second begins another."""
    if first.strip()[:1] + first.strip()[-1:] != b"{}":
        return False
    return second.lstrip()[:1] == b"{" or _whole(first)


def _whole(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _lines(stream: BinaryIO, *read: bytes) -> Iterator[bytes]:
    """Every line; of one that is too long, as much as shows that it is, and the rest let go."""
    for line in chain(read, iter(lambda: stream.readline(MAX_BYTES + 1), b"")):
        yield line
        rest = line
        while len(rest) > MAX_BYTES and not rest.endswith(b"\n"):
            rest = stream.readline(MAX_BYTES + 1)
