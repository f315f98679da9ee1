"""How long an answer took, and where: Server-Timing, by the stages that handlers name.

https://www.w3.org/TR/server-timing/
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from time import perf_counter
from types import MappingProxyType

from starlette.requests import Request


@contextmanager
def stage(request: Request, name: str) -> Iterator[None]:
    """Count the time until the end of this block to a stage (`read`, `encode`) of the request."""
    began = perf_counter()
    try:
        yield
    finally:
        note(request, name, perf_counter() - began)


def note(request: Request, name: str, seconds: float) -> None:
    """Count these seconds to a stage of the request."""
    stages: dict[str, float] = request.scope.setdefault("state", {}).setdefault("stages", {})
    stages[name] = stages.get(name, 0.0) + seconds


STEPS: Mapping[str, str] = MappingProxyType(
    {
        "intake.planned": "plan",
        "intake.standing": "read",
        "intake.settled": "settle",
        "intake.committed": "commit",
    }
)
"""Named point between two steps of intake -> the stage that ends there."""


def steps(request: Request) -> Callable[[str], None]:
    """Counts the time between named points to the stages that end at them (STEPS)."""
    last = perf_counter()

    def passed(point: str) -> None:
        nonlocal last
        now = perf_counter()
        if point in STEPS:
            note(request, STEPS[point], now - last)
        last = now

    return passed


def told(stages: Mapping[str, float], total: float) -> bytes:
    """The header: each stage in milliseconds, and the whole."""
    parts = [f"{name};dur={1000 * seconds:.2f}" for name, seconds in stages.items()]
    return ", ".join([*parts, f"total;dur={1000 * total:.2f}"]).encode()
