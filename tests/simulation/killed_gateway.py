"""A real gateway that kills itself at a named point: data folder, point, passes before the kill.

Run by test_kill.py in a process of its own; says its MLLP port and its address, then serves until
it dies.
https://man7.org/linux/man-pages/man2/kill.2.html
"""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from itertools import count
from pathlib import Path

from gateway.bootstrap.serve import Doors, Opening, run
from gateway.settings import Settings
from tests.intake.house import SENDERS
from tests.warm import warm


def main(data: str, point: str, passes: str) -> None:
    """Serve; `klinik` speaks on the port that is printed. Points count once the doors are open."""
    seen = count()
    open_doors: list[Doors] = []

    def crash(at: str) -> None:
        if open_doors and at == point and next(seen) == int(passes):
            os.kill(os.getpid(), signal.SIGKILL)

    def opened(doors: Doors) -> None:
        open_doors.append(doors)
        os.write(1, f"{doors.mllp['klinik'].rpartition(':')[2]}\n{doors.http}\n".encode())

    shipped = Settings(data=warm(Path(data)), log="error")
    settings = replace(shipped, mappings=(*shipped.mappings, SENDERS))
    run(settings, Opening(0, {"klinik": 0}), opened, crash)
