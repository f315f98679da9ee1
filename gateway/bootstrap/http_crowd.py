"""How many connections the HTTP door has at a time: no caller takes the places of all others.

Whoever is one too many is told so (503) and let go, before anything of it is read. The operator is
told at once, and then once a minute while it goes on.
https://www.rfc-editor.org/rfc/rfc9110#name-503-service-unavailable
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import TypeAlias

Note: TypeAlias = Callable[[str, int], None]
"""Told of each that is let go: where there are too many (`address` or `door`), and, where it is
time for a line in the log, how many that are since the last one; else 0."""

_EVERY = 60.0
"""Seconds between two lines of the log about the same."""


class Crowd:
    """The connections of one door, by their addresses."""

    def __init__(
        self,
        most: int,
        near: int,
        note: Note,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`most`: connections at a time; `near`: of these, from one address."""
        self._most, self._near = most, near
        self._note, self._clock = note, clock
        self._here: Counter[str] = Counter()
        self._all = 0
        self._refused: Counter[str] = Counter()
        self._told: dict[str, float] = {}

    def enter(self, address: str) -> bool:
        """Let one more in, if there is a place for it."""
        if self._all >= self._most:
            self._refuse("door")
            return False
        if self._here[address] >= self._near:
            self._refuse("address")
            return False
        self._here[address] += 1
        self._all += 1
        return True

    def leave(self, address: str) -> None:
        """One that was let in has gone."""
        self._all -= 1
        self._here[address] -= 1
        if not self._here[address]:
            del self._here[address]

    def _refuse(self, where: str) -> None:
        self._refused[where] += 1
        now, told = self._clock(), self._told.get(where)
        if told is not None and now - told < _EVERY:
            self._note(where, 0)
            return
        self._told[where] = now
        self._note(where, self._refused.pop(where))
