"""Bodies that one message leaves behind, packed together: a row says in which page, and where.

What a report leaves says nearly the same thirty times. Packed one by one each says it again;
packed together they take half the time and half the room. A page is never changed while a row
needs what stands in it. https://www.rfc-editor.org/rfc/rfc8878
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterator, Sequence
from typing import TypeAlias

from gateway.store import codec
from gateway.store.sql import Sql

Place: TypeAlias = tuple[int, int]
"""Which of a message's pages, and which line of it."""
FEWEST = 4
"""Bodies that are worth a page."""
LARGEST = 8_000
"""Bytes of a body up to which others are packed with it, which it makes dear to unpack."""
FULL = 32_000
"""Bytes at which a page is closed: who reads one body unpacks all of its page."""
LINES = 255
_SHIFT = 16
_MARK = b"\x07"
"""The codec of a body that stands in a page; what follows says where."""
_KEPT = 4
"""Pages that are remembered unpacked: what is read together lies together."""
_PAGE = "SELECT body FROM page WHERE number = ?"


class Moved(ValueError):  # noqa: N818 - not an error: what was read of the row is old by now
    """A body is not in its page any more: its version has gone since its row was read."""


def cut(sizes: Sequence[int]) -> list[list[int]]:
    """Which of some bodies, by their sizes, share a page; those that share none are left out."""
    found: list[list[int]] = []
    page: list[int] = []
    room = FULL
    for at, size in enumerate(sizes):
        if not 0 < size <= LARGEST:
            continue
        if not found or room < size or len(page) == LINES:
            page, room = [], FULL
            found.append(page)
        page.append(at)
        room -= size
    return [page for page in found if len(page) >= FEWEST]


def number(seq: int, page: int) -> int:
    """The number of a message's page."""
    return (seq << _SHIFT) + page


def pointer(seq: int, place: Place) -> bytes:
    """What a row holds in place of its body."""
    page, line = place
    told = number(seq, page)
    return _MARK + bytes((line,)) + told.to_bytes((told.bit_length() + 7) // 8)


def pointed(blob: bytes) -> Place | None:
    """Number of a page and line in it; None where the row has its body itself."""
    if blob[:1] != _MARK:
        return None
    return int.from_bytes(blob[2:]), blob[1]


class Pages:
    """Unpacks bodies, wherever they stand, by one connection."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql
        self._kept: OrderedDict[bytes, list[bytes]] = OrderedDict()
        """By their numbers, as rows say them."""

    def unpack(self, blob: bytes) -> bytes:
        """The body of a row.

        Raises ValueError where it is broken: Moved where it is not there, which is no fault
        where row and page were not read in one moment.
        """
        if blob[:1] != _MARK:
            return codec.unpack(blob)
        page, line = blob[2:], blob[1]
        lines = self._kept.get(page) or self._read(page)
        body = lines[line] if line < len(lines) else b""
        if not body:
            raise Moved("a body is not in its page")
        return body

    def _read(self, page: bytes) -> list[bytes]:
        row = self._sql.execute(_PAGE, (int.from_bytes(page),)).fetchone()
        if row is None:
            raise Moved("a page is not there")
        if len(self._kept) >= _KEPT:
            self._kept.popitem(last=False)
        found = self._kept[page] = codec.unpack(row[0]).split(b"\n")
        return found

    def alone(self, blob: bytes) -> bytes:
        """The bytes of a row that needs no page."""
        return blob if pointed(blob) is None else codec.pack(self.unpack(blob))


def forget(sql: Sql, blobs: Collection[bytes]) -> None:
    """Take the bodies of these rows out of their pages: they are needed by none any more."""
    lines: dict[int, set[int]] = {}
    for page, line in filter(None, map(pointed, blobs)):
        lines.setdefault(page, set()).add(line)
    for page, gone in lines.items():
        row = sql.execute(_PAGE, (page,)).fetchone()
        left = [*_without(codec.unpack(row[0]).split(b"\n"), gone)] if row else []
        if any(left):
            packed = codec.pack_lines(b"\n".join(left))
            sql.execute("UPDATE page SET body = ? WHERE number = ?", (packed, page))
        else:
            sql.execute("DELETE FROM page WHERE number = ?", (page,))


def _without(bodies: Sequence[bytes], gone: Collection[int]) -> Iterator[bytes]:
    for at, body in enumerate(bodies):
        yield b"" if at in gone else body
