"""The loop of a watched folder: look, claim, take in, put away; one file after the other.

https://www.enterpriseintegrationpatterns.com/patterns/messaging/FileTransferIntegration.html
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from gateway.fhirjson import pretty
from gateway.folder.grown import Grown
from gateway.folder.outcome import Outcome
from gateway.folder.place import Folder
from gateway.folder.ripe import Pace, Ripe
from gateway.model import Unavailable

Take: TypeAlias = Callable[[Folder, Path], Awaitable[Outcome]]
"""(folder, claimed file) -> what became of it; raises Unavailable where it must come again."""
_FIRST = 1.0
"""Seconds until the second attempt."""
_WAITS = "the file under way stays in .work, and is taken in by the next run"


@dataclass(slots=True)
class Progress:
    """How far a folder is."""

    done: int = 0
    failed: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    waiting: int = 0
    """Files that are not whole yet, or could not be kept."""
    links: int = 0
    """Names that are no files, and are left where they are."""
    stuck: int = 0
    """Files that may not be moved: nobody can take them in."""
    passed: int = 0
    """Files that are passed over for their names."""
    folders: int = 0
    """Folders that nobody asked to look into."""
    closed: int = 0
    """Folders that cannot be looked into, the watched one too."""
    again: int = 0
    """Files that grew after they were put away, and were taken in once more."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What the loop works with."""

    folder: Folder
    take: Take
    pace: Pace
    told: Callable[[Progress], None]
    """Called after each file."""
    crash: Callable[[str], None]
    waits: Callable[[str], None] = lambda _: None
    """Called with the reason, each time that a claimed file has to wait."""
    grown: Grown = field(default_factory=Grown)
    progress: Progress = field(default_factory=Progress)


async def watch(watched: Watched, stop: asyncio.Event, *, once: bool = False) -> Progress:
    """Take in what the folder holds, and what comes, until `stop`; `once`: until all is taken.

    The folder is open. What was claimed by a process that died comes first. Raises Unavailable
    with `once`, where nothing can be kept.
    """
    ripe = Ripe(watched.pace)
    stuck: set[Path] = set()
    try:
        for left in watched.folder.left():
            await _one(watched, left, stop, once=once)
        while not stop.is_set():
            _back(watched)
            for name in ripe.among(watched.folder.waiting(), time.monotonic()):
                if stop.is_set():
                    break
                try:
                    claimed = watched.folder.claim(name)
                except OSError:
                    stuck.add(name)
                    continue
                stuck.discard(name)
                if claimed is not None:
                    watched.crash("folder.claimed")
                    del ripe.known[name]
                    await _one(watched, claimed, stop, once=once)
            stuck &= ripe.known.keys()
            _counted(watched, ripe, stuck)
            if once and (watched.pace.marker or not ripe.known.keys() - stuck):
                break
            await _pause(stop, watched.pace.every)
    finally:
        watched.told(watched.progress)
    return watched.progress


def _back(watched: Watched) -> None:
    """What was written to after it was put away waits anew: only a part of it was read."""
    for put in watched.grown.among(time.monotonic()):
        with suppress(OSError):  # somebody took it away, which is his to do
            watched.folder.back(put)
            watched.progress.again += 1


def _counted(watched: Watched, ripe: Ripe, stuck: set[Path]) -> None:
    """What is left; what nobody can take in is told once when there is more or less of it."""
    progress = watched.progress
    progress.waiting, progress.links = len(ripe.known) - len(stuck), ripe.links
    progress.passed, progress.folders = ripe.passed, ripe.folders
    if (progress.stuck, progress.closed) != (len(stuck), ripe.closed):
        progress.stuck, progress.closed = len(stuck), ripe.closed
        watched.told(progress)


async def _one(watched: Watched, claimed: Path, stop: asyncio.Event, *, once: bool) -> None:
    """Until it is taken in, or its verdict is that it never will be."""
    pause = _FIRST
    found: Outcome | None = None
    while not stop.is_set():
        try:
            found = found or await _taken(watched, claimed, stop)
            watched.crash("folder.taken")
            if found is None or not _put(watched, claimed, found):
                return
        except (Unavailable, OSError) as error:  # the store, or the disk that the folder is on
            why = error.strerror if isinstance(error, OSError) else str(error)
            if once:
                raise Unavailable(f"{watched.folder.root}: {why}; {_WAITS}") from None
            watched.waits(why or type(error).__name__)
            await _pause(stop, pause)
            pause = min(pause * 2, watched.pace.later)
            continue
        watched.crash("folder.away")
        watched.told(watched.progress)
        return


async def _taken(watched: Watched, claimed: Path, stop: asyncio.Event) -> Outcome | None:
    """What became of a file that nobody wrote to meanwhile; None where it is to come later."""
    while True:
        before = watched.folder.stamp(claimed)
        found = await watched.take(watched.folder, claimed)
        if before is None or watched.folder.stamp(claimed) == before:
            return found
        await _pause(stop, max(watched.pace.settle, _FIRST))
        if stop.is_set():
            return None


def _put(watched: Watched, claimed: Path, found: Outcome) -> bool:
    """Put it away; False where somebody took it away.

    Raises OSError where the file cannot be moved; then nothing is counted.
    """
    stamp = watched.folder.stamp(claimed)
    if stamp is None:
        return False
    if found.fine:
        put = watched.folder.done(claimed)
        watched.progress.done += 1
    else:
        put = watched.folder.failed(claimed, pretty(found.json()) + b"\n")
        watched.progress.failed += 1
    if not watched.pace.marker:  # which says that a file is whole
        watched.grown.note(put, stamp, time.monotonic())
    watched.progress.statuses += found.statuses
    return True


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
