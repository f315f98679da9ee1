"""Killed anywhere in the group commit: nothing acknowledged is lost, nothing is stored twice.

https://www.sqlite.org/atomiccommit.html
"""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import pytest

from gateway.model import Query
from gateway.store import POINTS, open_sqlite
from tests.born import born
from tests.store import crash_story
from tests.store.crash_story import MESSAGES
from tests.store.made_entries import YES


def played(path: Path, point: str, passes: int) -> tuple[int, set[int]]:
    """How the process ended, and the messages that it acknowledged."""
    with born(crash_story.told, str(path), point, str(passes)) as story:
        said = story.stdout.read()
        return story.wait(), {int(line) for line in said.split()}


def kept(path: Path) -> tuple[set[int], dict[int, int]]:
    """Messages with a receipt, and the number of resources of each."""

    async def look() -> tuple[set[int], dict[int, int]]:
        store = open_sqlite(path)
        receipts = [await store.receipt("lakeside", f"c{n}") for n in range(MESSAGES)]
        page = await store.search(YES, Query("Observation", (), count=1000))
        counts = dict.fromkeys(range(MESSAGES), 0)
        for body in page.resources:
            counts[int(body.split(b'"id":"o')[1].split(b"-")[0])] += 1
        await store.close()
        return {n for n, receipt in enumerate(receipts) if receipt}, counts

    return asyncio.run(look())


@pytest.mark.parametrize("passes", [0, 5])
@pytest.mark.parametrize("point", POINTS)
def test_a_kill_loses_nothing_and_doubles_nothing(tmp_path: Path, point: str, passes: int) -> None:
    path = tmp_path / "gateway.sqlite"
    each = "entry" if point in ("store.after-journal", "store.after-resources") else "batch"

    ended, acknowledged = played(path, point, passes if each == "entry" else passes // 3)
    receipts, counts = kept(path)

    assert ended == -signal.SIGKILL
    assert acknowledged <= receipts
    assert counts == {n: 2 if n in receipts else 0 for n in range(MESSAGES)}
    assert played(path, "never", 0) == (0, set(range(MESSAGES)))
    assert kept(path) == (set(range(MESSAGES)), dict.fromkeys(range(MESSAGES), 2))


def test_what_was_committed_before_the_kill_stands_although_nobody_was_told(
    tmp_path: Path,
) -> None:
    path = tmp_path / "gateway.sqlite"

    _, acknowledged = played(path, "store.after-commit", 0)

    assert acknowledged == set()
    assert kept(path)[0] != set()
