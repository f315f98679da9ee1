"""Which segment belongs to which: the groups of a message, matched so that nothing is refused.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.5.2, message structures)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from gateway.mapping.readings import Reading, reading
from gateway.model import Empty

State: TypeAlias = tuple[tuple[int, int], ...]
"""(group, position in it) from the outermost to the innermost open group."""

Context: TypeAlias = dict[str, int]
"""Name of a segment -> number of the nearest one that can be seen."""

_MOST_MOVES = 20_000

Opened: TypeAlias = tuple[bool, ...]
"""Of each group that a segment opens: does it repeat?"""


@dataclass(slots=True, eq=False)
class Stand:
    """Where a message has come to in its structure, and where each next segment leads."""

    state: State
    moves: dict[str, tuple[Stand, int, Opened]] = field(default_factory=dict)
    """Segment -> (where it leads, scopes kept, groups opened)."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the grammar."""

    items: tuple[tuple[str, int], ...]
    """(segment name, -1) or ("", number of a group)"""
    repeats: bool
    anchor: int
    """Position of its first mandatory item."""


@dataclass(slots=True)
class Grammar:
    """The groups of one structure, and the moves found so far."""

    groups: tuple[Group, ...]
    """The first is the message itself."""
    reading: Reading
    """In which order its segments are read."""
    once: frozenset[str] = frozenset()
    """What no group has several times in a row: a second PID or PV1 begins something else."""
    _stands: dict[State, Stand] = field(default_factory=dict)
    _start: Stand = field(default_factory=lambda: Stand(((0, -1),)))
    _found: int = 0
    """How many moves are kept."""

    def contexts(self, names: Sequence[str], order: Sequence[int] = ()) -> Iterator[Context]:
        """What each segment sees: the nearest preceding of each name in the groups around it.

        `order` is that in which they are read; none: as they stand. A group that repeats hides
        what is in it from the next one; others are seen through. What a group has once and comes
        again hides what stood behind the one before. Each context is valid until the next one is
        asked for.
        """
        stand = self._start
        scopes: list[Context] = [{}]
        for number in order or range(len(names)):
            name = names[number]
            stand, kept, opened = stand.moves.get(name) or self._lead(stand, name)
            del scopes[kept:]
            for repeats in opened:
                # A group that doesn't repeat writes into the scope around it.
                scopes.append(scopes[-1].copy() if repeats else scopes[-1])
            scope = scopes[-1]
            if name in self.once and (former := scope.get(name)) is not None:
                for gone in [one for one, at in scope.items() if at > former]:
                    del scope[gone]
            scope[name] = number
            yield scope

    def _lead(self, stand: Stand, name: str) -> tuple[Stand, int, Opened]:
        """Where a segment leads from there; kept for the next one, up to a bound."""
        state, kept, opened = self._move(stand.state, name)
        led = self._stands.get(state) or Stand(state)
        move = led, kept, tuple(self.groups[group].repeats for group in opened)
        if self._found < _MOST_MOVES:
            self._found += 1
            self._stands[state] = led
            stand.moves[name] = move
        return move

    def _move(self, state: State, name: str) -> tuple[State, int, tuple[int, ...]]:
        """(new state, scopes kept, groups opened)"""
        for depth in range(len(state) - 1, -1, -1):
            number, at = state[depth]
            group = self.groups[number]
            # A group that is open is entered again by what begins it only, and that is seen above.
            path = self._forward(number, max(at, 0) + (depth + 1 < len(state)), name)
            if path is not None:
                return self._step(state[:depth], number, path, depth + 1)
            again = self._forward(number, 0, name) if group.repeats else None
            if again is not None and self._begins(again):
                kept = (*state[:depth], (number, again[0][1]), *again[1:])
                return kept, depth, tuple(one for one, _ in kept[depth:])
        for depth in range(len(state) - 1, -1, -1):
            path = self._forward(state[depth][0], 0, name)
            if path is not None:
                return self._step(state[:depth], state[depth][0], path, depth + 1)
        return state, len(state), ()

    def _begins(self, path: State) -> bool:
        """Is what is found there where a group may begin, and every group on the way to it?"""
        return all(at <= self.groups[number].anchor for number, at in path)

    def _step(
        self, outer: State, number: int, path: State, kept: int
    ) -> tuple[State, int, tuple[int, ...]]:
        new = (*outer, (number, path[0][1]), *path[1:])
        return new, kept, tuple(one for one, _ in path[1:])

    def _forward(self, number: int, start: int, name: str) -> State | None:
        """Where the name is found in a group from a position on: positions, ever deeper."""
        group = self.groups[number]
        for at in range(start, len(group.items)):
            segment, inner = group.items[at]
            if segment == name:
                return ((number, at),)
            if inner >= 0:
                below = self._forward(inner, 0, name)
                if below is not None:
                    return ((number, at), *below)
        return None


def grammar(groups: Sequence[Any], said: Mapping[str, Any] = Empty) -> Grammar:
    """A grammar of the groups as written; `said`: what the structure says of how it is read."""
    made: list[Group | None] = []
    alone: set[str] = set()
    several: set[str] = set()

    def group(items: Sequence[Any], *, repeats: bool) -> int:
        number = len(made)
        made.append(None)
        parts: list[tuple[str, int]] = []
        anchor = len(items)
        for at, item in enumerate(items):
            text, inner = (item, None) if isinstance(item, str) else next(iter(item.items()))
            name, mark = (text[:-1], text[-1]) if text[-1] in "?*+" else (text, "")
            if mark not in ("?", "*"):
                anchor = min(anchor, at)
            below = -1 if inner is None else group(inner, repeats=mark in ("*", "+"))
            if inner is None:
                (several if mark in ("*", "+") else alone).add(name)
            parts.append((name if inner is None else "", below))
        made[number] = Group(tuple(parts), repeats, anchor)
        return number

    group(groups, repeats=False)
    found = tuple(one for one in made if one is not None)
    return Grammar(found, reading(said), frozenset(alone) - several)
