"""A folder of a hospital's messages: every one in every file, read one at a time.

Files may hold one message, many, or batches; what is no HL7 v2 is counted and left aside.
https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.10.3, batch protocol)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gateway.cli import ending
from gateway.model import Adapter

_CHUNK = 1 << 20
_BEGINS = (b"MSH", b"FHS", b"BHS", b"M\0", b"\0M", b"\xff\xfe", b"\xfe\xff")
_XML = b"urn:hl7-org:v2xml"
_NEAR = 2000
"""Bytes in which a document in XML names its namespace."""
_BLANKS = b"\x0b\x0c\x1c \t\r\n\xef\xbb\xbf"


@dataclass(slots=True)
class Corpus:
    """A file, or all files below a folder; hidden ones left out."""

    place: Path
    adapter: Adapter
    most: int
    files: int = 0
    aside: list[Path] = field(default_factory=list)
    """Files that hold no message."""

    def __iter__(self) -> Iterator[tuple[Path, bytes]]:
        """Each message and its file; ends the program where there is no such place."""
        if not self.place.exists():
            ending.stop(f"there is no file or folder {self.place}")
        for path in self._paths():
            found = False
            for piece in self._messages(path):
                found = True
                yield path, piece
            self.files += found
            if not found:
                self.aside.append(path)

    def _paths(self) -> Iterator[Path]:
        if self.place.is_file():
            yield self.place
            return
        for path in sorted(self.place.rglob("*")):
            hidden = any(part.startswith(".") for part in path.relative_to(self.place).parts)
            if path.is_file() and not hidden:
                yield path

    def _messages(self, path: Path) -> Iterator[bytes]:
        cut = self.adapter.splitter(self.most)
        head: list[bytes] = []
        try:
            with path.open("rb") as stream:
                while chunk := stream.read(_CHUNK):
                    if not head and not cut.several and not _begins(chunk):
                        return
                    head = [] if cut.several else [*head, chunk]
                    yield from (piece for piece in cut.feed(chunk) if isinstance(piece, bytes))
        except OSError as error:
            ending.stop(f"{path} cannot be read: {error.strerror}")
        rest = [piece for piece in (*cut.end(), cut.rest) if isinstance(piece, bytes) and piece]
        if cut.several:
            yield from rest
        elif head:
            yield b"".join(head)


def _begins(chunk: bytes) -> bool:
    bare = chunk.lstrip(_BLANKS)
    if bare.startswith(b"<"):
        return _XML in bare[:_NEAR]
    return bare.startswith(_BEGINS) or chunk.startswith(_BEGINS)
