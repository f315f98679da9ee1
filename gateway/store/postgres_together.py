"""What the entries of one batch write, gathered: a statement for each table, not for each entry.

Each trip to a database costs as much as what is done there.
https://www.postgresql.org/docs/current/sql-copy.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeAlias

from gateway.model import Resource, Stale, Status
from gateway.store import codec
from gateway.store.codec import Key
from gateway.store.forms import COLUMNS
from gateway.store.packing import Packed, clocks, joined
from gateway.store.people import Known, Nobody, People, Rows, known, names, newborn, put
from gateway.store.postgres_link import Link
from gateway.store.words import Words
from gateway.store.writing import Head, Heads, Job, New, received

_NOBODY = {""}
"""Whom no identity is asked for: what lies under none."""
Retire: TypeAlias = Callable[[Sequence[tuple[int, bytes | None]]], None]

_HEADS = (
    "SELECT type, id, rid, version, sender, born, marks FROM resource WHERE id = ANY(?::bytea[])"
    " ORDER BY id FOR UPDATE"
)
_TAKEN = (
    "SELECT sender, key FROM accepted"
    " WHERE (sender, key) IN (SELECT * FROM unnest(?::text[], ?::text[]))"
)
_SEQS = (
    "SELECT 0, nextval('journal_seq') FROM generate_series(1, ?)"
    " UNION ALL SELECT 1, nextval('identity_number_seq') FROM generate_series(1, ?)"
)
"""Numbers of attempts, and of identities."""
_MOVED = (
    "UPDATE identity SET moves = new.moves, kept = new.kept"
    " FROM unnest(?::bigint[], ?::bigint[], ?::bigint[]) AS new (number, moves, kept)"
    " WHERE identity.number = new.number"
)
_HEARD = "UPDATE resource SET effective = ?, clocks = ? WHERE type = ? AND id = ?"
_AWAITED = (
    "DELETE FROM waiting WHERE (sender, key) IN (SELECT * FROM unnest(?::text[], ?::text[]))"
)
_I, _F, _T, _B = "int8", "float8", "text", "bytea"
TYPES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "accepted": (_T, _T, _I, _B),
        "journal": (_I, _T, _T, _T, _T, _T, _T, _B, _B, _T, _B),
        "resource": (_I, _I, _B, _I, _I, _T, _T, _I, _I, _B, _B, _B, _T),
        "token": (_I, _T, _I, _I),
        "reference": (_T, _I, _I),
        "word": (_I, _T, _I),
        "span": (_I, _I, _I, _I, _I),
        "amount": (_I, _I, _I, _F, _F, _I),
        "audit (seq, body)": (_I, _B),
        "identity": (_I, _T, _I, _I),
    }
)
"""Table -> the types of its columns, in which rows are copied in."""


def plain(job: Job) -> bool:
    """Can it wait for others? It asks for nothing that they may just have written."""
    if not isinstance(job, Packed):
        return False
    entry = job.entry
    return not (
        entry.conditions or entry.unlinked or entry.reviews or entry.awaits or job.released
    )


class Together:
    """What stood before a batch, as far as it was asked for, and what its entries change in it."""

    def __init__(self, link: Link, alone: Callable[[], int], jobs: Sequence[Any]) -> None:
        self._link = link
        self._alone = alone
        self._known: dict[str, Known] = {}
        self._asked: set[str] = set()
        self._heads: dict[tuple[int, Key], Head] = {}
        self._keys: set[Key] = set()
        self._taken: set[tuple[str, str]] = set()
        self._sure: set[tuple[str, str]] = set()
        self._seqs: list[int] = []
        self._numbers: list[int] = []
        self._born: dict[str, Known] = {}
        """Patients that nobody knew before."""
        self._clear()
        if jobs:
            self._look(jobs)
            self._number(len(jobs), sum(len(newborn(job)) for job in jobs))

    def _clear(self) -> None:
        self.new = New()
        self.audit: list[tuple[int | None, bytes]] = []
        self.told: list[Resource | bytes] = []
        self._journal: list[tuple[Any, ...]] = []
        self._accepted: list[tuple[Any, ...]] = []
        self._said: Rows = {}
        self._links: Rows = {}
        self._heard: list[tuple[Any, ...]] = []
        self._written: set[Key] = set()

    def forget(self) -> None:
        """Something was written beside it: what stood is asked for again."""
        self._known, self._asked = {}, set()
        self._heads, self._keys = {}, set()
        self._taken, self._sure = set(), set()

    def apart(self, job: Packed) -> bool:
        """Does it touch nothing that an entry before it has touched, and not written yet?"""
        return self._written.isdisjoint(key for _, key, _ in job.awaited)

    def people(self, job: Packed) -> People:
        """The identities that it names, as they stand after the entries before."""
        born = newborn(job)
        if not self._asked.issuperset(names(job).keys() - born):
            self._look([job])
        for name in born:
            self._bear(name)
        return People(self._link, self._known)

    def heads(self, job: Packed, words: Words) -> Heads:
        """What stands of the resources that it expects."""
        if not self._keys.issuperset(key for _, key, _ in job.awaited if key not in job.drawn):
            self._look([job])
        wanted = {(words.type(type_), key) for type_, key, _ in job.awaited}
        return {each: self._heads[each] for each in wanted & self._heads.keys()}

    def journal(self, job: Packed) -> int:
        """The first change: gives the attempt's number; raises Stale where the key is taken."""
        inbound, receipt = job.entry.inbound, job.entry.receipt
        named = receipt.sender, receipt.key
        if receipt.status is Status.ACCEPTED and named in self._taken:
            raise Stale("this control id has been accepted")
        if not self._seqs:
            self._number(1, 0)
        seq = self._seqs.pop()
        if receipt.status is Status.ACCEPTED:
            self._taken.add(named)
            self._accepted.append((*named, seq, job.receipt))
        self._journal.append(
            (
                *(seq, receipt.sender, receipt.control_id, receipt.key, receipt.status.value),
                *(inbound.format, received(job), job.body, job.receipt, job.entry.mapper),
                codec.pack_tape(job.entry.lineage),
            )
        )
        return seq

    def note(self, job: Packed, people: People, seq: int, words: Words) -> None:
        """What else it leaves behind."""
        people.note(job, seq, self._said, self._links)
        self._heard += [
            (it.effective, clocks(it.clocks), words.type(it.type), codec.key(it.id))
            for it in job.entry.heard
        ]
        self.audit += [(seq, body) for body in job.audit]
        self._written.update(key for _, key, _ in job.awaited)
        self._written.update(codec.key(it.id) for it in job.entry.heard)

    def flush(self, retire: Retire) -> None:
        """Write all that was gathered."""
        if not (self._journal or self.told):
            return
        if self._heard:
            self._link.executemany(_HEARD, self._heard)
        if self.new.stood:
            retire(self.new.stood)
        self._copy("accepted", self._accepted)
        self._copy("journal", self._journal)
        self._copy("resource", self.new.resources)
        for table, flat in self.new.found.items():
            self._copy(table, list(dict.fromkeys(_cut(flat, len(COLUMNS[table])))))
        told = [(None, row) for row in joined(self.told)]
        self._copy("audit (seq, body)", [*self.audit, *told])
        self._more()
        self._heads, self._keys = {}, set()
        self._clear()

    def _more(self) -> None:
        about = sorted(self.new.about)
        if about:
            self._link.execute(
                "INSERT INTO about SELECT * FROM unnest(?::bigint[], ?::bigint[])"
                " ON CONFLICT DO NOTHING",
                tuple(map(list, zip(*about, strict=True))),
            )
        put(self._link, self._said, self._links)
        born, self._born = self._born, {}
        rows = [(it.number, name, it.moves, it.kept) for name, it in born.items() if it.changed]
        self._copy("identity", rows)
        moved = [it for name, it in self._known.items() if it.changed and name not in born]
        if moved:
            counts = [[it.number for it in moved], [it.moves for it in moved]]
            self._link.execute(_MOVED, (*counts, [it.kept for it in moved]))
        for it in (*moved, *born.values()):
            it.changed = False
        accepted = [[sender for sender, *_ in self._accepted], [row[1] for row in self._accepted]]
        if self._accepted and self._link.execute("SELECT 1 FROM waiting LIMIT 1").fetchone():
            self._link.execute(_AWAITED, accepted)

    def _copy(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        if rows:
            self._link.copy(table, TYPES[table], rows)

    def _number(self, attempts: int, people: int) -> None:
        rows = self._link.execute(_SEQS, (attempts, people)).fetchall()
        every = sorted(rows, reverse=True)
        self._seqs += [number for person, number in every if not person]
        self._numbers += [number for person, number in every if person]

    def _bear(self, name: str) -> None:
        """Number a Patient that nobody knew before; its row goes in with the others."""
        if not self._numbers:
            self._number(0, 1)
        self._known[name] = self._born[name] = Known(self._numbers.pop())

    def _look(self, jobs: Iterable[Packed]) -> None:
        """Ask for all that these need and that is not known yet."""
        jobs = list(jobs)
        born = {name for job in jobs for name in newborn(job)}
        wanted = {name for job in jobs for name in names(job)} - self._asked - born
        if wanted == _NOBODY:
            self._known[""] = Nobody(0, alone=self._alone)
        elif wanted:
            self._known |= known(self._link, sorted(wanted), self._alone)
        self._asked |= wanted
        keys = {key for job in jobs for _, key, _ in job.awaited if key not in job.drawn}
        keys -= self._keys
        if keys:
            rows = self._link.execute(_HEADS, (sorted(keys),)).fetchall()
            self._heads |= {(abs(row[0]), row[1]): row[2:] for row in rows}
            self._keys |= keys
        named = {(job.entry.receipt.sender, job.entry.receipt.key) for job in jobs} - self._sure
        if named:
            both = [[sender for sender, _ in named], [key for _, key in named]]
            self._taken |= set(self._link.execute(_TAKEN, both).fetchall())
            self._sure |= named


def _cut(flat: Sequence[Any], width: int) -> list[tuple[Any, ...]]:
    return [tuple(flat[at : at + width]) for at in range(0, len(flat), width)]
