"""Messages about one patient go one after the other; those of different patients never wait.

Across processes the store's own check (Stale) stays the arbiter.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from weakref import WeakValueDictionary


class Lanes:
    """One lock for each identity that somebody holds or waits for; none for all others."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def hold(self, identities: Iterable[str]) -> AsyncIterator[None]:
        """Hold the lanes of all these identities, taken in one order so that nobody deadlocks."""
        async with AsyncExitStack() as stack:
            for identity in sorted(set(identities)):
                lock = self._locks.get(identity)
                if lock is None:
                    lock = self._locks.setdefault(identity, asyncio.Lock())
                await stack.enter_async_context(lock)
            yield
