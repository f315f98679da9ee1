"""A real gateway on loopback, on an empty store, for clients of others to talk to.

Run in a process of its own, which says its address, then serves until it is ended.
https://hl7.org/fhir/R4/http.html
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gateway.bootstrap.serve import Doors, Opening, run
from gateway.settings import Settings
from tests.born import born
from tests.warm import warm


@contextmanager
def served(data: Path) -> Iterator[str]:
    """The base address of a gateway that keeps what it takes under `data`."""
    with born(main, str(data)) as process:
        yield f"{process.stdout.readline().strip()}/fhir"


def main(data: str) -> None:
    """Serve, and say where."""

    def opened(doors: Doors) -> None:
        os.write(1, f"{doors.http}\n".encode())

    run(Settings(data=warm(Path(data)), log="error"), Opening(0, {}), opened)
