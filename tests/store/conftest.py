"""A store for each test, of every kind that STORES names, and invented entries to put in it.

https://docs.pytest.org/en/stable/how-to/fixtures.html
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from gateway.store import STORES, Store
from tests.store.made_entries import Play


@pytest.fixture(params=sorted(STORES))
def play(request: pytest.FixtureRequest, tmp_path: Path) -> Play:
    """Runs a story on the store: opened before, closed after, the same file the next time."""

    def run(story: Callable[[Store], Awaitable[Any]], **how: Any) -> Any:
        async def whole() -> Any:
            store = STORES[request.param](tmp_path / "kept" / "gateway.sqlite", **how)
            try:
                return await story(store)
            finally:
                await store.close()

        return asyncio.run(whole())

    return run
