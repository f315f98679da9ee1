"""Messages about one patient go one after the other; those of different patients never wait.

Whoever comes first goes first, in every lane at once: nobody overtakes, so that a batch may send
many of its messages on their way and still have them taken in in its order.
Across processes the store's own check (Stale) stays the arbiter.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable
from contextlib import asynccontextmanager


class Lanes:
    """For each identity that somebody holds or waits for, the last one in its queue."""

    def __init__(self) -> None:
        self._last: dict[str, asyncio.Future[None]] = {}

    @asynccontextmanager
    async def hold(self, identities: Iterable[str]) -> AsyncIterator[None]:
        """Hold the lanes of all these identities, once all who came before have left them.

        A place in every queue is taken in one step, so that nobody waits in a circle.
        """
        lanes = set(identities)
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        before = {self._last[lane] for lane in lanes if lane in self._last}
        self._last.update(dict.fromkeys(lanes, mine))
        try:
            if before:
                await asyncio.wait(before)
            yield
        finally:
            self._leave(lanes, mine, _undone(before))

    def _leave(
        self, lanes: Collection[str], mine: asyncio.Future[None], before: set[asyncio.Future[None]]
    ) -> None:
        """Let the next ones go; whoever gave up waiting keeps them waiting for those before."""
        if before:
            first = next(iter(before))
            first.add_done_callback(lambda _: self._leave(lanes, mine, _undone(before)))
            return
        mine.set_result(None)
        for lane in lanes:
            if self._last.get(lane) is mine:
                del self._last[lane]


def _undone(before: Iterable[asyncio.Future[None]]) -> set[asyncio.Future[None]]:
    return {one for one in before if not one.done()}
