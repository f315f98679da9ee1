"""A sender's file is looked through beside all other data, before a message meets it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.bootstrap.rules import faults
from gateway.bootstrap.sender_lint import ended
from gateway.cli import app
from gateway.settings import read
from tests.warm import warm


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "charset: KLINGON\n",
            [
                (
                    "2 charset-unknown this character set is not known: write UTF-8, 8859/1, "
                    "8859/15, WINDOWS-1252 or another of table 0211"
                )
            ],
        ),
        (
            'lowered: [{rule: lu-matricule-shap, until: "2030-01-01"}]\n',
            ["2 sender-rule there is no rule `lu-matricule-shap`: is it `lu-matricule-shape`?"],
        ),
        ('lowered: [{rule: lu-matricule-shape, until: "2030-01-01"}]\n', []),
        ('lowered: [{rule: value-required, until: "2030-01-01"}]\n', []),
    ],
)
def test_what_would_never_work_is_told(tmp_path: Path, said: str, told: list[str]) -> None:
    """A rule with a slip in its name would go on rejecting, and nobody would see why."""
    (tmp_path / "senders").mkdir()
    (tmp_path / "senders" / "clinic.yaml").write_text(f"rank: 5\n{said}", encoding="utf-8")
    data = warm(tmp_path / "data")

    found = faults(read({"GATEWAY_MAPPINGS": str(tmp_path), "GATEWAY_DATA": str(data)}))

    assert [f"{one.line} {one.rule} {one.text}" for one in found] == told


def test_a_rule_that_was_lowered_until_yesterday_is_told_and_refuses_no_new_rules(
    tmp_path: Path,
) -> None:
    """It rejects again: the sender is told so by each message, the operator by `gateway check`."""
    (tmp_path / "senders").mkdir()
    said = 'rank: 5\nlowered:\n  - {rule: lu-matricule-shape, until: "2026-11-29"}\n'
    (tmp_path / "senders" / "clinic.yaml").write_text(said, encoding="utf-8")
    data = warm(tmp_path / "data")
    settings = read({"GATEWAY_MAPPINGS": str(tmp_path), "GATEWAY_DATA": str(data)})

    (found,) = ended(settings, date(2026, 11, 30))

    assert (found.file, found.line) == ("senders/clinic.yaml", 3)
    assert found.rule == "sender-lowered-ended"
    assert found.text == "`lu-matricule-shape` was lowered until 2026-11-29: it rejects again"
    assert not list(ended(settings, date(2026, 11, 29)))
    assert not list(faults(settings))


def test_gateway_check_tells_a_lowered_rule_that_has_ended(tmp_path: Path) -> None:
    """With its file and line, and an exit code that a timer hears."""
    (tmp_path / "senders").mkdir()
    said = 'rank: 5\nlowered: [{rule: lu-matricule-shape, until: "2020-01-01"}]\n'
    (tmp_path / "senders" / "clinic.yaml").write_text(said, encoding="utf-8")
    data = warm(tmp_path / "data")
    env = {"GATEWAY_MAPPINGS": str(tmp_path), "GATEWAY_DATA": str(data)}

    told = CliRunner().invoke(app, ["check", "--format", "text"], env=env)

    assert told.exit_code == 1
    assert "senders/clinic.yaml:2: sender-lowered-ended:" in told.output


def test_a_table_of_a_sender_whose_file_cannot_be_read_is_not_told(tmp_path: Path) -> None:
    """Its rows may name it: one slip would be told as many."""
    (tmp_path / "senders").mkdir()
    (tmp_path / "hl7v2" / "tables").mkdir(parents=True)
    table = "# origin: admission desk\ncode,target,system,display,deviation\nW,female,,,\n"
    (tmp_path / "hl7v2" / "tables" / "SUD-sex.csv").write_text(table, encoding="utf-8")
    sender = tmp_path / "senders" / "clinic.yaml"
    settings = read(
        {"GATEWAY_MAPPINGS": str(tmp_path), "GATEWAY_DATA": str(warm(tmp_path / "data"))}
    )

    sender.write_text("rank: 5\n", encoding="utf-8")
    assert "table-unread" in [one.rule for one in faults(settings)]

    sender.write_text("rank: many\n", encoding="utf-8")
    assert "table-unread" not in [one.rule for one in faults(settings)]
