"""Several HL7 v2 messages in one body, file or frame: where each begins and ends, while it comes.

The headers and trailers of batches (FHS, BHS, BTS, FTS) are checked and stepped over. Whatever
belongs to no message is handed out as a piece of its own, so that it is refused by name instead of
being dropped. One message at a time is held, however many there are.
https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.10.3, batch protocol)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gateway.model import Issue, Piece
from gateway.wording import told

_BEGIN = re.compile(rb"(?<=[\r\n\x0b\x1c])((?:MSH|[FB]HS)(?=[^\w\s])|[FB]TS(?=[^\w ]))")
_NAMES = (b"MSH", b"FHS", b"BHS", b"BTS", b"FTS")
_FIRST = (b"FHS", b"BHS")
_TRAILERS = (b"BTS", b"FTS")
_ENVELOPE = (*_FIRST, *_TRAILERS)
_BLANKS = b"\x0b\x1c\r\n\t "
_MARK = b"\xef\xbb\xbf"
_AHEAD = 4
"""Bytes that show whether a segment is one of these: its name, and what separates its fields."""
_STRETCH = 65_536
"""Bytes that are looked through at a time."""
MOST = 16_000_000


class Splitter:
    """The state of one stream of messages."""

    def __init__(self, most: int = MOST) -> None:
        """A message of more than `most` bytes is refused, and its content is not held."""
        self._most = most
        self._buffer = bytearray()
        self._started = False
        self._scanned = 0
        self._name = b""
        self._large = False
        self._marked_up = False
        self._counts = _Counts()
        self.several = False
        """True: this is no single message; it has a header, a trailer, or a second MSH."""
        self.header = b""
        """The first BHS, else the FHS, as it was sent; empty where there is none."""
        self.rest = b""
        """After `end`: the last message of a batch that broke off, which may not be whole."""

    def feed(self, data: bytes) -> list[Piece]:
        """All that became whole, or turned out to be wrong, by these bytes."""
        if len(data) <= _STRETCH:
            return self._fed(data)
        stretches = (data[at : at + _STRETCH] for at in range(0, len(data), _STRETCH))
        return [piece for stretch in stretches for piece in self._fed(stretch)]

    def _fed(self, data: bytes) -> list[Piece]:
        self._buffer += data
        if not self._started and not self._start():
            return []
        pieces: list[Piece] = []
        while (found := self._next()) is not None:
            start, name = found.start(), found[1]
            pieces += self._close(start)
            self._open(name)
        self._scanned = max(self._scanned, len(self._buffer) - _AHEAD)
        self._forget()
        return pieces

    def _next(self) -> re.Match[bytes] | None:
        """Where the next of these segments begins; names are looked for first, which is fast.

        In XML none does: what looks like one is a line of its text.
        """
        if self._marked_up:
            return None
        at, buffer = self._scanned, self._buffer
        while True:
            spots = [spot for name in _NAMES if (spot := buffer.find(name, at)) >= 0]
            if not spots:
                return None
            at = min(spots)
            found = _BEGIN.match(buffer, at)
            if found is not None:
                return found
            at += 1

    def end(self) -> list[Piece]:
        """Nothing more comes: the last message, unless a header says that more should follow."""
        pieces = self.feed(b"\r") if self._buffer[-3:] in _TRAILERS else []
        name, whole = self._name, not self._counts.open
        if not whole and name == b"MSH":
            self.rest = bytes(self._buffer)
            return [told("batch-cut", self._counts.all, code="incomplete")]
        pieces += self._close(len(self._buffer))
        if self._counts.open:
            # Behind the trailer of a batch every message of it was whole.
            key = "batch-cut.trailer" if name == b"BTS" else "batch-cut"
            pieces.append(told(key, self._counts.all, code="incomplete"))
        return pieces

    def _start(self) -> bool:
        """Step over blanks and a byte order mark; False while there is nothing else."""
        text = bytes(self._buffer).removeprefix(_MARK).lstrip(_BLANKS)
        self._started = bool(text) and text not in (_MARK[:1], _MARK[:2])
        self._marked_up = text.startswith(b"<")
        if self._started:
            self._buffer = bytearray(b"\r" + text)
            self._scanned = 1
        return self._started

    def _open(self, name: bytes) -> None:
        self.several = self.several or name != b"MSH" or self._counts.all > 0
        self._name, self._large = name, False
        self._scanned = len(name)

    def _forget(self) -> None:
        """Of a message that is too large, keep no more than shows where the next one begins."""
        if len(self._buffer) > self._most:
            self._large = True
        if self._large and len(self._buffer) > _AHEAD + 1:
            del self._buffer[: -_AHEAD - 1]
            self._scanned = 1

    def _close(self, end: int) -> Iterator[Piece]:
        """What stands before this byte is whole."""
        piece = bytes(self._buffer[:end])
        del self._buffer[:end]
        if self._name == b"MSH":
            self._counts.message()
        elif not self._name and piece.strip(_BLANKS):
            yield told("batch-begins-inside", code="structure")
        if self._large or len(piece) > self._most:
            yield told("batch-message-large", self._counts.all, self._most, code="too-long")
        elif self._name not in _ENVELOPE:
            yield from [piece] if piece.strip(_BLANKS) else []
        else:
            yield from self._segment(piece)

    def _segment(self, piece: bytes) -> Iterator[Piece]:
        """A header or trailer, and what follows it before the next message."""
        line, *rest = re.split(rb"[\r\n]", piece, maxsplit=1)
        first = self._name in _FIRST and not self.header
        if first or (self._name == b"BHS" and self.header.startswith(b"FHS")):
            self.header = line
        fields = line.split(line[3:4] or b"|")
        yield from getattr(self._counts, self._name.decode().lower())(fields)
        if rest and rest[0].strip(_BLANKS):
            yield told("batch-outside", self._name.decode(), code="structure")
            yield rest[0]


class _Counts:
    """How many messages and batches there were, and how many its trailers say."""

    def __init__(self) -> None:
        self.all = 0
        self._messages = 0
        self._batches = 0
        self._file = self._batch = False

    @property
    def open(self) -> bool:
        """True: a header has come, and its trailer has not."""
        return self._file or self._batch

    def message(self) -> None:
        """One more."""
        self.all += 1
        self._messages += 1

    def fhs(self, _: list[bytes]) -> Iterator[Issue]:
        """A file begins."""
        yield from self._unended()
        self._file, self._batch, self._batches, self._messages = True, False, 0, 0

    def bhs(self, _: list[bytes]) -> Iterator[Issue]:
        """A batch begins."""
        if self._batch:
            yield from self._unended()
        self._batch, self._messages = True, 0
        self._batches += 1

    def bts(self, fields: list[bytes]) -> Iterator[Issue]:
        """A batch ends: BTS-1 is the number of its messages."""
        yield from _counted(fields, self._messages, "BTS-1", "batch-count")
        self._batches += not self._batch
        self._batch, self._messages = False, 0

    def fts(self, fields: list[bytes]) -> Iterator[Issue]:
        """A file ends: FTS-1 is the number of its batches."""
        batches = self._batches or int(self._messages > 0)
        yield from _counted(fields, batches, "FTS-1", "batch-count.file")
        self._file = self._batch = False
        self._batches = self._messages = 0

    def _unended(self) -> Iterator[Issue]:
        if self.open:
            yield told("batch-unended", self.all, code="structure")


def _counted(fields: list[bytes], found: int, source: str, key: str) -> Iterator[Issue]:
    said = fields[1].strip() if len(fields) > 1 else b""
    if said and not (said.isdigit() and int(said[:18]) == found):
        yield told(key, found, source=source, code="incomplete")


def several(body: bytes) -> bool:
    """Does it hold more than one message, or the header or trailer of a batch?"""
    if not body.lstrip(_BLANKS + _MARK).startswith(_FIRST) and not any(
        body.find(name, len(name)) >= 0 for name in _NAMES
    ):
        return False
    cut = Splitter(len(body))
    cut.feed(body)
    return cut.several


def split(body: bytes) -> Iterator[bytes]:
    """Each message of the body, in its order; the body itself where it holds no message."""
    if not several(body):
        yield body
        return
    cut = Splitter(len(body))
    found = [
        piece for piece in (*cut.feed(body), *cut.end(), cut.rest) if isinstance(piece, bytes)
    ]
    yield from [piece for piece in found if piece.strip(_BLANKS)] or [body]
