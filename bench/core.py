"""Times two ways of doing the same thing in turns (A B B A), by the CPU time they take.

Turns spare a comparison what else the machine does meanwhile; the median of the turns is told.
https://docs.python.org/3/library/time.html#time.process_time
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, TypeAlias

Slice: TypeAlias = Callable[[int], float]
"""Number of a turn -> CPU seconds for one input, over inputs that no other turn has seen."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    name: str
    """Question and row, as goals.toml names them: `parse.python-hl7`."""
    what: str
    """What was measured, in a few words."""
    figure: str
    """The absolute figure, with its unit: reported, never judged."""
    ratio: float | None = None
    """How many times the peer."""
    value: float | None = None
    """For a limit or an aim: the figure in its own unit."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured."""

    inputs: int = 1_000
    """Distinct inputs of each question, at least."""
    turns: int = 4
    rounds: int = 3
    """Repetitions of what starts a whole process."""
    codes: int = field(default=300)
    """Distinct test codes among the inputs, at least."""

    @property
    def each(self) -> int:
        """Inputs of one turn."""
        return -(-self.inputs // self.turns)


QUICK = Scale()
FULL = Scale(inputs=4_000, turns=8, rounds=5)


def turns(sides: Sequence[Slice], number: int) -> list[list[float]]:
    """CPU seconds for one input, of each side in each turn: A B, B A, A B, B A."""
    found: list[list[float]] = [[] for _ in sides]
    order = list(range(len(sides)))
    for turn in range(number):
        for side in order if turn % 2 == 0 else reversed(order):
            found[side].append(sides[side](turn))
    return found


def timed(work: Callable[[Any], object], inputs: Sequence[Any]) -> float:
    """CPU seconds of this process for one input."""
    gc.collect()
    began = time.process_time()
    for one in inputs:
        work(one)
    return (time.process_time() - began) / len(inputs)


def part(inputs: Sequence[Any], turn: int, scale: Scale) -> Sequence[Any]:
    """The inputs of one turn."""
    return inputs[turn * scale.each : (turn + 1) * scale.each]


def rate(seconds: Sequence[float], unit: str = "messages") -> str:
    """Median as a rate."""
    return f"{1 / median(seconds):,.0f} {unit}/CPU-s"


def noise(*sides: Sequence[float]) -> str:
    """A word of warning where the turns differ much."""
    return "noisy" if any(max(side) > 1.5 * min(side) for side in sides) else ""


def times(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """How many times as fast we are: medians of the turns."""
    return median(theirs) / median(ours)


def premise(*, holds: bool, text: str) -> None:
    """What must be true for a figure to mean anything; raises AssertionError with its sentence."""
    if not holds:
        raise AssertionError(text)
