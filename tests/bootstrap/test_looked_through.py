"""What was found right is not looked through again, what was found wrong always is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.bootstrap import looked
from gateway.model import Fault

WRONG = Fault("a.yaml", 3, "target-unknown", "there is no such element")


def look(
    kept: Path | None, *faults: Fault, text: bytes = b"a", words: tuple[str, ...] = ()
) -> int:
    """How often the data was looked through, of two times."""
    times: list[int] = []

    def lint() -> Iterator[Fault]:
        times.append(1)
        yield from faults

    for _ in range(2):
        assert list(looked.through("x", [{"a.yaml": text}], words, kept, lint())) in (
            [],
            list(faults),
        )
    return len(times)


def test_what_is_right_is_looked_through_once(tmp_path: Path) -> None:
    assert look(tmp_path) == 1
    assert look(tmp_path) == 0


def test_what_is_wrong_is_told_each_time(tmp_path: Path) -> None:
    assert look(tmp_path, WRONG) == 2
    assert list(looked.through("x", [{"a.yaml": b"a"}], (), tmp_path, [WRONG])) == [WRONG]


def test_whatever_it_hangs_on_makes_it_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its text, the definitions, our own code."""
    look(tmp_path)

    assert look(tmp_path, text=b"b") == 1
    assert look(tmp_path, words=("other definitions",)) == 1
    monkeypatch.setattr(looked, "ours", lambda: "other code")
    assert look(tmp_path) == 1


def test_where_nothing_can_be_kept_it_is_looked_through_each_time() -> None:
    assert look(None) == 2
