"""Nouns whose methods are at hand are the same nouns.

https://docs.python.org/3/library/dataclasses.html
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from gateway.bootstrap.methods import at_hand


def noun() -> type[Any]:
    """A frozen noun with a default that a caller may not share."""

    @dataclasses.dataclass(frozen=True, slots=True, order=True)
    class Ward:
        name: str
        beds: tuple[int, ...] = ()
        told: list[str] = dataclasses.field(default_factory=list)

    return Ward


@pytest.mark.parametrize("start", ["first", "second"])
def test_a_noun_is_the_same_whether_its_methods_were_kept(tmp_path: Path, start: str) -> None:
    for _ in range(1 if start == "first" else 2):
        with at_hand(tmp_path):
            kept: Any = noun()

    plain: Any = noun()
    for ward in (kept, plain):
        one, other = ward("north", (1, 2)), ward("south")
        assert repr(one).endswith("Ward(name='north', beds=(1, 2), told=[])")
        assert one == ward("north", (1, 2)) != other
        assert one < other
        assert one.told is not other.told
        with pytest.raises(dataclasses.FrozenInstanceError):
            one.name = "east"
    assert kept("north") != plain("north")


def test_behind_the_block_methods_are_made_as_ever(tmp_path: Path) -> None:
    """Also where a module could not be loaded."""
    with pytest.raises(ImportError), at_hand(tmp_path):
        raise ImportError
    before = sorted(tmp_path.iterdir())

    noun()

    assert "exec" not in vars(dataclasses)
    assert sorted(tmp_path.iterdir()) == before


def test_a_folder_that_cannot_be_written_costs_time_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with at_hand(tmp_path / "file" / "code"):
        ward: Any = noun()

    assert ward("north").name == "north"
