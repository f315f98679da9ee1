"""How long something may take here: a limit written for a usual machine, stretched for a slow one.

What hangs, or grows faster than its input, takes many times its limit and is caught all the same;
how fast things are is measured by `make bench`, not by tests.
https://docs.python.org/3/library/time.html#time.process_time
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

USUAL = 0.012
"""Seconds that the yardstick takes on a machine for which limits are written."""
SLACK = 3
"""Others work on the machine too, and take its caches."""


def pace() -> float:
    """How many times slower than usual this machine is just now: at least 1."""
    return max(1.0, min(_yardstick() for _ in range(3)) / USUAL)


def _yardstick() -> float:
    began, total = time.process_time(), 0
    for number in range(200_000):
        total += number
    return time.process_time() - began


def stretched(seconds: float) -> float:
    """So many seconds of a usual machine, as many of this one just now."""
    return seconds * SLACK * pace()


def in_time(took: float, seconds: float) -> bool:
    """Is it within a limit for a usual machine, or for one as slow as this, where that matters?"""
    return took < seconds * SLACK or took < stretched(seconds)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fail where the block takes more of the processor than so many seconds of a usual machine."""
    began = time.process_time()
    yield
    took = time.process_time() - began
    assert in_time(took, seconds), f"{took:.2f} s of at most {seconds} s"
