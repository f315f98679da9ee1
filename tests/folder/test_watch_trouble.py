"""What people and disks do to a watched folder: nothing is lost, nothing blocks the others.

https://man7.org/linux/man-pages/man2/rename.2.html
"""

from __future__ import annotations

import asyncio
import errno
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.bootstrap.watched import Watching, opened
from gateway.cli import app
from gateway.folder import Folder, Occupied, Outcome, Pace, Progress, Watched, watch
from gateway.folder.ripe import ERROR
from gateway.intake.receive import nothing
from gateway.model import Unavailable
from gateway.settings import Settings
from tests.warm import warm

Took = Callable[[Folder, Path], Awaitable[Outcome]]


def watched(root: Path, take: Took, *, deep: bool = False) -> Progress:
    """How far a folder is once all of it is taken."""
    folder = Folder(root, deep=deep)
    folder.open()
    try:
        pace = Pace(every=0.01, settle=0.0)
        work = Watched(folder, take, pace, lambda _: None, nothing)
        return asyncio.run(watch(work, asyncio.Event(), once=True))
    finally:
        folder.close()


async def fine(folder: Folder, claimed: Path) -> Outcome:
    with folder.read(claimed) as stream:
        stream.read()
    return Outcome()


async def wrong(_: Folder, __: Path) -> Outcome:
    outcome = Outcome()
    outcome.issue({"rule": "file-empty"}, bad=True)
    return outcome


def put(root: Path, name: str) -> list[str]:
    """The names below `done` or `failed`."""
    return sorted(one.name for one in (root / name).iterdir())


def test_what_is_written_while_it_is_read_is_read_again(tmp_path: Path) -> None:
    (tmp_path / "day.hl7").write_bytes(b"first half")
    read: list[bytes] = []

    async def take(folder: Folder, claimed: Path) -> Outcome:
        with folder.read(claimed) as stream:
            read.append(stream.read())
        if len(read) == 1:
            with (folder.root / ".work" / claimed).open("ab") as still:
                still.write(b", second half")
        return Outcome()

    progress = watched(tmp_path, take)

    assert read == [b"first half", b"first half, second half"]
    assert (progress.done, put(tmp_path, "done")) == (1, ["day.hl7"])


def test_a_file_that_somebody_took_away_meanwhile_blocks_nobody(tmp_path: Path) -> None:
    for name in ("a.hl7", "b.hl7"):
        (tmp_path / name).write_bytes(b"MSH")

    async def take(folder: Folder, claimed: Path) -> Outcome:
        if claimed.name == "a.hl7":
            (folder.root / ".work" / claimed).unlink(missing_ok=True)
        return await wrong(folder, claimed)

    progress = watched(tmp_path, take)

    assert (progress.done, progress.failed) == (0, 1)
    assert put(tmp_path, "failed") == ["b.hl7", f"b.hl7{ERROR}"]


def test_a_file_that_may_not_be_moved_is_counted_and_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.hl7", "b.hl7"):
        (tmp_path / name).write_bytes(b"MSH")
    plain = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if self == tmp_path / "a.hl7":
            raise PermissionError(errno.EACCES, "Permission denied")
        return plain(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    progress = watched(tmp_path, fine)

    assert (progress.done, progress.stuck, progress.waiting) == (1, 1, 0)
    assert put(tmp_path, "done") == ["b.hl7"]
    assert (tmp_path / "a.hl7").exists()


def test_what_cannot_be_put_away_leaves_no_error_beside_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.hl7").write_bytes(b"MSH")
    plain = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if self.parent.name == ".work" and target.parent.name == "failed":
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        return plain(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(Unavailable, match=r"cross-device link; .* next run"):
        watched(tmp_path, wrong)

    assert put(tmp_path, "failed") == []
    assert (tmp_path / ".work" / "a.hl7").exists()


@pytest.mark.parametrize(
    "name",
    [
        b"\xff\xfe\xe9t\xe9.hl7",
        b"a\nb c\t.hl7",
        "día \u2013 \u202e.hl7".encode(),
        b"x" * 251 + b".hl7",
        "é".encode() * 127,
        b"-rf *.hl7",
        b"no ending",
        b"a." + b"e" * 250,
    ],
)
def test_any_name_is_taken_and_put_away(tmp_path: Path, name: bytes) -> None:
    for _ in range(2):
        (tmp_path / os.fsdecode(name)).touch()
        watched(tmp_path, wrong)

    found = put(tmp_path, "failed")
    kept = [one for one in found if not one.endswith(ERROR)]
    assert len(kept) == len(found) - len(kept) == 2
    assert all(os.fsencode(one).startswith(name[:2]) for one in kept)
    assert put(tmp_path, ".work") == [".lock"]


def test_a_folder_within_another_has_no_one_sender(tmp_path: Path) -> None:
    inner = tmp_path / "nord"
    inner.mkdir()
    places = {tmp_path: "a", inner: "b"}

    with pytest.raises(Occupied, match="two senders"), opened(Watching(places, deep=True)):
        pass
    with opened(Watching(places)) as folders:
        assert len(folders) == 2


def test_the_gateways_own_folders_are_not_watched(tmp_path: Path) -> None:
    """Its store would be taken for a message, and put away."""
    data = tmp_path / "data"
    data.mkdir()
    (tmp_path / "in").symlink_to(data)
    own = Settings(data=data).own

    for place, deep in ((data, False), (tmp_path, True), (tmp_path / "in", False)):
        asked = Watching({place: "a"}, deep=deep, spared=own)
        with pytest.raises(Occupied, match="own files"), opened(asked):
            pass
    with opened(Watching({tmp_path: "a"}, spared=own)) as folders:
        assert len(folders) == 1


SERVE = ["serve", "--port", "0", "--mllp-port", "0", "--watch"]


@pytest.mark.parametrize("words", [["watch", "--once"], SERVE])
def test_a_command_that_would_watch_its_own_data_ends(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "gateway.sqlite").touch()
    data = str(warm(tmp_path))
    result = CliRunner(env={"GATEWAY_DATA": data}).invoke(app, [*words, data])

    assert (result.exit_code, "own files" in result.stderr) == (2, True)
    assert (tmp_path / "gateway.sqlite").exists()


def test_a_folder_that_is_named_twice_ends_the_command(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["watch", f"{tmp_path}=a", f"{tmp_path}=b", "--once"])

    assert (result.exit_code, "two senders" in result.stderr) == (2, True)
