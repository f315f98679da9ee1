"""`gateway validate`, run in a folder that holds a file of every kind.

https://docs.pytest.org/en/stable/how-to/fixtures.html
"""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gateway.cli import app
from tests.cli.validated import RIGHT, WRONG, XML, Run
from tests.warm import warm


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where compiled code is kept, so that it is compiled once."""
    return warm(tmp_path_factory.mktemp("data"))


@pytest.fixture
def run(code: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Gives the command, in a folder of its own, with files that hold every kind of thing."""
    for name, text in (("w.json", WRONG), ("r.json", RIGHT), ("w.xml", XML)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GATEWAY_DATA", str(code))

    def command(*words: str, sent: bytes | str | None = None) -> Result:
        return CliRunner().invoke(app, ["validate", *words], input=sent)

    return command
