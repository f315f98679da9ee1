"""How long from the start of the program to the first report accepted, and how much memory after?

The code cache is warm, as it is at every start but the first; medians of whole processes.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench import fixtures
from bench.core import Row, Scale, premise
from bench.house import PROC, accepted, gateway, load, send

STARTS = 5
MESSAGES = 1_000


def measure(scale: Scale, folder: Path) -> Iterator[Row]:
    """Seconds to the first AA; megabytes after 1,000 distinct messages."""
    _started(folder / "start", 0)
    runs = [_started(folder / "start", number) for number in range(1, STARTS + 1)]
    told = ", ".join(f"{wall:.2f} (CPU {cpu:.2f})" for wall, cpu in runs)
    what = "seconds from start to the first ORU accepted, warm code cache, median of five"
    yield Row("start.first-oru", what, told, value=median(wall for wall, _ in runs))
    if not PROC.is_dir():
        yield Row("start.rss", "memory", "-", note="skipped: this system has no /proc")
        return
    sizes = [_grown(folder / "start", number) for number in range(scale.rounds)]
    told = ", ".join(f"{after:.0f} (first message: {before:.0f})" for before, after in sizes)
    what = f"megabytes resident after {MESSAGES:,} distinct messages, median of {len(sizes)}"
    yield Row("start.rss", what, told, value=median(after for _, after in sizes))


def _started(data: Path, number: int) -> tuple[float, float]:
    """Seconds by the clock, and of the processor."""
    body = fixtures.oru(number, "start")
    began = time.perf_counter()
    with gateway(data) as server:
        heard = send(server.port, body)
        seconds = time.perf_counter() - began
        cpu = server.cpu() if PROC.is_dir() else 0.0
        premise(holds=accepted(heard, body), text="the first report is accepted")
        server.process.terminate()
        server.process.wait(30)
    return seconds, cpu


def _grown(data: Path, number: int) -> tuple[float, float]:
    """Megabytes after one message, and after all."""
    bodies = [fixtures.oru(at, f"grown{number}x") for at in range(MESSAGES)]
    premise(holds=len(set(bodies)) == MESSAGES, text="the messages are distinct")
    with gateway(data) as server:
        load(server.port, bodies[:1], 1)
        before = server.memory()
        load(server.port, bodies[1:], 8)
        after = server.memory()
        server.process.terminate()
        server.process.wait(30)
    return before, after
