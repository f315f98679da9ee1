"""In which order the segments of a message are read, and which of them see what stands aside.

Senders put a segment before or behind what it is about, and some structures let it be taken for
part of another group: what a structure says of that is done here.
https://www.hl7.eu/HL7v2x/v251/std251/ch07.html (7.3.1, ORU; 7.3.10, OUL^R24)
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.model import Empty

_PATIENT = frozenset({"PID"})
_MARKS = "*!"
"""What may stand behind the name of what ends a waiting."""
KEYS = ("behind", "first", "aside")
"""What a structure may say of it."""


@dataclass(frozen=True, slots=True)
class First:
    """Which segments are read before another behind which all of them stand."""

    since: str
    """What begins a stretch: the next one begins another."""
    before: str
    unless: str = ""
    """Behind this one too they stand at a place of their own."""
    follow: frozenset[str] = frozenset()
    """What goes with each."""
    until: frozenset[str] = frozenset()
    """What else ends a stretch."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one structure says."""

    behind: Mapping[str, Sequence[str]]
    """Segment -> what begins its group, and behind which of the others further ones are read."""
    first: Mapping[str, First]
    """Segment -> where it is read."""
    alone: Mapping[str, Sequence[str]]
    """Segment -> what begins a stretch, and who sees the only one in it wherever it stands.

    With a `+` behind its name: the first of several.
    """

    def order(self, names: Sequence[str]) -> Sequence[int]:
        """The order in which the segments of these names are read.

        What stands several times before what it is about (the timings of an order) would hide one
        another from it: the first stands, the others are read behind it; with a `*` the first too,
        with a `!` all before the first, also where others stand behind it already.
        """
        order: Sequence[int] = range(len(names))
        if not self.behind.keys().isdisjoint(names):
            order = self._put_behind(names)
        for name, rule in self.first.items():
            if name in names and rule.before in names:
                order = [*_brought(names, order, name, rule)]
        return order

    def aside(self, names: Sequence[str]) -> Mapping[int, Mapping[str, int]]:
        """Number of a segment -> segments that it sees though they stand aside, by name."""
        found: dict[int, dict[str, int]] = {}
        for mark, (begin, *seeing) in self.alone.items():
            name = mark.removesuffix("+")
            if name not in names:
                continue
            for stretch in _stretches(names, range(len(names)), begin, _PATIENT):
                there = [number for number in stretch if names[number] == name]
                if len(there) == 1 or (there and mark != name):
                    for number in stretch:
                        if names[number] in seeing:
                            found.setdefault(number, {})[name] = there[0]
        return found

    def _put_behind(self, names: Sequence[str]) -> list[int]:
        order: list[int] = []
        of = {name: _Wait(names, *said) for name, said in self.behind.items() if name in names}
        waits = [*of.values()]
        for number, name in enumerate(names):
            mine = of.get(name)
            if mine is not None and mine.waits(number):
                mine.held.append(number)
                continue
            _read(number, name, order, waits)
            for wait in waits:
                if name in wait.ends and wait.held:
                    held, wait.held = wait.held, []
                    for one in held:
                        _read(one, names[one], order, waits)
        return order


class _Wait:
    """What the segments of one name wait for, while the others are read."""

    def __init__(self, names: Sequence[str], begin: str, *ends: str) -> None:
        """Takes the names of all segments, what begins a group, and what ends the waiting."""
        self.held: list[int] = []
        self.ends = frozenset(one.rstrip(_MARKS) for one in ends)
        self._names = names
        self._begin = begin
        self._marked = frozenset(ends)
        self._next = _next(names, self.ends | {begin})
        self._since: set[str] = set()
        """The names read since the group began."""
        self._first = names.index(begin) if begin in names else len(names)

    def read(self, name: str) -> None:
        """One more is read."""
        if name == self._begin:
            self._since.clear()
        else:
            self._since.add(name)

    def waits(self, number: int) -> bool:
        """Is a segment a further one of its name, before one that has none behind it?"""
        names, at = self._names, self._next[number]
        end = names[at] if at < len(names) else self._begin
        if end == self._begin:
            return False
        if f"{end}!" in self._marked:
            # What stands behind the first of them is about that one; behind PID, of whom.
            begun = self._first < number and _PATIENT.isdisjoint(self._since)
            return begun and self.ends.isdisjoint(self._since)
        if at + 1 < len(names) and names[at + 1] == names[number]:
            return False
        return bool(self.held) or names[number] in self._since or f"{end}*" in self._marked


def _read(number: int, name: str, order: list[int], waits: Sequence[_Wait]) -> None:
    order.append(number)
    for wait in waits:
        wait.read(name)


def _next(names: Sequence[str], wanted: Collection[str]) -> list[int]:
    """Where the next one of these names stands behind each segment; past the end: nowhere."""
    found, following = [], len(names)
    for number in range(len(names) - 1, -1, -1):
        found.append(following)
        if names[number] in wanted:
            following = number
    return found[::-1]


def aside(said: Mapping[str, Any]) -> set[str]:
    """The segments that others see from aside, by what a structure says."""
    return {mark.removesuffix("+") for mark in said.get("aside", Empty)}


def reading(said: Mapping[str, Any] = Empty) -> Reading:
    """What a structure says of it (`KEYS`), as written."""
    first = {
        name: First(
            rule["since"],
            rule["before"],
            rule.get("unless", ""),
            frozenset(rule.get("with", ())),
            frozenset(rule.get("until", ())),
        )
        for name, rule in said.get("first", Empty).items()
    }
    return Reading(said.get("behind", Empty), first, said.get("aside", Empty))


def _stretches(
    names: Sequence[str], order: Sequence[int], begin: str, until: frozenset[str]
) -> Iterator[list[int]]:
    """The message cut before each segment that begins a stretch or ends one."""
    stretch: list[int] = []
    for number in order:
        if names[number] == begin or names[number] in until:
            yield stretch
            stretch = []
        stretch.append(number)
    yield stretch


def _brought(names: Sequence[str], order: Sequence[int], name: str, rule: First) -> Iterator[int]:
    """The same order, the segments of this name brought before what they all stand behind."""
    for stretch in _stretches(names, order, rule.since, rule.until):
        at = next((at for at, one in enumerate(stretch) if names[one] == rule.before), -1)
        if at < 0 or names[stretch[0]] != rule.since or _placed(names, stretch, name, rule):
            yield from stretch
            continue
        moved, kept = _parted(names, stretch[at:], name, rule.follow)
        yield from (*stretch[:at], *moved, *kept)


def _placed(names: Sequence[str], stretch: Sequence[int], name: str, rule: First) -> bool:
    """Does one of them stand where it belongs?"""
    below = False
    for number in stretch:
        below = names[number] == rule.before or (below and names[number] != rule.unless)
        if names[number] == name and not below:
            return True
    return False


def _parted(
    names: Sequence[str], stretch: Sequence[int], name: str, follow: frozenset[str]
) -> tuple[list[int], list[int]]:
    """(the segments of this name with what goes with each, the others)"""
    moved: list[int] = []
    kept: list[int] = []
    taken = False
    for number in stretch:
        taken = names[number] == name or (taken and names[number] in follow)
        (moved if taken else kept).append(number)
    return moved, kept
