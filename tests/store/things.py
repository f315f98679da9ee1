"""Things that have nothing but index rows, kept and looked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from gateway.model import Criterion, Query, Stored
from gateway.store import Store
from tests.store.made_entries import YES, entry, ids, stored

DAY = 86_400_000_000


def thing(id_: str, *index: tuple[Any, ...], type_: str = "Observation") -> Stored:
    """A resource that is found by these rows."""
    return replace(stored(f"{type_}/{id_}"), index=index)


def kept(*things: Stored) -> Callable[[Store], Any]:
    """Puts them in."""
    return lambda store: store.commit(entry("c1", *things))


async def find(store: Store, *criteria: Criterion, **more: Any) -> list[str]:
    """Ids, sorted."""
    page = await store.search(YES, Query("Observation", criteria, count=500, **more))
    found = sorted(ids(page.resources))
    assert page.total == len(found)
    return found
