"""`gateway diff`: a changed row shows as the elements that it changes, and as nothing else.

https://yaml.org/spec/1.2.2/
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from gateway.cli import app
from tests.api.http_house import admission
from tests.warm import warm

CANARY = "Xylophonius"


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return warm(tmp_path_factory.mktemp("data"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    bodies = admission("A", family=CANARY), admission("B", "P2")
    (tmp_path / "in" / "day.hl7").write_bytes(b"".join(bodies))
    return tmp_path


def version(folder: Path, name: str, *rows: dict[str, object]) -> str:
    """A folder of mappings in which the sender `nord` has these rows of PID."""
    (folder / name / "senders").mkdir(parents=True)
    said = {"rank": 50, "rows": {"PID": list(rows)}} if rows else {"rank": 50}
    (folder / name / "senders" / "nord.yaml").write_text(yaml.safe_dump(said))
    return str(folder / name)


def run(code: Path, folder: Path, *words: str) -> Result:
    words = ("diff", str(folder / "in"), "--sender", "nord", *words)
    return CliRunner(env={"GATEWAY_DATA": str(code)}).invoke(app, words)


def test_the_same_twice_is_no_difference(code: Path, folder: Path) -> None:
    one, other = version(folder, "one"), version(folder, "other")

    result = run(code, folder, "--mappings", one, "--mappings", other)

    assert (result.exit_code, result.stdout) == (0, "")
    assert "0 of 2 messages differ" in result.stderr


def test_a_changed_row_is_named_with_the_elements_that_it_changes(
    code: Path, folder: Path
) -> None:
    one = version(folder, "one")
    other = version(folder, "other", {"disable": "pid-7"})

    result = run(code, folder, "--mappings", one, "--mappings", other, "--format", "json")

    found = json.loads(result.stdout)
    told = {(one["row"], one["element"], one["how"], one["messages"]) for one in found["changes"]}
    assert result.exit_code == 1
    assert ("hl7v2/segments/PID.yaml#pid-7", "Patient.birthDate", "removed", 2) in told
    assert found["different"] == 2
    assert CANARY not in result.output


def test_a_version_with_a_fault_is_told_with_its_line(code: Path, folder: Path) -> None:
    one = version(folder, "one")
    other = version(folder, "other", {"id": "x", "src": "PID-7", "to": "birthDay", "as": "TS"})

    result = run(code, folder, "--mappings", one, "--mappings", other)

    assert result.exit_code == 2
    assert "senders/nord.yaml:" in result.stderr


def test_two_versions_are_needed(code: Path, folder: Path) -> None:
    assert run(code, folder, "--mappings", version(folder, "one")).exit_code == 2


def test_it_is_said_what_lies_under_a_version_that_does_not_go_with_it(
    code: Path, folder: Path
) -> None:
    """An earlier version of a folder that is in force has none of its newer tables' rows."""
    before, after = version(folder, "before"), version(folder, "after")
    (folder / "after" / "hl7v2" / "tables").mkdir(parents=True)
    table = "# origin: admission desk\ncode,target,system,display,deviation\nW,female,,,\n"
    (folder / "after" / "hl7v2" / "tables" / "SUD-sex.csv").write_text(table, encoding="utf-8")
    words = ["diff", str(folder / "in"), "--mappings", before, "--mappings", after]

    result = CliRunner(env={"GATEWAY_DATA": str(code), "GATEWAY_MAPPINGS": after}).invoke(
        app, words
    )

    assert result.exit_code == 2
    assert f"(laid over {after}: GATEWAY_MAPPINGS= leaves it out)" in result.stderr


def test_it_is_said_whose_rules_are_compared(code: Path, folder: Path) -> None:
    one = version(folder, "one")
    other = version(folder, "other", {"patch": "pid-8", "to": "gender", "when": "exists(PID-9)"})
    words = ["diff", str(folder / "in"), "--mappings", one, "--mappings", other]

    result = CliRunner(env={"GATEWAY_DATA": str(code)}).invoke(app, words)

    assert "0 of 2 messages differ, by the rules of the sender default" in result.stderr
