"""`gateway parked`: what waits, for what and since when, beside a running gateway."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gateway.cli import app
from tests.intake.house import House, message, person, pid, rules

CANARY = "Xylophonius"
MERGE = message("ADT^A40^ADT_A39", "X1", pid("1001^^^KLINIK^MR", CANARY), "MRG|1002^^^KLINIK^MR")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = House(tmp_path / "gateway.sqlite", rules())
    yield opened
    opened.close()


def run(house: House, *words: str) -> Result:
    """The command, on the store of the house."""
    return CliRunner(env={"GATEWAY_DATA": str(house.path.parent)}).invoke(app, ["parked", *words])


def test_it_names_the_message_and_what_it_waits_for(house: House) -> None:
    house.take(MERGE)

    shown = run(house, "--format", "json")

    assert (shown.exit_code, json.loads(shown.output)) == (0, [{
        "since": "2026-11-21T12:00:01+00:00", "sender": "klinik", "controlId": "X1",
        "kind": "ADT^A40", "attempt": 1, "awaits": person("https://klinik.example/id", "1002"),
    }])  # fmt: skip
    assert run(house).output.split("\t")[1:4] == ["klinik", "X1", "ADT^A40"]


def test_it_shows_nothing_of_a_patient(house: House) -> None:
    house.take(MERGE)

    assert CANARY not in run(house).output + run(house, "--format", "json").output


def test_nothing_waits_once_it_is_released(house: House) -> None:
    house.take(MERGE)
    house.say("ADT^A01^ADT_A01", pid("1002^^^KLINIK^MR"))

    assert (run(house).exit_code, run(house).stdout) == (0, "")
