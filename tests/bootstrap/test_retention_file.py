"""`retention.yaml` is looked through before a night in which something goes, or does not.

https://hl7.org/fhir/R4/security.html#audit
"""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.bootstrap.retention import FILE, lint, policy
from gateway.cli import app
from gateway.settings import Settings

RIGHT = """\
messages: 1095
hold:
  patients: [8f1d5a5e-0c1b-5f0e-9a3c-6d2b7e4f1a90]
  senders: [clinique-du-sud]
"""


def written(folder: Path, text: str) -> Settings:
    (folder / FILE).write_text(text, encoding="utf-8")
    return Settings(data=folder, mappings=(folder,))


def test_a_right_file_is_a_policy(tmp_path: Path) -> None:
    settings = written(tmp_path, RIGHT)
    found = policy(settings)

    assert [*lint(settings)] == []
    assert (found.messages, found.history, found.hold.senders) == (
        1095,
        None,
        ("clinique-du-sud",),
    )


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("messages: 99999999999\n", 1, "`messages` is a number of days, 1 to 73000"),
        ("messages: 0\n", 1, "`messages` is a number of days, 1 to 73000"),
        ("messages: 9\nhistory: soon\n", 2, "`history` is a number of days, 1 to 73000"),
        ("# ten years\nmesages: 3650\n", 2, "`mesages` is not known here"),
        (f"{RIGHT}  sender: [x]\n", 5, "`sender` is not known in `hold`"),
        ("hold:\n  patients: 7\n", 2, "`hold.patients` is a list of texts"),
        ("hold: [x]\n", 1, "keys and values are expected in `hold`"),
        ("- messages\n", 1, "keys and values are expected here"),
        ("messages: [1\n", 1, "what opens here"),
        ("messages: 9\nmessages: 90\n", 2, "`messages` stands twice"),
    ],
)
def test_each_slip_is_told_with_its_line(tmp_path: Path, text: str, line: int, told: str) -> None:
    settings = written(tmp_path, text)
    (fault,) = lint(settings)

    assert (fault.file, fault.line, fault.rule) == (str(tmp_path / FILE), line, "retention-shape")
    assert told in fault.text
    with pytest.raises(ValueError, match=f"{FILE}:{line}: "):
        policy(settings)


def test_the_check_of_all_data_tells_it(tmp_path: Path) -> None:
    written(tmp_path, "mesages: 3650\n")
    shown = CliRunner(env={"GATEWAY_MAPPINGS": str(tmp_path)}).invoke(app, ["check"])

    assert shown.exit_code == 1
    assert f"{tmp_path / FILE}:1: retention-shape: " in shown.output
