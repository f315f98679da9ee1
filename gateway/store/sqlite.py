"""The embedded store: one file, one process, one writing thread.

https://www.sqlite.org/wal.html
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from queue import LifoQueue
from typing import TypeVar

from gateway.model import (
    Chronicle,
    Decision,
    Entry,
    Keys,
    Page,
    Past,
    Query,
    Receipt,
    Resource,
    Span,
    Standing,
    Unavailable,
)
from gateway.store import packing, sqlite_file
from gateway.store.batch import Batch
from gateway.store.codec import pack, unpack
from gateway.store.contract import Crash, Origin, Progress, RowsOf, Wanted, allow
from gateway.store.indexing import Again, Indexed
from gateway.store.packing import AuditBatch, Catalogue
from gateway.store.reading import Reader
from gateway.store.writing import BROKEN, Job, Writer

T = TypeVar("T")


def silent(done: int) -> None:
    """Nobody wants to know how far it is."""


READERS = 4
"""Long reads at a time; each has a thread and a connection."""


class Sqlite:
    """Journal and Record in one file.

    Reads of a few rows run on the caller's thread, since handing them to another costs ten
    times more than they do (measured: 5 us against 86); searches run in threads.
    """

    def __init__(self, file: sqlite_file.File, crash: Crash) -> None:
        self._file = file
        self._writer = Writer(file.writer(), crash)
        self._batch: Batch[Job] = Batch(self._writer.write)
        self._here = Reader(file.reader())
        self._indexed = self._here.indexed()
        self._there: LifoQueue[Reader] = LifoQueue()
        for _ in range(READERS):
            self._there.put(Reader(file.reader()))

    async def standing(self, keys: Keys) -> Standing:
        """What the store holds of these, all from one moment.

        Dependents may be thousands, and are read in a thread. Raises Unavailable where the
        store can be read but takes nothing any more, so that nobody begins what cannot end.
        """
        if self._writer.broken:
            raise Unavailable(BROKEN)
        if keys.dependents or keys.searches:
            return await self._apart(lambda reader: reader.standing(keys))
        return self._here.standing(keys)

    async def commit(self, entry: Entry) -> Receipt:
        """Keep it all and return the receipt with its number.

        Raises Stale where something that the entry counts on has moved, Unavailable where
        the disk does not take it, and ValueError or sqlite3.IntegrityError where the entry
        contradicts itself.
        """
        receipt: Receipt = await self._batch.submit(packing.pack(entry))
        return receipt

    async def receipt(self, sender: str, control_id: str) -> Receipt | None:
        """The accepted receipt of a control id, else its newest attempt."""
        return self._here.receipt(sender, control_id)

    async def record_audit(self, events: Sequence[Resource]) -> None:
        """Keep audit events that belong to no message; durable on return."""
        await self._batch.submit(AuditBatch(packing.bodies(events)))

    async def keep_catalogue(self, version: str, catalogue: bytes) -> None:
        """Keep what reads the tapes of this version; again is harmless."""
        await self._batch.submit(Catalogue(version, pack(catalogue)))

    async def catalogue(self, version: str) -> bytes | None:
        """The catalogue kept under that version."""
        body = self._here.catalogue(version)
        return None if body is None else unpack(body)

    async def lineage(self, sender: str, control_id: str) -> Origin | None:
        """The accepted attempt of a control id, else its newest."""
        return self._here.lineage(sender, control_id)

    async def origin(self, version: str) -> Origin | None:
        """The attempt that wrote `Type/id/_history/version`."""
        return self._here.origin(version)

    async def read(self, decision: Decision, type: str, id: str) -> bytes | None:
        """The current body where the criteria hold; PermissionError where it is not allowed."""
        allow(decision)
        return self._here.read(decision, type, id)

    async def search(self, decision: Decision, query: Query) -> Page:
        """One page inside the decision's criteria; PermissionError where it allows nothing."""
        allow(decision)
        return await self._apart(lambda reader: reader.search(decision, query))

    async def several(
        self, decision: Decision, keys: Sequence[tuple[str, str]]
    ) -> Sequence[bytes]:
        """The current bodies of these, as far as they stand and the criteria hold."""
        allow(decision)
        return self._here.several(decision, keys)

    async def version(
        self, decision: Decision, type: str, id: str, number: int = 0
    ) -> Past | None:
        """One version of a resource, deleted or not; 0: the newest."""
        allow(decision)
        return self._here.version(decision, type, id, number)

    async def history(self, decision: Decision, span: Span) -> Chronicle:
        """One page of what was kept, the newest first."""
        allow(decision)
        return await self._apart(lambda reader: reader.history(decision, span))

    @property
    def indexed(self) -> frozenset[tuple[str, str]]:
        """(type, parameter) of which every kept resource has its index rows."""
        return self._indexed

    async def reindex(self, wanted: Wanted, rows_of: RowsOf, progress: Progress = silent) -> None:
        """Bring the index rows to what is wanted, a slice at a time; others write in between.

        Whoever calls has seen to it that all that is written from now on brings such rows.
        """
        old = self._indexed
        await self._index(Indexed(wanted, frozenset()))
        types = sorted({type_ for type_, _ in old ^ wanted})
        done, after = 0, 0
        while True:
            ask = partial(Reader.made, types=types, after=after, rows_of=rows_of)
            job: Again = await self._apart(ask)
            if not job.last:
                break
            await self._batch.submit(job)
            done, after = done + len(job.rows), job.last
            progress(done)
        await self._index(Indexed(wanted, wanted))

    async def _index(self, job: Indexed) -> None:
        await self._batch.submit(job)
        self._indexed = self._here.indexed()

    async def compartment(self, decision: Decision, patient: str) -> Sequence[bytes]:
        """The Patient, what refers to it, and the people and places that these name.

        In the order of their first version. The decision's criteria hold for all but the
        people and places. PermissionError where the decision allows nothing.
        """
        allow(decision)
        return await self._apart(lambda reader: reader.compartment(decision, patient))

    async def close(self) -> None:
        """Write what waits, let the searches end, then let go of the file; again is harmless."""
        await self._batch.close()
        readers = await asyncio.to_thread(lambda: [self._there.get() for _ in range(READERS)])
        self._file.close()
        for reader in readers:
            self._there.put(reader)

    async def _apart(self, ask: Callable[[Reader], T]) -> T:
        """Ask in another thread, with a connection that nobody else uses meanwhile."""

        def lend() -> T:
            reader = self._there.get()
            try:
                return ask(reader)
            finally:
                self._there.put(reader)

        return await asyncio.to_thread(lend)


def quiet(point: str) -> None:
    """No crash is tried."""


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
    return Reader(sqlite_file.look(path))
