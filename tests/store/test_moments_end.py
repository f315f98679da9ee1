"""What a reader reads from one moment ends with that moment, however often it is in a hurry.

SQLite counts its steps over all runs of a statement, also of the BEGIN and COMMIT of a moment:
where it is these that are asked whether they have taken too long, they must not be given up.
https://www.sqlite.org/c3ref/progress_handler.html
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from gateway.model import Keys, Query
from gateway.store import open_sqlite, sqlite
from tests.store.made_entries import YES, entry, patient

PEOPLE = 3
OFTEN = 400
"""Moments, of each of which the end takes some steps: more than are asked at, many times over."""


@pytest.mark.parametrize("steps", [40, 61, 100])
def test_a_search_in_a_hurry_leaves_no_moment_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    """Else nothing that comes after it is read any more."""
    monkeypatch.setattr(sqlite, "SOON", steps)
    every = Query("Patient", (), count=1, total="all")
    anna = Keys(receipt=("", ""), resources=(("Patient", "p1"),), identities=())

    async def story() -> tuple[set[int | None], int]:
        store = open_sqlite(tmp_path / "gateway.sqlite")
        try:
            await store.commit(entry("c1", *[patient(f"p{n}", str(n)) for n in range(PEOPLE)]))
            totals, stood = set[int | None](), 0
            for _ in range(OFTEN):
                totals.add((await store.search(YES, every)).total)
                stood += len((await store.standing(anna)).resources)
            return totals, stood
        finally:
            await store.close()

    assert asyncio.run(story()) == ({PEOPLE}, OFTEN)
