"""`gateway replay` beside a gateway that runs on the embedded store: that one does the work.

https://man7.org/linux/man-pages/man7/unix.7.html
"""

from __future__ import annotations

import asyncio
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from gateway.bootstrap import side_door as door_of
from gateway.bootstrap.replaying import Became, replaying
from gateway.bootstrap.rules import ruleset
from gateway.intake.lanes import Lanes
from gateway.model import Unavailable
from gateway.telemetry import Telemetry
from tests.store.kept_folder import Kept, trial


def test_a_gateway_that_runs_does_it_itself(tmp_path: Path) -> None:
    """It holds its store: through its socket it is told which attempts, and says what became."""
    kept = Kept(tmp_path / "a folder with a very long name " / ("x" * 100), None)
    kept.take(trial("C-1"), b"MSH")

    async def story(store: Any, _: Any) -> Result:
        rules = ruleset(kept.settings(GATEWAY_PROCESSING="P,T"))
        replay = replaying(lambda: rules, store, Lanes())
        async with door_of.side_door(kept.settings().data, replay, Telemetry("error")):
            place = kept.settings().data / door_of.NAME
            assert place.stat().st_mode & 0o777 == 0o600
            return await asyncio.to_thread(kept.run, "--all")

    result = kept.work(story)

    assert [line.split("\t")[5] for line in result.stdout.splitlines()] == ["accepted", "rejected"]
    assert result.exit_code == 1
    assert not (kept.settings().data / door_of.NAME).exists()
    assert len(kept.patients("P100045")) == 1


def test_who_holds_the_store_and_does_not_answer_is_told(tmp_path: Path) -> None:
    kept = Kept(tmp_path, None)
    kept.take(trial("C-1"))

    async def story(*_: Any) -> Result:
        return await asyncio.to_thread(kept.run, "--all")

    result = kept.work(story)
    assert (result.exit_code, "does not answer" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Unavailable("the store cannot write: SQLITE_FULL"), "SQLITE_FULL"),
        (KeyError("Weber"), "failed here (KeyError)"),
    ],
)
def test_a_store_that_keeps_nothing_is_told(tmp_path: Path, fault: Exception, told: str) -> None:
    kept, log = Kept(tmp_path, None), StringIO()
    kept.take(trial("C-1"))

    async def full(_: int) -> Became:
        raise fault

    async def story(*_: Any) -> Result:
        async with door_of.side_door(kept.settings().data, full, Telemetry("error", log)):
            return await asyncio.to_thread(kept.run, "--all")

    result = kept.work(story)
    assert (result.exit_code, told in result.stderr) == (2, True)
    assert "Weber" not in result.output + log.getvalue()


def test_who_says_what_is_no_number_is_let_go(tmp_path: Path) -> None:
    kept = Kept(tmp_path, None)

    async def never(_: int) -> Became:
        raise AssertionError

    async def said(text: bytes) -> bytes:
        async with door_of.side_door(kept.settings().data, never, Telemetry("error")):
            place = str(kept.settings().data / door_of.NAME)
            reader, writer = await asyncio.open_unix_connection(place)
            writer.write(text)
            answer = await reader.read()
            writer.close()
            return answer

    for text in (b"DROP TABLE journal\n", b"\xff\n", b"-1\n"):
        assert asyncio.run(said(text)) == b""


def test_where_it_cannot_be_opened_all_else_goes_on(tmp_path: Path) -> None:
    """A folder stands in its place, say."""
    log = StringIO()
    (tmp_path / door_of.NAME / "inside").mkdir(parents=True)

    async def never(_: int) -> Became:
        raise AssertionError

    async def story() -> None:
        async with door_of.side_door(tmp_path, never, Telemetry("info", log)):
            pass

    asyncio.run(story())
    assert "side-door-shut" in log.getvalue()
