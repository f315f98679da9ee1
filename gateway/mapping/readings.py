"""In which order the segments of a message are read, and which of them see what stands aside.

Senders put a segment before or behind what it is about, and some structures let it be taken for
part of another group: what a structure says of that is done here.
https://www.hl7.eu/HL7v2x/v251/std251/ch07.html (7.3.1, ORU; 7.3.10, OUL^R24)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.model import Empty

_PATIENT = frozenset({"PID"})
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
        held: dict[str, list[int]] = {name: [] for name in self.behind}
        for number, name in enumerate(names):
            if name in held and self._waits(names, number, held[name], order):
                held[name].append(number)
                continue
            order.append(number)
            for other, (_, *ends) in self.behind.items():
                if not _marked(name).isdisjoint(ends):
                    order += held[other]
                    held[other] = []
        return order

    def _waits(
        self, names: Sequence[str], number: int, held: Sequence[int], order: Sequence[int]
    ) -> bool:
        """Is a segment a further one of its name, before one that has none behind it?"""
        begin, *ends = self.behind[names[number]]
        rest = iter(names[number + 1 :])
        wanted = {*ends}
        end = next((one for one in rest if one == begin or _marked(one) & wanted), begin)
        if end == begin:
            return False
        since = [names[one] for one in _since(names, order, begin)]
        if f"{end}!" in wanted:
            # What stands behind the first of them is about that one; behind PID, of whom.
            begun = begin in names[:number] and _PATIENT.isdisjoint(since)
            return begun and all(_marked(one).isdisjoint(wanted) for one in since)
        if next(rest, "") == names[number]:
            return False
        return bool(held) or names[number] in since or f"{end}*" in ends


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


def _marked(name: str) -> set[str]:
    """A name in all the ways in which it may be written."""
    return {name, f"{name}*", f"{name}!"}


def _since(names: Sequence[str], order: Sequence[int], begin: str) -> Iterator[int]:
    """The segments read since the one that begins the group, the last first."""
    for one in reversed(order):
        if names[one] == begin:
            return
        yield one


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
