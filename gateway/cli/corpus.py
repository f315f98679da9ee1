"""A folder of a hospital's messages and documents: every one in every file, one at a time.

Each file is read in the format that its first bytes show; it may hold one message, many, batches,
or be an archive. What is in no format that is read here is counted and left aside.
https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.10.3, batch protocol)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from gateway.archives import packed
from gateway.cli import ending
from gateway.cli.formats import format_among, format_of
from gateway.intake.files import Files, Found
from gateway.model import Adapter, Sender, Splitter

_CHUNK = 1 << 20


@dataclass(slots=True)
class Corpus:
    """A file, or all files below a folder; hidden ones left out."""

    place: Path
    adapters: Mapping[str, Adapter]
    most: int
    said: str = ""
    """The format, where the operator says it."""
    sender: Sender | None = None
    files: int = 0
    aside: list[Path] = field(default_factory=list)
    """Files that hold no message."""

    def __iter__(self) -> Iterator[tuple[Path, str, bytes]]:
        """Each message with its file and format; ends the program where there is no such place."""
        if not self.place.exists():
            ending.stop(f"there is no file or folder {self.place}")
        for path in self._paths():
            found = False
            for format, piece in self._messages(path):
                found = True
                yield path, format, piece
            self.files += found
            if not found:
                self.aside.append(path)

    def _paths(self) -> Iterator[Path]:
        if not self.place.is_dir():  # also a pipe: `<(...)` of a shell
            yield self.place
            return
        for path in sorted(self.place.rglob("*")):
            hidden = any(part.startswith(".") for part in path.relative_to(self.place).parts)
            if path.is_file() and not hidden:
                yield path

    def _messages(self, path: Path) -> Iterator[tuple[str, bytes]]:
        name = format_among if self.place.is_dir() else format_of
        try:
            with path.open("rb") as stream:
                first = stream.read(_CHUNK)
                if packed(first):
                    yield from self._unpacked(stream)
                elif format := name(first, self.adapters, self.said):
                    cut = self.adapters[format].splitter(self.most, self.sender, path.name)
                    for piece in _cut(cut, first, stream):
                        yield format, piece
        except OSError as error:
            ending.stop(f"{path} cannot be read: {error.strerror}")

    def _unpacked(self, stream: BinaryIO) -> Iterator[tuple[str, bytes]]:
        """Each message of an archive; nothing of one that is refused."""
        sender = self.sender or Sender("default")
        stream.seek(0)
        for one in Files(self.adapters, sender, self.most, self.said).found(stream):
            if isinstance(one, Found):
                yield one.format, one.body


def _cut(cut: Splitter, first: bytes, stream: BinaryIO) -> Iterator[bytes]:
    """Each message of a file that begins with these bytes."""
    head: list[bytes] = []
    chunk = first
    while chunk:
        found = cut.feed(chunk)
        head = [] if cut.several else [*head, chunk]
        yield from (piece for piece in found if isinstance(piece, bytes))
        chunk = stream.read(_CHUNK)
    if not cut.several:
        yield from [b"".join(head)] if head else []
        return
    rest = (*cut.end(), cut.rest)
    yield from (piece for piece in rest if isinstance(piece, bytes) and piece)
