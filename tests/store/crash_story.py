"""Commits message after message and says each receipt aloud, until it is killed on the way.

Run by test_store_crash.py in a process of its own: file, crash point, passes before the kill.
"""

from __future__ import annotations

import asyncio
import os
import signal
from itertools import count
from pathlib import Path

from gateway.model import Entry, Stale
from gateway.store import Crash, Store, open_sqlite
from tests.store.made_entries import entry, observation, said

MESSAGES = 12


def message(number: int) -> Entry:
    """Two resources and a contribution under one control id."""
    results = [observation(f"o{number}-{part}", "anna") for part in (1, 2)]
    return entry(f"c{number}", *results, contributions=(said("anna", number=number),))


def killer(point: str, passes: int) -> Crash:
    """Kills this process at the point, after passing it so many times."""
    seen = count()

    def crash(at: str) -> None:
        if at == point and next(seen) == passes:
            os.kill(os.getpid(), signal.SIGKILL)

    return crash


async def send(store: Store, number: int) -> None:
    """Commit; a message that was kept before the crash is found to stand."""
    try:
        await store.commit(message(number))
    except Stale:
        assert await store.receipt("lakeside", f"c{number}")
    os.write(1, b"%d\n" % number)


async def main(path: str, point: str, passes: str) -> None:
    """Send all, four at a time."""
    store = open_sqlite(Path(path), crash=killer(point, int(passes)))
    for start in range(0, MESSAGES, 4):
        await asyncio.gather(*[send(store, number) for number in range(start, start + 4)])
    await store.close()


def told(path: str, point: str, passes: str) -> None:
    """The whole story, in a process without a loop."""
    asyncio.run(main(path, point, passes))
