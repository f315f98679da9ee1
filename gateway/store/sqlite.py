"""The embedded store: one file, one process, one writing thread.

https://www.sqlite.org/wal.html
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import LifoQueue
from typing import Any, TypeVar

from gateway.model import Decision, Keys, Page, Query, Standing, Unavailable
from gateway.store import sqlite_file
from gateway.store.batch import Batch
from gateway.store.contract import Crash, Wanted, allow
from gateway.store.keeping import Keeping, quiet
from gateway.store.memory import Kinds, Memory
from gateway.store.packing import AuditBatch, sealed
from gateway.store.postponed import adopted
from gateway.store.reading import Reader
from gateway.store.sqlite_write import BROKEN, SQLITE, SqliteWriter
from gateway.store.touched import Still
from gateway.store.writing import Job

T = TypeVar("T")


STEPS = 200_000
"""Steps of SQLite's machine after which it asks whether it has taken too long: a millisecond."""
SOON = 50_000
"""The same on the loop, where a search that takes longer is given up, and asked in a thread."""
READERS = 4
"""Long reads at a time; each has a thread and a connection."""


class Sqlite(Keeping):
    """Journal and Record in one file.

    Reads of a few rows run on the caller's thread, since handing them to another costs ten
    times more than they do (measured: 5 us against 86); so do searches, until one of them turns
    out to take long: then it runs again, in a thread.
    """

    def __init__(self, file: sqlite_file.File, crash: Crash) -> None:
        self._file = file
        kinds = Kinds()
        self.changes = 0
        """See `Near`."""
        writer = file.writer()
        adopted(writer)
        self._writer = SqliteWriter(writer, crash, kinds.changed, self._changed)
        self._batch: Batch[Job] = Batch(self._write, join=AuditBatch)
        still = Still(self._writer.touched)
        self._here = _reader(file, Memory(kinds, bodies=True), SOON, still)
        self._indexed = self._here.indexed()
        self._there: LifoQueue[Reader] = LifoQueue()
        for _ in range(READERS):
            self._there.put(_reader(file, Memory(kinds), STEPS))

    async def standing(self, keys: Keys) -> Standing:
        """What the store holds of these, all from one moment.

        Dependents may be thousands, and are read in a thread. Raises Unavailable where the
        store can be read but takes nothing any more, so that nobody begins what cannot end.
        """
        if self._writer.broken:
            raise Unavailable(BROKEN)
        moment = self._writer.touched.moment
        if keys.dependents or keys.searches:
            return await self._apart(lambda reader: reader.standing(keys, moment))
        return self._here.standing(keys, moment)

    async def search(self, decision: Decision, query: Query) -> Page:
        """One page; see `Keeping.search`."""
        found = self.search_at_once(decision, query)
        if found is not None:
            return found
        return await self._apart(lambda reader: reader.search(decision, query))

    def read_at_once(self, decision: Decision, type: str, id: str) -> bytes | None:
        """See `Near`."""
        allow(decision)
        if decision.criteria:
            return self._here.read(decision, type, id)
        return self._here.at_once(type, id)

    def search_at_once(self, decision: Decision, query: Query) -> Page | None:
        """See `Near`."""
        allow(decision)
        return self._here.soon(decision, query)

    def audit_then(self, lines: Sequence[bytes], told: Callable[[Exception | None], None]) -> None:
        """See `Near`."""
        self._batch.add(lines, told)

    def _write(self, jobs: Sequence[Job]) -> list[Any]:
        return self._writer.write(sealed(jobs, paged=True))

    def _changed(self) -> None:
        """The writer has made durable what changes what stands."""
        self.changes += 1

    async def close(self) -> None:
        """Write what waits, let the searches end, then let go of the file; again is harmless."""
        await self._batch.close()
        readers = await asyncio.to_thread(lambda: [self._there.get() for _ in range(READERS)])
        self._file.close()
        for reader in readers:
            self._there.put(reader)

    async def _ask(self, ask: Callable[[Reader], T]) -> T:
        return ask(self._here)


def _reader(
    file: sqlite_file.File, memory: Memory, steps: int, still: Still | None = None
) -> Reader:
    """One whose questions end when they have taken too long."""
    connection = file.reader()
    reader = Reader(connection, SQLITE, memory, still)
    connection.set_progress_handler(reader.overdue, steps)
    return reader


def open_sqlite(path: Path, *, crash: Crash = quiet, wanted: Wanted | None = None) -> Sqlite:
    """Open the file, made with its folder where there is none and brought to this schema.

    `wanted` are the (type, parameter) that whoever writes brings index rows for; None: whoever
    opened it before said so, and it is not written to otherwise.
    Raises Refused, with the reason, where another process holds it, where a newer version
    wrote it or where it is no store; OSError where it cannot be made.
    """
    return Sqlite(sqlite_file.open_file(path, wanted), crash)


def look(path: Path) -> Reader:
    """Read a store beside the gateway that holds it; raises Refused where there is none."""
    return Reader(sqlite_file.look(path), SQLITE)
