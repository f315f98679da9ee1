"""A store that an earlier version wrote is brought forward, each step whole or not at all.

https://www.sqlite.org/pragma.html#pragma_user_version
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from gateway.model import (
    Backlog,
    Criterion,
    Later,
    Query,
    Resource,
    Rest,
    Room,
)
from gateway.search.signs import sign
from gateway.store import Refused, open_sqlite
from gateway.store.sqlite_file import SCHEMA, migrate, scripts
from tests.store.made_entries import NOON, YES, entry, found, ids, observation, patient


def opened_once(path: Path) -> None:
    async def story() -> None:
        store = open_sqlite(path)
        await store.commit(entry("c1", patient("anna", "100")))
        await store.close()

    asyncio.run(story())


def test_a_file_of_a_newer_gateway_is_refused_by_its_schema(tmp_path: Path) -> None:
    path = tmp_path / "gateway.sqlite"
    opened_once(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 900")

    with pytest.raises(Refused, match="schema 900, written by a newer gateway"):
        open_sqlite(path)


STEPS = {1: "CREATE TABLE one (a)", 2: "INSERT INTO one VALUES (1)"}


def test_an_older_schema_is_brought_forward_once(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "x", isolation_level=None)) as connection:
        migrate(connection, {1: STEPS[1]})
        migrate(connection, STEPS)
        migrate(connection, STEPS)

        assert connection.execute("SELECT count(*) FROM one").fetchone() == (1,)
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)


def test_a_step_that_fails_leaves_the_schema_as_it_was(tmp_path: Path) -> None:
    broken = {1: STEPS[1], 2: "INSERT INTO one VALUES (1); INSERT INTO nowhere VALUES (1)"}
    with (
        closing(sqlite3.connect(tmp_path / "x", isolation_level=None)) as connection,
        pytest.raises(sqlite3.OperationalError),
    ):
        migrate(connection, broken)

    with closing(sqlite3.connect(tmp_path / "x")) as connection:
        assert connection.execute("SELECT count(*) FROM one").fetchone() == (0,)
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)


def test_what_the_second_schema_kept_is_found_after_the_step(tmp_path: Path) -> None:
    """Its ids that are no UUID were text: they are found as before, and by what named them."""
    path = tmp_path / "gateway.sqlite"
    names = ("anna", "b" * 15, "c" * 16, "8f1d5a5e-0c1b-5f0e-9a3c-6d2b7e4f1a90")
    steps = scripts(SCHEMA)

    async def story(story: int) -> list[object]:
        store = open_sqlite(path, wanted=frozenset({("Patient", "identifier"), ("Basic", "code")}))
        if not story:
            for version in (1, 2):
                for name in names:  # one by one: bodies did not share pages
                    told = patient(name, name, version)
                    await store.commit(entry(f"{name}{version}", told))
        found_: list[object] = [
            [(await store.read(YES, "Patient", name) or b"").count(b'"2"') for name in names],
            [await found(store, "Patient", ("identifier", name)) for name in names],
            [await store.origin(f"Patient/{name}/_history/1") is not None for name in names],
            sorted(store.indexed),
        ]
        await store.close()
        return found_

    before = asyncio.run(story(0))
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        for table in ("resource", "history"):
            old.execute(
                f"UPDATE {table} SET id = CAST(ltrim(CAST(id AS TEXT), '=') AS TEXT)"  # noqa: S608
                " WHERE substr(id, 1, 1) = CAST('=' AS BLOB)"
            )
        for table in ("word", "span", "amount", "indexed", "postponed", "page"):
            old.execute(f"DROP TABLE {table}")
        old.execute("DROP INDEX journal_received")
        old.execute("DROP INDEX resource_gone")
        old.execute("ALTER TABLE resource DROP COLUMN codes")
        old.execute("PRAGMA user_version = 2")
        assert old.execute(
            "SELECT count(*) FROM resource WHERE typeof(id) = 'text'"
        ).fetchone() == (3,)

    assert asyncio.run(story(1)) == before
    assert before[0] == [1] * 4
    assert max(steps) == 6


def test_results_without_signs_of_their_codes_are_looked_at(tmp_path: Path) -> None:
    """Those were written by an earlier version; what has signs of other codes is passed over."""
    path = tmp_path / "gateway.sqlite"
    looked: list[str] = []

    def glucose(body: Resource) -> bool:
        looked.append(body["id"])
        return any(one["code"] == "GLU" for one in body["code"]["coding"])

    async def story() -> list[str]:
        store = open_sqlite(path)
        about = (Criterion("patient", "reference", (("Patient/anna",),)),)
        asks = Query("Observation", about, rest=Rest(glucose, ("code",), (), sign("GLU")))
        page = await store.search(YES, asks)
        found_ = ids(page.resources)
        soon = store.search_at_once(YES, asks)
        assert soon is not None
        assert ids(soon.resources) == found_
        await store.close()
        return found_

    asyncio.run(_kept(path, {"new": "GLU", "other": "HB", "old": "GLU", "older": "HB"}))
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        keys = "(CAST('=old' AS BLOB), CAST('=older' AS BLOB))"
        old.execute(f"UPDATE resource SET codes = NULL WHERE id IN {keys}")  # noqa: S608
    assert asyncio.run(story()) == ["new", "old"]
    assert set(looked) == {"new", "old", "older"}


async def _kept(path: Path, codes: Mapping[str, str]) -> None:
    store = open_sqlite(path)
    results = [
        observation(id_, "anna", code={"coding": [{"code": code}]}) for id_, code in codes.items()
    ]
    await store.commit(entry("c1", *results))
    await store.close()


def test_a_store_from_before_requests_could_wait_takes_them_after_the_step(
    tmp_path: Path,
) -> None:
    """And what it kept is found."""
    path = tmp_path / "gateway.sqlite"
    opened_once(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        old.execute("DROP TABLE postponed")
        old.execute("DROP TABLE page")
        old.execute("DROP INDEX resource_gone")
        old.execute("PRAGMA user_version = 4")

    async def story() -> tuple[Room, Backlog, bytes | None]:
        store = open_sqlite(path)
        room = await store.postpone(Later("a", "lakeside", NOON, b"x"), 1, 1)
        told = room, await store.backlog(), await store.read(YES, "Patient", "anna")
        await store.close()
        return told

    room, backlog, anna = asyncio.run(story())
    assert (room, backlog) == (Room.FREE, Backlog(waits=1))
    assert anna is not None
