"""An operator's work on a store: copies, sizes, space, and from one database to another.

https://www.sqlite.org/lang_vacuum.html · https://www.postgresql.org/docs/current/backup.html
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from msgspec import structs

from gateway.model import Backlog, Keys, Query, Span
from gateway.store import (
    STORES,
    Refused,
    Store,
    care,
    open_postgres,
    open_store,
    postgres_schema,
    sqlite_care,
)
from tests.store.made_entries import (
    YES,
    entry,
    ids,
    link,
    observation,
    outcome,
    patient,
    said,
    stored,
)
from tests.store.made_server import Server
from tests.store.test_store_past import removed

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def message(number: int) -> Any:
    """One message with two results."""
    results = [observation(f"o{number}-{part}", "anna") for part in (1, 2)]
    return entry(f"c{number}", *results, contributions=(said("anna", number=number),))


async def send(store: Store, numbers: range) -> list[str]:
    """What becomes of these messages."""
    return [await outcome(store, message(number)) for number in numbers]


def opened(where: Path | str, work: Any) -> Any:
    """Run a story on the store there."""

    async def whole() -> Any:
        store = open_store(where)
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(whole())


def test_a_restored_backup_takes_all_again_and_nothing_twice(tmp_path: Path) -> None:
    """F22: what was acknowledged after the backup is sent again, with all that came before."""
    path, copied = tmp_path / "gateway.sqlite", tmp_path / "backup.sqlite"

    async def before(store: Store) -> None:
        await send(store, range(10))
        # The gateway runs on while the backup is made.
        writes = asyncio.ensure_future(send(store, range(10, 40)))
        await asyncio.to_thread(sqlite_care.backup, path, copied)
        await writes

    opened(path, before)
    aside = sqlite_care.restore(copied, path, NOW)

    async def after(store: Store) -> Any:
        told = await send(store, range(40))
        page = await store.search(YES, Query("Observation", (), count=500))
        return told, sorted(ids(page.resources))

    told, kept = opened(path, after)
    assert told[:10] == ["stale"] * 10
    assert kept == sorted(f"o{n}-{part}" for n in range(40) for part in (1, 2))
    assert aside is not None
    assert care.stats(aside).newest


def test_a_backup_overwrites_nothing_and_needs_a_store(tmp_path: Path) -> None:
    path, there = tmp_path / "gateway.sqlite", tmp_path / "there"
    there.write_text("something")
    with pytest.raises(Refused, match="there is no store"):
        sqlite_care.backup(path, tmp_path / "copy")
    opened(path, lambda store: send(store, range(1)))
    with pytest.raises(Refused, match="overwrites nothing"):
        sqlite_care.backup(path, there)
    assert there.read_text() == "something"


def test_what_is_no_sound_backup_is_not_restored(tmp_path: Path) -> None:
    path, copied = tmp_path / "gateway.sqlite", tmp_path / "copy"
    opened(path, lambda store: send(store, range(50)))
    sqlite_care.backup(path, copied)
    newer, broken = tmp_path / "newer", tmp_path / "broken"
    sqlite_care.backup(path, newer)
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute("PRAGMA user_version = 99")
    whole = copied.read_bytes()
    broken.write_bytes(whole[:8192] + b"x" * 40_000 + whole[48_192:])
    for file, why in ((newer, "schema 99"), (broken, "damaged|malformed|cannot be read")):
        with pytest.raises(Refused, match=why):
            sqlite_care.restore(file, path, NOW)
    assert opened(path, lambda store: store.receipt("lakeside", "c7")) is not None


def test_a_store_in_use_is_neither_restored_nor_rewritten(tmp_path: Path) -> None:
    path, copied = tmp_path / "gateway.sqlite", tmp_path / "copy"

    async def story(store: Store) -> None:
        await send(store, range(1))
        sqlite_care.backup(path, copied)
        for work in (lambda: sqlite_care.restore(copied, path, NOW), lambda: care.vacuum(path)):
            with pytest.raises(Refused, match="in use"):
                work()

    opened(path, story)
    before, now = care.vacuum(path) or (0, 0)
    assert 0 < now <= before


def test_a_store_says_what_it_holds(play: Any, place: tuple[str, Any]) -> None:
    async def story(store: Store) -> None:
        await send(store, range(3))
        await store.commit(entry("p1", awaits=("somebody",)))

    play(story)
    found = care.stats(place[1])
    rows = {held.table: held.rows for held in found.tables}
    assert (rows["journal"], rows["resource"], rows["contribution"]) == (4, 6, 1)
    assert all(held.size is None or held.size > 0 for held in found.tables)
    assert (found.oldest, found.waiting) == ("2026-11-21T12:00:00+00:00", 1)


async def filled(store: Store) -> None:
    """A bit of everything."""
    await send(store, range(5))
    many = ("date", "d", 1, 2), ("string", "s", "müller"), ("quantity", "q", "mg", 1.5, 2.5)
    await store.commit(
        entry(
            "all",
            patient("anna", "100"),
            structs.replace(stored("Basic/alone"), index=many),
            links=(link("anna", "ben"),),
            audit=({"resourceType": "AuditEvent"},),
        )
    )
    await store.commit(entry("next", patient("anna", "100", 2), removed(stored("Basic/alone"), 2)))
    await store.keep_catalogue("m1", b"rows")


async def asked_of(store: Store) -> Any:
    """What it answers, and that it goes on."""
    standing = await store.standing(Keys(("lakeside", "c1"), identities=("anna",)))
    history = await store.history(YES, Span())
    found = sorted(ids((await store.search(YES, Query("Observation", ()))).resources))
    return [standing.receipt, standing.links, history, found, await store.catalogue("m1")]


async def goes_on(store: Store) -> list[str]:
    """It takes what is new and nothing twice."""
    fresh = entry("new", stored("Basic/new"), stored("Task/new"), observation("new", "anna"))
    twice = await outcome(store, message(1))
    once = await outcome(store, fresh)
    return [twice, once, "kept" if await store.receipt("lakeside", "new") else "lost"]


@pytest.mark.parametrize("source", sorted(STORES))
@pytest.mark.parametrize("target", sorted(STORES))
def test_a_store_is_copied_to_another_and_goes_on_there(
    tmp_path: Path, postgres: Server, source: str, target: str
) -> None:
    places: dict[str, Callable[[str], Path | str]] = {
        "sqlite": lambda name: tmp_path / name,
        "postgresql": lambda name: postgres.database() if name == "from" else postgres.empty(),
    }
    here, there = places[source]("from"), places[target]("to")
    opened(here, filled)
    before = opened(here, asked_of)
    told: dict[str, int] = {}

    care.copy(here, there, told.__setitem__)

    assert told["journal"] == 7
    assert opened(there, asked_of) == before
    assert opened(there, goes_on) == ["stale", "accepted", "kept"]
    with pytest.raises(Refused, match="not empty"):
        care.copy(here, there, told.__setitem__)


def test_a_database_of_another_schema_is_refused_by_name(postgres: Server) -> None:
    url = postgres.empty()
    with pytest.raises(Refused, match="there is no store"):
        care.stats(url)
    assert care.migrate(url) == (0, max(postgres_schema.scripts()))
    with psycopg.connect(url, autocommit=True) as connection:
        for number, least, why in (
            (0, 0, "run `gateway migrate`"),
            (99, 98, "written by a newer gateway"),
        ):
            connection.execute(
                "UPDATE gateway_schema SET number = %s, least = %s", (number, least)
            )
            connection.execute("DELETE FROM gateway_schema WHERE number = 0")
            if number == 0:
                connection.execute("INSERT INTO gateway_schema VALUES (-1, -1)")
            with pytest.raises(Refused, match=why):
                open_postgres(url)
        connection.execute("UPDATE gateway_schema SET number = 99, least = 1")
        opened(url, lambda store: store.receipt("lakeside", "c1"))
    theirs = postgres.empty()
    with psycopg.connect(theirs, autocommit=True) as connection:
        connection.execute("CREATE TABLE something (a int)")
    with pytest.raises(Refused, match="not a store of this gateway"):
        open_postgres(theirs)
    with pytest.raises(Refused, match="cannot be reached"):
        open_postgres("postgresql://nobody@127.0.0.1:1/nothing")


def test_a_database_of_the_first_schema_is_brought_forward_beside_who_uses_it(
    postgres: Server,
) -> None:
    """The step only adds: processes of the version before may go on."""
    url = postgres.empty()
    care.migrate(url)
    opened(url, lambda store: store.commit(entry("c1", patient("anna", "100"))))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP TABLE postponed")
        connection.execute("UPDATE gateway_schema SET number = 1")
    with pytest.raises(Refused, match="run `gateway migrate`"):
        open_postgres(url)

    assert care.migrate(url) == (1, max(postgres_schema.scripts()))

    with psycopg.connect(url, autocommit=True) as connection:
        assert connection.execute("SELECT least FROM gateway_schema").fetchone() == (1,)
    assert opened(url, lambda store: store.backlog()) == Backlog()
    assert opened(url, lambda store: store.read(YES, "Patient", "anna")) is not None


def test_processes_that_start_together_make_one_schema(postgres: Server) -> None:
    url = postgres.empty()
    faults: list[BaseException] = []

    def start() -> None:
        try:
            opened(url, lambda store: store.receipt("lakeside", "c1"))
        except BaseException as error:  # noqa: BLE001 - told below
            faults.append(error)

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert care.stats(url).schema == max(postgres_schema.scripts())
