"""Files that somebody went on writing to after they were put away: only a part of them was read.

https://man7.org/linux/man-pages/man2/stat.2.html
"""

from __future__ import annotations

import stat
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

LATE = 300.0
"""Seconds for which a file is looked at after it was put away."""
_MOST = 1_000
"""Files that are looked at: the newest."""


@dataclass(frozen=True, slots=True)
class _Put:
    path: Path
    node: int
    size: int
    changed: int
    until: float


@dataclass(slots=True)
class Grown:
    """What was put away lately."""

    put: deque[_Put] = field(default_factory=lambda: deque(maxlen=_MOST))

    def note(self, path: Path, stamp: tuple[int, int], now: float) -> None:
        """A file was put away, of which so much (size, time of change) was read."""
        node = _node(path)
        if node is not None:
            self.put.append(_Put(path, node[0], *stamp, now + LATE))

    def among(self, now: float) -> list[Path]:
        """Those that were written to since; each is told once.

        One that became shorter is somebody's who mends it there: it is left alone.
        """
        while self.put and self.put[0].until < now:
            self.put.popleft()
        found = [one for one in self.put if _written(one)]
        for one in found:
            self.put.remove(one)
        return [one.path for one in found]


def _written(put: _Put) -> bool:
    found = _node(put.path)
    if found is None or found[0] != put.node or found[1] < put.size:
        return False
    return found[1:] != (put.size, put.changed)


def _node(path: Path) -> tuple[int, int, int] | None:
    """(which file, its size, when it changed); None where it is gone, or no plain file."""
    try:
        found = path.lstat()
    except OSError:
        return None
    return (
        (found.st_ino, found.st_size, found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else None
    )
