"""How many reports a CPU-second does a real gateway take in over MLLP, durable before its answer?

A `gateway serve` of its own on the embedded store (SQLite, synchronous=FULL), asked stop-and-wait
on 1, 8 and 32 connections; beside it, in the same run, the bare disk and an MLLP echo.
https://www.sqlite.org/pragma.html#pragma_synchronous
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median, quantiles

from bench import fixtures
from bench.core import Row, Scale, premise
from bench.house import PROC, Server, echo, gateway, load

CONNECTIONS = (1, 8, 32)
WARM = 64
ECHOES = 50


def measure(scale: Scale, folder: Path) -> Iterator[Row]:
    """Messages a CPU-second of the server, and the time that a sender waits."""
    if not PROC.is_dir():
        yield Row("mllp.32", "over MLLP", "-", note="skipped: this system has no /proc")
        return
    each = -(-scale.inputs // len(CONNECTIONS))
    with gateway(folder) as server:
        load(server.port, [fixtures.oru(number, "warm") for number in range(WARM)], 8)
        for connections in CONNECTIONS:
            bodies = [fixtures.oru(number, f"c{connections}x") for number in range(each)]
            yield _row(
                f"mllp.{connections}",
                f"durable, {connections} connections",
                server,
                bodies,
                connections,
            )
        server.kill()
    kept = _kept(folder)
    premise(holds=kept == WARM + each * len(CONNECTIONS), text="every acknowledged report is kept")
    bodies = [fixtures.oru(number, "bare") for number in range(each)]
    yield _disk(bodies, folder / "bare")
    with echo() as server:
        for connections in (1, 32):
            name, what = f"mllp.echo-{connections}", f"MLLP echo, {connections} connections"
            yield _row(name, what, server, bodies * ECHOES, connections)


def _row(name: str, what: str, server: Server, bodies: Sequence[bytes], connections: int) -> Row:
    before, began = server.cpu(), time.perf_counter()
    waits = load(server.port, bodies, connections)
    wall, cpu = time.perf_counter() - began, server.cpu() - before
    rate = len(bodies) / max(cpu, 0.01)
    cuts = quantiles(waits, n=100)
    waited = f"p50 {cuts[49] * 1e3:.1f} ms, p99 {cuts[98] * 1e3:.1f} ms"
    figure = f"{rate:,.0f} messages/CPU-s, {len(bodies) / wall:,.0f}/s, {waited}"
    return Row(name, f"ORU of 30 OBX, {what}", figure, value=rate)


def _kept(folder: Path) -> int:
    """Accepted messages in the store of a gateway that was killed."""
    with sqlite3.connect(folder / "gateway.sqlite") as store:
        (count,) = store.execute(
            "SELECT count(*) FROM journal WHERE status = 'accepted'"
        ).fetchone()
    store.close()
    return int(count)


def _disk(bodies: Sequence[bytes], file: Path) -> Row:
    """Append and fdatasync, one by one: what durability costs without any gateway."""
    waits = []
    with file.open("ab", buffering=0) as disk:
        for body in bodies:
            began = time.perf_counter()
            disk.write(body)
            os.fdatasync(disk.fileno())
            waits.append(time.perf_counter() - began)
    figure = f"{1 / median(waits):,.0f}/s, p50 {median(waits) * 1e3:.2f} ms"
    return Row("mllp.disk", "append of the same bytes and fdatasync, one by one", figure)
