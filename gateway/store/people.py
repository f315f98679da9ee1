"""Source identities in the store: their numbers, revisions, contributions and links.

https://profiles.ihe.net/ITI/TF/Volume1/ch-5.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeAlias

from gateway.model import Stale
from gateway.store.cluster import LOW, SHIFT
from gateway.store.packing import Packed
from gateway.store.sql import Sql
from gateway.store.words import many, where_in

Rows: TypeAlias = dict[tuple[Any, ...], tuple[Any, ...]]
"""Key -> the other columns."""
_NEW = "INSERT INTO identity (id, moves, kept) VALUES (?, 0, 0) RETURNING number"
_SAID = (
    " ON CONFLICT (identity, sender) DO UPDATE"
    " SET effective = excluded.effective, seq = excluded.seq, body = excluded.body"
)
_LINKED = " ON CONFLICT (low, high, kind) DO UPDATE SET seq = excluded.seq, at = excluded.at"


@dataclass(slots=True)
class Known:
    """What stands of one identity while one entry is written."""

    number: int
    moves: int = 0
    kept: int = 0
    changed: bool = False

    def owns(self, rid: int) -> bool:
        """Does the row lie under this identity?"""
        return rid >> SHIFT == self.number

    def next_rid(self) -> int:
        """A row id beside the other resources of this identity."""
        self.kept += 1
        self.changed = True
        return (self.number << SHIFT) + self.kept


@dataclass(slots=True)
class Nobody(Known):
    """What lies under no identity, where several processes number it at once."""

    alone: Callable[[], int] = int
    """Gives the next row id."""

    def next_rid(self) -> int:
        """A row id that no other process gives."""
        return self.alone()


def names(job: Packed) -> dict[str, None]:
    """Every identity that an entry names, and nobody (empty)."""
    entry = job.entry
    found = dict.fromkeys(entry.revisions)
    for stored, _, patient, *_ in job.rows:
        found[stored.subject] = found[patient] = None
    found.update(dict.fromkeys(each.identity for each in entry.contributions))
    found.update(dict.fromkeys(entry.awaits))
    both = (*entry.links, *entry.unlinked)
    found.update(dict.fromkeys(chain.from_iterable((it.low, it.high) for it in both)))
    return found


def newborn(job: Packed) -> set[str]:
    """The Patients whose ids it drew: nobody else can know of them before it is kept."""
    return {it.id for it in job.entry.resources if it.drawn and it.type == "Patient"}


def known(
    sql: Sql, wanted: Sequence[str], alone: Callable[[], int] | None = None
) -> dict[str, Known]:
    """What stands of these; `alone` numbers what lies under nobody, where others do so too."""
    rows = where_in(sql, "SELECT id, number, moves, kept FROM identity WHERE id IN", wanted)
    found = {name: Known(*counts) for name, *counts in rows}
    if alone and "" in found:
        found[""] = Nobody(0, alone=alone)
    return found


class People:
    """The identities that one entry names."""

    def __init__(self, sql: Sql, known: dict[str, Known]) -> None:
        self._sql = sql
        self._known = known

    @classmethod
    def read(cls, sql: Sql, job: Packed, alone: Callable[[], int] | None = None) -> People:
        """Those that an entry names, as they stand."""
        return cls(sql, known(sql, list(names(job)), alone))

    def check(self, revisions: Mapping[str, int], *, carries: bool) -> None:
        """Raise Stale where an identity is not what it was when the entry was computed."""
        for name, expected in revisions.items():
            known = self._known.get(name) or Known(0)
            if expected >> SHIFT != known.moves or (carries and expected & LOW != known.kept):
                raise Stale("an identity has moved")

    def move(self, name: str) -> int:
        """Its links or contributions change; returns its number."""
        known = self.of(name)
        known.moves += 1
        known.changed = True
        return known.number

    def note(self, job: Packed, seq: int, said: Rows, links: Rows) -> None:
        """Contributions and links of the entry, as rows by their keys."""
        for each, body in zip(job.entry.contributions, job.contributions, strict=True):
            said[self.move(each.identity), each.sender] = each.effective, seq, body
        for it in job.entry.links:
            links[self.move(it.low), self.move(it.high), it.kind] = seq, it.at

    def write(self, job: Packed, seq: int) -> None:
        """Contributions and links of the entry, then the revisions of all it touched."""
        said: Rows = {}
        links: Rows = {}
        self.note(job, seq, said, links)
        put(self._sql, said, links)
        gone = [(self.move(it.low), self.move(it.high), it.kind) for it in job.entry.unlinked]
        for name in job.entry.awaits:
            # Whoever is about to tell of it looked before this one waited: it must look again.
            self.move(name)
        if gone:
            self._sql.executemany("DELETE FROM link WHERE low = ? AND high = ? AND kind = ?", gone)
        self.moved([it for it in self._known.values() if it.changed])

    def moved(self, some: Sequence[Known]) -> None:
        """Write the revisions of these."""
        self._sql.executemany(
            "UPDATE identity SET moves = ?, kept = ? WHERE number = ?",
            [(it.moves, it.kept, it.number) for it in some],
        )

    def of(self, name: str) -> Known:
        """What stands of it, numbered now where it is new."""
        known = self._known.get(name)
        if known is None:
            ((number,),) = self._sql.execute(_NEW, (name,)).fetchall()
            known = self._known[name] = Known(number)
        return known


def put(sql: Sql, said: Rows, links: Rows) -> None:
    """Write contributions and links: what was said before under the same key is said anew."""
    for into, rows, tail in (("contribution", said, _SAID), ("link", links, _LINKED)):
        flat = [value for key, more in rows.items() for value in (*key, *more)]
        many(sql, f"INSERT INTO {into} VALUES", 5, flat, tail)
