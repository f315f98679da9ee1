"""What a reader remembers is never another thing than what stands: kinds, bodies, questions.

https://www.sqlite.org/isolation.html
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from gateway.model import Query
from gateway.store import Store, codec, memory, open_sqlite, reading
from gateway.store.memory import Kinds, Memory
from gateway.store.sqlite import Sqlite
from tests.store.made_entries import YES, asked, entry, ids, patient

NAMES = frozenset({"name"})


class Numbers:
    """A database that has so many kinds of one parameter."""

    def __init__(self) -> None:
        self.stand = 0
        self.asked = 0

    def execute(self, statement: str, values: Any = (), /) -> Numbers:
        """Count the question."""
        assert statement
        assert values
        self.asked += 1
        return self

    def fetchall(self) -> list[tuple[int, str]]:
        """All that stand."""
        return [(number, " name ") for number in range(self.stand)]

    def executemany(self, statement: str, values: Any, /) -> Numbers:
        """Nobody does."""
        raise NotImplementedError

    def close(self) -> None:
        """Nobody does."""
        raise NotImplementedError


def test_kinds_are_asked_for_once_until_there_are_new_ones() -> None:
    kinds, sql = Kinds(), Numbers()
    sql.stand = 1
    found = [kinds.of(sql, "string", "Patient", NAMES, kinds.changes) for _ in range(3)]
    sql.stand = 2
    kinds.changed()
    found.append(kinds.of(sql, "string", "Patient", NAMES, kinds.changes))
    assert (found, sql.asked) == (["0", "0", "0", "0,1"], 2)


def test_what_an_older_moment_saw_is_not_taken_for_what_stands() -> None:
    """A question began, a kind was given, and only then the question reads the kinds."""
    kinds, sql = Kinds(), Numbers()
    before = kinds.changes
    kinds.changed()
    kinds.of(sql, "string", "Patient", NAMES, before)
    sql.stand = 1
    assert kinds.of(sql, "string", "Patient", NAMES, kinds.changes) == "0"


def test_bodies_are_remembered_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "ROOM", 3_000)
    small = [codec.pack(b"%04d" % number * 100) for number in range(20)]
    large = codec.pack(b"x" * (memory.LARGEST + 1))
    known = Memory(Kinds(), bodies=True)
    for blob in (*small, large, *small):
        assert known.unpack(blob) == codec.unpack(blob)
    assert known.unpack(small[-1]) is known.unpack(small[-1])
    assert 1 <= len(known.bodies) < len(small)
    assert known.unpack(large) is not known.unpack(large)


def test_what_came_first_is_forgotten_first_and_no_more_than_must_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    blobs = [codec.pack(b"%04d" % number * 100) for number in range(12)]
    each = len(blobs[0]) + 400
    monkeypatch.setattr(memory, "ROOM", 5 * each + each // 2)
    known = Memory(Kinds(), bodies=True)
    for number, blob in enumerate(blobs):
        known.unpack(blob)
        assert [*known.bodies] == blobs[max(0, number - 4) : number + 1]


def test_the_same_question_asked_again_finds_what_came_in_between(tmp_path: Path) -> None:
    """With values of a parameter that had no rows at all when it was asked first."""
    query = Query("Patient", (asked("identifier", "1"),))

    async def story() -> list[list[str]]:
        store = open_sqlite(tmp_path / "gateway.sqlite")
        try:
            found = [ids((await store.search(YES, query)).resources)]
            for number, name in enumerate(("anna", "berta")):
                await store.commit(entry(f"c{number}", patient(name, "1")))
                found.append(ids((await store.search(YES, query)).resources))
            return found
        finally:
            await store.close()

    assert asyncio.run(story()) == [[], ["anna"], ["anna", "berta"]]


def test_what_takes_long_is_asked_in_a_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It finds the same, and how many there are."""
    monkeypatch.setattr(reading, "GLANCE", 0)
    query = Query("Patient", (), count=3, total="all")

    async def story(store: Sqlite | Store) -> tuple[bool, int, int | None]:
        assert isinstance(store, Sqlite)
        await store.commit(entry("c1", *[patient(f"p{n}", str(n)) for n in range(9)]))
        monkeypatch.setattr("gateway.store.sqlite.SOON", 1)
        page = await store.search(YES, query)
        await store.close()
        return store.search_at_once(YES, query) is None, len(page.resources), page.total

    monkeypatch.setattr("gateway.store.sqlite.SOON", 1)
    store = open_sqlite(tmp_path / "gateway.sqlite")
    gave_up, told, total = asyncio.run(story(store))
    assert (gave_up, told, total) == (True, 3, 9)
