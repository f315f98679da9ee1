"""The embedded store's file: narrow rights, one holder, a schema that is known.

https://www.sqlite.org/pragma.html#pragma_user_version
"""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from gateway.model import (
    Query,
    Review,
    Unavailable,
)
from gateway.store import Refused, open_sqlite, reading, sqlite
from gateway.store.sqlite_file import current, look, open_file
from tests.store.made_entries import YES, entry, patient


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


def test_a_full_disk_is_not_another_gateway(tmp_path: Path) -> None:
    """Who reads that another one runs looks for a process, and there is none.

    The lock cannot be written: here since its folder has the place of its journal.
    """
    path = tmp_path / "gateway.sqlite"
    open_file(path).lock.close()
    journal = path.with_name("gateway.sqlite.lock-journal")
    journal.mkdir()
    (journal / "full").touch()

    with pytest.raises(Refused) as refused:
        open_file(path)

    assert "the store cannot write: SQLITE_" in str(refused.value)
    assert "another gateway" not in str(refused.value)


def test_who_looks_at_a_newer_store_is_not_told_to_migrate_it(tmp_path: Path) -> None:
    """`gateway migrate` could not: the program is too old, not the store."""
    path = tmp_path / "gateway.sqlite"
    open_file(path).lock.close()
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("PRAGMA user_version = 900")

    with closing(look(path)) as connection, pytest.raises(Refused) as refused:
        current(connection, path)

    assert "schema 900, written by a newer gateway" in str(refused.value)
    assert "migrate" not in str(refused.value)
