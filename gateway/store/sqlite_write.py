"""Writing to the embedded store: what its disk may do to it, and what is said of that.

https://www.sqlite.org/rescode.html · https://www.sqlite.org/isolation.html
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import Any

from msgspec import structs

from gateway.model import UNKNOWN, Entry, Receipt, Stale, Unavailable
from gateway.store import codec
from gateway.store.codec import Key, key
from gateway.store.contract import Crash
from gateway.store.packing import AuditBatch, Packed
from gateway.store.people import People
from gateway.store.postponed import Turn
from gateway.store.runs import put
from gateway.store.sql import Dialect
from gateway.store.sqlite_together import Crowded, Together, fresh
from gateway.store.touched import Touched
from gateway.store.versions import any_gone
from gateway.store.writing import Heads, Job, New, Writer, received

BROKEN = "the disk failed: mend it, then start again"
_LASTING = frozenset({sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_TO_HISTORY = (
    "INSERT INTO history SELECT id, abs(type), version, effective, seq, body FROM resource"
    " WHERE rid IN {}"
)

SQLITE = Dialect(
    reading="BEGIN",
    alone=True,
    accepted=(
        "SELECT receipt, seq FROM journal WHERE sender = ? AND key = ? AND status = 'accepted'"
    ),
    updated="seq IN (SELECT seq FROM journal WHERE {})",
    retire=(
        _TO_HISTORY,
        "DELETE FROM resource WHERE rid IN {}",
    ),
    dated=False,
    holding="",
    passing="",
    insert=put,
    fault=sqlite3.Error,
    named=lambda error: str(getattr(error, "sqlite_errorname", "")),
)


_NOTHING: Heads = MappingProxyType({})
_BESIDE = frozenset({AuditBatch, Turn})
"""Jobs that change nothing of what stands in the record."""


class SqliteWriter(Writer):
    """The only one that writes; after an I/O error it writes no more."""

    begin = "BEGIN IMMEDIATE"

    def __init__(
        self,
        connection: sqlite3.Connection,
        crash: Crash,
        changed: Callable[[], None] = lambda: None,
        kept: Callable[[], None] = lambda: None,
    ) -> None:
        """`changed` hears of it when there are new kinds of index rows, once they are durable.

        `kept` hears of anything durable that changes the record, before those who wait for it.
        """
        super().__init__(connection, crash, SQLITE)
        self._changed = changed
        self._kept = kept
        self._single = False
        """Is each entry written by itself, and nothing taken for known?"""
        self.touched = Touched()
        """What it has written to the record."""
        self._connection = connection
        self.broken = False
        """The disk failed: what it says of its own state is not to be believed any more."""

    def write(self, jobs: Sequence[Job]) -> list[Any]:
        """One outcome for each job: its result, or the exception that its sender gets."""
        if self.broken:
            return [Unavailable(BROKEN)] * len(jobs)
        try:
            outcomes = self._written(jobs)
        except Exception as error:  # noqa: BLE001 - whatever one entry holds, its neighbours are kept
            self._undo()
            fault = self._fault(error)
        else:
            if any(type(job) not in _BESIDE for job in jobs):
                self.touched.durable()
                self._kept()
            if self._words.new_kinds:
                self._words.new_kinds = False
                self._changed()
            return outcomes
        if len(jobs) == 1 or isinstance(fault, Unavailable):
            return [fault] * len(jobs)
        return [self.write([job])[0] for job in jobs]

    def _written(self, jobs: Sequence[Job]) -> list[Any]:
        """New resources together, where nothing is in their way; else each entry by itself."""
        try:
            return self._transaction(jobs)
        except (Crowded, sqlite3.IntegrityError):
            self._undo()
            if self.broken:
                raise Unavailable(BROKEN) from None
            self._single = True
            return self._transaction(jobs)
        finally:
            self._single = False

    def _outcomes(self, jobs: Sequence[Job]) -> list[Any]:
        new = [] if self._single else [job for job in jobs if fresh(job)]
        if not new:
            return super()._outcomes(jobs)
        apart = {id(job) for job in new}
        told = {id(job): self._outcome(job) for job in jobs if id(job) not in apart}
        together = Together(self._sql, self._dialect, new)
        told |= {id(job): self._noted(job, together) for job in new}
        together.flush()
        return [told[id(job)] for job in jobs]

    def _noted(self, job: Packed, together: Together) -> Receipt | Stale:
        """All checks come before the first row is noted."""
        try:
            together.check(job.entry.revisions, carries=False)
            self._meets(job, _NOTHING)
            seq = together.journal(job)
        except Stale as stale:
            return stale
        self._crash("store.after-journal")
        self._resources(job, together, _NOTHING, seq, together.new)
        self._crash("store.after-resources")
        return structs.replace(job.entry.receipt, seq=seq)

    def _asked(self, job: Packed) -> set[Key]:
        """What was not there when the entry was worked out, and nobody has written since, is not.

        That it was looked for then is taken on trust: where it was not, and stands, a row that
        must be the only one of its kind says so, and the second time all are asked. Only what is
        deleted would not say so.
        """
        asked, moment = super()._asked(job), job.entry.moment
        if moment == UNKNOWN or self._single or any_gone(self._sql, [*asked]):
            return asked
        stood = {it for _, it, version in job.awaited if version}
        unchanged = self.touched.unchanged
        return {it for it in asked if it in stood or not unchanged(it, moment)}

    def _resources(self, job: Packed, people: People, heads: Heads, seq: int, new: New) -> None:
        self.touched.note([row[1] for row in job.rows])
        super()._resources(job, people, heads, seq, new)

    def _heard(self, entry: Entry) -> None:
        self.touched.note([key(it.id) for it in entry.heard])
        super()._heard(entry)

    def _undo(self) -> None:
        self._words.forget()
        try:
            if self._connection.in_transaction:
                self._sql.execute("ROLLBACK")
        except sqlite3.Error:
            self.broken = True

    def _fault(self, error: Exception) -> Exception:
        """The world's fault is Unavailable; the entry's own is told as it is."""
        lasting = getattr(error, "sqlite_errorcode", 0) & 0xFF in _LASTING
        # A page that could not be made durable may be lost although a second fsync succeeds.
        self.broken = self.broken or lasting
        if lasting or isinstance(error, sqlite3.OperationalError):
            return Unavailable(f"the store cannot write: {SQLITE.named(error)}")
        return error

    def _journal(self, job: Packed) -> int:
        """The first change: does nothing where the key is taken."""
        inbound, receipt = job.entry.inbound, job.entry.receipt
        named = (receipt.sender, receipt.control_id, receipt.key, receipt.status.value)
        came = (inbound.format, received(job))
        tape = codec.pack_tape(job.entry.lineage)
        cursor = self._sql.execute(
            "INSERT INTO journal (sender, control_id, key, status, format, received_at, body,"
            " receipt, mapper, lineage) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (sender, key) WHERE status = 'accepted' DO NOTHING",
            (*named, *came, job.body, job.receipt, job.entry.mapper, tape),
        )
        if not cursor.rowcount:
            raise Stale("this control id has been accepted")
        return cursor.lastrowid or 0
