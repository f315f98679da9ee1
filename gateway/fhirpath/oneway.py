"""Is there but one way through a repeated part of a regular expression, whatever the text?

Then a search that fails has nothing else to try, and repeats within repeats stay quick. Told by
the places of the pattern and what may follow each: no two that follow may eat the same character.
https://doi.org/10.1006/inco.1997.2695 (one-unambiguous regular languages)
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, TypeAlias

from gateway.fhirpath.letters import CHARACTERS, Letters, letters, meet

op: Any = import_module("re._constants")

_REPEATS = frozenset({op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT})
_UNROLLED = 16
"""A repeat of exactly so many turns is written out."""
_PLACES, _STEPS = 500, 200_000
"""Places of a repeat, and comparisons for a whole pattern, up to which it is looked at."""

Part: TypeAlias = tuple[bool, list[int], list[int]]
"""(may it be nothing?, places where it may begin, places where it may end)."""
_NOTHING: Part = (True, [], [])


class UnclearError(Exception):
    """There are two ways to be nothing, or more places than anybody writes."""


class Effort:
    """What may be spent on one pattern, all its repeats together."""

    def __init__(self) -> None:
        self._left = _STEPS

    def spend(self, steps: int) -> None:
        """Take so many steps; raises UnclearError where no more are left."""
        self._left -= steps
        if self._left < 0:
            raise UnclearError


def one_way(body: Any, effort: Effort, *, cased: bool) -> bool:
    """Whether what is repeated can be repeated in one way only; `cased`: case is told apart."""
    ways = _Ways(effort, cased=cased)
    try:
        part = ways.row(body)
        ways.again(part)
        return ways.told(part[1]) and all(ways.told(found) for found in ways.next)
    except UnclearError:
        return False


class _Ways:
    """The places of a pattern, and what may follow each: once for each way to come there."""

    def __init__(self, effort: Effort, *, cased: bool) -> None:
        self._cased = cased
        self._effort = effort
        self._eats: list[Letters] = []
        self.next: list[list[int]] = []

    def told(self, places: list[int]) -> bool:
        """Whether one character tells which of the places is meant."""
        self._effort.spend(len(places) * len(places) // 2)
        return not any(
            meet(self._eats[one], self._eats[other])
            for n, one in enumerate(places)
            for other in places[:n]
        )

    def row(self, items: Any) -> Part:
        """Items one after the other."""
        whole = _NOTHING
        for item in items:
            whole = self._after(whole, self._item(item))
        return whole

    def again(self, part: Part) -> None:
        """What it may end with is followed by what it may begin with."""
        self._follow(part[2], part[1])

    def _after(self, one: Part, other: Part) -> Part:
        self._follow(one[2], other[1])
        begins = one[1] + other[1] if one[0] else one[1]
        ends = other[2] + one[2] if other[0] else other[2]
        return one[0] and other[0], begins, ends

    def _follow(self, ends: list[int], begins: list[int]) -> None:
        self._effort.spend(len(ends) * len(begins))
        for end in ends:
            self.next[end] = self.next[end] + begins

    def _item(self, item: tuple[Any, Any]) -> Part:
        kind, inside = item
        if kind in CHARACTERS:
            return self._place(letters(item, cased=self._cased))
        if kind is op.SUBPATTERN:
            return self.row(inside[3])
        if kind is op.ATOMIC_GROUP:
            return self.row(inside)
        if kind is op.BRANCH:
            return self._choice([self.row(one) for one in inside[1]])
        return self._repeat(*inside) if kind in _REPEATS else _NOTHING

    def _place(self, eats: Letters) -> Part:
        self._effort.spend(1)
        if len(self._eats) >= _PLACES:
            raise UnclearError
        self._eats.append(eats)
        self.next.append([])
        return False, [len(self._eats) - 1], [len(self._eats) - 1]

    def _choice(self, parts: list[Part]) -> Part:
        nothing = [one for one in parts if one[0]]
        if len(nothing) > 1:
            raise UnclearError
        begins = [place for one in parts for place in one[1]]
        return bool(nothing), begins, [place for one in parts for place in one[2]]

    def _repeat(self, least: int, most: int, body: Any) -> Part:
        if least == most <= _UNROLLED:
            whole = _NOTHING
            for _ in range(least):
                whole = self._after(whole, self.row(body))
            return whole
        part = self.row(body)
        if part[0]:
            raise UnclearError
        if most > 1:
            self.again(part)
        return least == 0, part[1], part[2]
