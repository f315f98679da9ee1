"""Messages about one patient go one after the other; those of different patients never wait.

Whoever comes first goes first, in every lane at once: nobody overtakes, so that a batch may send
many of its messages on their way and still have them taken in in its order.
Across processes the store's own check (Stale) stays the arbiter.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable


class Lanes:
    """For each identity that somebody holds or waits for, the last one in its queue."""

    def __init__(self) -> None:
        self._last: dict[str, asyncio.Future[None]] = {}

    def hold(self, identities: Iterable[str]) -> Held:
        """Hold the lanes of all these identities, once all who came before have left them.

        A place in every queue is taken in one step, so that nobody waits in a circle.
        """
        return Held(self, frozenset(identities))

    def queue(
        self, lanes: Collection[str]
    ) -> tuple[asyncio.Future[None], set[asyncio.Future[None]]]:
        """Take the last place in each of these lanes: one's own, and those who are before."""
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        before = {self._last[lane] for lane in lanes if lane in self._last}
        self._last.update(dict.fromkeys(lanes, mine))
        return mine, before

    def leave(
        self, lanes: Collection[str], mine: asyncio.Future[None], before: set[asyncio.Future[None]]
    ) -> None:
        """Let the next ones go; whoever gave up waiting keeps them waiting for those before."""
        if before:
            first = next(iter(before))
            first.add_done_callback(lambda _: self.leave(lanes, mine, undone(before)))
            return
        mine.set_result(None)
        for lane in lanes:
            if self._last.get(lane) is mine:
                del self._last[lane]


class Held:
    """Some lanes, held inside of an `async with`; whoever needs none waits for nobody."""

    def __init__(self, all_: Lanes, lanes: Collection[str]) -> None:
        self._all = all_
        self._lanes = lanes
        self._mine: asyncio.Future[None] | None = None
        self._before: set[asyncio.Future[None]] = set()

    async def __aenter__(self) -> None:
        """Wait for all who are before."""
        if not self._lanes:
            return
        self._mine, self._before = self._all.queue(self._lanes)
        try:
            if self._before:
                await asyncio.wait(self._before)
        except BaseException:
            self._leave()
            raise

    async def __aexit__(self, *fault: object) -> None:
        """Let the next ones go."""
        self._leave()

    def _leave(self) -> None:
        if self._mine is not None:
            self._all.leave(self._lanes, self._mine, undone(self._before))


def undone(before: Iterable[asyncio.Future[None]]) -> set[asyncio.Future[None]]:
    """Those who have not left yet."""
    return {one for one in before if not one.done()}
