"""`gateway watch`: what comes into a folder is taken in once, and put away with what became of it.

https://typer.tiangolo.com/tutorial/testing/
"""

from __future__ import annotations

import asyncio
import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from gateway.cli import app
from gateway.store import open_store
from tests.api.http_house import admission, batch
from tests.archives.made import tarred, zipped
from tests.simulation import promises
from tests.warm import warm

CANARY = "Xylophonius"
WRONG = admission("W", family=CANARY).replace(b"19870423", b"19871323")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return warm(tmp_path / "data")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    return made


def watch(data: Path, place: Path, *options: str, **settings: str) -> Result:
    words = ["watch", str(place), "--once", "--settle", "0", "--every", "0.05", *options]
    return CliRunner(env={"GATEWAY_DATA": str(data), **settings}).invoke(app, words)


def put(place: Path, **files: bytes) -> None:
    for number, (name, body) in enumerate(files.items(), 1):
        (place / name).write_bytes(body)
        os.utime(place / name, (number, number))


def kept(data: Path) -> list[str]:
    return [receipt.control_id for _, receipt in promises.Kept(data / "gateway.sqlite").accepted]


def error(place: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((place / "failed" / f"{name}.error.json").read_bytes())
    return found


def rules(place: Path, name: str) -> list[str]:
    found: list[str] = []
    for one in json.loads((place / "failed" / f"{name}.error.json").read_bytes())["faults"]:
        found += [issue["rule"] for issue in one["issues"]]
    return found


def test_each_file_is_taken_in_and_put_away(data: Path, place: Path) -> None:
    many = batch(admission("B", "P2"), admission("C", "P3"))
    put(place, a=admission("A"), b=many, c=zipped({"d.hl7": admission("D", "P4")}))

    result = watch(data, place)

    assert result.exit_code == 0, result.output
    assert "3 files done, 0 failed; messages: accepted 4" in result.stderr
    assert sorted(path.name for path in (place / "done").iterdir()) == ["a", "b", "c"]
    assert kept(data) == ["A", "B", "C", "D"]


def test_what_tar_packs_of_this_folder_and_what_gzip_packs_alone_is_taken_in(
    data: Path, place: Path
) -> None:
    whole = tarred({"./a.hl7": admission("A")}, gz=True)
    rows = Path("examples/results.csv").read_bytes()
    put(place, **{"day.tar.gz": whole, "results-1.csv.gz": gzip.compress(rows)})

    result = watch(data, place)

    assert "2 files done, 0 failed; messages: accepted 3" in result.stderr
    assert kept(data)[0] == "A"


def test_what_is_wrong_stands_beside_the_file_and_nothing_of_the_patient(
    data: Path, place: Path
) -> None:
    put(place, a=batch(admission("A"), WRONG), b=b"%PDF-1.7 " + CANARY.encode(), c=b"")

    result = watch(data, place)

    assert result.exit_code == 1
    assert error(place, "a")["statuses"] == {"accepted": 1, "rejected": 1}
    (fault,) = error(place, "a")["faults"]
    assert (fault["message"], fault["status"]) == (2, "rejected")
    assert fault["issues"][0]["source"] == "PID-7"
    assert rules(place, "b") == ["format-unknown"]
    assert rules(place, "c") == ["file-empty"]
    assert sorted(path.name for path in (place / "done").iterdir()) == []
    told = "".join(path.read_text() for path in (place / "failed").glob("*.error.json"))
    assert CANARY not in told + result.output


def test_the_same_file_again_is_stored_once(data: Path, place: Path) -> None:
    put(place, a=admission("A"), b=admission("A"))

    assert "messages: accepted 1, duplicate 1" in watch(data, place).stderr
    assert kept(data) == ["A"]


def test_a_file_that_cannot_be_read_or_is_too_large_is_put_away_with_the_reason(
    data: Path, place: Path
) -> None:
    put(place, a=admission("A"), b=zipped({"../x": b"x"}))

    watch(data, place, GATEWAY_MAX_MESSAGE="100")

    assert rules(place, "a") == ["file-too-large"]
    assert rules(place, "b") == ["archive-path"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_put_away_with_the_reason(data: Path, place: Path) -> None:
    put(place, a=admission("A"))
    (place / "a").chmod(0)

    watch(data, place)

    assert rules(place, "a") == ["file-unreadable"]


def test_links_are_left_alone_and_counted(data: Path, place: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(admission("S"))
    (place / "link").symlink_to(tmp_path / "secret")

    result = watch(data, place)

    assert "1 links left alone" in result.stderr
    assert (place / "link").is_symlink()


def test_folders_inside_are_taken_where_that_is_asked(data: Path, place: Path) -> None:
    (place / "ward").mkdir()
    (place / "ward" / "a").write_bytes(admission("A"))

    assert "0 files done" in watch(data, place).stderr
    assert "1 files done" in watch(data, place, "--subfolders").stderr
    assert (place / "done" / "ward" / "a").is_file()


def test_a_marker_says_when_a_file_is_whole(data: Path, place: Path) -> None:
    put(place, a=admission("A"), b=admission("B", "P2"))
    (place / "b.ok").touch()

    result = watch(data, place, "--ready", ".ok")

    assert "1 files done, 0 failed, 1 not whole yet" in result.stderr
    assert kept(data) == ["B"]


def test_a_format_that_is_said_is_taken_as_it_is_said(data: Path, place: Path) -> None:
    put(place, a=b"good morning")

    watch(data, place, "--input-format", "hl7v2")

    assert error(place, "a")["statuses"] == {"rejected": 1}


def test_where_there_is_no_such_sender_or_folder_nothing_is_touched(
    data: Path, place: Path
) -> None:
    put(place, a=admission("A"))

    strange = CliRunner(env={"GATEWAY_DATA": str(data)}).invoke(
        app, ["watch", f"{place}=nobody", "--once"]
    )
    nowhere = watch(data, place / "nowhere")

    assert (strange.exit_code, nowhere.exit_code) == (2, 2)
    assert "there is no sender nobody" in strange.stderr
    assert [path.name for path in place.iterdir()] == ["a"]


def test_a_gateway_that_is_not_there_leaves_the_file_for_later(data: Path, place: Path) -> None:
    put(place, a=admission("A"))

    result = watch(data, place, "--to", "http://127.0.0.1:9")

    assert result.exit_code == 2
    assert (place / ".work" / "a").is_file()
    assert "1 files done" in watch(data, place).stderr


def test_where_another_process_holds_the_store_it_is_said_what_to_do(
    data: Path, place: Path
) -> None:
    put(place, a=admission("A"))
    store = open_store(data / "gateway.sqlite")
    try:
        result = watch(data, place)
    finally:
        asyncio.run(store.close())

    assert result.exit_code == 2
    assert "--to URL, or gateway serve --watch" in result.stderr
    assert (place / "a").is_file()


def test_a_gateway_does_not_serve_beside_a_folder_that_is_none(data: Path, place: Path) -> None:
    words = ["serve", "--port", "0", "--mllp-port", "0", "--watch", f"{place / 'nowhere'}=default"]

    result = CliRunner(env={"GATEWAY_DATA": str(data)}).invoke(app, words)

    assert result.exit_code == 2
    assert "nowhere is no folder" in result.stderr
