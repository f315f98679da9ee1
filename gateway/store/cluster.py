"""Who is linked to whom: from the identities that a message names to all that are the same person.

A revision is (moves << 32) + kept: moves counts changes of links and contributions, kept
counts the resources that came under the identity. Who carries along (links, moves) all that is
kept, so that for it alone a resource more than it saw is one too many.
https://profiles.ihe.net/ITI/TF/Volume1/ch-5.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gateway import fhirjson
from gateway.model import Contribution, Keys, Link
from gateway.store import codec
from gateway.store.sql import Sql
from gateway.store.words import where_in

SHIFT = 32
LOW = (1 << SHIFT) - 1

_NUMBERED = ("Encounter", "Account")

_LINKS = "SELECT low, high, kind, at FROM link WHERE "
_IDENTITY = "SELECT id, number, moves, kept FROM identity WHERE "


class Cluster:
    """The identities asked for, all that are linked to them, and their revisions."""

    def __init__(self, sql: Sql, keys: Keys) -> None:
        self._sql = sql
        self.revisions: dict[str, int] = dict.fromkeys((*keys.identities, *keys.dependents), 0)
        """0 for those that are not known."""
        self._numbers: dict[str, int] = {}
        self._note(where_in(sql, _IDENTITY + "id IN", list(self.revisions)))
        asked = self.asked(keys.identities)
        found, self.near = self._closure(asked)
        """The numbers of all of them."""
        names = {number: name for name, number in self._numbers.items()}
        self._note(where_in(sql, _IDENTITY + "number IN", sorted(self.near - set(names))))
        names = {number: name for name, number in self._numbers.items()}
        self.links = tuple(Link(names[low], names[high], *said) for low, high, *said in found)
        self._names = names
        self.patients = tuple(("Patient", names[number]) for number in sorted(self.near))
        """The Patient of each identity, whether it stands or not."""
        linked = self.near.difference(asked)
        self.stays = tuple((type, names[one]) for one in sorted(linked) for type in _NUMBERED)
        """What a number that gave way leads to, whether it stands or not."""

    def asked(self, identities: Sequence[str]) -> list[int]:
        """The numbers of those that are known."""
        return [self._numbers[name] for name in identities if name in self._numbers]

    def contributions(self) -> tuple[Contribution, ...]:
        """What every sender says of any of them, in a fixed order."""
        rows = where_in(
            self._sql,
            "SELECT identity, sender, effective, body FROM contribution WHERE identity IN",
            sorted(self.near),
        )
        return tuple(
            _contribution(self._names[number], sender, effective, body)
            for number, sender, effective, body in rows
        )

    def _note(self, rows: Sequence[Any]) -> None:
        for name, number, moves, kept in rows:
            self._numbers[name] = number
            self.revisions[name] = (moves << SHIFT) + kept

    def _closure(self, start: Sequence[int]) -> tuple[list[tuple[int, int, str, str]], set[int]]:
        """Links and numbers reached; one round where nothing is linked, as is the rule."""
        links: set[tuple[int, int, str, str]] = set()
        near: set[int] = set()
        edge = set(start)
        while edge:
            near |= edge
            here = sorted(edge)
            links.update(where_in(self._sql, _LINKS + "low IN", here))
            links.update(where_in(self._sql, _LINKS + "high IN", here))
            edge = {number for low, high, *_ in links for number in (low, high)} - near
        return sorted(links), near


def _contribution(identity: str, sender: str, effective: str, blob: bytes) -> Contribution:
    body, parts = fhirjson.decode(codec.unpack(blob))
    fields = {element: tuple(each) for element, each in parts.items()}
    return Contribution(identity, sender, effective, body, fields)
