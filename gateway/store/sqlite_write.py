"""The one place that changes the embedded store: entries in order, each whole or not at all.

https://www.sqlite.org/isolation.html
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TypeAlias

import orjson

from gateway.model import Entry, Receipt, Stale, Unavailable
from gateway.store.contract import Crash
from gateway.store.packing import AuditBatch, Catalogue, Packed, occupies
from gateway.store.sqlite_people import People
from gateway.store.sqlite_words import Words, many, select_in

Job: TypeAlias = Packed | AuditBatch | Catalogue
Head: TypeAlias = tuple[int, int, str, int, bytes]
"""rid, version, owner, birth and marks of what stands."""
Heads: TypeAlias = Mapping[tuple[str, str], Head]

BROKEN = "the disk failed: mend it, then start again"
_NONE: Head = (0, 0, "", 0, b"")
_LASTING = frozenset({sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class Writer:
    """Writes jobs in one transaction; after an I/O error it writes no more."""

    def __init__(self, connection: sqlite3.Connection, crash: Crash) -> None:
        self._sql = connection
        self._crash = crash
        self._words = Words(connection)
        self.broken = False
        """The disk failed: what it says of its own state is not to be believed any more."""

    def write(self, jobs: Sequence[Job]) -> list[Any]:
        """One outcome for each job: its result, or the exception that its sender gets."""
        if self.broken:
            return [Unavailable(BROKEN)] * len(jobs)
        try:
            return self._transaction(jobs)
        except Exception as error:  # noqa: BLE001 - whatever one entry holds, its neighbours are kept
            self._undo()
            fault = self._fault(error)
        if len(jobs) == 1 or isinstance(fault, Unavailable):
            return [fault] * len(jobs)
        return [self.write([job])[0] for job in jobs]

    def _transaction(self, jobs: Sequence[Job]) -> list[Any]:
        self._crash("store.before-begin")
        self._sql.execute("BEGIN IMMEDIATE")
        outcomes = [self._outcome(job) for job in jobs]
        self._crash("store.before-commit")
        self._sql.execute("COMMIT")
        self._crash("store.after-commit")
        return outcomes

    def _outcome(self, job: Job) -> Any:
        try:
            return _WRITERS[type(job)](self, job)
        except Stale as stale:
            return stale

    def _undo(self) -> None:
        self._words.forget()
        try:
            if self._sql.in_transaction:
                self._sql.execute("ROLLBACK")
        except sqlite3.Error:
            self.broken = True

    def _fault(self, error: Exception) -> Exception:
        """The world's fault is Unavailable; the entry's own is told as it is."""
        lasting = getattr(error, "sqlite_errorcode", 0) & 0xFF in _LASTING
        # A page that could not be made durable may be lost although a second fsync succeeds.
        self.broken = self.broken or lasting
        if lasting or isinstance(error, sqlite3.OperationalError):
            return Unavailable(f"the store cannot write: {getattr(error, 'sqlite_errorname', '')}")
        return error

    def audit(self, job: AuditBatch) -> None:
        """Audit events that belong to no message."""
        self._audit(None, job.bodies)

    def catalogue(self, job: Catalogue) -> None:
        """The catalogue of a mapper version, where it is not kept yet."""
        self._sql.execute("INSERT OR IGNORE INTO catalogue VALUES (?, ?)", (job.version, job.body))

    def entry(self, job: Packed) -> Receipt:
        """All checks come before the first change: a stale entry leaves nothing to undo."""
        entry = job.entry
        self._check_key(entry.receipt)
        people = People(self._sql, entry)
        people.check(entry.revisions, relinks=bool(entry.links))
        heads = self._heads(entry)
        seq = self._journal(job)
        self._crash("store.after-journal")
        self._resources(job, people, heads, seq)
        self._crash("store.after-resources")
        people.write(job, seq)
        self._reviews(entry, seq)
        self._audit(seq, job.audit)
        return replace(entry.receipt, seq=seq)

    def _check_key(self, receipt: Receipt) -> None:
        if (
            occupies(receipt)
            and self._sql.execute(
                "SELECT 1 FROM journal WHERE sender = ? AND key = ? AND status = 'accepted'",
                (receipt.sender, receipt.key),
            ).fetchone()
        ):
            raise Stale("this control id has been accepted")

    def _heads(self, entry: Entry) -> Heads:
        ids = {stored.id for stored in entry.resources} | {key[1] for key in entry.expects}
        rows = select_in(
            self._sql,
            "SELECT type, id, rid, version, sender, born, marks FROM resource WHERE id IN",
            list(ids),
        )
        heads: Heads = {(row[0], row[1]): row[2:] for row in rows}
        awaited = {(it.type, it.id): it.version - 1 for it in entry.resources}
        for key, version in (*entry.expects.items(), *awaited.items()):
            if heads.get(key, _NONE)[1] != version:
                raise Stale("a resource has another version by now")
        return heads

    def _journal(self, job: Packed) -> int:
        inbound, receipt = job.entry.inbound, job.entry.receipt
        named = (receipt.sender, receipt.control_id, receipt.key, receipt.status.value)
        came = (inbound.format, inbound.received_at.isoformat())
        cursor = self._sql.execute(
            "INSERT INTO journal (sender, control_id, key, status, format, received_at, body,"
            " receipt, mapper, lineage) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*named, *came, job.body, job.receipt, job.entry.mapper, job.entry.lineage),
        )
        return cursor.lastrowid or 0

    def _resources(self, job: Packed, people: People, heads: Heads, seq: int) -> None:
        resources: list[tuple[Any, ...]] = []
        tokens: list[tuple[Any, ...]] = []
        references: list[tuple[Any, ...]] = []
        for row in job.rows:
            it = row.stored
            token, reference = self._words.numbered(it.type, row.marks)
            head = heads.get((it.type, it.id)) or (0, 0, job.entry.receipt.sender, seq, b"")
            rid, _, owner, born, _ = head
            if head[1]:
                self._retire(head)
            if not head[1] or not people.owns(it.subject, rid):
                rid = people.next_rid(it.subject)
            marks = orjson.dumps((token, reference))
            place = (rid, it.type, it.id, it.version, owner, it.effective)
            resources.append((*place, born, seq, marks, row.body))
            tokens += [(*each, rid) for each in token]
            references += [(*each, rid) for each in reference]
        many(self._sql, "INSERT INTO resource VALUES", resources)
        many(self._sql, "INSERT OR IGNORE INTO token VALUES", tokens)
        many(self._sql, "INSERT OR IGNORE INTO reference VALUES", references)

    def _retire(self, head: Head) -> None:
        """What stood goes to the history, and its index rows go.

        Its owner and birth stay with the next version: who merges patients re-points the
        resources of others and does not become their source by that.
        """
        rid, marks = head[0], head[4]
        self._sql.execute(
            "INSERT INTO history SELECT id, type, version, effective, seq, body"
            " FROM resource WHERE rid = ?",
            (rid,),
        )
        self._sql.execute("DELETE FROM resource WHERE rid = ?", (rid,))
        tokens, references = orjson.loads(marks)
        self._sql.executemany(
            "DELETE FROM token WHERE kind = ? AND value = ? AND system = ? AND rid = ?",
            [(*each, rid) for each in tokens],
        )
        self._sql.executemany(
            "DELETE FROM reference WHERE target = ? AND kind = ? AND rid = ?",
            [(*each, rid) for each in references],
        )

    def _reviews(self, entry: Entry, seq: int) -> None:
        for review in entry.reviews:
            identities = orjson.dumps(sorted(review.identities)).decode()
            self._sql.execute(
                "INSERT OR IGNORE INTO review (kind, identities, seq) VALUES (?, ?, ?)",
                (review.kind, identities, seq),
            )

    def _audit(self, seq: int | None, bodies: Sequence[bytes]) -> None:
        rows = [(seq, body) for body in bodies]
        many(self._sql, "INSERT INTO audit (seq, body) VALUES", rows)


_WRITERS: Mapping[type, Callable[[Writer, Any], Any]] = MappingProxyType(
    {Packed: Writer.entry, AuditBatch: Writer.audit, Catalogue: Writer.catalogue}
)
