"""How long an answer took, and where: Server-Timing, by the stages that handlers name.

https://www.w3.org/TR/server-timing/
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import perf_counter
from types import MappingProxyType

from starlette.requests import Request


class stage:  # noqa: N801 - it is asked as a function is
    """Count the time until the end of a `with` to a stage (`read`, `encode`) of the request."""

    __slots__ = ("_began", "_name", "_request")

    def __init__(self, request: Request, name: str) -> None:
        self._request = request
        self._name = name

    def __enter__(self) -> None:
        """The stage begins."""
        self._began = perf_counter()

    def __exit__(self, *fault: object) -> None:
        """It ends, however it does."""
        note(self._request, self._name, perf_counter() - self._began)


def note(request: Request, name: str, seconds: float) -> None:
    """Count these seconds to a stage of the request."""
    stages = _stages(request)
    stages[name] = stages.get(name, 0.0) + seconds


def _stages(request: Request) -> dict[str, float]:
    found: dict[str, float] = request.scope.setdefault("state", {}).setdefault("stages", {})
    return found


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
    last, stages = perf_counter(), _stages(request)

    def passed(point: str) -> None:
        nonlocal last
        now = perf_counter()
        name = STEPS.get(point)
        if name:
            stages[name] = stages.get(name, 0.0) + now - last
        last = now

    return passed


def told(stages: Mapping[str, float], total: float) -> bytes:
    """The header: each stage in milliseconds, and the whole."""
    parts = [f"{name};dur={1000 * seconds:.2f}" for name, seconds in stages.items()]
    return ", ".join([*parts, f"total;dur={1000 * total:.2f}"]).encode()
