"""What is in a file that came: messages and documents, each in its format, also out of archives.

Read as it comes: of what is no batch, no more than one message may have is held.
https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from msgspec import Struct, structs

from gateway.adapters.recognise import NEAR, recognise, strange
from gateway.archives import Entry, Limits, documents, packed
from gateway.model import Adapter, Issue, Rejected, Sender, Splitter
from gateway.wording import told

_CHUNK = 1 << 20
_PIECE = 1 << 16
"""Bytes of several messages that are read at a time: what is found in them is held at once."""
_BLANK = b"\xef\xbb\xbf \t\r\n\0\x1a"
"""What a file may hold and still be empty."""
_AHEAD = 64
"""Messages that are read at a time."""
TIMES = 20
"""How many times a message's limit all files of an archive may have."""


class Found(Struct, frozen=True):
    """A message or document. A Struct, as is Inbound: a file has millions of rows."""

    format: str
    body: bytes
    alone: bool
    """Is it the only one of what came?"""
    entry: int = 0
    """Of an archive, which file of it, from 1."""


@dataclass(frozen=True, slots=True)
class Files:
    """How files are read: by which formats, whose they are, and how large a message may be."""

    adapters: Mapping[str, Adapter]
    sender: Sender
    most: int
    said: str = ""
    """The format, where it is said and not seen."""
    usual: str = ""
    """The format of what looks like none; empty: such a file is refused by name."""

    def found(self, stream: BinaryIO, name: str = "") -> Iterator[Found | Issue]:
        """Each message of a file (of each file of an archive), and what is wrong with the file.

        Raises OSError where the stream cannot be read.
        """
        head = stream.read(NEAR)
        if not head.strip(_BLANK) and len(head) < NEAR:
            yield told("file-empty", code="incomplete")
        elif packed(head):
            yield from self._archive(head, stream, name)
        else:
            yield from self._file(head, stream, name)

    def _archive(self, head: bytes, stream: BinaryIO, name: str) -> Iterator[Found | Issue]:
        limits = Limits(entry=self.most, total=TIMES * self.most)
        try:
            for entry in documents(_sought(head, stream, limits.total), limits):
                base = entry.name.rpartition("/")[2] or name.removesuffix(".gz")
                for one in self.found(BytesIO(entry.body), base):
                    yield _at(one, entry)
        except Rejected as wrong:
            yield from wrong.issues

    def _file(self, head: bytes, stream: BinaryIO, name: str) -> Iterator[Found | Issue]:
        shown = self.said or recognise(head)
        format = shown if shown in self.adapters else self.usual
        if not format:
            yield strange(head, self.adapters)
            return
        cut = self.adapters[format].splitter(self.most, self.sender, name)
        for one in _cut(cut, head, stream, self.most):
            yield one if isinstance(one, Issue) else Found(format, one, alone=not cut.several)


async def ahead(found: Iterator[Found | Issue]) -> AsyncIterator[Found | Issue]:
    """The same, read by a thread, a few at a time: others go on meanwhile."""
    while some := await asyncio.to_thread(_some, found):
        for one in some:
            yield one


def _some(found: Iterator[Found | Issue]) -> list[Found | Issue]:
    some: list[Found | Issue] = []
    size = 0
    for one in found:
        some.append(one)
        size += len(one.body) if isinstance(one, Found) else 0
        if len(some) >= _AHEAD or size >= _CHUNK:
            break
    return some


def _cut(cut: Splitter, head: bytes, stream: BinaryIO, most: int) -> Iterator[bytes | Issue]:
    held: list[bytes] = []
    waiting: list[bytes | Issue] = []
    size, chunk = 0, head
    while chunk:
        waiting += cut.feed(chunk)
        size += len(chunk)
        if cut.several:
            yield from waiting
            waiting, held = [], []
        elif size > most:
            yield told("file-too-large", most, code="too-long")
            return
        else:
            held.append(chunk)
        chunk = stream.read(_PIECE if cut.several else _CHUNK)
    waiting += cut.end()
    yield from waiting if cut.several else [b"".join(held)]


def _sought(head: bytes, stream: BinaryIO, most: int) -> BinaryIO:
    """The same stream from its beginning, held in memory where it cannot be sought in.

    Raises Rejected where it is too large for that.
    """
    if stream.seekable():
        stream.seek(0)
        return stream
    body = head + stream.read(most)
    if len(body) > most:
        raise Rejected([told("file-too-large", most, code="too-long")])
    return BytesIO(body)


def _at(one: Found | Issue, entry: Entry) -> Found | Issue:
    """A message, or an issue, says which file of the archive it is of."""
    if isinstance(one, Issue):
        inner = f" {one.source}" if one.source else ""
        return structs.replace(one, source=f"entry[{entry.number}]{inner}")
    if not entry.name:  # what gzip packed is one file
        return one
    return structs.replace(one, entry=entry.number, alone=False)
