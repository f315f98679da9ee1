"""Does a gateway grow with what it has taken in? Its memory, after many reports, beside a few.

By default after 6,000 reports beside 2,000; `--full` after 100,000. What is remembered to be quick
is bounded, and is full by then. https://man7.org/linux/man-pages/man5/proc.5.html
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench import fixtures
from bench.core import QUICK, Row, Scale
from bench.house import PROC, gateway, load

EARLY = 2_000
LATE = 6_000
WHOLE = 100_000
STEP = 1_000


def measure(scale: Scale, folder: Path) -> Iterator[Row]:
    """Megabytes late, in times of those early."""
    name = "growth.memory"
    if not PROC.is_dir():
        yield Row(name, "memory", "-", note="skipped: this system has no /proc")
        return
    last = LATE if scale == QUICK else WHOLE
    sizes: dict[int, float] = {}
    with gateway(folder) as server:
        for begun in range(0, last, STEP):
            load(server.port, [fixtures.oru(at, "grow") for at in range(begun, begun + STEP)], 8)
            sizes[begun + STEP] = server.memory()
        server.process.terminate()
        server.process.wait(60)
    told = ", ".join(f"{sizes[at]:.0f} MB after {at:,}" for at in sorted({EARLY, last // 2, last}))
    what = f"megabytes resident after {last:,} distinct reports, in times of those after {EARLY:,}"
    yield Row(name, what, told, value=sizes[last] / sizes[EARLY])
