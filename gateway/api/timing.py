"""How long an answer took, and where: Server-Timing, by the stages that handlers name.

https://www.w3.org/TR/server-timing/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from time import perf_counter

from starlette.requests import Request


@contextmanager
def stage(request: Request, name: str) -> Iterator[None]:
    """Count the time until the end of this block to a stage (`store`, `form`) of the request."""
    began = perf_counter()
    try:
        yield
    finally:
        note(request, name, perf_counter() - began)


def note(request: Request, name: str, seconds: float) -> None:
    """Count these seconds to a stage of the request."""
    stages: dict[str, float] = request.scope.setdefault("state", {}).setdefault("stages", {})
    stages[name] = stages.get(name, 0.0) + seconds


def told(stages: Mapping[str, float], total: float) -> bytes:
    """The header: each stage in milliseconds, and the whole."""
    parts = [f"{name};dur={1000 * seconds:.2f}" for name, seconds in stages.items()]
    return ", ".join([*parts, f"total;dur={1000 * total:.2f}"]).encode()
