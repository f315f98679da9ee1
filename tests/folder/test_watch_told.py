"""What an operator is told of a watched folder: which message, what is left, what it waits for.

https://typer.tiangolo.com/tutorial/testing/
"""

from __future__ import annotations

import asyncio
import errno
import json
import os
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from gateway.bootstrap.folders import Around, watching
from gateway.bootstrap.watched import Watching, opened
from gateway.cli import app
from gateway.folder import Folder, Outcome, Pace, Progress
from gateway.remote.gateway import _issue
from gateway.telemetry import Telemetry
from gateway.wording import told
from gateway.wording.outcome import outcome
from tests.api.http_house import admission
from tests.archives.made import zipped
from tests.warm import warm

WRONG = admission("W").replace(b"19870423", b"19871323")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    return made


def watch(tmp_path: Path, place: Path | str, *options: str) -> Result:
    words = ["watch", str(place), "--once", "--settle", "0", "--every", "0.05", *options]
    data = str(warm(tmp_path / "data"))
    return CliRunner(env={"GATEWAY_DATA": data}).invoke(app, words)


def faults(place: Path, name: str) -> list[dict[str, Any]]:
    found: dict[str, Any] = json.loads((place / "failed" / f"{name}.error.json").read_bytes())
    told: list[dict[str, Any]] = found["faults"]
    return told


def test_of_an_archive_it_is_told_which_file_is_wrong(tmp_path: Path, place: Path) -> None:
    body = zipped({"a.hl7": admission("A"), "b.pdf": b"%PDF-1.7", "c.hl7": WRONG})
    (place / "night.zip").write_bytes(body)

    watch(tmp_path, place)

    by_kind = sorted(faults(place, "night.zip"), key=len)
    paper, message = by_kind
    assert paper["issues"][0]["source"] == "entry[2]"
    assert paper["issues"][0]["rule"] == "format-unknown"
    assert "nonXMLBody" in paper["issues"][0]["hint"]
    assert (message["entry"], message["controlId"], message["message"]) == (3, "W", 2)


def test_what_is_left_for_its_name_or_its_place_is_counted(tmp_path: Path, place: Path) -> None:
    for name in ("a.tmp", "Thumbs.db", "~$letter.doc", "a.hl7.error.json"):
        (place / name).write_bytes(b"x")
    (place / "ward").mkdir()

    result = watch(tmp_path, place)

    assert "4 passed over for their names" in result.stderr
    assert "1 folders not looked into (--subfolders)" in result.stderr
    assert result.exit_code == 0
    assert [*(place / "failed").iterdir()] == []


def test_beside_a_marker_no_ending_says_that_a_file_is_not_whole(
    tmp_path: Path, place: Path
) -> None:
    (place / "a.tmp").write_bytes(admission("A"))
    (place / "a.tmp.ok").touch()

    assert "1 files done" in watch(tmp_path, place, "--ready", ".ok").stderr


def test_only_blanks_are_an_empty_file(tmp_path: Path, place: Path) -> None:
    (place / "a").write_bytes(b"\r\n \r\n")

    watch(tmp_path, place)

    assert faults(place, "a")[0]["issues"][0]["rule"] == "file-empty"


def test_a_format_that_is_none_ends_the_command_before_a_file_is_touched(
    tmp_path: Path, place: Path
) -> None:
    (place / "a").write_bytes(admission("A"))

    result = watch(tmp_path, place, "--input-format", "hl7")

    assert (result.exit_code, [one.name for one in place.iterdir()]) == (2, ["a"])
    assert "there is no format hl7; these are: cda" in result.stderr


def test_a_sender_is_not_said_where_the_token_says_it(tmp_path: Path, place: Path) -> None:
    result = watch(tmp_path, f"{place}=hopital-du-nord", "--to", "http://127.0.0.1:9")

    assert result.exit_code == 2
    assert "the token says who sends" in result.stderr


def test_an_address_that_is_none_is_told_as_such(tmp_path: Path, place: Path) -> None:
    (place / "a").write_bytes(admission("A"))

    result = watch(tmp_path, place, "--to", "gateway.example")

    assert "gateway.example: an address begins with https://" in result.stderr
    assert str(place) in result.stderr


def log(place: Path, error: Exception) -> list[dict[str, Any]]:
    """What is logged while a file cannot be taken in once, and then is."""
    written, came = StringIO(), [error]

    async def take(folder: Folder, claimed: Path) -> Outcome:
        del folder, claimed
        if came:
            raise came.pop()
        return Outcome()

    async def story() -> None:
        stop = asyncio.Event()

        def said(_: Path, progress: Progress) -> None:
            if progress.done:
                stop.set()

        around = Around(Telemetry("info", written), said=said)
        pace = Pace(every=0.01, settle=0.0)
        with opened(Watching({place: "default"}, pace)) as folders:
            asked = Watching({place: "default"}, pace)
            await watching(folders, asked, lambda _: take, stop, around)

    asyncio.run(story())
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_that_a_file_waits_is_told_with_the_reason(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.folder.watching._FIRST", 0.01)
    (place / "Muster.hl7").write_bytes(b"MSH")
    error = OSError(errno.ENOSPC, "No space left on device", "Muster.hl7")

    events = log(place, error)

    (waits,) = [one for one in events if one["event"] == "folder-waits"]
    assert (waits["level"], waits["why"]) == ("warning", "No space left on device")
    assert "Muster" not in json.dumps(events)


def test_a_folder_that_cannot_be_looked_into_is_told(
    tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A share that is gone looks like a folder in which nothing comes."""
    plain = os.scandir

    def scandir(folder: Path) -> Any:
        if Path(folder) == place:
            raise OSError(errno.EIO, "Input/output error")
        return plain(folder)

    monkeypatch.setattr(os, "scandir", scandir)

    result = watch(tmp_path, place)

    assert "1 folders cannot be looked into" in result.stderr
    assert result.exit_code == 1


def test_what_a_gateway_tells_of_an_archive_keeps_its_place() -> None:
    issue = told("archive-path", source="entry[3]", code="security")

    (said,) = outcome([issue])["issue"]

    assert _issue(said)["source"] == "entry[3]"
    assert _issue(said)["rule"] == "archive-path"
