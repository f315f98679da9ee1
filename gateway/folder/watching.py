"""The loop of a watched folder: look, claim, take in, put away; one file after the other.

https://www.enterpriseintegrationpatterns.com/patterns/messaging/FileTransferIntegration.html
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from gateway.fhirjson import pretty
from gateway.folder.outcome import Outcome
from gateway.folder.place import Folder
from gateway.folder.ripe import Pace, Ripe
from gateway.model import Unavailable

Take: TypeAlias = Callable[[Folder, Path], Awaitable[Outcome]]
"""(folder, claimed file) -> what became of it; raises Unavailable where it must come again."""
_FIRST = 1.0
"""Seconds until the second attempt."""


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


@dataclass(frozen=True, slots=True)
class Watched:
    """What the loop works with."""

    folder: Folder
    take: Take
    pace: Pace
    told: Callable[[Progress], None]
    """Called after each file."""
    crash: Callable[[str], None]
    progress: Progress = field(default_factory=Progress)


async def watch(watched: Watched, stop: asyncio.Event, *, once: bool = False) -> Progress:
    """Take in what the folder holds, and what comes, until `stop`; `once`: until all is taken.

    The folder is open. What was claimed by a process that died comes first. Raises Unavailable
    with `once`, where nothing can be kept.
    """
    ripe = Ripe(watched.pace)
    try:
        for left in watched.folder.left():
            await _one(watched, left, stop, once=once)
        while not stop.is_set():
            for name in ripe.among(watched.folder.waiting(), time.monotonic()):
                if stop.is_set():
                    break
                claimed = watched.folder.claim(name)
                if claimed is not None:
                    watched.crash("folder.claimed")
                    del ripe.known[name]
                    await _one(watched, claimed, stop, once=once)
            watched.progress.waiting, watched.progress.links = len(ripe.known), ripe.links
            if once and (watched.pace.marker or not ripe.known):
                break
            await _pause(stop, watched.pace.every)
    finally:
        watched.told(watched.progress)
    return watched.progress


async def _one(watched: Watched, claimed: Path, stop: asyncio.Event, *, once: bool) -> None:
    """Until it is taken in, or its verdict is that it never will be."""
    pause = _FIRST
    found: Outcome | None = None
    while not stop.is_set():
        try:
            found = found or await watched.take(watched.folder, claimed)
            watched.crash("folder.taken")
            _put(watched, claimed, found)
        except (Unavailable, OSError):  # the store, or the disk that the folder is on
            if once:
                raise
            await _pause(stop, pause)
            pause = min(pause * 2, watched.pace.later)
            continue
        watched.crash("folder.away")
        watched.told(watched.progress)
        return


def _put(watched: Watched, claimed: Path, found: Outcome) -> None:
    """Raises OSError where the file cannot be moved; then nothing is counted."""
    if found.fine:
        watched.folder.done(claimed)
        watched.progress.done += 1
    else:
        watched.folder.failed(claimed, pretty(found.json()) + b"\n")
        watched.progress.failed += 1
    watched.progress.statuses += found.statuses


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
