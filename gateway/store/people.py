"""Source identities in the embedded store: their numbers, revisions, contributions and links.

https://profiles.ihe.net/ITI/TF/Volume1/ch-5.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from gateway.model import Stale
from gateway.store.cluster import LOW, SHIFT
from gateway.store.packing import Packed
from gateway.store.sql import Sql
from gateway.store.words import many, where_in


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


class People:
    """The identities that one entry names."""

    def __init__(self, sql: Sql, job: Packed) -> None:
        self._sql = sql
        entry = job.entry
        names = dict.fromkeys(entry.revisions)
        for stored, _, _, patient, *_ in job.rows:
            names[stored.subject] = names[patient] = None
        names.update(dict.fromkeys(each.identity for each in entry.contributions))
        both = (*entry.links, *entry.unlinked)
        names.update(dict.fromkeys(chain.from_iterable((it.low, it.high) for it in both)))
        rows = where_in(
            sql, "SELECT id, number, moves, kept FROM identity WHERE id IN", list(names)
        )
        self._known = {name: Known(*counts) for name, *counts in rows}

    def check(self, revisions: Mapping[str, int], *, relinks: bool) -> None:
        """Raise Stale where an identity is not what it was when the entry was computed."""
        for name, expected in revisions.items():
            known = self._known.get(name) or Known(0)
            if expected >> SHIFT != known.moves or (relinks and expected & LOW != known.kept):
                raise Stale("an identity has moved")

    def move(self, name: str) -> int:
        """Its links or contributions change; returns its number."""
        known = self.of(name)
        known.moves += 1
        known.changed = True
        return known.number

    def write(self, job: Packed, seq: int) -> None:
        """Contributions and links of the entry, then the revisions of all it touched."""
        said: list[Any] = []
        for each, body in zip(job.entry.contributions, job.contributions, strict=True):
            said += self.move(each.identity), each.sender, each.effective, seq, body
        many(self._sql, "INSERT OR REPLACE INTO contribution VALUES", 5, said)
        links: list[Any] = []
        for it in job.entry.links:
            links += self.move(it.low), self.move(it.high), it.kind, seq, it.at
        many(self._sql, "INSERT OR REPLACE INTO link VALUES", 5, links)
        gone = [(self.move(it.low), self.move(it.high), it.kind) for it in job.entry.unlinked]
        self._sql.executemany("DELETE FROM link WHERE low = ? AND high = ? AND kind = ?", gone)
        self._sql.executemany(
            "UPDATE identity SET moves = ?, kept = ? WHERE number = ?",
            [(it.moves, it.kept, it.number) for it in self._known.values() if it.changed],
        )

    def of(self, name: str) -> Known:
        """What stands of it, numbered now where it is new."""
        known = self._known.get(name)
        if known is None:
            cursor = self._sql.execute("INSERT INTO identity VALUES (NULL, ?, 0, 0)", (name,))
            known = self._known[name] = Known(cursor.lastrowid or 0)
        return known
