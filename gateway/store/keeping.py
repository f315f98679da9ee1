"""Journal and record as the house asks for them, whatever database answers.

https://hl7.org/fhir/R4/http.html
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from queue import LifoQueue
from typing import TypeVar

from gateway.model import (
    Chronicle,
    Decision,
    Entry,
    Page,
    Past,
    Query,
    Receipt,
    Resource,
    Span,
)
from gateway.store import packing
from gateway.store.batch import Batch
from gateway.store.codec import pack
from gateway.store.contract import Origin, Progress, RowsOf, Wanted, allow
from gateway.store.indexing import Again, Indexed
from gateway.store.packing import AuditBatch, Catalogue
from gateway.store.postponed import Postponing, Turn
from gateway.store.reading import Reader
from gateway.store.rows import attempt
from gateway.store.sql import Dialect, Sql
from gateway.store.writing import Job

T = TypeVar("T")


def silent(done: int) -> None:
    """Nobody wants to know how far it is."""


def quiet(point: str) -> None:
    """No crash is tried."""


class Keeping(Postponing):
    """What is written goes through the batch; what is read is asked of a reader."""

    _batch: Batch[Job]
    _indexed: Wanted
    _there: LifoQueue[Reader]
    """Readers for threads of their own; who takes one brings it back."""

    async def _ask(self, ask: Callable[[Reader], T]) -> T:
        """A few rows."""
        raise NotImplementedError

    async def _apart(self, ask: Callable[[Reader], T]) -> T:
        """Perhaps many: ask in another thread, with a connection that nobody else uses."""

        def lend() -> T:
            reader = self._there.get()
            try:
                return ask(reader)
            finally:
                self._there.put(reader)

        return await asyncio.to_thread(lend)

    async def _change(self, act: Callable[[Sql, Dialect], T]) -> T:
        found: T = await self._batch.submit(Turn(act))
        return found

    async def _look(self, ask: Callable[[Sql], T]) -> T:
        return await self._ask(lambda reader: reader.looked(ask))

    async def commit(self, entry: Entry) -> Receipt:
        """Keep it all and return the receipt with its number.

        Raises Stale where something that the entry counts on has moved, Unavailable where
        the disk does not take it, and ValueError or sqlite3.IntegrityError where the entry
        contradicts itself.
        """
        receipt: Receipt = await self._batch.submit(packing.drafted(entry))
        return receipt

    def commit_then(self, entry: Entry, told: Callable[[Receipt | Exception], None]) -> None:
        """The same without a wait: `told` hears the receipt, or the exception."""
        self._batch.hand(packing.drafted(entry), told)

    async def receipt(self, sender: str, control_id: str) -> Receipt | None:
        """The accepted receipt of a control id, else its newest attempt."""
        return await self._ask(lambda reader: reader.receipt(sender, control_id))

    async def record_audit(self, events: Sequence[Resource]) -> None:
        """Keep audit events that belong to no message; durable on return."""
        await self._batch.submit(AuditBatch(tuple(events)))

    async def keep_catalogue(self, version: str, catalogue: bytes) -> None:
        """Keep what reads the tapes of this version; again is harmless."""
        await self._batch.submit(Catalogue(version, pack(catalogue)))

    async def catalogue(self, version: str) -> bytes | None:
        """The catalogue kept under that version."""
        return await self._ask(lambda reader: reader.catalogue(version))

    async def lineage(self, sender: str, control_id: str) -> Origin | None:
        """The accepted attempt of a control id, else its newest."""
        return await self._ask(lambda reader: reader.lineage(sender, control_id))

    async def origin(self, version: str) -> Origin | None:
        """The attempt that wrote `Type/id/_history/version`."""
        return await self._ask(lambda reader: reader.origin(version))

    async def attempt(self, seq: int) -> Origin | None:
        """The attempt of that number; None: there is none, or its bytes are no longer kept."""
        return await self._look(lambda sql: attempt(sql, seq))

    async def read(self, decision: Decision, type: str, id: str) -> bytes | None:
        """The current body where the criteria hold; PermissionError where it is not allowed."""
        allow(decision)
        return await self._ask(lambda reader: reader.read(decision, type, id))

    async def search(self, decision: Decision, query: Query) -> Page:
        """One page inside the decision's criteria; PermissionError where it allows nothing."""
        allow(decision)
        return await self._apart(lambda reader: reader.search(decision, query))

    async def several(
        self, decision: Decision, keys: Sequence[tuple[str, str]]
    ) -> Sequence[bytes]:
        """The current bodies of these, as far as they stand and the criteria hold."""
        allow(decision)
        return await self._ask(lambda reader: reader.several(decision, keys))

    async def version(
        self, decision: Decision, type: str, id: str, number: int = 0
    ) -> Past | None:
        """One version of a resource, deleted or not; 0: the newest."""
        allow(decision)
        return await self._ask(lambda reader: reader.version(decision, type, id, number))

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
        self._indexed = await self._ask(lambda reader: reader.indexed())

    async def compartment(self, decision: Decision, patient: str) -> Sequence[bytes]:
        """The Patient, what refers to it, and the people and places that these name.

        In the order of their first version. The decision's criteria hold for all but the
        people and places. PermissionError where the decision allows nothing.
        """
        allow(decision)
        return await self._apart(lambda reader: reader.compartment(decision, patient))
