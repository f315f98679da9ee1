"""Commits message after message, and says each receipt aloud, until the power goes.

Run by test_store_power.py in a process of its own: where the store is, `synchronous` of SQLite
(empty: as the gateway sets it).
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
from pathlib import Path

from gateway.model import Entry
from gateway.store import open_store
from gateway.store.sqlite import Sqlite
from tests.store.made_entries import entry, observation

TOGETHER = 3


def message(number: int) -> Entry:
    """A resource of some pages, which do not compress."""
    dice = random.Random(number)  # noqa: S311 - the same each time
    note = dice.randbytes(4_000).hex()
    return entry(f"c{number}", observation(f"o{number}", f"p{number % 5}", note=note))


async def main(where: str, synchronous: str) -> None:
    """Send for ever, some at a time."""
    store = open_store(where if "://" in where else Path(where))
    if isinstance(store, Sqlite):
        # A checkpoint every few messages: the power goes in the midst of some.
        pace = f"synchronous = {synchronous}" if synchronous else "wal_autocheckpoint = 20"
        store._writer._connection.execute(f"PRAGMA {pace}")
    start = 0
    while True:
        numbers = range(start, start + TOGETHER)
        await asyncio.gather(*[store.commit(message(number)) for number in numbers])
        os.write(1, b"".join(b"%d\n" % number for number in numbers))
        start += TOGETHER


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
