"""The power goes: only what was synced is left, and all that was acknowledged is among it.

F2. Each trial kills a process that commits without end, and throws away whatever its files hold
that no sync had reached. More of them: `GATEWAY_TRIALS=500 pytest tests/store -k power`.
https://www.sqlite.org/atomiccommit.html · https://www.sqlite.org/pragma.html#pragma_synchronous
"""

from __future__ import annotations

import asyncio
import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from gateway.store import open_sqlite
from tests.store.made_disk import Disk, made
from tests.store.made_entries import YES

TRIALS = int(os.environ.get("GATEWAY_TRIALS", "20")) // 10
NAME = "gateway.sqlite"


def acknowledged(disk: Disk, least: int, synchronous: str = "") -> list[int]:
    """What a process said before the power went; it said `least` at the least."""
    words = ["-m", "tests.store.power_story", str(disk.files / NAME), synchronous]
    story = subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, *words], stdout=subprocess.PIPE, env=disk.around
    )
    with story:
        assert story.stdout is not None
        told = [int(story.stdout.readline()) for _ in range(least)]
        story.kill()
        told += [int(line) for line in story.stdout.read().split()]
    return told


def left(disk: Disk, path: Path, numbers: Sequence[int]) -> list[int]:
    """Which of these messages a store holds, of which the files below `kept` are left."""
    for file in path.parent.glob(f"{NAME}*"):
        file.unlink()
    for file in disk.kept.glob(f"{NAME}*"):
        if file.name in {NAME, f"{NAME}-wal"}:
            (path.parent / file.name).write_bytes(file.read_bytes())
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)

    async def held() -> list[int]:
        store = open_sqlite(path)
        found = [n for n in numbers if await store.receipt("lakeside", f"c{n}")]
        for number in found:
            assert await store.read(YES, "Observation", f"o{number}")
        await store.close()
        return found

    return asyncio.run(held())


def test_what_is_acknowledged_is_left_when_the_power_goes(tmp_path: Path) -> None:
    disk, dice = made(tmp_path), random.Random(7)  # noqa: S311 - the same each time
    (tmp_path / "after").mkdir()
    for _ in range(TRIALS):
        told = acknowledged(disk, dice.randrange(1, 60))
        assert left(disk, tmp_path / "after" / NAME, told) == told
        for file in (*disk.files.iterdir(), *disk.kept.iterdir()):
            file.unlink()


def test_a_store_that_syncs_less_would_be_found_out(tmp_path: Path) -> None:
    """The same with `synchronous = NORMAL`: what was acknowledged since a checkpoint goes."""
    disk = made(tmp_path)
    (tmp_path / "after").mkdir()
    told = acknowledged(disk, 40, "NORMAL")
    assert len(left(disk, tmp_path / "after" / NAME, told)) < len(told)
