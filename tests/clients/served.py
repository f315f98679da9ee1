"""A real gateway on loopback, on an empty store, for clients of others to talk to.

Run in a process of its own: data folder; says its address, then serves until it is ended.
https://hl7.org/fhir/R4/http.html
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gateway.bootstrap.serve import Doors, run
from gateway.settings import Settings
from tests.warm import warm

ROOT = Path(__file__).parents[2]


@contextmanager
def served(data: Path) -> Iterator[str]:
    """The base address of a gateway that keeps what it takes under `data`."""
    command = [sys.executable, "-m", "tests.clients.served", str(data)]
    with subprocess.Popen(  # noqa: S603 - ourselves
        command, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdout
        try:
            yield f"{process.stdout.readline().strip()}/fhir"
        finally:
            process.terminate()


def main(data: str) -> None:
    """Serve, and say where."""

    def opened(doors: Doors) -> None:
        os.write(1, f"{doors.http}\n".encode())

    run(Settings(data=warm(Path(data)), log="error"), 0, {}, opened)


if __name__ == "__main__":
    main(*sys.argv[1:])
