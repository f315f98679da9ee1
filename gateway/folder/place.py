"""A watched folder on disk: what waits in it, what is claimed, where it is put away.

A file is claimed by one rename into `.work`, so nobody has it twice; what lies in `.work` when the
door opens was claimed by one that died, and is taken up again. Links are never followed.
https://man7.org/linux/man-pages/man2/rename.2.html · https://man7.org/linux/man-pages/man2/open.2.html
"""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from gateway.folder.ripe import CLOSED, ERROR, Seen, marked

WORK, DONE, FAILED = ".work", "done", "failed"
_LOCK = ".lock"
_LONGEST = 255 - len(f".999999999{ERROR}.")
"""Bytes of a name: a system takes 255, and `.day.2.hl7.error.json` must fit."""
_SUFFIX = 20


class Occupied(Exception):  # noqa: N818 - the door stays closed, and says why
    """The folder cannot be watched; the text says why."""


class Folder:
    """One folder, held by one process."""

    def __init__(self, root: Path, *, deep: bool = False, marker: str = "") -> None:
        """`deep`: folders in it too; `marker`: the ending of files that say another is whole."""
        self.root = root
        self._deep = deep
        self._marker = marker
        self._lock: BinaryIO | None = None

    def open(self) -> None:
        """Make what is needed in it, and keep others out; raises Occupied."""
        if self.root.is_symlink() or not self.root.is_dir():
            raise Occupied(f"{self.root} is no folder")
        try:
            for name in (WORK, DONE, FAILED):
                place = self.root / name
                place.mkdir(mode=0o700, exist_ok=True)
                if place.is_symlink():
                    raise Occupied(f"{place} is a link, and must be a folder")
            self._lock = (self.root / WORK / _LOCK).open("wb")
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._tidied()
        except BlockingIOError:
            raise Occupied(f"{self.root} is watched by another process") from None
        except OSError as error:
            raise Occupied(f"{self.root} cannot be watched: {error.strerror}") from None

    def _tidied(self) -> None:
        """Take away markers whose file was claimed: they would call the next one whole."""
        names = [one.path for one in self.waiting()] if self._marker else []
        for name in names:
            file = name.with_name(name.name.removesuffix(self._marker))
            if name.name.endswith(self._marker) and file not in names:
                (self.root / name).unlink(missing_ok=True)

    def close(self) -> None:
        """Let others in."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def left(self) -> list[Path]:
        """What was claimed before, and not put away: names below `.work`, the oldest first."""
        found = sorted(_below(self.root / WORK, deep=True), key=lambda one: one.order)
        return [one.path for one in found if one.path.name != _LOCK and stat.S_ISREG(one.kind)]

    def waiting(self) -> Iterator[Seen]:
        """What stands in the folder, links and the like too; what is hidden is not seen."""
        return _below(self.root, deep=self._deep)

    def claim(self, name: Path) -> Path | None:
        """Take a file out of others' reach; its name below `.work`, None where it is gone.

        Raises OSError where it may not be moved.
        """
        target = _free(self.root / WORK, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            (self.root / name).rename(target)
        except FileNotFoundError:
            return None
        if self._marker:
            (self.root / marked(name, self._marker)).unlink(missing_ok=True)
        return target.relative_to(self.root / WORK)

    def stamp(self, claimed: Path) -> tuple[int, int] | None:
        """What changes when somebody still writes to a claimed file; None where it is gone."""
        try:
            found = (self.root / WORK / claimed).lstat()
        except FileNotFoundError:
            return None
        return found.st_size, found.st_mtime_ns

    def read(self, claimed: Path) -> BinaryIO:
        """Open a claimed file; raises OSError, also where it is no plain file."""
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        number = os.open(self.root / WORK / claimed, flags)
        if not stat.S_ISREG(os.fstat(number).st_mode):
            os.close(number)
            raise OSError(0, "no plain file")
        return os.fdopen(number, "rb")

    def done(self, claimed: Path) -> Path:
        """Put a file away that was taken in; where it is now."""
        target = _free(self.root / DONE, claimed)
        self._away(claimed, target)
        return target

    def failed(self, claimed: Path, told: bytes) -> Path:
        """Put a file away in which something is wrong, and beside it what that is; where it is."""
        target = _free(self.root / FAILED, claimed)
        beside = target.with_name(target.name + ERROR)
        target.parent.mkdir(parents=True, exist_ok=True)
        _written(beside, told)
        try:
            self._away(claimed, target)
        except OSError:
            beside.unlink(missing_ok=True)
            raise
        return target

    def back(self, put: Path) -> None:
        """Let a file that was put away wait anew; raises OSError where it cannot be moved."""
        _, *names = put.relative_to(self.root).parts
        target = _free(self.root, Path(*names))
        target.parent.mkdir(parents=True, exist_ok=True)
        put.rename(target)
        put.with_name(put.name + ERROR).unlink(missing_ok=True)

    def _away(self, claimed: Path, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        (self.root / WORK / claimed).rename(target)
        _synced(target.parent)


def _below(folder: Path, *, deep: bool, within: Path = Path()) -> Iterator[Seen]:
    try:
        with os.scandir(folder) as listed:
            entries = [*listed]
    except OSError:
        yield Seen(within, 0, 0, 0, CLOSED)
        return
    for entry in entries:
        name = within / entry.name
        if entry.name.startswith(".") or (within == Path() and entry.name in (DONE, FAILED)):
            continue
        try:
            found = entry.stat(follow_symlinks=False)
        except OSError:
            continue
        if stat.S_ISDIR(found.st_mode) and deep:
            yield from _below(folder / entry.name, deep=True, within=name)
        else:
            changed, node = found.st_mtime_ns, found.st_ino
            yield Seen(name, found.st_size, changed, node, stat.S_IFMT(found.st_mode))


def _free(folder: Path, name: Path) -> Path:
    """A name that nothing stands under yet: `day.hl7`, `day.2.hl7`, ..."""
    name = name.with_name(_short(name))
    number, found = 1, folder / name
    while os.path.lexists(found) or os.path.lexists(found.with_name(found.name + ERROR)):
        number += 1
        found = folder / name.with_name(f"{name.stem}.{number}{name.suffix}")
    return found


def _short(name: Path) -> str:
    """A name that leaves room for a number, and for what stands beside the file."""
    stem, suffix = os.fsencode(name.stem), os.fsencode(name.suffix)[:_SUFFIX]
    return os.fsdecode(stem[: _LONGEST - len(suffix)] + suffix)


def _written(path: Path, text: bytes) -> None:
    """Whole, or not at all."""
    half = path.with_name(f".{path.name}")
    with half.open("wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    half.rename(path)


def _synced(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
