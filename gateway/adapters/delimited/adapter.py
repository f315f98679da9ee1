"""Files of rows as one source format among others: each row is a message of its own.

https://www.rfc-editor.org/rfc/rfc4180
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence

from msgspec import structs

from gateway.adapters.delimited import read, split
from gateway.adapters.delimited.head import Head
from gateway.adapters.single import Single
from gateway.model import Document, Layout, Sender, Splitter

Layouts = Callable[[str], Sequence[Layout]]
"""Name of a sender (empty: nobody in particular) -> the kinds of files that may come from it."""


def _none(sender: str) -> Sequence[Layout]:
    """No description is known."""
    del sender
    return ()


class Delimited(Single):
    """The adapter; see `gateway.model.Adapter` for what each verb promises."""

    name = "delimited"
    media_types: tuple[str, ...] = ("text/csv", "text/tab-separated-values", "text/plain")

    def __init__(self, layouts: Layouts = _none) -> None:
        """`layouts` says what kinds of files a sender may send."""
        self._layouts = layouts
        self._last: tuple[str, Head] | None = None

    def reading(self, layouts: Layouts) -> Delimited:
        """The adapter of these kinds of files."""
        return Delimited(layouts)

    def split(self, body: bytes) -> Iterator[bytes]:
        """Each row, behind its header."""
        return split.split(body, self._layouts(""))

    def several(self, body: bytes) -> bool:  # noqa: ARG002 - a file of one row is a file
        """Always: whatever comes is taken row by row."""
        return True

    def splitter(self, most: int, sender: Sender | None = None, file: str = "") -> Splitter:
        """What hands out the rows of a stream, each behind its header."""
        return split.Splitter(most, self._layouts(sender.name if sender else ""), file)

    def parse(self, body: bytes, sender: Sender) -> Document:
        """Read one row; raises Rejected with all that is wrong with its form."""
        last = self._last
        if last is not None and last[0] == sender.name and body.startswith(last[1].prefix):
            return read.parse(body, last[1])
        known, row = read.opened(body, self._layouts(sender.name))
        self._last = sender.name, known
        if body.startswith(known.prefix):
            return read.parse(body, known)
        return structs.replace(read.parse(row, known), digest="")

    def plain(self, body: bytes, sender: Sender) -> tuple[str, tuple[str, ...]] | None:
        """(kind, cells) of a row of which `parse` would say nothing, behind the header before.

        None where it must be parsed to know.
        """
        last = self._last
        if last is None or last[0] != sender.name or not body.startswith(last[1].prefix):
            return None
        cells = read.plain(body, last[1])
        return None if cells is None else (last[1].layout.name, cells)

    def key(self, document: Document, sender: Sender) -> str:  # noqa: ARG002 - one for all
        """The control id, and where columns make it, the hash of the bytes.

        A row that comes again with another value is a correction, not a mistake.
        """
        stamp = document.tree.stamp
        return f"{document.control_id}|{stamp}" if stamp else document.control_id

    def control_id(self, body: bytes) -> str:
        """Of a row that cannot be read: the hash of its bytes."""
        return hashlib.sha256(body).hexdigest()


ADAPTER = Delimited()
