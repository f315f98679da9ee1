"""`gateway lineage`: where an element came from, though the rules have changed since.

https://hl7.org/fhir/R4/provenance.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gateway.bootstrap.in_force import warm
from gateway.cli import app
from tests.intake.house import House, message, person, pid, rules

NAME = f"Patient/{person('https://klinik.example/id', '1001')}"
ADMISSION = message("ADT^A01^ADT_A01", "X1", pid("1001^^^KLINIK^MR", "Muster"))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A gateway that took a message under rules that the command does not have."""
    opened = House(tmp_path / "gateway.sqlite", rules())
    opened.run(warm(opened.rules, opened.store))
    opened.take(ADMISSION)
    yield opened
    opened.close()


def run(house: House, *words: str) -> Result:
    """The command beside it, with the rules that are shipped alone: other ones."""
    place = str(house.path.parent)
    return CliRunner(env={"GATEWAY_DATA": place}).invoke(app, ["lineage", *words])


def test_an_element_is_traced_by_the_rules_under_which_it_came_in(house: House) -> None:
    shown = run(house, NAME, "name", "--format", "json")

    assert shown.exit_code == 0, shown.output
    (line,) = json.loads(shown.output)
    assert [line[name] for name in ("resource", "path", "source", "controlId")] == [
        *(NAME, "Patient.name[0].family", "PID-5", "X1"),
    ]


def test_a_field_is_followed_forward_by_them_too(house: House) -> None:
    shown = run(house, "--message", "klinik/X1", "PID-5")

    assert shown.exit_code == 0, shown.output
    assert shown.output.split("\t")[:3] == [NAME, "Patient.name[0].family", "PID-5"]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ((NAME, "nothing"), 1, "nothing that is kept stands at nothing"),
        (("Patient/nobody",), 2, "there is no resource Patient/nobody"),
        (("--message", "klinik/none"), 2, "there is no message klinik/none"),
        (("Patient",), 2, "write Patient/ID"),
    ],
)
def test_what_is_not_there_is_said(house: House, words: list[str], code: int, told: str) -> None:
    shown = run(house, *words)

    assert shown.exit_code == code
    assert told in shown.output
