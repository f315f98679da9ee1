"""To which slices may an item of a list belong, by the type and the codes of what it holds?

A Bundle's list has some thirty slices, and an entry may be of two or three of them: those are
found by one look at its type and at each of its codes, and only they are asked.
https://hl7.org/fhir/R4/profiling.html#discriminator
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from gateway.validation.needful import Wanted

if TYPE_CHECKING:
    from gateway.validation.run import Run

Test: TypeAlias = Callable[[Any, Any], bool]
Take: TypeAlias = Callable[[Any, Any, int, Any], None]
Part: TypeAlias = tuple[int, str, Test, Take, bool, bool]
"""(number of the slice, the profile that it is known by, what else knows it, what it asks,
whether who meets the profile is asked no more, whether the item may well meet it).
"""
Parts: TypeAlias = tuple[Part, ...]
_TELLING = 2
"""Parts of a resource that says more than its type."""
_MOST = 256
"""Choices of slices that are remembered for a type."""


class Sorter:
    """The slices of one list: by the type of what an item holds, which they are."""

    def __init__(self, parts: Sequence[tuple[int, frozenset[str], str, Test, Take, bool]]) -> None:
        every: list[Part] = [
            (number, url, test, take, known, False) for number, _, url, test, take, known in parts
        ]
        self._any: Parts = _bare(every)
        kinds = frozenset[str]().union(*[one[1] for one in parts])
        self._kinds: Mapping[str, _Kind] = MappingProxyType(
            {
                kind: _Kind(
                    tuple([one for one, part in zip(every, parts, strict=True) if kind in part[1]])
                )
                for kind in kinds
            }
        )

    def of(self, kind: Any, resource: Any, run: Run) -> Parts:
        """The slices that an item may be of, in their order.

        What is known by a profile is asked that; where it cannot be, by its other test.
        """
        try:
            known = self._kinds[kind]
        except (LookupError, TypeError):
            return () if kind.__class__ is str else self._any
        if len(resource) < _TELLING:
            return known.bare
        rows = known.rows
        if rows is None:
            rows = known.ask(run)
        if not rows:
            return known.parts
        mask = -1
        for key, pairs, rest in rows:
            value = resource.get(key)
            if value is None:
                mask &= rest
                continue
            try:  # one coding of one concept, as it mostly is
                (one,) = value if value.__class__ is list else (value,)
                (coding,) = one["coding"]
                system, code = coding["system"], coding["code"]
                hit = pairs.get((system, code))
                if hit is not None:
                    mask &= rest | hit
                elif system.__class__ is str is code.__class__:
                    mask &= rest
            except (LookupError, TypeError, ValueError):
                mask &= _hits(value, pairs, rest)
        found = known.chosen.get(mask)
        return known.choose(mask) if found is None else found


def _bare(parts: Iterable[Part]) -> Parts:
    """The same slices, each known by its other test."""
    return tuple([(number, "", test, take, False, False) for number, _, test, take, *_ in parts])


class _Kind:
    """The slices that may hold resources of one type."""

    __slots__ = ("bare", "chosen", "parts", "rows")

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.bare = _bare(parts)
        self.rows: tuple[Row, ...] | None = () if len(parts) == 1 else None
        self.chosen: dict[int, Parts] = {}

    def ask(self, run: Run) -> tuple[Row, ...]:
        """What is asked of codes by the profiles that these slices are known by."""
        wanted = [run.compiled.wanted(url) if url else () for _, url, *_ in self.parts]
        self.rows = tuple(_rows(wanted))
        return self.rows

    def choose(self, mask: int) -> Parts:
        """The slices whose bits are set."""
        if len(self.chosen) >= _MOST:
            self.chosen.clear()
        found = tuple([(*one[:-1], True) for at, one in enumerate(self.parts) if mask >> at & 1])
        self.chosen[mask] = found
        return found


Row: TypeAlias = tuple[str, Mapping[tuple[str, str], int], int]
"""(key, coding -> slices that it will do for, slices that ask nothing of the key), as bits."""


def _rows(wanted: Sequence[Wanted]) -> Iterator[Row]:
    """What is asked of each key, for all slices together: once, and where some ask more, again."""
    for key in dict.fromkeys(key for one in wanted for key, _ in one):
        asked = [[pairs for at, pairs in one if at == key] for one in wanted]
        for turn in range(max(map(len, asked))):
            table: dict[tuple[str, str], int] = {}
            rest = 0
            for at, one in enumerate(asked):
                if turn >= len(one):
                    rest |= 1 << at
                    continue
                for pair in one[turn]:
                    table[pair] = table.get(pair, 0) | 1 << at
            yield key, table, rest


def _hits(value: Any, pairs: Mapping[tuple[Any, Any], int], rest: int) -> int:
    """The slices that a concept, or a list of them, will do for; all where it is ill-formed."""
    hit = rest
    for one in value if value.__class__ is list else (value,):
        codings = one.get("coding") if one.__class__ is dict else None
        for coding in codings if codings.__class__ is list else ():
            if coding.__class__ is not dict:
                return -1
            system, code = coding.get("system"), coding.get("code")
            if system.__class__ is not str or code.__class__ is not str:
                return -1
            hit |= pairs.get((system, code), 0)
    return hit
