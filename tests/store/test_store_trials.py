"""Killed at any step, on any store, then sent again: nothing acknowledged is lost, nothing twice.

F1, F5, F6 and F19: each trial is a process that dies at a point drawn by lot, then one that sends
all again, shuffled and twice. More of them: `GATEWAY_TRIALS=500 pytest tests/store -k trials`.
https://www.sqlite.org/atomiccommit.html
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from gateway.model import Entry, Query, Stale
from gateway.store import POINTS, Store, open_store
from tests.store.crash_story import killer
from tests.store.made_entries import YES, asked, entry, observation, said

TRIALS = int(os.environ.get("GATEWAY_TRIALS", "10"))
EACH = 12
TOGETHER = 4


def message(number: int) -> Entry:
    """Two resources and a contribution under one control id."""
    results = [observation(f"o{number}-{part}", f"p{number % 5}") for part in (1, 2)]
    contributions = (said(f"p{number % 5}", number=number),)
    return entry(f"c{number}", *results, contributions=contributions)


async def send(store: Store, number: int) -> None:
    """Commit, and say aloud that it is kept; what stands already is as good."""
    try:
        await store.commit(message(number))
    except Stale:
        assert await store.receipt("lakeside", f"c{number}")
    os.write(1, b"%d\n" % number)


async def sent(where: Path | str, numbers: Sequence[int], point: str, passes: int) -> None:
    """Send all, some at a time, and die at the point."""
    store = open_store(where, crash=killer(point, passes))
    for start in range(0, len(numbers), TOGETHER):
        await asyncio.gather(*[send(store, n) for n in numbers[start : start + TOGETHER]])
    await store.close()


def played(where: Path | str, numbers: Sequence[int], point: str, passes: int) -> set[int]:
    """In a process of its own: the messages that it acknowledged before it ended."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.dup2(write, 1)
            asyncio.run(sent(where, numbers, point, passes))
            os._exit(0)
        finally:
            os._exit(1)
    os.close(write)
    with os.fdopen(read, "rb") as told:
        acknowledged = {int(line) for line in told.read().split()}
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    assert not os.WIFSIGNALED(status) or os.WTERMSIG(status) == signal.SIGKILL
    return acknowledged


async def kept(where: Path | str, numbers: Sequence[int]) -> tuple[set[int], Counter[int]]:
    """Messages with a receipt, and how many resources of each stand."""
    store = open_store(where)
    receipts = {n for n in numbers if await store.receipt("lakeside", f"c{n}")}
    names = ",".join(f"o{n}-{part}" for n in numbers for part in (1, 2))
    page = await store.search(YES, Query("Observation", (asked("_id", names),), count=500))
    await store.close()
    counts = Counter(int(body.split(b'"id":"o')[1].split(b"-")[0]) for body in page.resources)
    return receipts, counts


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_what_is_acknowledged_stands_once_wherever_a_process_dies(place: tuple[str, Any]) -> None:
    where = place[1]
    dice = random.Random(5)  # noqa: S311 - the same deaths each time
    died = 0
    for trial in range(TRIALS):
        numbers = list(range(trial * EACH, (trial + 1) * EACH))
        acknowledged = played(where, numbers, dice.choice(POINTS), dice.randrange(6))
        receipts, counts = asyncio.run(kept(where, numbers))
        assert acknowledged <= receipts
        assert counts == dict.fromkeys(receipts, 2)
        died += len(acknowledged) < EACH
        again = [*numbers, *numbers]
        dice.shuffle(again)
        assert played(where, again, "never", 0) == set(numbers)
        assert asyncio.run(kept(where, numbers)) == (
            set(numbers),
            Counter(dict.fromkeys(numbers, 2)),
        )
    assert died > TRIALS // 2
    print(f"{place[0]}: {TRIALS} trials, {died} deaths")  # noqa: T201 - a longer run says so
