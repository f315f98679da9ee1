"""A store for each test, of every kind that STORES names, and invented entries to put in it.

https://docs.pytest.org/en/stable/how-to/fixtures.html
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway.store import STORES, Store
from tests.store.made_entries import Play
from tests.store.made_server import Server, server


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A real PostgreSQL, one for all tests; a test asks it for a database of its own."""
    with server(tmp_path_factory.mktemp("postgres")) as running:
        yield running


@pytest.fixture(params=sorted(STORES))
def place(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Any]:
    """The kind of a store, and where it is."""
    if request.param == "sqlite":
        return request.param, tmp_path / "kept" / "gateway.sqlite"
    return request.param, request.getfixturevalue("postgres").database()


@pytest.fixture
def play(place: tuple[str, Any]) -> Play:
    """Runs a story on the store: opened before, closed after, the same file the next time."""
    kind, where = place

    def run(story: Callable[[Store], Awaitable[Any]], **how: Any) -> Any:
        async def whole() -> Any:
            store = STORES[kind](where, **how)
            try:
                return await story(store)
            finally:
                await store.close()

        return asyncio.run(whole())

    return run
