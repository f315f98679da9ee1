"""Writing to PostgreSQL, where others write too: what is told when a connection is lost midway.

https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-PG-SNAPSHOT
https://www.postgresql.org/docs/current/errcodes-appendix.html
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import psycopg
from msgspec import structs

from gateway.model import Receipt, Stale, Unavailable
from gateway.store import codec
from gateway.store.contract import Crash
from gateway.store.packing import AuditBatch, Packed
from gateway.store.people import People
from gateway.store.postgres_link import POSTGRES, Link, named
from gateway.store.postgres_locks import hold
from gateway.store.postgres_schema import months
from gateway.store.postgres_together import Together, plain
from gateway.store.words import Words
from gateway.store.writing import Job, Writer, received

TRIES = 5
"""How often a batch is written that was in another's way."""
PATIENCE = 10.0
"""Seconds for which a commit may be on its way although its connection is gone."""
_BLOCK = 100
"""By what the sequence `alone` grows."""
_AGAIN = ("40001", "40P01", "23505", "55P03")
"""Serialization, deadlock, somebody was first, no lock: all that another try may mend."""
_ENTRIES_OWN = ("22", "23")
"""Classes of faults of what is written: all others are the world's."""


class PostgresWriter(Writer):
    """One connection that writes; other processes have theirs."""

    begin = "BEGIN ISOLATION LEVEL READ COMMITTED"

    def __init__(self, url: str, crash: Crash) -> None:
        self._link = Link(url)
        super().__init__(self._link, crash, POSTGRES)
        # Words are numbered for good at once: what another process numbers is waited for by none.
        self._aside = Link(url)
        self._words = Words(self._aside)
        self._free: list[int] = []
        self._transaction_id = ""
        self._month = (0, 0)
        self._together = Together(self._link, self._alone, ())

    def write(self, jobs: Sequence[Job]) -> list[Any]:
        """One outcome for each job: its result, or the exception that its sender gets."""
        fault: Exception = Unavailable("the store is out of reach")
        for tried in range(TRIES):
            try:
                self._link.fresh()
                self._parts()
                return self._transaction(jobs)
            except psycopg.Error as error:
                self._link_ends()
                fault = error
                if not (self._link.lost or str(error.sqlstate) in _AGAIN):
                    break
                time.sleep(0.05 * tried)
            except Exception as error:  # noqa: BLE001 - whatever one entry holds, its neighbours are kept
                self._link_ends()
                fault = error
                break
        fault = _told(fault)
        if len(jobs) == 1 or isinstance(fault, Unavailable):
            return [fault] * len(jobs)
        return [self.write([job])[0] for job in jobs]

    def _parts(self) -> None:
        """With each new month, the parts of those that come are made."""
        now = datetime.now(UTC)
        if (now.year, now.month) != self._month:
            months(self._link, now)
            self._month = now.year, now.month

    def close(self) -> None:
        """Let go of the connections."""
        self._link.drop()
        self._aside.drop()

    def _link_ends(self) -> None:
        """Whatever was begun is not to be committed."""
        try:
            if not self._link.lost:
                self._link.execute("ROLLBACK")
        except psycopg.Error:
            self._link.drop()

    def _prepare(self, jobs: Sequence[Job]) -> None:
        self._transaction_id = hold(self._link, jobs)
        self._together = Together(self._link, self._alone, [it for it in jobs if plain(it)])

    def entry(self, job: Packed) -> Receipt:
        """One entry: its rows wait for those of the batch, where nothing forbids it."""
        mine = self._together
        if not plain(job) or not mine.apart(job):
            mine.flush(self._retire)
            receipt = super().entry(job)
            mine.forget()
            return receipt
        people = mine.people(job)
        people.check(job.entry.revisions, carries=job.entry.carries)
        heads = mine.heads(job, self._words)
        self._meets(job, heads)
        seq = mine.journal(job)
        self._crash("store.after-journal")
        self._resources(job, people, heads, seq, mine.new)
        mine.note(job, people, seq, self._words)
        self._crash("store.after-resources")
        return structs.replace(job.entry.receipt, seq=seq)

    def audit(self, job: AuditBatch) -> None:
        """Audit events that belong to no message."""
        self._together.told += job.events

    def _several(self, job: Packed) -> Receipt:
        self._together.flush(self._retire)
        return super()._several(job)

    def _commit(self, outcomes: Sequence[Any]) -> None:
        """Commit; where the answer is lost, find out what became of it."""
        self._together.flush(self._retire)
        try:
            self._sql.execute("COMMIT")
        except psycopg.OperationalError:
            if not self._link.lost or not self._committed(outcomes):
                raise

    def _committed(self, outcomes: Sequence[Any]) -> bool:
        """Was it? Raises Unavailable where nobody can say: whoever sends it again is told."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                self._link.connect()
                asked = "SELECT pg_xact_status(?::text::xid8)"
                (status,) = self._sql.execute(asked, (self._transaction_id,)).fetchone()
                if status != "in progress":
                    # After a change of leaders the number may be another's: the rows decide.
                    return status == "committed" and self._stand(outcomes)
            except psycopg.Error:
                pass
            time.sleep(0.1)
        raise Unavailable("the store was lost while it committed")

    def _stand(self, outcomes: Sequence[Any]) -> bool:
        seqs = [one.seq for one in outcomes if isinstance(one, Receipt)]
        if not seqs:
            return True
        asked = "SELECT count(*) FROM journal WHERE seq = ANY(?::bigint[])"
        return int(self._sql.execute(asked, (seqs,)).fetchone()[0]) == len(seqs)

    def _people(self, job: Packed) -> People:
        return People.read(self._sql, job, self._alone)

    def _alone(self) -> int:
        """A row id under no identity: those of a batch that failed are passed over."""
        if not self._free:
            (first,) = self._aside.execute("SELECT nextval('alone')").fetchone()
            self._free = list(range(first + _BLOCK - 1, first - 1, -1))
        return self._free.pop()

    def _journal(self, job: Packed) -> int:
        """The first change: does nothing where the key is taken."""
        inbound, receipt = job.entry.inbound, job.entry.receipt
        ((seq,),) = self._sql.execute("SELECT nextval('journal_seq')").fetchall()
        if receipt.status.value == "accepted":
            kept = self._sql.execute(
                "INSERT INTO accepted VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (receipt.sender, receipt.key, seq, job.receipt),
            )
            if not kept.rowcount:
                raise Stale("this control id has been accepted")
        self._sql.execute(
            "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(seq, receipt.sender, receipt.control_id, receipt.key, receipt.status.value),
                *(inbound.format, received(job), job.body, job.receipt, job.entry.mapper),
                codec.pack_tape(job.entry.lineage),
            ),
        )
        return int(seq)


def _told(error: Exception) -> Exception:
    """The world's fault is Unavailable; the entry's own is told as it is."""
    if not isinstance(error, psycopg.Error):
        return error
    # What a database says of a row quotes it: its number is enough.
    if str(error.sqlstate)[:2] in _ENTRIES_OWN or isinstance(error, psycopg.DataError):
        return ValueError(f"the store does not take this entry: {named(error)}")
    return Unavailable(f"the store cannot write: {named(error)}")
