"""A disk that is full, read-only or broken: said so, nothing half written, nothing pretended.

https://www.sqlite.org/rescode.html · https://lwn.net/Articles/752063/
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from gateway.model import Keys, Stale, Unavailable
from gateway.store import open_sqlite
from gateway.store.keeping import quiet
from gateway.store.packing import Packed
from gateway.store.sqlite_file import open_file
from gateway.store.sqlite_write import SqliteWriter
from tests.store.made_entries import YES, entry, observation, packed, said

LONG = random.Random(1).randbytes(20_000).hex()  # noqa: S311 - what does not compress
MANY = 6


def jobs(*numbers: int) -> list[Packed]:
    return [packed(entry(f"c{n}", observation(f"o{n}", f"p{n}", note=LONG))) for n in numbers]


def kinds(outcomes: Sequence[Any]) -> list[str]:
    return [type(each).__name__ for each in outcomes]


def kept(connection: sqlite3.Connection) -> list[int]:
    """How many messages, resources and persons spoken of there are."""
    tables = ("journal", "resource", "about")
    return [connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables]  # noqa: S608


def test_a_full_disk_is_said_and_survived(tmp_path: Path) -> None:
    file = open_file(tmp_path / "gateway.sqlite")
    with closing(file):
        connection = file.writer()
        writer = SqliteWriter(connection, quiet)
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 1}")

        full = writer.write(jobs(*range(MANY)))
        left = kept(connection)
        connection.execute("PRAGMA max_page_count = 100000")
        mended = writer.write(jobs(*range(MANY)))

        assert kinds(full) == ["Unavailable"] * MANY
        assert left == [0, 0, 0]
        assert kinds(mended) == ["Receipt"] * MANY
        assert kept(connection) == [MANY, MANY, MANY]


def test_a_disk_that_takes_no_writes_is_said_and_survived(tmp_path: Path) -> None:
    file = open_file(tmp_path / "gateway.sqlite")
    with closing(file):
        connection = file.writer()
        writer = SqliteWriter(connection, quiet)
        connection.execute("PRAGMA query_only = ON")
        refused = writer.write(jobs(1, 2))
        connection.execute("PRAGMA query_only = OFF")

        assert kinds(refused) == ["Unavailable"] * 2
        assert kinds(writer.write(jobs(1, 2))) == ["Receipt"] * 2


class Failing(sqlite3.Connection):
    """A connection whose COMMIT fails as it does when an fsync fails."""

    failing = False

    def execute(self, sql: str, *rest: Any) -> sqlite3.Cursor:
        """Run the statement, unless it is the one that fails."""
        if sql == "COMMIT" and self.failing:
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
            raise error
        return super().execute(sql, *rest)


def test_after_a_failed_fsync_nothing_is_taken_any_more(tmp_path: Path) -> None:
    file = open_file(tmp_path / "gateway.sqlite")
    file.close()
    path = tmp_path / "gateway.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None, factory=Failing)) as connection:
        writer = SqliteWriter(connection, quiet)
        before = kinds(writer.write(jobs(1)))
        connection.failing = True
        failed = kinds(writer.write(jobs(2, 3)))
        connection.failing = False

        assert before == ["Receipt"]
        assert failed == ["Unavailable"] * 2
        assert kinds(writer.write(jobs(4))) == ["Unavailable"]
        assert kept(connection) == [1, 1, 1]


def test_a_store_whose_disk_failed_says_so_before_anything_is_begun(tmp_path: Path) -> None:
    def crash(point: str) -> None:
        if point == "store.before-commit":
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
            raise error

    async def story() -> None:
        store = open_sqlite(tmp_path / "gateway.sqlite", crash=crash)
        await store.standing(Keys())
        for ask in (store.commit(entry("c1")), store.standing(Keys())):
            with pytest.raises(Unavailable):
                await ask
        assert await store.receipt("lakeside", "c1") is None
        await store.close()

    asyncio.run(story())


STORY = """
import asyncio, pathlib, resource, sys
from gateway.model import Unavailable
from gateway.store import open_sqlite
from tests.store.made_entries import entry, observation, packed

async def main():
    store = open_sqlite(pathlib.Path(sys.argv[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
    for n in range(40):
        try:
            await store.commit(entry(f"c{n}", observation(f"o{n}", "anna", note=f"{n} " * 9000)))
        except Unavailable:
            print("refused")
        else:
            print("kept", n)

asyncio.run(main())
"""


def test_a_file_that_cannot_grow_keeps_what_was_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "gateway.sqlite"
    ended = subprocess.run(  # noqa: S603 - our own story
        [sys.executable, "-c", STORY, str(path)], capture_output=True, text=True, check=True
    )
    lines = ended.stdout.splitlines()
    acknowledged = [f"o{line.split()[1]}" for line in lines if line.startswith("kept")]

    async def story() -> list[bytes | None]:
        store = open_sqlite(path)
        bodies = [await store.read(YES, "Observation", name) for name in acknowledged]
        await store.commit(entry("more"))
        await store.close()
        return bodies

    assert "refused" in lines
    assert acknowledged
    assert all(asyncio.run(story()))


def test_a_word_numbered_in_a_failed_transaction_is_numbered_again(tmp_path: Path) -> None:
    """The bad neighbour rolls back the number of a code system that both use."""

    async def story() -> list[Any]:
        store = open_sqlite(tmp_path / "gateway.sqlite")
        nameless: Any = said("x")
        object.__setattr__(nameless, "sender", None)
        identified = {"identifier": [{"system": "urn:fresh", "value": "1"}]}
        good = entry("c1", observation("o1", "anna", **identified))
        bad = entry("c2", observation("o2", "anna", **identified), contributions=(nameless,))
        done = await asyncio.gather(store.commit(bad), store.commit(good), return_exceptions=True)
        await store.close()
        return list(done)

    done = asyncio.run(story())

    assert kinds(done) == ["IntegrityError", "Receipt"]
    with closing(sqlite3.connect(tmp_path / "gateway.sqlite")) as connection:
        rows = connection.execute(
            "SELECT uri, value FROM token JOIN system ON system.number = token.system"
        ).fetchall()
    assert rows == [("urn:fresh", "1")]


def test_a_closing_store_takes_nothing_more_but_writes_what_waits(tmp_path: Path) -> None:
    async def story() -> list[Any]:
        store = open_sqlite(tmp_path / "gateway.sqlite")
        waiting = [asyncio.ensure_future(store.commit(entry(f"c{n}"))) for n in range(300)]
        await asyncio.sleep(0)
        await store.close()
        with pytest.raises(Unavailable):
            await store.commit(entry("late"))
        return await asyncio.gather(*waiting)

    assert kinds(asyncio.run(story())) == ["Receipt"] * 300


def test_a_sender_that_went_away_is_no_fault(tmp_path: Path) -> None:
    async def story() -> bool:
        store = open_sqlite(tmp_path / "gateway.sqlite")
        gone = asyncio.ensure_future(store.commit(entry("c1")))
        await asyncio.sleep(0)
        gone.cancel()
        try:
            await store.commit(entry("c1"))
        except Stale:
            return True
        finally:
            await store.close()
        return False

    assert asyncio.run(story())
