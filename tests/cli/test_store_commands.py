"""The commands by which an operator cares for the store.

https://www.sqlite.org/backup.html
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gateway.bootstrap.rules import ruleset
from gateway.cli import app
from gateway.model import Criterion, Query
from gateway.settings import Settings
from gateway.store import open_sqlite
from gateway.store.postgres_care import advice
from tests.store.made_entries import YES, entry, patient
from tests.warm import warm


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a store in which one patient is kept."""
    folder = warm(tmp_path / "data")
    asyncio.run(kept(folder))
    return folder


async def kept(folder: Path) -> None:
    """Keep one message, as a gateway that indexes what comes with it."""
    wanted = ruleset(Settings(data=folder)).searches.indexed
    store = open_sqlite(folder / "gateway.sqlite", wanted=wanted)
    await store.commit(entry("c1", patient("anna", "100", maritalStatus={"text": "x"})))
    await store.close()


def run(folder: Path, *words: str, **more: str) -> Result:
    """The command, with its answer."""
    return CliRunner(env={"GATEWAY_DATA": str(folder), **more}).invoke(app, list(words))


def test_a_backup_is_made_and_put_in_place(data: Path, tmp_path: Path) -> None:
    copy = str(tmp_path / "copy.sqlite")

    assert run(data, "backup", copy).exit_code == 0
    again = run(data, "backup", copy)
    assert (again.exit_code, "overwrites nothing" in again.stderr) == (2, True)
    restored = run(data, "restore", copy)
    assert (restored.exit_code, "restored from" in restored.stdout) == (0, True)
    assert "what stood there before" in restored.stdout
    assert run(data, "restore", str(tmp_path / "none")).exit_code == 2


def test_what_is_kept_is_counted(data: Path) -> None:
    told = json.loads(run(data, "stats", "--format", "json").stdout)
    counts = {one["table"]: one["rows"] for one in told["tables"]}
    assert (counts["journal"], counts["resource"], told["waiting"]) == (1, 1, 0)
    text = run(data, "stats").stdout
    assert "journal" in text
    assert "0 parked" in text
    assert run(data, "vacuum").exit_code == 0
    assert run(data, "migrate").stdout.startswith("schema ")


def test_a_store_is_copied_by_its_names(data: Path, tmp_path: Path) -> None:
    target = str(tmp_path / "other.sqlite")
    result = run(data, "copy", str(data / "gateway.sqlite"), target)
    assert (result.exit_code, "1 rows, the same" in result.stdout) == (0, True)
    assert run(data, "copy", str(data / "gateway.sqlite"), target).exit_code == 2


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://me:secret@db:6543/gateway", "postgresql://me@db:6543/gateway"),
        (
            "postgresql://me@db1:1,db2:2/gateway?sslmode=require&password=secret&target_session_attrs=any",
            "postgresql://me@db1:1,db2:2/gateway?sslmode=require&target_session_attrs=any",
        ),
        ("postgresql:///gateway?host=/run/pg", "postgresql://USER@/gateway?host=/run/pg"),
    ],
)
def test_the_backup_that_is_told_is_of_this_database(url: str, told: str) -> None:
    """A port that was left out would be another server, and what is restored there is cleaned."""
    said = advice(url, "my store.dump")

    assert f"pg_dump --format=custom --file='my store.dump' '{told}'" in said
    assert f"--dbname='{told}' 'my store.dump'" in said
    assert "secret" not in said


def test_postgresql_is_left_to_its_own_tools(data: Path) -> None:
    url = "postgresql://me:secret@db.example/gateway"
    result = run(data, "backup", "x.dump", GATEWAY_STORE=url)
    assert result.exit_code == 2
    assert "pg_dump --format=custom --file=x.dump 'postgresql://me@db.example/gateway'" in (
        result.stderr
    )
    assert "secret" not in result.output
    wrong = run(data, "stats", GATEWAY_STORE="mysql://db")
    assert (wrong.exit_code, "GATEWAY_STORE" in wrong.stderr) == (2, True)


def test_a_parameter_is_added_and_dropped(data: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    where = {"GATEWAY_MAPPINGS": str(mine)}

    assert run(data, "reindex").stdout == "nothing to do\n"
    assert "no folder of yours" in run(data, "reindex", "--add", "Patient.language").stderr
    added = run(data, "reindex", "--add", "Patient.language", **where)
    assert (added.exit_code, "1 parameters brought up" in added.stdout) == (0, True)
    assert "language" in (mine / "search.yaml").read_text()
    for words in (["--add", "Patient.never"], ["--add", "x"], ["--drop", "Patient.phonetic"]):
        refused = run(data, "reindex", *words, **where)
        assert (refused.exit_code, "never" in (mine / "search.yaml").read_text()) == (2, False)
    dropped = run(data, "reindex", "--drop", "Patient.language", **where)
    assert (dropped.exit_code, "1 parameters" in dropped.stdout) == (0, True)


def test_a_store_that_is_in_use_is_not_copied_but_its_backup_is(
    data: Path, tmp_path: Path
) -> None:
    """What came in meanwhile would be left behind, and all be said to be the same."""
    target = str(tmp_path / "other.sqlite")
    backup = tmp_path / "aside" / "backup.sqlite"
    backup.parent.mkdir()

    async def story() -> tuple[Result, Result, Result]:
        store = open_sqlite(data / "gateway.sqlite")
        words = ["copy", str(data / "gateway.sqlite"), target]
        refused = await asyncio.to_thread(lambda: run(data, *words))
        made = await asyncio.to_thread(lambda: run(data, "backup", str(backup)))
        copied = await asyncio.to_thread(lambda: run(data, "copy", str(backup), target))
        await store.close()
        return refused, made, copied

    refused, made, copied = asyncio.run(story())
    assert (refused.exit_code, "Stop it, or copy a backup" in refused.stderr) == (2, True)
    assert (made.exit_code, copied.exit_code) == (0, 0)
    assert "backup.sqlite.lock" not in [each.name for each in backup.parent.iterdir()]


def test_a_running_gateway_is_asked_to_reindex(data: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()

    async def story() -> Result:
        store = open_sqlite(data / "gateway.sqlite")
        words = ("reindex", "--add", "Patient.language")
        result = await asyncio.to_thread(lambda: run(data, *words, GATEWAY_MAPPINGS=str(mine)))
        found = await store.search(
            YES, Query("Patient", (Criterion("language", "token", (), "present"),))
        )
        assert found.total == 0
        await store.close()
        return result

    result = asyncio.run(story())
    assert (result.exit_code, "send SIGHUP" in result.stdout) == (0, True)
