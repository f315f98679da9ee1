"""The store in PostgreSQL: many processes, one record.

https://www.postgresql.org/
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from queue import LifoQueue
from typing import Any, TypeVar

from gateway.model import Keys, Standing
from gateway.store import postgres_schema
from gateway.store.batch import Batch
from gateway.store.contract import Crash, Wanted
from gateway.store.keeping import Keeping, quiet
from gateway.store.packing import sealed
from gateway.store.postgres_link import POSTGRES, ReadingLink
from gateway.store.postgres_write import PostgresWriter
from gateway.store.reading import LIMIT, Reader
from gateway.store.writing import Job

T = TypeVar("T")

READERS = 8
"""Questions at a time; each has a thread, and a connection once it was needed."""


class Postgres(Keeping):
    """Journal and Record in a database that other processes share."""

    def __init__(self, url: str, crash: Crash) -> None:
        self._writer = PostgresWriter(url, crash)
        self._batch = Batch(self._write)
        self._links = [ReadingLink(url, LIMIT * 1000) for _ in range(READERS)]
        self._there: LifoQueue[Reader] = LifoQueue()
        for link in self._links:
            self._there.put(Reader(link, POSTGRES))
        first = self._there.get()
        self._indexed = first.indexed()
        self._there.put(first)

    async def standing(self, keys: Keys) -> Standing:
        """What the store holds of these, all from one moment."""
        return await self._apart(lambda reader: reader.standing(keys))

    async def close(self) -> None:
        """Write what waits, let the questions end, then let go; again is harmless."""
        await self._batch.close()
        readers = await asyncio.to_thread(lambda: [self._there.get() for _ in range(READERS)])
        self._writer.close()
        for link in self._links:
            link.close()
        for reader in readers:
            self._there.put(reader)

    def _write(self, jobs: Sequence[Job]) -> list[Any]:
        return self._writer.write(sealed(jobs))

    async def _ask(self, ask: Callable[[Reader], T]) -> T:
        return await self._apart(ask)


def open_postgres(url: str, *, crash: Crash = quiet, wanted: Wanted | None = None) -> Postgres:
    """Open the store at `postgresql://...`; an empty database becomes one.

    `wanted`: as of `open_sqlite`. Raises Refused, with the reason, where the database is out of
    reach, has an older schema (and by which command it gets this one), or a newer one.
    """
    postgres_schema.opened(url, wanted, datetime.now(UTC))
    return Postgres(url, crash)


def look(url: str) -> Reader:
    """Read a store beside the processes that write to it; raises Refused where there is none."""
    postgres_schema.opened(url, None, None)
    return Reader(ReadingLink(url, LIMIT * 1000), POSTGRES)
