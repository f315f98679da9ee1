"""A file that grew after it was put away was read in part: it comes again, and is read whole.

https://man7.org/linux/man-pages/man2/stat.2.html
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from gateway.folder import Folder, Outcome, Pace, Progress, Watched, watch
from gateway.folder.grown import LATE, Grown
from gateway.folder.ripe import ERROR
from gateway.intake.receive import nothing
from tests.pace import within


def stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


@pytest.mark.parametrize("fine", [True, False])
def test_a_writer_that_only_paused_is_read_to_its_end(tmp_path: Path, *, fine: bool) -> None:
    read: list[bytes] = []
    stop = asyncio.Event()

    async def take(folder: Folder, claimed: Path) -> Outcome:
        with folder.read(claimed) as stream:
            read.append(stream.read())
        outcome = Outcome()
        outcome.issue({"rule": "file-cut"}, bad=not fine and len(read) == 1)
        return outcome

    def told(progress: Progress) -> None:
        if progress.done + progress.failed == 1:
            writer.write(b"row 2\n")
            writer.flush()
        else:
            stop.set()

    folder = Folder(tmp_path)
    folder.open()
    with (tmp_path / "day.csv").open("wb") as writer:
        writer.write(b"row 1\n")
        writer.flush()
        work = Watched(folder, take, Pace(every=0.01, settle=0.05), told, nothing)
        with within(20):
            progress = asyncio.run(watch(work, stop))
    folder.close()

    assert read == [b"row 1\n", b"row 1\nrow 2\n"]
    assert progress.again == 1
    assert [one.name for one in (tmp_path / "done").iterdir()] == ["day.csv"]
    assert [*(tmp_path / "failed").iterdir()] == []


def test_a_file_that_is_mended_where_it_lies_and_becomes_shorter_is_left(tmp_path: Path) -> None:
    file = tmp_path / "day.csv"
    file.write_bytes(b"row 1\nrow 2\n")
    grown = Grown()
    grown.note(file, stamp(file), 0)

    file.write_bytes(b"row 1\n")

    assert grown.among(1) == []


def test_another_file_of_the_name_is_another(tmp_path: Path) -> None:
    file = tmp_path / "day.csv"
    file.write_bytes(b"row 1\n")
    grown = Grown()
    grown.note(file, stamp(file), 0)

    (tmp_path / "other").write_bytes(b"row 1\nrow 2\n")
    (tmp_path / "other").rename(file)

    assert grown.among(1) == []


def test_bytes_that_were_filled_in_later_are_seen_by_their_time(tmp_path: Path) -> None:
    """Some systems set the size first."""
    file = tmp_path / "day.csv"
    file.write_bytes(b"\0" * 6)
    grown = Grown()
    grown.note(file, stamp(file), 0)

    file.write_bytes(b"row 1\n")
    os.utime(file, ns=(1, 1))

    assert grown.among(LATE) == [file]
    assert grown.among(LATE) == []


def test_after_a_while_a_file_is_looked_at_no_more(tmp_path: Path) -> None:
    file = tmp_path / "day.csv"
    file.write_bytes(b"row 1\n")
    grown = Grown()
    grown.note(file, stamp(file), 0)
    with file.open("ab") as late:
        late.write(b"row 2\n")

    assert grown.among(LATE + 1) == []
    assert not grown.put


def test_what_goes_back_takes_the_place_of_no_new_file(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.open()
    (tmp_path / "day.csv").write_bytes(b"1")
    claimed = folder.claim(Path("day.csv"))
    assert claimed is not None
    put = folder.failed(claimed, b"{}")
    (tmp_path / "day.csv").write_bytes(b"2")

    folder.back(put)
    folder.close()

    assert (tmp_path / "day.csv").read_bytes() == b"2"
    assert (tmp_path / "day.2.csv").read_bytes() == b"1"
    assert not (tmp_path / "failed" / f"day.csv{ERROR}").exists()
