"""The one place that changes the embedded store: entries in order, each whole or not at all.

https://www.sqlite.org/isolation.html
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC
from itertools import chain
from types import MappingProxyType
from typing import Any, TypeAlias

import orjson

from gateway.model import Entry, Receipt, Stale, Unavailable
from gateway.store import codec
from gateway.store.codec import Key
from gateway.store.contract import Crash
from gateway.store.forms import COLUMNS
from gateway.store.indexing import Again, Indexed, again, note, remove
from gateway.store.packing import AuditBatch, Catalogue, Packed, clocks
from gateway.store.people import People
from gateway.store.searching import Search
from gateway.store.waiting import keep
from gateway.store.words import Found, Words, lean, many, remove_in, where_in

Job: TypeAlias = Packed | AuditBatch | Catalogue | Again | Indexed
Head: TypeAlias = tuple[int, int, str, int, bytes | None]
"""rid, version, owner, birth and marks of what stands."""
Heads: TypeAlias = Mapping[tuple[int, Key], Head]
"""By type and key."""

BROKEN = "the disk failed: mend it, then start again"
_TO_HISTORY = (
    "INSERT INTO history SELECT id, abs(type), version, effective, seq, body FROM resource"
)
_NONE: Head = (0, 0, "", 0, None)
_LASTING = frozenset({sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


@dataclass(slots=True)
class _New:
    """Rows of one entry, before they go in by the handful."""

    resources: list[Any] = field(default_factory=list)
    found: dict[str, list[Any]] = field(default_factory=lambda: {name: [] for name in COLUMNS})
    about: set[tuple[int, int]] = field(default_factory=set)

    def find(self, rid: int, found: Found) -> bytes:
        """Note what finds a resource; gives it as the resource's row keeps it."""
        for rows, each in zip(self.found.values(), found, strict=True):
            for row in each:
                rows.extend((*row, rid))
        return orjson.dumps(lean(found))

    def write(self, sql: sqlite3.Connection) -> None:
        """All of them."""
        many(sql, "INSERT INTO resource VALUES", 12, self.resources)
        for table, rows in self.found.items():
            width = len(COLUMNS[table])
            many(sql, f"INSERT INTO {table} VALUES", width, rows, " ON CONFLICT DO NOTHING")
        about = [*chain.from_iterable(self.about)]
        many(sql, "INSERT INTO about VALUES", 2, about, " ON CONFLICT DO NOTHING")


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
            if isinstance(job, Packed) and job.released:
                return self._several(job)
            return _WRITERS[type(job)](self, job)
        except Stale as stale:
            return stale

    def _several(self, job: Packed) -> Receipt:
        """An entry and those that it releases: where one of them is stale, none is written."""
        self._sql.execute("SAVEPOINT several")
        try:
            return self.entry(job)
        except Stale:
            self._sql.execute("ROLLBACK TO several")
            self._words.forget()
            raise
        finally:
            self._sql.execute("RELEASE several")

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

    def again(self, job: Again) -> None:
        """The index rows of some resources, made anew."""
        again(self._sql, self._words, job)

    def indexed(self, job: Indexed) -> None:
        """Of which parameters every resource has its rows."""
        note(self._sql, job)

    def entry(self, job: Packed) -> Receipt:
        """All checks come before the first change: a stale entry leaves nothing to undo."""
        entry = job.entry
        people = People(self._sql, job)
        every = (entry, *entry.released)
        people.check(entry.revisions, relinks=any(it.links or it.unlinked for it in every))
        heads = self._heads(job)
        self._conditions(entry)
        seq = self._journal(job)
        self._crash("store.after-journal")
        self._resources(job, people, heads, seq)
        self._sql.executemany(
            "UPDATE resource SET effective = ?, clocks = ? WHERE type = ? AND id = ?",
            [
                (it.effective, clocks(it.clocks), self._words.type(it.type), codec.key(it.id))
                for it in entry.heard
            ],
        )
        self._crash("store.after-resources")
        people.write(job, seq)
        if entry.reviews:
            self._reviews(entry, seq)
        self._audit(seq, job.audit)
        keep(self._sql, entry, seq)
        for released in job.released:
            self.entry(released)
        return replace(entry.receipt, seq=seq)

    def _heads(self, job: Packed) -> Heads:
        rows = where_in(
            self._sql,
            "SELECT type, id, rid, version, sender, born, marks FROM resource WHERE id IN",
            [key for _, key, _ in job.awaited],
        )
        heads: Heads = {(abs(row[0]), row[1]): row[2:] for row in rows}
        for type_, key, version in job.awaited:
            if heads.get((self._words.type(type_), key), _NONE)[1] != version:
                raise Stale("a resource has another version by now")
        return heads

    def _conditions(self, entry: Entry) -> None:
        """Raise Stale where a conditional write would find something else by now."""
        for one in entry.conditions:
            if Search(self._sql, one.query).found(max(3, len(one.found))) != one.found:
                raise Stale("a search finds something else by now")

    def _journal(self, job: Packed) -> int:
        """The first change: does nothing where the key is taken."""
        inbound, receipt = job.entry.inbound, job.entry.receipt
        named = (receipt.sender, receipt.control_id, receipt.key, receipt.status.value)
        came = (inbound.format, inbound.received_at.astimezone(UTC).isoformat())
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

    def _resources(self, job: Packed, people: People, heads: Heads, seq: int) -> None:
        sender, new, stood = job.entry.receipt.sender, _New(), []
        for it, key, body, patient, marks, told in job.rows:
            type_, subject = self._words.type(it.type), people.of(it.subject)
            rid, version, owner, born, before = heads.get((type_, key), _NONE)
            if version:
                stood.append((rid, before))
            else:
                owner, born = sender, seq
            if not version or not subject.owns(rid):
                rid = subject.next_rid()
            about = people.of(patient).number if patient else 0
            if about:
                new.about.add((about, subject.number))
            found = new.find(rid, self._words.numbered(it.type, marks)) if marks else None
            standing = -type_ if it.deleted else type_
            new.resources += (
                rid, standing, key, it.version, about, owner, it.effective, born, seq, found,
                body, told,
            )  # fmt: skip
        if stood:
            self._retire(stood)
        new.write(self._sql)

    def _retire(self, stood: Sequence[tuple[int, bytes | None]]) -> None:
        """What stood goes to the history, and its index rows go.

        Its owner and birth stay with the next version: who merges patients re-points the
        resources of others and does not become their source by that.
        """
        rids = [rid for rid, _ in stood]
        remove_in(self._sql, f"{_TO_HISTORY} WHERE rid IN", rids)
        remove_in(self._sql, "DELETE FROM resource WHERE rid IN", rids)
        remove(self._sql, stood)

    def _reviews(self, entry: Entry, seq: int) -> None:
        for review in entry.reviews:
            identities = orjson.dumps(sorted(review.identities)).decode()
            self._sql.execute(
                "INSERT OR IGNORE INTO review (kind, identities, seq) VALUES (?, ?, ?)",
                (review.kind, identities, seq),
            )

    def _audit(self, seq: int | None, bodies: Sequence[bytes]) -> None:
        rows = [value for body in bodies for value in (seq, body)]
        many(self._sql, "INSERT INTO audit (seq, body) VALUES", 2, rows)


_WRITERS: Mapping[type, Callable[[Writer, Any], Any]] = MappingProxyType(
    {
        Packed: Writer.entry,
        AuditBatch: Writer.audit,
        Catalogue: Writer.catalogue,
        Again: Writer.again,
        Indexed: Writer.indexed,
    }
)
