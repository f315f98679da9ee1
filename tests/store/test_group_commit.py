"""What is ready in one turn of the event loop is written together; who is alone does not wait.

https://www.sqlite.org/wal.html
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from gateway.store import open_sqlite
from gateway.store.batch import Batch
from tests.store.made_entries import entry, observation


def transactions(path: Path, *groups: int) -> int:
    """Commits so many entries at a time, one group after the other; gives how often it wrote."""
    points: list[str] = []

    async def story() -> None:
        store = open_sqlite(path, crash=points.append)
        number = 0
        for size in groups:
            numbers = range(number, number + size)
            made = [entry(f"c{n}", observation(f"o{n}", "anna")) for n in numbers]
            await asyncio.gather(*map(store.commit, made))
            number += size
        await store.close()

    asyncio.run(story())
    return points.count("store.after-commit")


def test_messages_that_are_ready_together_share_one_transaction(tmp_path: Path) -> None:
    assert transactions(tmp_path / "gateway.sqlite", 32) == 1


def test_a_message_that_is_alone_is_written_at_once(tmp_path: Path) -> None:
    assert transactions(tmp_path / "gateway.sqlite", 1, 1, 1) == 3


def test_no_transaction_grows_without_bound(tmp_path: Path) -> None:
    assert transactions(tmp_path / "gateway.sqlite", 300) > 1


def test_who_hears_badly_keeps_nobody_from_hearing() -> None:
    async def story() -> tuple[list[Any], list[str]]:
        batch: Batch[int] = Batch(list)
        heard: list[Any] = []
        faults: list[str] = []
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, told: faults.append(repr(told["exception"])))
        batch.hand(1, lambda outcome: heard.append(outcome // 0))
        batch.hand(2, heard.append)
        await batch.close()
        await asyncio.sleep(0)
        return heard, faults

    heard, faults = asyncio.run(story())
    assert heard == [2]
    assert len(faults) == 1
    assert "ZeroDivisionError" in faults[0]
