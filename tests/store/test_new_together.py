"""New resources of several requests are written together: the same rows as one by one.

What is in another's way is written by itself. https://www.sqlite.org/lang_insert.html
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from msgspec import structs

from gateway.model import Entry, Receipt, Stale, Standing, Status
from gateway.store import Store
from gateway.store.keeping import quiet
from gateway.store.sqlite_file import open_file
from gateway.store.sqlite_together import fresh
from gateway.store.sqlite_write import SqliteWriter
from tests.store.made_entries import (
    Play,
    entry,
    found,
    keys,
    observation,
    outcome,
    packed,
    patient,
    stored,
)


def drawn(number: int) -> str:
    """An id as one is drawn."""
    return str(UUID(int=number, version=4))


def new(number: int, key: str = "", **more: Any) -> Entry:
    """A new patient and two new results, and what lies under nobody."""
    own = drawn(number)
    made = (
        patient(own, f"{number}"),
        observation(drawn(1_000 + number), own, note=[{"text": "x" * number}]),
        observation(drawn(2_000 + number), own, identifier=[{"system": "urn:x", "value": own}]),
        stored(f"Basic/{drawn(3_000 + number)}"),
    )
    each = [structs.replace(it, drawn=True) for it in made]
    return entry(key or f"c{number}", *each, audit=(b"told",), revisions={own: 0, "": 0}, **more)


class House:
    """A writer and what it wrote."""

    def __init__(self, path: Path) -> None:
        self.file = open_file(path)
        self.connection = self.file.writer()
        self.writer = SqliteWriter(self.connection, quiet)

    def written(self, *entries: Entry) -> Sequence[Any]:
        """What became of these, in one transaction."""
        return self.writer.write([packed(it) for it in entries])

    def rows(self) -> list[str]:
        """All that stands."""
        return list(self.connection.iterdump())

    def close(self) -> None:
        """Let go of the file."""
        self.file.close()


def test_the_rows_are_those_of_entries_written_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [new(number) for number in range(1, 80)]
    with closing(House(tmp_path / "together")) as together:
        told = together.written(*many)
        rows = together.rows()
    monkeypatch.setattr("gateway.store.sqlite_write.fresh", lambda _: False)
    with closing(House(tmp_path / "single")) as single:
        assert single.written(*many) == told
        assert single.rows() == rows
    assert [one.seq for one in told] == [*range(1, 80)]


def test_only_what_makes_new_resources_and_nothing_else_is_written_together() -> None:
    others = [
        entry("c1", patient("anna", "1")),
        new(1, status=Status.REJECTED),
        new(1, awaits=("x",)),
        structs.replace(new(1), released=(new(2),)),
    ]
    assert fresh(packed(new(1)))
    assert not any(fresh(packed(it)) for it in others)


def test_each_hears_of_its_own_whatever_is_between(tmp_path: Path) -> None:
    with closing(House(tmp_path / "store")) as house:
        told = house.written(new(1), entry("c9", patient("anna", "1")), new(2))
    assert [one.control_id for one in told] == ["c1", "c9", "c2"]
    assert sorted(one.seq for one in told) == [1, 2, 3]


def test_a_key_that_was_taken_stops_nobody_else(tmp_path: Path) -> None:
    with closing(House(tmp_path / "store")) as house:
        house.written(new(1))
        told = house.written(new(2, "c1"), new(3), new(4, "c3"), new(5))
        assert [type(one) for one in told] == [Stale, Receipt, Stale, Receipt]
        count = "SELECT count(*) FROM {}"
        tables = ("journal", "resource", "about")
        kept = [house.connection.execute(count.format(it)).fetchone()[0] for it in tables]
        assert kept == [3, 12, 3]


def test_an_identity_that_has_moved_makes_its_own_entry_stale(tmp_path: Path) -> None:
    with closing(House(tmp_path / "store")) as house:
        moved = structs.replace(new(2), revisions={drawn(2): 1 << 32})
        assert [type(one) for one in house.written(new(1), moved)] == [Receipt, Stale]
        ids = house.connection.execute("SELECT count(*) FROM resource").fetchone()
        assert ids == (4,)


def test_an_id_that_stands_is_told_to_whoever_drew_it(tmp_path: Path) -> None:
    with closing(House(tmp_path / "store")) as house:
        house.written(new(1))
        told = house.written(new(2), new(1, "again"), new(3))
        kinds = [type(one) for one in told]
        assert kinds == [Receipt, sqlite3.IntegrityError, Receipt]


def test_what_was_drawn_is_found_and_its_key_is_taken_in_every_store(play: Play) -> None:
    async def story(store: Store) -> tuple[Any, ...]:
        one = await asyncio.gather(*[outcome(store, new(number)) for number in range(1, 40)])
        two = await asyncio.gather(*[outcome(store, new(50 + n, f"c{n}")) for n in range(1, 6)])
        again = await outcome(store, new(60, "c60"))
        anna = drawn(7)
        more = observation("more", anna)
        standing: Standing = await store.standing(keys(identities=[anna]))
        beside = entry("c70", more, revisions=dict(standing.revisions))
        third = await outcome(store, beside)
        seen = await found(store, "Observation", ("patient", anna))
        return Counter(one), Counter(two), again, standing.revisions[anna], third, len(seen)

    told = play(story)

    assert told == ({"accepted": 39}, {"stale": 5}, "accepted", 3, "accepted", 3)
