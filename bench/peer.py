"""Other people's software, each in an environment of its own, answering in turns on request.

`bench/peers/<name>/requirements.txt` says what is installed under `.cache/peers/<name>`, and
`run.py` what it does with one input. https://docs.python.org/3/library/venv.html
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tools.setup import installed

HOUSE = Path(__file__).parent.parent
PEERS = Path(__file__).parent / "peers"
_PATIENCE = 180


class Absent(Exception):  # noqa: N818 - names the state of the world
    """The peer cannot be installed here; the text says why."""


class Peer:
    """A running peer that holds the same inputs as we do."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def timed(self, start: int, stop: int) -> float:
        """CPU seconds of its process for one of the inputs [start, stop)."""
        return float(self._ask(["timed", start, stop])["seconds"])

    def told(self, start: int, stop: int) -> list[Any]:
        """Its answers to the inputs [start, stop)."""
        return list(self._ask(["told", start, stop])["told"])

    def _ask(self, question: list[Any]) -> dict[str, Any]:
        assert self._process.stdin  # noqa: S101 - it was asked for
        assert self._process.stdout  # noqa: S101 - it was asked for
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise Absent("the peer ended; see its message above")
        return dict(json.loads(line))


@contextmanager
def peer(name: str, inputs: Sequence[bytes], folder: Path) -> Iterator[Peer]:
    """The peer at work on these inputs, none of which holds a line feed; raises Absent."""
    file = folder / f"{name}.inputs"
    file.write_bytes(b"\n".join(inputs))
    if (PEERS / name / "package.json").is_file():
        command = [*_node(name), str(file)]
    else:
        python = environment(name)
        command = [str(python), str(PEERS / "loop.py"), str(PEERS / name / "run.py"), str(file)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Peer(process)
        finally:
            process.kill()


def environment(name: str, among: Path = PEERS) -> Path:
    """The peer's own Python, installed when it first is asked for; raises Absent.

    `among` is the folder in which its own stands, with what it requires.
    """
    wanted = (among / name / "requirements.txt").read_bytes()
    folder = HOUSE / ".cache" / "peers" / name
    ready, python = folder / "ready", folder / "bin" / "python"
    digest = hashlib.sha256(wanted).hexdigest()
    if ready.is_file() and ready.read_text() == digest and python.is_file():
        return python
    venv.create(folder, clear=True)
    try:
        file = among / name / "requirements.txt"
        # To compile all of a large client takes longer than what a test asks of it.
        installed(python, ["-r", str(file)], _PATIENCE, compiled=False)
    except subprocess.CalledProcessError:
        raise Absent("it cannot be installed here") from None
    except subprocess.TimeoutExpired:
        raise Absent("installing it took too long") from None
    ready.write_text(digest)
    return python


def _node(name: str) -> list[str]:
    """Its program in a folder with its packages: Node looks for them beside it."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise Absent("there is no Node here")
    folder = HOUSE / ".cache" / "peers" / name
    folder.mkdir(parents=True, exist_ok=True)
    for file in ("package.json", "run.mjs"):
        shutil.copy(PEERS / name / file, folder)
    if not (folder / "node_modules").is_dir():
        _run([npm, "install", "--no-audit", "--no-fund", "--ignore-scripts"], folder)
    return [node, str(folder / "run.mjs")]


def _run(command: Sequence[str], folder: Path | None = None) -> None:
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        raise Absent("installing it took too long") from None
    if done.returncode:
        sys.stderr.write(done.stderr)
        raise Absent("it cannot be installed here")
