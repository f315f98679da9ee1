"""How much disk does a report take, everything included; and how does its cost grow with its size?

https://www.sqlite.org/wal.html#checkpointing
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bench import fixtures
from bench.core import Row, Scale, premise, timed
from gateway import fhirjson
from gateway.bootstrap.rules import ruleset
from gateway.intake.plan import plan
from gateway.intake.receive import receive
from gateway.intake.settle import settle
from gateway.model import Entry, Inbound, Ruleset, Standing, Status
from gateway.settings import Settings
from gateway.store import open_sqlite

NOW = datetime(2026, 12, 1, tzinfo=UTC)
SMALL, LARGE = 100, 1_000
WARM, TIMED = 4, 12


def measure(scale: Scale, folder: Path) -> Iterator[Row]:
    """Kilobytes of one report of 30 results in the store; 1,000 results in times of 100."""
    rules = ruleset(Settings(data=folder))
    number = scale.inputs
    size = asyncio.run(_grown(rules, folder / "disk.sqlite", number)) / number / 1024
    sent = len(fixtures.oru(0)) / 1024
    what = f"kilobytes of disk for a report of 30 results ({sent:.0f} KB), all that it leaves"
    yield Row("disk.oru", what, f"{size:.1f} KB, mean of {number:,}", value=size)
    small, large = (_cost(rules, results) for results in (SMALL, LARGE))
    told = f"{small * 1e3:.1f} ms and {large * 1e3:.1f} ms of CPU time"
    what = f"a report of {LARGE:,} results, in times of one of {SMALL}"
    yield Row("disk.growth", what, told, value=large / small)


async def _grown(rules: Ruleset, file: Path, number: int) -> int:
    """Bytes by which the file grows for so many reports of patients that are admitted."""
    store = open_sqlite(file)
    for at in range(number):
        await receive(_inbound(fixtures.adt(at)), rules, store)
    before = _size(file)
    for at in range(number):
        receipt = await receive(_inbound(fixtures.oru(at)), rules, store)
        premise(holds=receipt.status is Status.ACCEPTED, text="every report is accepted")
    after = _size(file)
    await store.close()
    return after - before


def _size(file: Path) -> int:
    """Bytes of the file with all that was written in it."""
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file.stat().st_size


def _cost(rules: Ruleset, results: int) -> float:
    """CPU seconds to say a report of so many results in validated JSON, the median."""

    def work(inbound: Inbound) -> None:
        entry = settle(plan(inbound, rules), Standing(), rules)
        assert isinstance(entry, Entry)  # noqa: S101 - nothing stands that could be asked for
        premise(holds=len(entry.resources) > results, text="every result arrives")
        for one in entry.resources:
            fhirjson.encode(one.body)

    bodies = [fixtures.oru(at, f"of {results}", results=results) for at in range(WARM + TIMED)]
    inputs = [_inbound(body) for body in bodies]
    timed(work, inputs[:WARM])
    return median(timed(work, [one]) for one in inputs[WARM:])


def _inbound(body: bytes) -> Inbound:
    return Inbound(fixtures.SENDER, "hl7v2", body, NOW)
