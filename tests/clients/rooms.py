"""A room of its own for each client of others: installed once, run there, its facts read back.

https://docs.python.org/3/library/venv.html · https://docs.npmjs.com/cli/commands/npm-install
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from bench.peer import Absent, environment

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".cache" / "peers"
_PATIENCE = 180
_LONGEST = 3_600
"""Seconds that a client may take: a run of `make proof` takes its time."""


def facts(name: str, base: str) -> dict[str, Any]:
    """What a client says of its story at the gateway at this address; raises Absent."""
    python = (HERE / name / "run.py").is_file()
    command = _python(name) if python else _node(name)
    done = subprocess.run(  # noqa: S603 - our own programs
        [*command, base],
        capture_output=True,
        text=True,
        timeout=_LONGEST,
        check=False,
        env={**os.environ, "PYTHONPATH": str(HERE)},
    )
    assert done.returncode == 0, done.stderr[-4_000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _python(name: str) -> list[str]:
    return [str(environment(name, HERE)), str(HERE / name / "run.py")]


def _node(name: str) -> list[str]:
    """A folder with the packages, in which the program stands: Node looks for them beside it."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise Absent("there is no Node here")
    folder = CACHE / name
    folder.mkdir(parents=True, exist_ok=True)
    for file in (HERE / name / "package.json", HERE / name / "run.mjs", HERE / "story.mjs"):
        shutil.copy(file, folder)
    if not (folder / "node_modules").is_dir():
        _installed([npm, "install", "--no-audit", "--no-fund", "--ignore-scripts"], folder)
    return [node, str(folder / "run.mjs")]


def _installed(command: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(  # noqa: S603 - as above
            command, cwd=folder, capture_output=True, timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        raise Absent("installing it took too long") from None
    if done.returncode:
        shutil.rmtree(folder / "node_modules", ignore_errors=True)
        raise Absent("it cannot be installed here")
