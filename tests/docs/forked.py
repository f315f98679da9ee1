"""A command of the gateway in a process of its own, which is born with all modules read.

To read them takes most of the time of a short command, and to link the rows that we ship that of a
long one. https://docs.python.org/3/library/os.html#os.fork
"""

from __future__ import annotations

import os
import pkgutil
import subprocess
import sys
import warnings
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, NoReturn

from typer.testing import CliRunner

import gateway
from gateway.bootstrap.rules import code_tables
from gateway.cli import app
from gateway.model import Sender
from gateway.settings import Settings


def forked(
    words: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """What `gateway WORDS` writes and how it ends, started in this folder."""
    _read()
    with TemporaryFile() as out, TemporaryFile() as err:
        process = os.fork()
        if not process:
            _child(words, folder, environment, (out, err))
        _, status = os.waitpid(process, 0)
        told = [_text(one) for one in (out, err)]
    return subprocess.CompletedProcess(words, os.waitstatus_to_exitcode(status), *told)


@cache
def _read() -> None:
    """Have at hand what every command would read anew: all modules, and the rows, linked."""
    for module in pkgutil.walk_packages(gateway.__path__, "gateway."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    code_tables(Settings(), "hl7v2", Sender("default"))
    CliRunner().invoke(app, ["convert", "--help"])


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


def _child(
    words: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    files: tuple[IO[bytes], IO[bytes]],
) -> NoReturn:
    code = 70
    try:
        for number, file in enumerate(files, 1):
            os.dup2(file.fileno(), number)
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        code = _run(words)
    finally:
        os._exit(code)


def _run(words: Sequence[str]) -> int:
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 - what is inherited is pytest's own
    sys.stdout, sys.stderr = (open(one, "w", closefd=False) for one in (1, 2))  # noqa: SIM115
    sys.argv = ["gateway", *words]
    warnings.resetwarnings()
    try:
        app()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0
