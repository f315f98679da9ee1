"""Which files are whole? Those that stopped growing, or beside which their marker stands.

A name that begins with a point, or ends as programs call what they still write, is never one; nor
is what systems put beside files, or what a watched folder itself wrote beside one that failed.
https://man7.org/linux/man-pages/man2/stat.2.html
"""

from __future__ import annotations

import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

UNFINISHED = (".tmp", ".temp", ".part", ".partial", ".filepart", ".crdownload", ".swp", "~")
ERROR = ".error.json"
"""Behind the name of a file that failed, and moved back with it it is no message."""
_OFFICE = "~$"
"""What office programs put beside a file that is open."""
_SYSTEMS = frozenset({"thumbs.db", "desktop.ini"})
CLOSED = 0
"""The kind of a folder that cannot be looked into; of all others it is what stat says."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How a folder is watched."""

    every: float = 1.0
    """Seconds between two looks."""
    settle: float = 2.0
    """Seconds for which size and time of a file must stay the same."""
    marker: str = ""
    """Where it is said: a file is whole once a file of its name and this ending stands beside."""
    later: float = 60.0
    """Seconds between two attempts while nothing can be kept, at most."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A file that waits."""

    path: Path
    """Below the folder."""
    size: int
    changed: int
    """Nanoseconds."""
    node: int
    kind: int

    @property
    def order(self) -> tuple[int, str]:
        """The oldest first."""
        return self.changed, str(self.path)


@dataclass(slots=True)
class Ripe:
    """What was seen of the files so far."""

    pace: Pace
    known: dict[Path, tuple[Seen, float]] = field(default_factory=dict)
    """Path -> the file as it was seen, and since when it is so."""
    links: int = 0
    """Names that are no files: they are left where they are."""
    folders: int = 0
    """Folders that nobody asked to look into."""
    closed: int = 0
    """Folders that cannot be looked into."""
    passed: int = 0
    """Files that are passed over for their names: what is still written, or stands beside."""

    def among(self, waiting: Iterable[Seen], now: float) -> list[Path]:
        """Those that are whole, the oldest first."""
        seen = [*waiting]
        files = [one for one in seen if stat.S_ISREG(one.kind)]
        self.folders = sum(stat.S_ISDIR(one.kind) for one in seen)
        self.closed = sum(one.kind == CLOSED for one in seen)
        self.links = len(seen) - len(files) - self.folders - self.closed
        named, files = files, [one for one in files if not self._passed(one.path.name)]
        self.passed = len(named) - len(files)
        marker = self.pace.marker
        if marker:
            marks = {one.path for one in files if one.path.name.endswith(marker)}
            whole = [one for one in files if marked(one.path, marker) in marks]
            self.known = {one.path: (one, now) for one in files if one.path not in marks}
            return _named([one for one in whole if one.path not in marks])
        self.known = {one.path: self._since(one, now) for one in files}
        settled = [one for one, since in self.known.values() if now - since >= self.pace.settle]
        return _named(settled)

    def _passed(self, name: str) -> bool:
        """Where a marker says what is whole, no ending says that it is not."""
        unfinished = not self.pace.marker and name.lower().endswith(UNFINISHED)
        return unfinished or beside(name)

    def _since(self, one: Seen, now: float) -> tuple[Seen, float]:
        before = self.known.get(one.path)
        return before if before is not None and before[0] == one else (one, now)


def beside(name: str) -> bool:
    """Is it what stands beside files, and never one that is sent?"""
    return name.startswith(_OFFICE) or name.lower() in _SYSTEMS or name.endswith(ERROR)


def marked(path: Path, marker: str) -> Path:
    """The name of a file's marker."""
    return path.with_name(path.name + marker)


def _named(files: list[Seen]) -> list[Path]:
    return [one.path for one in sorted(files, key=lambda one: one.order)]
