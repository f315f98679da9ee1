"""New resources of several entries, written together: a statement for each table, not each entry.

What only makes resources under ids that were drawn for it can meet nothing that stands: its rows
are noted, and go in by the handful when all others have been written.
https://www.sqlite.org/lang_insert.html · https://www.sqlite.org/autoinc.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeGuard

from gateway.model import Stale, Status
from gateway.store import codec
from gateway.store.packing import Packed
from gateway.store.people import Known, People, known, names
from gateway.store.sql import Dialect, Sql
from gateway.store.waiting import forget
from gateway.store.words import many
from gateway.store.writing import Job, New, received

JOURNAL = (
    "INSERT INTO journal (seq, sender, control_id, key, status, format, received_at, body,"
    " receipt, mapper, lineage) VALUES"
)
_UNLESS = " ON CONFLICT (sender, key) WHERE status = 'accepted' DO NOTHING"
_WIDTH = 11
"""Columns of a row of the journal."""
_LAST = "SELECT (SELECT max(seq) FROM journal), (SELECT max(number) FROM identity)"


class Crowded(Exception):  # noqa: N818 - not an error: they are written one by one
    """Entries that were to be written together are in each other's way, or in another's."""


def fresh(job: Job) -> TypeGuard[Packed]:
    """Does it make resources under drawn ids, and nothing else?"""
    if not isinstance(job, Packed) or len(job.drawn) != len(job.awaited):
        return False
    entry = job.entry
    beside = entry.contributions or entry.carries or entry.heard or entry.reviews
    waits = entry.awaits or entry.released or entry.conditions
    return not (beside or waits) and entry.receipt.status is Status.ACCEPTED


class Together(People):
    """The identities that some such entries name, and the rows of all of them."""

    def __init__(self, sql: Sql, dialect: Dialect, jobs: Sequence[Packed]) -> None:
        wanted = {name: None for job in jobs for name in names(job)}
        super().__init__(sql, known(sql, [*wanted]))
        self.new = New()
        self._dialect = dialect
        seq, number = sql.execute(_LAST).fetchone()
        self._seq, self._number = seq or 0, number
        self._before = number
        self._journal: list[Any] = []
        self._audit: list[Any] = []
        self._keys: set[tuple[str, str]] = set()

    def of(self, name: str) -> Known:
        """What stands of it; one that is new has the number that the table would give it."""
        found = self._known.get(name)
        if found is None:
            self._number += 1
            found = self._known[name] = Known(self._number)
        return found

    def journal(self, job: Packed) -> int:
        """Note its row; gives its number. Raises Stale where the key is taken by one of these."""
        inbound, receipt = job.entry.inbound, job.entry.receipt
        named = receipt.sender, receipt.key
        if named in self._keys:
            raise Stale("this control id has been accepted")
        self._keys.add(named)
        self._seq += 1
        self._journal += (
            self._seq, receipt.sender, receipt.control_id, receipt.key, receipt.status.value,
            inbound.format, received(job), job.body, job.receipt, job.entry.mapper,
            codec.pack_tape(job.entry.lineage),
        )  # fmt: skip
        for body in job.audit:
            self._audit += (self._seq, body)
        return self._seq

    def flush(self) -> None:
        """Write all that was noted; raises Crowded where a key was taken before."""
        sql, before = self._sql, self._before
        written = many(sql, JOURNAL, _WIDTH, self._journal, _UNLESS)
        if written != len(self._keys):
            raise Crowded
        new = [(name, it) for name, it in self._known.items() if it.number > before]
        rows = [value for name, it in new for value in (it.number, name, it.moves, it.kept)]
        many(sql, "INSERT INTO identity (number, id, moves, kept) VALUES", 4, rows)
        self.new.write(sql, self._dialect)
        many(sql, "INSERT INTO audit (seq, body) VALUES", 2, self._audit)
        stood = [it for it in self._known.values() if it.changed and it.number <= before]
        self.moved(stood)
        if sql.execute("SELECT 1 FROM waiting LIMIT 1").fetchone():
            forget(sql, self._keys)
