"""What an operator types after `gateway packages`, and what it prints.

https://typer.tiangolo.com/tutorial/testing/
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from gateway.cli import app

RUNNER = CliRunner()


def run(*words: str | Path) -> Result:
    """The command, run in this process."""
    return RUNNER.invoke(app, ["packages", *map(str, words)])


def listed() -> list[dict[str, Any]]:
    """The installed packages, as JSON."""
    rows: list[dict[str, Any]] = json.loads(run("list").stdout)
    return rows
