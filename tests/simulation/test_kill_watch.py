"""kill -9 at every point of a watched folder's work, on a real process: each file is taken once.

https://man7.org/linux/man-pages/man2/rename.2.html
"""

from __future__ import annotations

import signal
from collections import Counter
from pathlib import Path

import pytest

from tests.api.http_house import admission, batch
from tests.born import born
from tests.simulation import killed_watch, promises

POINTS = (
    *("folder.claimed", "folder.taken", "folder.away"),
    *("intake.received", "intake.settled", "intake.committed"),
)
NEVER = "never"
WRONG = b"19870423"


def life(data: Path, place: Path, point: str, passes: int) -> int:
    """One process, from its start to its end or death."""
    with born(killed_watch.main, str(data), str(place), point, str(passes)) as process:
        end = process.wait(120)
    assert end in (0, -signal.SIGKILL)
    return end


def put(place: Path, number: int) -> None:
    """Three files more: one message, a batch of two, and a message that is wrong."""
    one, two, three, four = (f"{number}{letter}" for letter in "ABCD")
    (place / f"{one}.hl7").write_bytes(admission(one, f"P{one}"))
    many = batch(admission(two, f"P{two}"), admission(three, f"P{three}"))
    (place / f"{two}.hl7").write_bytes(many)
    wrong = admission(four, f"P{four}").replace(WRONG, b"19871323")
    (place / f"{four}.hl7").write_bytes(wrong)


def names(folder: Path) -> Counter[str]:
    """The files in a folder, as they were called when they came."""
    found = (path.name for path in folder.rglob("*") if path.is_file())
    return Counter(name for name in found if not name.startswith("."))


@pytest.mark.parametrize("passes", [0, 2])
def test_whatever_point_kills_each_file_is_taken_in_once(tmp_path: Path, passes: int) -> None:
    place, data = tmp_path / "in", tmp_path / "data"
    place.mkdir()
    ends = []
    for number, point in enumerate(POINTS):
        put(place, number)
        ends.append(life(data, place, point, passes))
    last = life(data, place, NEVER, 0)

    kept = promises.Kept(data / "gateway.sqlite")
    accepted = Counter(receipt.control_id for _, receipt in kept.accepted)
    many = range(len(POINTS))
    assert (ends, last) == ([-signal.SIGKILL] * len(POINTS), 0)
    assert accepted == Counter(f"{number}{letter}" for number in many for letter in "ABC")
    assert names(place / "done") == Counter(f"{n}{x}.hl7" for n in many for x in "AB")
    failed = [f"{number}D.hl7" for number in many]
    assert names(place / "failed") == Counter(
        [*failed, *(f"{name}.error.json" for name in failed)]
    )
    assert names(place / ".work") == Counter()
    assert [path.name for path in place.iterdir() if path.is_file()] == []
    promises.whole(kept)
