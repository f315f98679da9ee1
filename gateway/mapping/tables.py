"""Which maps a segment has, and what an event says: the tables of a compiled program.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.5.2, message structures)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import repeat
from typing import Any, TypeAlias

from gateway.mapping.rows import Event, pick
from gateway.mapping.structures import Grammar, grammar

Maps: TypeAlias = Sequence[tuple[int, tuple[int, ...]]]
"""(number of a map, neighbours)"""

_NOWHERE = repeat(-1)


class Tables:
    """What a mapper needs beside its functions: which maps a segment has, what an event says."""

    def __init__(self, plan: Any) -> None:
        """Takes the constant of a compiled program."""
        types, maps, structures, grammars, events = plan
        self.types: frozenset[str] = types
        self.owned = {name: _owned(name, rows) for name, rows in maps}
        self.names = {row[0]: (row[3], row[4], row[6]) for _, rows in maps for row in rows}
        """Number of a map -> its type, whether it must have a name, the field that holds that."""
        self.structures: Mapping[str, str] = dict(structures)
        self._grammars = dict(grammars)
        self._events = dict(events)
        # As many as the tables have rows; most of them are never asked for.
        self.grammar = cache(self._grammar)
        self._event = cache(_event)

    def event(self, kind: str) -> tuple[Mapping[str, str], Mapping[str, Event]]:
        """(segment -> mode, resource type -> event) of a kind of message."""
        found = pick(self._events, kind)
        return self._event(found) if found else ({}, {})

    def _grammar(self, structure: str) -> Grammar:
        groups, said = thawed(self._grammars[structure])
        return grammar(groups, said)


@dataclass(frozen=True, slots=True)
class _Owned:
    """The maps of one segment."""

    owners: tuple[str, ...]
    maps: tuple[tuple[int, str, tuple[str, ...], bool | None], ...]
    """(number, owner, neighbours, further) of each map that makes anything"""
    seen: tuple[str, ...]
    """All whose place decides which maps run, and beside what."""
    itself: bool
    """Does a map want the segment itself among its neighbours?"""
    parted: bool
    """Do other maps run on further ones of an owner than on the first?"""
    _running: dict[tuple[str, bool], Sequence[tuple[int, tuple[str, ...]]]] = field(
        default_factory=dict
    )
    """(the nearest owner, is it a further one of that) -> what runs: found once."""

    def beside(
        self, context: Mapping[str, int], aside: Mapping[str, int], former: int = -1
    ) -> Maps:
        """Its maps, and the places of their neighbours, where these segments stand before.

        `aside`: neighbours that stand elsewhere; none of them owns a map. `former`: where
        the one of its own name before it stands, in the order as they were sent.
        """
        at = context.get
        seen = {**aside, **context}.get if aside else at
        owner, nearest = "", -1
        for one in self.owners:
            place = at(one, -1)
            if place > nearest:
                owner, nearest = one, place
        key = owner, former > nearest
        running = self._running.get(key)
        if running is None:
            running = self._running[key] = self._runs(*key)
        return [(number, tuple(map(seen, wanted, _NOWHERE))) for number, wanted in running]

    def _runs(self, nearest: str, again: bool) -> Sequence[tuple[int, tuple[str, ...]]]:  # noqa: FBT001 - half of a key
        """(number, neighbours) of each map that runs below this owner."""
        return [
            (number, wanted)
            for number, owner, wanted, further in self.maps
            if owner in ("", nearest) and (further is None or further is again)
        ]


def _owned(name: str, rows: Sequence[Any]) -> _Owned:
    """The maps of a segment."""
    owners = tuple(dict.fromkeys(owner for _, owner, *_ in rows if owner))
    maps = tuple(
        (number, owner, tuple(wanted), further)
        for number, owner, wanted, made, _, further, _ in rows
        if made
    )
    beside = (one for _, _, wanted, _ in maps for one in wanted if one != name)
    itself = any(name in wanted for _, _, wanted, _ in maps)
    parted = any(further for *_, further in maps)
    return _Owned(owners, maps, tuple(dict.fromkeys((*owners, *beside))), itself, parted)


def _event(pairs: Any) -> tuple[dict[str, str], dict[str, Event]]:
    """(segment -> mode, resource type -> event) of a kind."""
    modes = {name: value for name, value in pairs if isinstance(value, str)}
    events = {
        name: Event(value[0], thawed(value[1]), *value[2:])
        for name, value in pairs
        if not isinstance(value, str)
    }
    return modes, events


def frozen(value: Any) -> Any:
    """A tree of dicts and lists as nested tuples, which compiled code can keep."""
    if isinstance(value, Mapping):
        return ("{}", *((key, frozen(one)) for key, one in value.items()))
    if isinstance(value, list | tuple):
        return ("[]", *(frozen(one) for one in value))
    return value


def thawed(value: Any) -> Any:
    """The tree again."""
    if not isinstance(value, tuple):
        return value
    if value[0] == "{}":
        return {key: thawed(one) for key, one in value[1:]}
    return [thawed(one) for one in value[1:]]
