"""The command line itself: its version, its headings, and what it says of wrong options."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner, Result

from gateway.cli import app
from gateway.mapping.shape import KINDS
from gateway.settings import NAMES, misspelt, read
from tests.warm import CODE


def run(*words: str, **environment: str) -> Result:
    """The command line, given these words."""
    return CliRunner(env=environment).invoke(app, [*words])


def test_it_tells_its_version() -> None:
    shown = run("--version")

    assert (shown.exit_code, shown.output.split()[0]) == (0, "gateway")


def test_every_command_stands_under_a_heading_and_ends_with_an_example() -> None:
    """Nobody reads an unsorted list of twenty commands."""
    commands = getattr(get_command(app), "commands")  # noqa: B009 - of a group, which it is

    assert [name for name, one in commands.items() if one.rich_help_panel is None] == []
    assert [
        name for name, one in commands.items() if not hasattr(one, "commands") and not one.epilog
    ] == []


@pytest.mark.parametrize(
    "port", [("--port", "99999"), ("--mllp-port", "-1"), ("--listen", "a=99999")]
)
def test_a_port_that_no_machine_has_is_an_option_that_is_wrong(port: tuple[str, str]) -> None:
    assert run("serve", *port).exit_code == 2


def test_a_data_folder_that_is_a_file_is_told_of_in_a_sentence(tmp_path: Path) -> None:
    """And not as a traceback."""
    file = tmp_path / "data"
    file.touch()

    shown = run("serve", "--port", "0", "--mllp-port", "0", GATEWAY_DATA=str(file))

    assert (shown.exit_code, shown.exception.__class__) == (2, SystemExit)
    assert f"gateway: GATEWAY_DATA: {file} is no folder" in shown.output


def test_a_token_is_for_a_sender_whose_file_can_be_called_so() -> None:
    assert run("token", "clinique-du-sud").exit_code == 0
    assert run("token", "clinique du sud").exit_code == 2


def test_a_misspelt_setting_is_told_with_the_one_that_it_looks_like() -> None:
    """What a cluster sets for a service called gateway is left alone."""
    cluster = {"GATEWAY_PORT": "tcp://10.0.0.1:80", "GATEWAY_SERVICE_HOST": "10.0.0.1"}

    assert misspelt({"GATEWAY_MAX_MESAGE": "1", **cluster, "GATEWAY_DATA": "d"}) == (
        ("GATEWAY_MAX_MESAGE", "GATEWAY_MAX_MESSAGE"),
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"GATEWAY_LOG": "loud"},
        {"GATEWAY_PROCESSING": "P,X"},
        {"GATEWAY_MAX_MESSAGE": "0"},
        {"GATEWAY_MAX_MESSAGE": "²"},
    ],
)
def test_a_value_that_no_setting_has_is_refused_by_the_name_of_the_setting(
    wrong: dict[str, str],
) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        read(wrong)


def test_every_kind_of_mapping_file_is_named_where_schemas_are_asked_for() -> None:
    shown = run("schema", "--help", COLUMNS="200").output
    told = Path("docs/how-to/write-a-mapping.md").read_text(encoding="utf-8")

    assert [kind for kind in KINDS if kind not in shown] == []
    assert [
        kind for kind in KINDS if f"`{kind}`" not in told and f"schema {kind}" not in told
    ] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_setting_that_is_empty_says_nothing(name: str) -> None:
    """A container may pass on what nobody set: an empty host would be every address."""
    assert read({f"GATEWAY_{name}": ""}) == read({})


def test_what_is_wrong_with_a_message_comes_with_how_to_mend_it(tmp_path: Path) -> None:
    """In a pipe as the last column, for a program as `hint`."""
    file = tmp_path / "latin.hl7"
    file.write_bytes(b"MSH|^~\\&|A|B|C|D|20261120||ADT^A08^ADT_A01|1|P|2.5\rPID|1||1||M\xfcller\r")

    line = run("convert", str(file), "--validate").output.splitlines()[0].split("\t")
    told = json.loads(run("convert", str(file), "--validate", "--format", "json").output)[0]

    assert line[:4] == ["error", "PID-5", "", "charset-mismatch"]
    assert line[5] == told["hint"]
    assert "MSH-18 is empty" in line[4]
    assert "MSH-18" in told["hint"]


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path) -> None:
    """Whatever it should have held."""
    file = tmp_path / "empty.hl7"
    file.touch()

    assert "The file is empty." in run("convert", str(file)).output


@pytest.mark.parametrize(
    "words", [("schema", "sender"), ("convert", "examples/blood-count.hl7", "--ledger")]
)
def test_who_has_read_enough_is_told_no_error(words: tuple[str, ...]) -> None:
    """`gateway convert FILE --ledger | head -1`: the pipe is shut before all is written."""
    reading, writing = os.pipe()
    os.close(reading)
    told = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "gateway", *words],
        stdout=writing,
        stderr=subprocess.PIPE,
        env={**os.environ, "GATEWAY_DATA": str(CODE.parent)},
        check=False,
    )
    os.close(writing)

    assert (told.returncode, b"ipe" in told.stderr) == (0, False)


BLOOD = Path("examples/blood-count.hl7").resolve()


def test_a_ledger_says_which_resource_and_where_in_the_message() -> None:
    """Of thirty results the target alone does not say which one."""
    shown = json.loads(run("convert", str(BLOOD), "--ledger", "--format", "json").stdout)

    values = [one for one in shown if one["target"] == "Observation.valueQuantity.value"]
    assert len({one["resource"] for one in values}) == len(values) > 1
    sent = BLOOD.read_bytes()
    assert all(float(sent[slice(*one["bytes"])]) > 0 for one in values)


def test_a_ledger_can_be_of_what_was_lost_alone() -> None:
    words = (
        "convert",
        str(BLOOD),
        "--fate",
        "degraded",
        "--fate",
        "translated",
        "--format",
        "text",
    )
    shown = run(*words)

    fates = {line.split("\t")[1] for line in shown.stdout.splitlines()}
    assert fates <= {"degraded", "translated"}
    assert "translated" in fates
    assert "leaves: " in shown.stderr
    assert "mapped" in shown.stderr


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "of them errors: 0"), ("fr", "dont erreurs : 0"), ("de", "davon Fehler: 0")],
)
def test_what_is_said_beside_a_bundle_is_in_the_readers_language(
    language: str, words: str
) -> None:
    assert words in run("convert", str(BLOOD), "--lang", language).stderr


def test_space_of_no_store_is_not_given_back(tmp_path: Path) -> None:
    """It made one, where the folder was misspelt."""
    done = run("vacuum", GATEWAY_DATA=str(tmp_path))

    assert (done.exit_code, "there is no store" in done.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_a_shell_completes_commands_and_options() -> None:
    """As it asks: by the environment, of a program of the name that people type."""
    asked = {"_GATEWAY_COMPLETE": "complete_bash", "COMP_CWORD": "1", "COMP_WORDS": "gateway cov"}
    option = {**asked, "COMP_CWORD": "2", "COMP_WORDS": "gateway watch --sub"}
    runner = CliRunner()

    command, word = (
        runner.invoke(app, [], prog_name="gateway", env=one) for one in (asked, option)
    )

    assert command.stdout.split() == ["coverage"]
    assert word.stdout.split() == ["--subfolders"]


def test_it_is_called_by_its_name_however_it_is_begun() -> None:
    """A shell that was told to complete `python -m gateway` would complete nothing."""
    begun = [sys.executable, "-m", "gateway", "token"]

    shown = subprocess.run(  # noqa: S603 - our own command
        begun, capture_output=True, text=True, check=False, timeout=120
    )

    assert shown.stderr.lstrip().startswith("Usage: gateway token")
