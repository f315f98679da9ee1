"""One message of several folders is one for each: a folder is a patient, and stands for itself.

Each is a message of its own: the header, that folder, and a word behind it that says its number.
https://www.ehealth.fgov.be/standards/kmehr/en/page/folder
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gateway.model import Node, Piece, Rejected
from gateway.wording import told
from gateway.xml import Document, Limits, read

MOST = Limits().bytes
"""Bytes of a message with all its folders."""
_OPENS = re.compile(rb"<(?:[\w.-]{1,40}:)?folder[\s>/]")
_LONGEST = 50
"""Bytes of what opens a folder, its prefix too."""
_NUMBERED = re.compile(rb"<\?folder (\d{1,6})\?>\s*$")


class Cut:
    """Finds the folders of a stream; of one folder, the message as it came."""

    header = b""

    def __init__(self, most: int) -> None:
        """`most`: bytes that one message may have."""
        self.several = False
        self.rest = b""
        self._most = most
        self._held = bytearray()
        self._opened = 0
        self._tail = b""
        self._lost = False

    def feed(self, data: bytes) -> list[Piece]:
        """Nothing is whole before the end."""
        if self._lost:
            return []
        self._held += data
        self._look(data)
        if self.several and len(self._held) > MOST:
            self._lost = True
            self._held.clear()
            return [told("xml-size", MOST, code="too-long")]
        return []

    def _look(self, data: bytes) -> None:
        """Does a second folder begin? In UTF-16 there is a NUL beside each letter."""
        if self.several:
            return
        text = self._tail + data.replace(b"\0", b"")
        found = [one.end() for one in _OPENS.finditer(text)]
        self._opened += len(found)
        self.several = self._opened > 1
        self._tail = text[max(len(text) - _LONGEST, found[-1] if found else 0) :]

    def end(self) -> list[Piece]:
        """The message, or one for each of its folders."""
        left = bytes(self._held)
        self._held.clear()
        if self._lost:
            return []
        if not self.several:
            self.rest = left
            return [left]
        return [self._fitting(at, one) for at, one in enumerate(split(left))]

    def _fitting(self, number: int, piece: bytes) -> Piece:
        if len(piece) > self._most:
            return told("batch-message-large", number, self._most, code="too-long")
        return piece


def split(body: bytes) -> Iterator[bytes]:
    """A message for each folder; the body where it has one only, or cannot be read."""
    try:
        document = read(body)
    except Rejected:
        yield body
        return
    folders = [one for one in document.root.children() if one.name == "folder"]
    if len(folders) < 2:  # noqa: PLR2004 - one is not several
        yield body
        return
    yield from _each(document, folders)


def _each(document: Document, folders: list[Node]) -> Iterator[bytes]:
    utf8, root = document.utf8, document.root
    before, after = utf8[root.start : folders[0].start], utf8[folders[-1].end : root.end]
    for number, one in enumerate(folders, 1):
        yield b"%b%b%b<?folder %d?>" % (before, utf8[one.start : one.end], after, number)


def numbered(body: bytes, control: str) -> str:
    """The number of a message of one of several folders: that of the whole, and the folder's."""
    found = _NUMBERED.search(body[-40:]) if control else None
    return f"{control}/{found[1].decode()}" if found else control
