"""What the figures rest on: inputs that are the same in every run, and all different."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from bench import fixtures
from bench.__main__ import QUESTIONS

BENCH = Path(__file__).parents[2] / "bench"
KINDS = (fixtures.oru, fixtures.adt, fixtures.observation, fixtures.bundle)


@pytest.mark.parametrize("make", KINDS)
def test_the_same_number_gives_the_same_input(make: Callable[[int], object]) -> None:
    """A figure of today is comparable with one of tomorrow."""
    assert make(7) == make(7)


@pytest.mark.parametrize("make", KINDS)
def test_every_number_gives_another_input(make: Callable[[int], object]) -> None:
    """No cache can be warmed by what is timed."""
    made = {repr(make(number)) for number in range(50)}

    assert len(made) == 50


def test_reports_use_most_tests_of_the_catalogue() -> None:
    """At least 300 codes within the inputs of one turn."""
    codes = {code for number in range(100) for code in fixtures.codes(fixtures.oru(number))}

    assert len(codes) >= 300


def test_a_report_has_thirty_results() -> None:
    """The ORU that the goals speak of."""
    assert len(list(fixtures.codes(fixtures.oru(1)))) == 30


def test_goals_name_questions_that_are_asked() -> None:
    """A goal of a question that nobody asks would be met for ever."""
    goals = tomllib.loads((BENCH / "goals.toml").read_text())

    assert set(goals) <= set(QUESTIONS)


def test_every_peer_says_what_it_needs_and_what_it_does() -> None:
    """A peer is a list of packages and a program."""
    peers = [folder for folder in (BENCH / "peers").iterdir() if (folder / "run.py").is_file()]

    assert len(peers) >= 3
    assert all("==" in (folder / "requirements.txt").read_text() for folder in peers)
