"""Do searches and writes slow down as the record grows? From ten thousand resources to many more.

By default up to 100,000; `--full` a million. New resources, reports of messages and, by itself,
what lies under digests; a write ends when its pages lie in the database file. Searches go through
disclosure, audit included, and every kind is asked of what is spread over the whole record.
https://www.sqlite.org/queryplanner.html · https://www.sqlite.org/wal.html#ckpt
"""

from __future__ import annotations

import asyncio
import random
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any, TypeAlias

from bench import fixtures
from bench.core import QUICK, Row, Scale, premise
from bench.crowd import EACH, KINDS, Crowd
from gateway.bootstrap.rules import ruleset
from gateway.disclosure import Asked
from gateway.disclosure.searching import search
from gateway.intake.receive import receive
from gateway.model import Caller, Entry, Inbound, Ruleset, Status
from gateway.search import Library
from gateway.settings import Settings
from gateway.store import Store, open_sqlite

EARLY, LATE, WHOLE = 10_000, 100_000, 1_000_000
ASKED = 300
"""Searches of each kind."""
UNTIMED = 20
"""Of these before, which find nothing ready; and so many are asked of one record in a row."""
TIMED = EARLY // EACH // 2
"""Entries, and reports, that are timed at each size."""
TOGETHER = 16
"""Of these are written at a time."""
WARM = 64
AT = datetime(2026, 1, 5, 7, 30, tzinfo=UTC)
NOW = datetime(2026, 12, 1, tzinfo=UTC)
_INDEX = "types:\n  Patient: [family, birthdate]\n  Observation: [code, date]\n"
Each: TypeAlias = Callable[[Any], Awaitable[Any]]
Write: TypeAlias = "Callable[[Place, Path, Store, int], Awaitable[float]]"
"""(place, copy of the record, store of it, number of the turn) -> CPU seconds for each."""


@dataclass(frozen=True, slots=True)
class Size:
    """A record of one size, and what was measured of it turn by turn."""

    file: Path
    patients: int
    writes: Mapping[str, list[float]] = field(default_factory=lambda: {it: [] for it in WRITES})
    """Kind of write -> CPU seconds for each."""
    slow: Mapping[str, list[float]] = field(default_factory=lambda: {it: [] for it in KINDS})
    """Kind of search -> CPU seconds of the slowest in a hundred."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where is measured, and by which rules."""

    folder: Path
    rules: Ruleset
    crowd: Crowd

    @property
    def library(self) -> Library:
        """What the rules search by."""
        return self.rules.searches  # type: ignore[return-value]  # the one that there is

    @contextmanager
    def copied(self, file: Path) -> Iterator[Path]:
        """The record as it stands, to be written to."""
        copy = Path(shutil.copy(file, self.folder / "copy.sqlite"))
        try:
            yield copy
        finally:
            for gone in self.folder.glob("copy.sqlite*"):
                gone.unlink()

    @asynccontextmanager
    async def open(self, file: Path) -> AsyncIterator[Store]:
        """A store of these rules."""
        store = open_sqlite(file, wanted=self.library.indexed)
        try:
            yield store
        finally:
            await store.close()


def measure(scale: Scale, folder: Path) -> Iterator[Row]:
    """Writes and searches late, in times of those early."""
    rules = ruleset(_settings(folder))
    place = Place(folder, rules, Crowd(rules.searches))  # type: ignore[arg-type]  # see `library`
    last = LATE if scale == QUICK else WHOLE
    return iter(asyncio.run(_measured(place, last, scale.rounds)))


async def _measured(place: Place, last: int, rounds: int) -> list[Row]:
    """Make both records, then measure them in turns."""
    early = Size(await _grown(place, 0, EARLY), EARLY // EACH)
    late = Size(await _grown(place, EARLY, last), last // EACH)
    for turn in range(rounds):
        sizes = (early, late) if turn % 2 == 0 else (late, early)
        for kind in KINDS:
            await _slow(place, sizes, kind, turn)
        for size in sizes:
            await _turn(place, size, turn)
    return [*_rows(early, late, last)]


def _rows(early: Size, late: Size, last: int) -> Iterator[Row]:
    what = f"of {last:,} resources, in times of that of {EARLY:,}"
    for kind, (meant, counted, _) in WRITES.items():
        now, then = median(late.writes[kind]), median(early.writes[kind])
        told = f"{1 / now:,.0f} {counted} a CPU second, {1 / then:,.0f} early"
        yield Row(f"scale.{kind}", f"cost {meant}, in a record {what}", told, value=now / then)
    for kind in KINDS:
        now, then = median(late.slow[kind]), median(early.slow[kind])
        figure = f"{now * 1e6:,.0f} us, {then * 1e6:,.0f} us early"
        what_of = f"slowest in a hundred of searches by {kind} {what}"
        yield Row(f"scale.{kind}", what_of, figure, value=now / then)


def _settings(folder: Path) -> Settings:
    data = folder / "mappings"
    data.mkdir()
    (data / "search.yaml").write_text(_INDEX, encoding="utf-8")
    settings = Settings(data=folder)
    return replace(settings, mappings=(*settings.mappings, data))


async def _grown(place: Place, begun: int, size: int) -> Path:
    """The record, filled up to this size; gives a file of its own."""
    file = place.folder / "scale.sqlite"
    async with place.open(file) as store:
        for at in range(begun // EACH, size // EACH, WARM):
            numbers = range(at, min(at + WARM, size // EACH))
            await _together(store.commit, [place.crowd.drawn(number) for number in numbers])
    _settled(file)
    return Path(shutil.copy(file, place.folder / f"{size}.sqlite"))


async def _turn(place: Place, size: Size, turn: int) -> None:
    """Each kind of write once, in a copy of its own, of what no other turn wrote."""
    for kind, (_, _, write) in WRITES.items():
        with place.copied(size.file) as copy:
            async with place.open(copy) as store:
                size.writes[kind].append(await write(place, copy, store, turn))


async def _resources(entry: Callable[[int], Entry], copy: Path, store: Store, turn: int) -> float:
    """CPU seconds for each new resource."""
    first = WHOLE + turn * (WARM + TIMED)
    entries = [entry(at) for at in range(first, first + WARM + TIMED)]
    await _together(store.commit, entries[:WARM])
    return await _spent(copy, store.commit, entries[WARM:]) / (TIMED * EACH)


async def _drawn(place: Place, copy: Path, store: Store, turn: int) -> float:
    return await _resources(place.crowd.drawn, copy, store, turn)


async def _digests(place: Place, copy: Path, store: Store, turn: int) -> float:
    return await _resources(place.crowd.digested, copy, store, turn)


async def _reports(place: Place, copy: Path, store: Store, turn: int) -> float:
    """CPU seconds for each report that is received, of patients that were admitted before."""

    async def taken(body: bytes) -> None:
        inbound = Inbound(fixtures.SENDER, "hl7v2", body, NOW)
        receipt = await receive(inbound, place.rules, store)
        premise(holds=receipt.status is Status.ACCEPTED, text="every report is accepted")

    first = turn * (WARM + TIMED)
    bodies = [fixtures.oru(at) for at in range(first, first + WARM + TIMED)]
    await _together(taken, [fixtures.adt(at) for at in range(first, first + WARM + TIMED)])
    await _together(taken, bodies[:WARM])
    return await _spent(copy, taken, bodies[WARM:]) / TIMED


async def _together(each: Each, ones: Sequence[Any]) -> None:
    for at in range(0, len(ones), TOGETHER):
        await asyncio.gather(*map(each, ones[at : at + TOGETHER]))


async def _spent(file: Path, each: Each, ones: Sequence[Any]) -> float:
    """CPU seconds until all of it lies in the database file."""
    _settled(file)
    began = time.process_time()
    await _together(each, ones)
    _settled(file)
    return time.process_time() - began


def _settled(file: Path) -> None:
    """What was written to the log is written to its place."""
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


async def _slow(place: Place, sizes: Sequence[Size], kind: str, turn: int) -> None:
    """Note the slowest in a hundred, of questions spread over all patients of each record.

    The stores were just opened: no other kind of search has left them bodies that they remember.
    Both are asked by turns, a few at a time: what else this machine does, and it comes and goes by
    the second, meets both alike.
    """
    times: list[list[float]] = [[] for _ in sizes]
    draws = [random.Random(f"{kind}{turn}") for _ in sizes]
    async with AsyncExitStack() as stack:
        stores = [await stack.enter_async_context(place.open(size.file)) for size in sizes]
        for first in range(0, UNTIMED + ASKED, UNTIMED):
            for size, store, draw, found in zip(sizes, stores, draws, times, strict=True):
                for number in range(first, first + UNTIMED):
                    at = draw.randrange(size.patients)
                    found.append(await _searched(place, store, kind, at, number))
    for size, found in zip(sizes, times, strict=True):
        size.slow[kind].append(sorted(found[UNTIMED:])[ASKED * 99 // 100])


async def _searched(place: Place, store: Store, kind: str, at: int, number: int) -> float:
    """CPU seconds of one search about the patient of this number."""
    type_, query = KINDS[kind](place.crowd, at, number)
    pairs = [tuple(pair.split("=", 1)) for pair in query.split("&")]
    asked = Asked(Caller("bench", authenticated=True), AT, f"{kind}{number}", "", query)
    began = time.process_time()
    found = place.library.understood(type_, pairs, ("http://bench/fhir",), AT)  # type: ignore[arg-type]
    if isinstance(found, list):
        raise TypeError(found[0].text)
    shown = await search(asked, store, store, place.library, found)
    premise(holds=bool(shown.ids), text="every search finds something")
    return time.process_time() - began


WRITES: Mapping[str, tuple[str, str, Write]] = {
    "writes": ("of a write, ids drawn", "resources", _drawn),
    "reports": (f"of a report of {fixtures.RESULTS} results, from HL7 v2", "reports", _reports),
    "digests": ("of a write, ids that lie anywhere", "resources", _digests),
}
"""Kind of write -> what it is, what is counted, and what it takes of CPU seconds for each."""
