"""Which words of `gateway serve` are understood without loading all commands."""

from __future__ import annotations

from pathlib import Path
from subprocess import run
from sys import executable
from typing import Any, NoReturn

import pytest
from typer.testing import CliRunner

from gateway.bootstrap import serve
from gateway.cli import app
from gateway.cli.serving import understood, usual
from gateway.model import Unavailable

USUAL = {"--port": 8080, "--mllp-port": 2575, "--mllp-tls-port": None}


@pytest.mark.parametrize(
    ("words", "ports", "listen"),
    [
        ([], {}, {}),
        (["--port", "0"], {"--port": 0}, {}),
        (
            ["--mllp-port", "7", "--mllp-tls-port", "9"],
            {"--mllp-port": 7, "--mllp-tls-port": 9},
            {},
        ),
        (["--listen", "a=1", "--listen", "b=2"], {}, {"a": 1, "b": 2}),
        (["--listen", "a=1", "--listen", "a=2"], {}, {"a": 2}),
    ],
)
def test_usual_words_are_understood(
    words: list[str], ports: dict[str, int], listen: dict[str, int]
) -> None:
    assert understood(words) == ({**USUAL, **ports}, listen)


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["--port"],
        ["--port", "-1"],
        ["--port", "65536"],
        ["--listen", "a=65536"],
        ["--port", "٣"],
        ["--port=0"],
        ["--listen", "1"],
        ["--listen", "a=b=1"],
        ["--listen", "a="],
        ["--processes", "2"],
        ["--watch", "in=default"],
        ["0", "--port"],
    ],
)
def test_what_else_is_said_is_left_to_the_reader_of_all_commands(words: list[str]) -> None:
    assert understood(words) is None
    assert usual(["serve", *words]) is False


def test_another_command_is_not_served() -> None:
    assert usual(["convert", "--port", "0"]) is False


def test_serving_loads_no_reader_of_other_commands_and_no_client() -> None:
    asked = "import sys, gateway.cli.serving, gateway.bootstrap.serve, gateway.cli.printing; "
    asked += "print(sorted({'typer', 'pydantic', 'httpx', 'rich'} & sys.modules.keys()))"
    done = run([executable, "-c", asked], capture_output=True, text=True, check=True)  # noqa: S603 - our own words
    assert done.stdout == "[]\n"


def _full(*_: Any, **__: Any) -> NoReturn:
    raise Unavailable("the store cannot write: SQLITE_FULL")


def test_a_first_start_on_a_full_disk_says_so_in_either_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """And says before that why nothing answers yet."""
    monkeypatch.setenv("GATEWAY_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(serve, "run", _full)

    with pytest.raises(SystemExit) as ended:
        usual(["serve", "--port", "0"])
    other = CliRunner().invoke(app, ["serve", "--port=0"])

    assert (ended.value.code, other.exit_code) == (2, 2)
    for said in (capsys.readouterr().err, other.stderr):
        assert "the first start compiles all rules" in said
        assert "gateway: the store cannot write: SQLITE_FULL" in said
