"""A watched folder on disk: claimed once, taken up again, put away under a name of its own.

https://man7.org/linux/man-pages/man2/rename.2.html
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gateway.folder import Folder, Occupied, Pace
from gateway.folder.ripe import Ripe


@contextmanager
def opened(root: Path, *, deep: bool = False, marker: str = "") -> Iterator[Folder]:
    made = Folder(root, deep=deep, marker=marker)
    try:
        made.open()
        yield made
    finally:
        made.close()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    with opened(tmp_path) as made:
        yield made


def names(root: Path) -> list[str]:
    found = (path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
    return sorted(name for name in found if name != ".work/.lock")


def test_a_file_is_claimed_and_put_away(folder: Folder) -> None:
    (folder.root / "a.hl7").write_bytes(b"MSH")

    claimed = folder.claim(Path("a.hl7"))

    assert names(folder.root) == [".work/a.hl7"]
    assert claimed is not None
    with folder.read(claimed) as stream:
        assert stream.read() == b"MSH"
    folder.done(claimed)
    assert names(folder.root) == ["done/a.hl7"]


def test_what_is_gone_or_claimed_by_another_is_not_claimed(folder: Folder) -> None:
    assert folder.claim(Path("a.hl7")) is None


def test_a_name_that_comes_again_takes_the_place_of_none(folder: Folder) -> None:
    for text in (b"1", b"2", b"3"):
        (folder.root / "a.hl7").write_bytes(text)
        claimed = folder.claim(Path("a.hl7"))
        assert claimed is not None
        folder.done(claimed)
    for text in (b"4", b"5"):
        (folder.root / "b").write_bytes(text)
        claimed = folder.claim(Path("b"))
        assert claimed is not None
        folder.failed(claimed, b"{}")

    assert names(folder.root) == [
        *("done/a.2.hl7", "done/a.3.hl7", "done/a.hl7"),
        *("failed/b", "failed/b.2", "failed/b.2.error.json", "failed/b.error.json"),
    ]
    assert (folder.root / "done" / "a.3.hl7").read_bytes() == b"3"


def test_what_one_that_died_had_claimed_is_found_again(folder: Folder) -> None:
    (folder.root / "a").write_bytes(b"1")
    folder.claim(Path("a"))
    folder.close()

    with opened(folder.root) as other:
        assert other.left() == [Path("a")]


def test_two_do_not_watch_one_folder(folder: Folder) -> None:
    with pytest.raises(Occupied, match="another process"), opened(folder.root):
        pass


def test_a_link_in_place_of_a_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "in" / "done").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")

    for place in ("in", "link", "nowhere"):
        with pytest.raises(Occupied), opened(tmp_path / place):
            pass


def test_links_pipes_and_hidden_names_are_left_where_they_are(folder: Folder) -> None:
    (folder.root / "secret").write_bytes(b"x")
    (folder.root / "link").symlink_to("/etc/passwd")
    os.mkfifo(folder.root / "pipe")
    (folder.root / ".hidden").write_bytes(b"x")
    (folder.root / "deep").mkdir()
    (folder.root / "deep" / "b").write_bytes(b"x")
    ripe = Ripe(Pace(settle=0))

    assert ripe.among(folder.waiting(), 0) == [Path("secret")]
    assert ripe.links == 2


def test_folders_inside_are_seen_where_that_is_asked(tmp_path: Path) -> None:
    (tmp_path / "ward" / "3").mkdir(parents=True)
    (tmp_path / "ward" / "3" / "a").write_bytes(b"x")
    with opened(tmp_path, deep=True) as folder:
        (tmp_path / "done" / "b").write_bytes(b"x")
        (found,) = Ripe(Pace(settle=0)).among(folder.waiting(), 0)
        claimed = folder.claim(found)
        assert claimed is not None
        folder.done(claimed)

    assert names(tmp_path) == ["done/b", "done/ward/3/a"]


def test_a_file_swapped_for_a_link_after_the_claim_is_not_read(folder: Folder) -> None:
    (folder.root / "a").write_bytes(b"x")
    claimed = folder.claim(Path("a"))
    assert claimed is not None
    (folder.root / ".work" / claimed).unlink()
    (folder.root / ".work" / claimed).symlink_to("/etc/passwd")

    with pytest.raises(OSError, match=r".+"):
        folder.read(claimed)


def test_others_cannot_read_what_is_put_away(folder: Folder) -> None:
    for name in (".work", "done", "failed"):
        assert stat.S_IMODE((folder.root / name).stat().st_mode) == 0o700


def test_a_file_is_whole_once_it_stopped_growing(folder: Folder) -> None:
    ripe = Ripe(Pace(settle=2))
    place = folder.root / "a"
    place.write_bytes(b"1")
    assert ripe.among(folder.waiting(), 0) == []
    place.write_bytes(b"12")
    assert ripe.among(folder.waiting(), 3) == []
    assert ripe.among(folder.waiting(), 4) == []
    assert ripe.among(folder.waiting(), 5) == [Path("a")]


def test_the_oldest_comes_first(folder: Folder) -> None:
    for name, when in (("a", 30), ("b", 10), ("c", 20), ("d", 20)):
        (folder.root / name).write_bytes(b"x")
        os.utime(folder.root / name, (when, when))

    found = Ripe(Pace(settle=0)).among(folder.waiting(), 0)

    assert [str(name) for name in found] == ["b", "c", "d", "a"]


def test_names_of_what_is_still_written_are_passed_over(folder: Folder) -> None:
    for name in ("a.tmp", "b.PART", "c.filepart", "d~", "e.hl7"):
        (folder.root / name).write_bytes(b"x")

    assert Ripe(Pace(settle=0)).among(folder.waiting(), 0) == [Path("e.hl7")]


def test_with_a_marker_a_file_is_whole_when_the_marker_stands(tmp_path: Path) -> None:
    (tmp_path / "gone.ok").write_bytes(b"")
    with opened(tmp_path, marker=".ok") as folder:
        for name in ("a", "b", "b.ok"):
            (tmp_path / name).write_bytes(b"x")
        ripe = Ripe(Pace(settle=0, marker=".ok"))

        assert ripe.among(folder.waiting(), 0) == [Path("b")]
        folder.claim(Path("b"))
        assert names(tmp_path) == [".work/b", "a"]
