"""The embedded store's file: narrow rights, one holder, a schema that is known.

https://www.sqlite.org/pragma.html#pragma_user_version
"""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
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
    Review,
    Room,
    Unavailable,
)
from gateway.search.signs import sign
from gateway.store import Refused, open_sqlite, reading, sqlite
from gateway.store.sqlite_file import SCHEMA, migrate, open_file, scripts
from tests.store.made_entries import NOON, YES, entry, found, ids, observation, patient


def opened_once(path: Path) -> None:
    async def story() -> None:
        store = open_sqlite(path)
        await store.commit(entry("c1", patient("anna", "100")))
        await store.close()

    asyncio.run(story())


def test_only_the_owner_may_read_the_folder_and_every_file_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"

    async def story() -> dict[str, int]:
        store = open_sqlite(folder / "gateway.sqlite")
        await store.commit(entry("c1", patient("anna", "100")))
        modes = {each.name: each.stat().st_mode & 0o777 for each in (folder, *folder.iterdir())}
        await store.close()
        return modes

    modes = asyncio.run(story())

    assert modes.pop("data") == 0o700
    assert set(modes) >= {"gateway.sqlite", "gateway.sqlite-wal"}
    assert set(modes.values()) == {0o600}


def test_an_orderly_stop_leaves_the_store_in_one_file(tmp_path: Path) -> None:
    """Who copies the file of a gateway that stands still has a whole copy."""

    async def story() -> None:
        store = open_sqlite(tmp_path / "kept" / "gateway.sqlite")
        await store.commit(entry("c1", patient("anna", "100")))
        await store.close()

    asyncio.run(story())

    left = sorted(each.name for each in (tmp_path / "kept").iterdir())
    assert left == ["gateway.sqlite", "gateway.sqlite.lock"]


def test_a_second_process_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "gateway.sqlite"
    code = "import sys, pathlib, gateway.store as s; s.open_sqlite(pathlib.Path(sys.argv[1]))"

    async def story() -> str:
        store = open_sqlite(path)
        other = subprocess.run(  # noqa: S603, ASYNC221 - the loop has nothing else to do
            [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False
        )
        await store.close()
        return other.stderr.splitlines()[-1]

    said = asyncio.run(story())

    assert "Refused" in said
    assert "in use by another gateway" in said


def test_a_second_store_in_the_same_process_is_refused_and_may_follow_the_first(
    tmp_path: Path,
) -> None:
    path = tmp_path / "gateway.sqlite"

    async def story() -> None:
        first = open_sqlite(path)
        with pytest.raises(Refused, match="in use"):
            open_sqlite(path)
        await first.close()
        await open_sqlite(path).close()

    asyncio.run(story())


def test_a_file_of_a_newer_gateway_is_refused_by_its_schema(tmp_path: Path) -> None:
    path = tmp_path / "gateway.sqlite"
    opened_once(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 900")

    with pytest.raises(Refused, match="schema 900, written by a newer gateway"):
        open_sqlite(path)


def test_a_database_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "gateway.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (a)")

    with pytest.raises(Refused, match="not a store of this gateway"):
        open_sqlite(path)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gateway.sqlite"
    path.write_bytes(b"this is a letter, not a database" * 100)

    with pytest.raises(Refused, match="cannot be opened as a store"):
        open_sqlite(path)


def test_every_commit_waits_for_the_disk(tmp_path: Path) -> None:
    with closing(open_file(tmp_path / "gateway.sqlite")) as file:
        writer = file.writer()

        assert writer.execute("PRAGMA synchronous").fetchone() == (2,)
        assert writer.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_reader_can_change_nothing(tmp_path: Path) -> None:
    with (
        closing(open_file(tmp_path / "gateway.sqlite")) as file,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        file.reader().execute("DELETE FROM journal")


def test_audit_events_and_reviews_are_kept_with_their_message_and_without(tmp_path: Path) -> None:
    event = {"resourceType": "AuditEvent"}
    twins = Review("twins", ("ben", "anna")), Review("twins", ("anna", "ben"))

    async def story() -> None:
        store = open_sqlite(tmp_path / "gateway.sqlite")
        await store.record_audit([event, event])
        await store.commit(entry("c1", audit=(event,), reviews=twins))
        await store.close()

    asyncio.run(story())

    with closing(sqlite3.connect(tmp_path / "gateway.sqlite")) as connection:
        audit = connection.execute("SELECT seq, body FROM audit ORDER BY number").fetchall()
        reviews = connection.execute("SELECT kind, identities, seq FROM review").fetchall()
    body = b'{"resourceType":"AuditEvent"}'
    assert audit == [(None, b"\x00" + body + b"\n" + body), (1, b"\x00" + body)]
    assert reviews == [("twins", '["anna","ben"]', 1)]


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
            await store.commit(entry("c1", *[patient(name, name) for name in names]))
            await store.commit(entry("c2", *[patient(name, name, 2) for name in names]))
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
        for table in ("word", "span", "amount", "indexed", "postponed"):
            old.execute(f"DROP TABLE {table}")
        old.execute("DROP INDEX journal_received")
        old.execute("ALTER TABLE resource DROP COLUMN codes")
        old.execute("PRAGMA user_version = 2")
        assert old.execute(
            "SELECT count(*) FROM resource WHERE typeof(id) = 'text'"
        ).fetchone() == (3,)

    assert asyncio.run(story(1)) == before
    assert before[0] == [1] * 4
    assert max(steps) == 5


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


def test_a_question_that_takes_too_long_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the next one is answered."""
    monkeypatch.setattr(sqlite, "STEPS", 100)
    monkeypatch.setattr(sqlite, "SOON", 100)

    async def story() -> int | None:
        store = open_sqlite(tmp_path / "gateway.sqlite")
        try:
            await store.commit(entry("c1", *[patient(f"p{n}", str(n)) for n in range(200)]))
            every = Query("Patient", (), total="all", newest=True)
            monkeypatch.setattr(reading, "LIMIT", -1)
            with pytest.raises(Unavailable, match="SQLITE_INTERRUPT"):
                await store.search(YES, every)
            monkeypatch.setattr(reading, "LIMIT", 30)
            return (await store.search(YES, every)).total
        finally:
            await store.close()

    assert asyncio.run(story()) == 200
