"""The one place that changes a store: entries in order, each whole or not at all.

https://www.sqlite.org/isolation.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from itertools import chain
from types import MappingProxyType
from typing import Any, TypeAlias

import orjson
from msgspec import structs

from gateway.model import Entry, Receipt, Resource, Stale
from gateway.store import codec
from gateway.store.codec import Key
from gateway.store.contract import Crash
from gateway.store.forms import COLUMNS
from gateway.store.indexing import Again, Indexed, again, note, remove
from gateway.store.packing import AuditBatch, Catalogue, Packed, clocks, joined
from gateway.store.pages import number, pointer
from gateway.store.people import People
from gateway.store.postponed import Turn
from gateway.store.runs import Row
from gateway.store.searching import Search
from gateway.store.sql import Dialect, Sql
from gateway.store.waiting import keep
from gateway.store.words import Found, Words, lean, many, remove_in, where_in

Job: TypeAlias = Packed | AuditBatch | Catalogue | Again | Indexed | Turn
Head: TypeAlias = tuple[int, int, str, int, bytes | None]
"""rid, version, owner, birth and marks of what stands."""
Heads: TypeAlias = Mapping[tuple[int, Key], Head]
"""By type and key."""

_CATALOGUE = "INSERT INTO catalogue VALUES (?, ?) ON CONFLICT DO NOTHING"
NONE: Head = (0, 0, "", 0, None)


@dataclass(slots=True)
class New:
    """Rows of one entry, before they go in by the handful."""

    resources: list[Row] = field(default_factory=list)
    found: dict[str, list[Any]] = field(default_factory=lambda: {name: [] for name in COLUMNS})
    about: set[tuple[int, int]] = field(default_factory=set)
    pages: list[Any] = field(default_factory=list)
    stood: list[tuple[int, bytes | None]] = field(default_factory=list)
    """Row id and marks of what gives way to them."""

    def find(self, rid: int, found: Found) -> bytes:
        """Note what finds a resource; gives it as the resource's row keeps it."""
        for rows, each in zip(self.found.values(), found, strict=True):
            for row in each:
                rows.extend(row)
                rows.append(rid)
        return orjson.dumps(lean(found))

    def write(self, sql: Sql, dialect: Dialect) -> None:
        """All of them."""
        dialect.insert(sql, self.resources)
        many(sql, "INSERT INTO page VALUES", 2, self.pages)
        for table, rows in self.found.items():
            width = len(COLUMNS[table])
            many(sql, f"INSERT INTO {table} VALUES", width, rows, " ON CONFLICT DO NOTHING")
        about = [*chain.from_iterable(self.about)]
        many(sql, "INSERT INTO about VALUES", 2, about, " ON CONFLICT DO NOTHING")


class Writer:
    """Writes jobs in one transaction; how that begins and ends is the database's."""

    begin: str
    """Begins a transaction that writes."""

    def __init__(self, connection: Sql, crash: Crash, dialect: Dialect) -> None:
        self._sql = connection
        self._crash = crash
        self._dialect = dialect
        self._words = Words(connection)
        self._told: list[Resource | bytes] = []
        """Audit events that are written at the end of the transaction, all together."""

    def write(self, jobs: Sequence[Job]) -> list[Any]:
        """One outcome for each job: its result, or the exception that its sender gets."""
        raise NotImplementedError

    def _transaction(self, jobs: Sequence[Job]) -> list[Any]:
        self._crash("store.before-begin")
        self._sql.execute(self.begin)
        self._told = []
        self._prepare(jobs)
        outcomes = self._outcomes(jobs)
        if self._told:
            self._audit(None, [*joined(self._told)])
        self._crash("store.before-commit")
        self._commit(outcomes)
        self._crash("store.after-commit")
        return outcomes

    def _outcomes(self, jobs: Sequence[Job]) -> list[Any]:
        return [self._outcome(job) for job in jobs]

    def _prepare(self, jobs: Sequence[Job]) -> None:
        """What must be held before anything is looked at: nothing where nobody else writes."""

    def _commit(self, outcomes: Sequence[Any]) -> None:  # noqa: ARG002 - some want to know
        self._sql.execute("COMMIT")

    def _people(self, job: Packed) -> People:
        return People.read(self._sql, job)

    def _outcome(self, job: Job) -> Any:
        try:
            if isinstance(job, Packed) and job.released:
                return self._several(job)
            return getattr(self, _WRITERS[type(job)])(job)
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

    def audit(self, job: AuditBatch) -> None:
        """Audit events that belong to no message."""
        self._told += job.events

    def catalogue(self, job: Catalogue) -> None:
        """The catalogue of a mapper version, where it is not kept yet."""
        self._sql.execute(_CATALOGUE, (job.version, job.body))

    def again(self, job: Again) -> None:
        """The index rows of some resources, made anew."""
        again(self._sql, self._dialect, self._words, job)

    def indexed(self, job: Indexed) -> None:
        """Of which parameters every resource has its rows."""
        note(self._sql, job)

    def turn(self, job: Turn) -> Any:
        """A request that waits, or does so no more."""
        return job.act(self._sql, self._dialect)

    def entry(self, job: Packed) -> Receipt:
        """All checks come before the first change: a stale entry leaves nothing to undo."""
        entry = job.entry
        people = self._people(job)
        every = (entry, *entry.released)
        people.check(entry.revisions, carries=any(it.carries for it in every))
        heads = self._heads(job)
        self._conditions(entry)
        seq = self._journal(job)
        self._crash("store.after-journal")
        new = New()
        self._resources(job, people, heads, seq, new)
        if new.stood:
            self._retire(new.stood)
        new.write(self._sql, self._dialect)
        if entry.heard:
            self._heard(entry)
        self._crash("store.after-resources")
        people.write(job, seq)
        if entry.reviews:
            self._reviews(entry, seq)
        self._audit(seq, job.audit)
        keep(self._sql, entry, seq)
        for released in job.released:
            self.entry(released)
        return structs.replace(entry.receipt, seq=seq)

    def _heard(self, entry: Entry) -> None:
        self._sql.executemany(
            "UPDATE resource SET effective = ?, clocks = ? WHERE type = ? AND id = ?",
            [
                (it.effective, clocks(it.clocks), self._words.type(it.type), codec.key(it.id))
                for it in entry.heard
            ],
        )

    def _heads(self, job: Packed) -> Heads:
        rows = where_in(
            self._sql,
            "SELECT type, id, rid, version, sender, born, marks FROM resource WHERE id IN",
            sorted(self._asked(job)),
            self._dialect.holding,
        )
        heads: Heads = {(abs(row[0]), row[1]): row[2:] for row in rows}
        self._meets(job, heads)
        return heads

    def _asked(self, job: Packed) -> set[Key]:
        """Keys of which it is to be found out what stands."""
        return {key for _, key, _ in job.awaited} - job.drawn

    def _meets(self, job: Packed, heads: Heads) -> None:
        """Raise Stale where what stands is not what the entry expects."""
        for type_, key, version in job.awaited:
            if heads.get((self._words.type(type_), key), NONE)[1] != version:
                raise Stale("a resource has another version by now")

    def _conditions(self, entry: Entry) -> None:
        """Raise Stale where a conditional write would find something else by now."""
        for one in entry.conditions:
            if (
                Search(self._sql, self._dialect, one.query).found(max(3, len(one.found)))
                != one.found
            ):
                raise Stale("a search finds something else by now")

    def _journal(self, job: Packed) -> int:
        """The first change: gives the attempt's number; raises Stale where the key is taken."""
        raise NotImplementedError

    def _resources(self, job: Packed, people: People, heads: Heads, seq: int, new: New) -> None:
        """Note the rows of an entry's resources, and of what gives way to them."""
        sender = job.entry.receipt.sender
        stamp = received(job) if self._dialect.dated else None
        for row, body in zip(job.rows, job.bodies, strict=True):
            it, key, patient, marks, told, codes = row
            type_, subject = self._words.type(it.type), people.of(it.subject)
            rid, version, owner, born, before = heads.get((type_, key), NONE)
            if version:
                new.stood.append((rid, before))
            else:
                owner, born = sender, seq
            if not version or not subject.owns(rid):
                rid = subject.next_rid()
            about = people.of(patient).number if patient else 0
            if about:
                new.about.add((about, subject.number))
            found = new.find(rid, self._words.numbered(it.type, marks)) if marks else None
            standing = -type_ if it.deleted else type_
            kept = body if isinstance(body, bytes) else pointer(seq, body)
            told_of = rid, standing, key, it.version, about, owner, it.effective, born, seq, found
            new.resources.append((*told_of, kept, told, stamp or codes))
        for at, page in enumerate(job.pages):
            new.pages += number(seq, at), page

    def _retire(self, stood: Sequence[tuple[int, bytes | None]]) -> None:
        """What stood goes to the history, and its index rows go.

        Its owner and birth stay with the next version: who merges patients re-points the
        resources of others and does not become their source by that.
        """
        rids = [rid for rid, _ in stood]
        for statement in self._dialect.retire:
            remove_in(self._sql, statement, rids)
        remove(self._sql, stood)

    def _reviews(self, entry: Entry, seq: int) -> None:
        for review in entry.reviews:
            identities = orjson.dumps(sorted(review.identities)).decode()
            self._sql.execute(
                "INSERT INTO review (kind, identities, seq) VALUES (?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                (review.kind, identities, seq),
            )

    def _audit(self, seq: int | None, bodies: Sequence[bytes]) -> None:
        rows = [value for body in bodies for value in (seq, body)]
        many(self._sql, "INSERT INTO audit (seq, body) VALUES", 2, rows)


def received(job: Packed) -> str:
    """When its message came: instants of UTC, so that their texts are in their order."""
    return job.entry.inbound.received_at.astimezone(UTC).isoformat()


_WRITERS: Mapping[type, str] = MappingProxyType(
    {
        Packed: "entry",
        AuditBatch: "audit",
        Catalogue: "catalogue",
        Again: "again",
        Indexed: "indexed",
        Turn: "turn",
    }
)
"""Kind of job -> the method that writes it, which a database may have its own of."""
