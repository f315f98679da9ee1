"""A real `gateway watch --once` that kills itself: data, folder, point, passes before the kill.

Run by test_kill_watch.py in a process of its own.
https://man7.org/linux/man-pages/man2/kill.2.html
"""

from __future__ import annotations

import asyncio
import os
import signal
from itertools import count
from pathlib import Path

from gateway.bootstrap.folders import Around, alone
from gateway.bootstrap.watched import Watching
from gateway.folder import Pace
from gateway.settings import Settings
from gateway.telemetry import Telemetry
from tests.warm import warm


def main(data: str, place: str, point: str, passes: str) -> None:
    """Take in all that waits, or die on the way."""
    seen = count()

    def crash(at: str) -> None:
        if at == point and next(seen) == int(passes):
            os.kill(os.getpid(), signal.SIGKILL)

    settings = Settings(data=warm(Path(data)), log="error")
    asked = Watching({Path(place): "default"}, Pace(every=0.02, settle=0))
    asyncio.run(alone(settings, asked, Around(Telemetry("error"), crash), once=True))
