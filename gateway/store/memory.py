"""What a reader remembers between two questions: bodies it has unpacked, and numbers of kinds.

A body is remembered by the bytes of its row, so that it is never another one's. Numbers of kinds
are given once and stay; whoever writes says when there are new ones.
https://docs.python.org/3/library/sqlite3.html
"""

from __future__ import annotations

from collections import OrderedDict

from gateway.store import codec
from gateway.store.pages import Pages
from gateway.store.sql import Sql

LARGEST = 4_000
"""Bytes of a body that is remembered."""
ROOM = 4_000_000
"""Bytes of all of them; then those that came first are forgotten, a few at a time: to let go of
thousands at once would hold up whoever asks just then for as long as several searches take."""
MOST = 2_000
"""Sets of parameters of which the numbers are remembered."""


class Kinds:
    """The numbers of kinds, as every reader of a store knows them."""

    def __init__(self) -> None:
        self.changes = 0
        """How often there were new ones."""
        self._known: dict[tuple[str, str, frozenset[str]], tuple[int, str]] = {}

    def changed(self) -> None:
        """There are new ones, and they are durable."""
        self.changes += 1

    def of(self, sql: Sql, form: str, type_: str, names: frozenset[str], seen: int) -> str:
        """Those of a form and type (empty: of any) that are of any of these parameters.

        `seen` is `changes` as it was before the moment of the question began: what is read in an
        older moment than the last change is not taken for what stands after it.
        """
        known = self._known.get((form, type_, names))
        if known is not None and known[0] >= seen:
            return known[1]
        found = numbers(sql, form, type_, names)
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[form, type_, names] = seen, found
        return found


def numbers(sql: Sql, form: str, type_: str, names: frozenset[str]) -> str:
    """The numbers of kinds, as they stand, parted by commas."""
    statement = "SELECT number, params FROM kind WHERE form = ?"
    if type_:
        rows = sql.execute(f"{statement} AND type = ?", (form, type_)).fetchall()
    else:
        rows = sql.execute(statement, (form,)).fetchall()
    wanted = [f" {name} " for name in sorted(names)]
    return ",".join(
        str(number) for number, params in rows if any(name in params for name in wanted)
    )


class Memory:
    """Of one reader, which one thread asks at a time."""

    def __init__(self, kinds: Kinds | None = None, *, bodies: bool = False) -> None:
        """`kinds`: None where others may give numbers of which nobody here is told."""
        self._kinds = kinds
        self.shares = kinds is not None
        """Is it told of new numbers?"""
        self.seen = 0
        """`Kinds.changes` as it was when the question began."""
        self._pages: Pages | None = None
        self._room = ROOM if bodies else 0
        self._left = self._room
        self.bodies: OrderedDict[bytes, bytes] = OrderedDict()
        """By the bytes of their rows, in the order in which they came."""

    def reads(self, sql: Sql) -> Memory:
        """The same, which finds by this connection what stands in pages."""
        self._pages = self._pages or Pages(sql)
        return self

    def begin(self) -> None:
        """A question begins: what is read from here on is at least as new as this."""
        if self._kinds is not None:
            self.seen = self._kinds.changes

    def kinds(self, sql: Sql, form: str, type_: str, names: frozenset[str]) -> str:
        """The numbers of the kinds of these parameters; see `numbers`."""
        if self._kinds is None:
            return numbers(sql, form, type_, names)
        return self._kinds.of(sql, form, type_, names, self.seen)

    def unpack(self, blob: bytes) -> bytes:
        """The body of a row; raises what `Pages.unpack` does."""
        if not self._room:
            return self._text(blob)
        found = self.bodies.get(blob)
        return self._unpacked(blob) if found is None else found

    def text(self, blob: bytes) -> bytes:
        """The same, not to be remembered; empty where the row says that it is deleted."""
        if codec.since(blob):
            return b""
        return self._text(blob)

    def _text(self, blob: bytes) -> bytes:
        return self._pages.unpack(blob) if self._pages else codec.unpack(blob)

    def _unpacked(self, blob: bytes) -> bytes:
        found = self._text(blob)
        if len(found) <= LARGEST:
            self._left -= len(found) + len(blob)
            while self._left < 0 and self.bodies:
                row, body = self.bodies.popitem(last=False)
                self._left += len(row) + len(body)
            self.bodies[blob] = found
        return found
