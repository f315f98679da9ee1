"""Several messages in one body whatever the width of its letters: UTF-16 is cut as its text is.

Each message comes out in the bytes that it came in, but for the mark at the beginning of all.
https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.10.3, batch protocol; 2.15.9.18, MSH-18)
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from gateway.adapters.hl7v2 import split as narrow
from gateway.model import Piece

_MARKS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_WIDER = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
"""A mark of UTF-32 begins like one of UTF-16."""
_NAMES = ("MSH", "FHS", "BHS", "BTS", "FTS")
_BEGINS = {
    name[:2].encode(codec): codec for name in _NAMES for codec in ("utf-16-le", "utf-16-be")
}
_SHOWS = 4
"""Bytes that show how wide letters are."""
_LONE = "surrogatepass"
"""What is no letter stays what it is: the message that it stands in is refused for it."""


def sixteen(begin: bytes) -> tuple[bytes, str]:
    """(mark, codec) of a body in UTF-16, by its first bytes; empty where it is in none."""
    if not begin.startswith(_WIDER):
        for mark, codec in _MARKS:
            if begin.startswith(mark):
                return mark, codec
    return b"", _BEGINS.get(begin[:_SHOWS], "")


class Splitter:
    """The state of one stream of messages; see `gateway.model.Splitter`."""

    def __init__(self, most: int = narrow.MOST) -> None:
        """A message of more than `most` bytes is refused, and its content is not held."""
        self._most = most
        self._head = b""
        self._mark = b""
        self._codec = ""
        self._cut: narrow.Splitter | None = None
        self._decoder: codecs.IncrementalDecoder | None = None
        self.several = False
        """True: this is no single message."""
        self.header = b""
        """The header of the batch as it was sent; empty where there is none."""
        self.rest = b""
        """After `end`: the last message of a batch that broke off."""

    def feed(self, data: bytes) -> list[Piece]:
        """All that became whole, or turned out to be wrong, by these bytes."""
        if self._cut is None:
            self._head += data
            if len(self._head) < _SHOWS:
                return []
            data = self._begun()
        return self._fed(data)

    def end(self) -> list[Piece]:
        """Nothing more comes."""
        found = self._fed(self._begun()) if self._cut is None else []
        assert self._cut is not None  # noqa: S101 - `_begun` made it
        found += map(self._piece, self._cut.end())
        left = self._decoder.getstate()[0] if self._decoder else b""
        if left and found and isinstance(found[-1], bytes):
            # Half a letter at the end of all: the last message is refused for it.
            found[-1] += left
        self._noted(self._cut)
        return found

    def _begun(self) -> bytes:
        """How wide the letters are is known; gives what came until now, without the mark."""
        self._mark, self._codec = sixteen(self._head)
        if self._codec:
            self._decoder = codecs.getincrementaldecoder(self._codec)(_LONE)
        # What is plain takes half as much room, what is not up to half as much more.
        self._cut = narrow.Splitter(self._most * 2 if self._codec else self._most)
        head, self._head = self._head.removeprefix(self._mark), b""
        return head

    def _fed(self, data: bytes) -> list[Piece]:
        assert self._cut is not None  # noqa: S101 - fed once it was begun
        if self._decoder is not None:
            data = self._decoder.decode(data).encode(errors=_LONE)
        found = [*map(self._piece, self._cut.feed(data))]
        self._noted(self._cut)
        return found

    def _noted(self, cut: narrow.Splitter) -> None:
        """What is known of the whole by now."""
        self.several = cut.several
        self.header = self._mark + self._wide(cut.header) if cut.header else b""
        self.rest = self._wide(cut.rest)

    def _piece(self, piece: Piece) -> Piece:
        return self._wide(piece) if isinstance(piece, bytes) else piece

    def _wide(self, plain: bytes) -> bytes:
        return plain.decode(errors=_LONE).encode(self._codec, _LONE) if self._codec else plain


def several(body: bytes) -> bool:
    """Does it hold more than one message, or the header or trailer of a batch?"""
    mark, codec = sixteen(body)
    return narrow.several(_plain(body, mark, codec)) if codec else narrow.several(body)


def split(body: bytes) -> Iterator[bytes]:
    """Each message of the body, in its order; the body itself where it holds no message."""
    mark, codec = sixteen(body)
    if not codec or not several(body):
        yield from [body] if codec else narrow.split(body)
        return
    for one in narrow.split(_plain(body, mark, codec)):
        yield one.decode(errors=_LONE).encode(codec, _LONE)


def _plain(body: bytes, mark: bytes, codec: str) -> bytes:
    """A body in UTF-16 in UTF-8; half a letter at its end aside."""
    whole = body.removeprefix(mark)
    return whole[: len(whole) & ~1].decode(codec, _LONE).encode(errors=_LONE)
