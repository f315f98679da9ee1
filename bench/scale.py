"""Do searches and writes slow down as the record grows? From ten thousand resources to many more.

By default up to 100,000; `--full` a million. Searches go through disclosure, audit included, and
every kind is asked of what is spread over the whole record. https://www.sqlite.org/queryplanner.html
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from uuid import UUID

from bench.core import QUICK, Row, Scale
from gateway.bootstrap.rules import ruleset
from gateway.disclosure import Asked
from gateway.disclosure.searching import search
from gateway.model import Caller, Entry, Inbound, Receipt, Resource, Ruleset, Status, Stored
from gateway.search import Library
from gateway.settings import Settings
from gateway.store import Store, open_sqlite

EARLY, LATE, WHOLE = 10_000, 100_000, 1_000_000
EACH = 31
"""Resources of one entry: a patient and thirty results."""
ASKED = 300
"""Searches of each kind."""
AT = datetime(2026, 1, 5, 7, 30, tzinfo=UTC)
CODES = 300
_INDEX = "types:\n  Patient: [family, birthdate]\n  Observation: [code, date]\n"
KINDS: Mapping[str, Callable[[int, int], tuple[str, str]]] = MappingProxyType(
    {
        "patient": lambda at, _: ("Observation", f"patient=Patient/{person(at)}"),
        "identifier": lambda at, _: ("Patient", f"identifier=urn:bench|P{at}"),
        "reference": lambda at, number: (
            "Observation",
            f"subject=Patient/{person(at)}&code=urn:bench|C{(at * 7 + number) % CODES}",
        ),
        "token": lambda _, number: (
            "Observation",
            f"code=urn:bench|C{number % CODES}&_count=20&_total=none",
        ),
        "string-and-date": lambda at, _: ("Patient", f"birthdate={born(at)}&family=Weber{at}"),
        "date": lambda at, _: ("Observation", f"date={measured(at)}&_count=20&_total=none"),
    }
)
"""What is asked: (number of a patient, number of the question) -> type and query."""


def person(at: int) -> str:
    """The id of the patient of this number."""
    return str(UUID(int=random.Random(at).getrandbits(128), version=4))


def born(at: int) -> str:
    """A birth date."""
    return (datetime(1930, 1, 1, tzinfo=UTC) + timedelta(days=at * 37 % 33_000)).date().isoformat()


def measured(at: int) -> str:
    """The minute of a patient's first result."""
    return f"{AT - timedelta(minutes=at * 13):%Y-%m-%dT%H:%MZ}"


def entry(at: int, rows: Library) -> Entry:
    """All that one message about the patient of this number leaves behind."""
    bodies = [_patient(at), *(_result(at, number) for number in range(EACH - 1))]
    key = f"K{at}"
    inbound = Inbound("bench", "fhir", b"", AT)
    receipt = Receipt("bench", key, key, Status.ACCEPTED, "create", AT, f"{at:064}")
    who = person(at)
    stored = [
        Stored(it["resourceType"], it["id"], 1, it, "20260105", who, rows.rows(it))
        for it in bodies
    ]
    return Entry(inbound, receipt, tuple(stored))


def _meta() -> Resource:
    return {"versionId": "1", "lastUpdated": AT.isoformat()}


def _patient(at: int) -> Resource:
    return {
        "resourceType": "Patient",
        "id": person(at),
        "meta": _meta(),
        "identifier": [{"system": "urn:bench", "value": f"P{at}"}],
        "name": [{"family": f"Weber{at}"}],
        "birthDate": born(at),
    }


def _result(at: int, number: int) -> Resource:
    when = AT - timedelta(minutes=at * 13 + number)
    return {
        "resourceType": "Observation",
        "id": str(UUID(int=random.Random(f"{at}.{number}").getrandbits(128), version=4)),
        "meta": _meta(),
        "status": "final",
        "code": {"coding": [{"system": "urn:bench", "code": f"C{(at * 7 + number) % CODES}"}]},
        "subject": {"reference": f"Patient/{person(at)}"},
        "effectiveDateTime": when.isoformat(),
        "valueQuantity": {"value": number, "unit": "mmol/L"},
    }


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured at one size."""

    writes: float
    """Resources a CPU second."""
    slow: Mapping[str, float]
    """Kind of search -> CPU seconds of the slowest in a hundred."""


def measure(scale: Scale, folder: Path) -> Iterator[Row]:
    """Writes and searches late, in times of those early."""
    return iter(asyncio.run(_measured(LATE if scale == QUICK else WHOLE, folder)))


async def _measured(last: int, folder: Path) -> list[Row]:
    rules = ruleset(_settings(folder))
    store = open_sqlite(folder / "scale.sqlite", wanted=rules.searches.indexed)
    try:
        early = await _at(store, rules, 0, EARLY)
        late = await _at(store, rules, EARLY, last)
    finally:
        await store.close()
    return [*_rows(early, late, last)]


def _rows(early: Figures, late: Figures, last: int) -> Iterator[Row]:
    what = f"of {last:,} resources, in times of that of {EARLY:,}"
    told = f"{late.writes:,.0f} resources a CPU second, {early.writes:,.0f} early"
    yield Row("scale.writes", f"cost of a write {what}", told, value=early.writes / late.writes)
    for kind, slow in late.slow.items():
        figure = f"{slow * 1e6:,.0f} us, {early.slow[kind] * 1e6:,.0f} us early"
        what_of = f"slowest in a hundred of searches by {kind} {what}"
        yield Row(f"scale.{kind}", what_of, figure, value=slow / early.slow[kind])


def _settings(folder: Path) -> Settings:
    data = folder / "mappings"
    data.mkdir()
    (data / "search.yaml").write_text(_INDEX, encoding="utf-8")
    settings = Settings(data=folder)
    return replace(settings, mappings=(*settings.mappings, data))


async def _at(store: Store, rules: Ruleset, begun: int, size: int) -> Figures:
    """Fill up to this size, the last part of it timed; then search."""
    library: Library = rules.searches  # type: ignore[assignment]  # the one that there is
    first, last = begun // EACH, size // EACH
    timed = max(first, last - EARLY // EACH // 2)
    await _fill(store, library, range(first, timed))
    entries = [entry(at, library) for at in range(timed, last)]
    began = time.process_time()
    await _commit(store, entries)
    writes = len(entries) * EACH / (time.process_time() - began)
    slow = {kind: await _slow(store, library, kind, last) for kind in KINDS}
    return Figures(writes, slow)


async def _fill(store: Store, library: Library, numbers: Sequence[int]) -> None:
    for at in range(0, len(numbers), 64):
        await _commit(store, [entry(number, library) for number in numbers[at : at + 64]])


async def _commit(store: Store, entries: Sequence[Entry]) -> None:
    for at in range(0, len(entries), 16):
        await asyncio.gather(*(store.commit(one) for one in entries[at : at + 16]))


async def _slow(store: Store, library: Library, kind: str, patients: int) -> float:
    """CPU seconds of the slowest in a hundred, of questions spread over all patients."""
    draw = random.Random(kind)
    times = []
    for number in range(ASKED):
        type_, query = KINDS[kind](draw.randrange(patients), number)
        pairs = [tuple(pair.split("=", 1)) for pair in query.split("&")]
        asked = Asked(Caller("bench", authenticated=True), AT, f"{kind}{number}", "", query)
        began = time.process_time()
        found = library.understood(type_, pairs, ("http://bench/fhir",), AT)  # type: ignore[arg-type]
        if isinstance(found, list):
            raise TypeError(found[0].text)
        await search(asked, store, store, library, found)
        times.append(time.process_time() - began)
    return sorted(times)[ASKED * 99 // 100]
