"""Does a gateway grow while it works for an hour? Its memory, minute by minute, under mixed load.

Each second brings distinct reports over MLLP, and over REST a transaction, reads and searches of
what was kept. It is asked by name, or with `--full`: it takes the hour that it is called after.
https://man7.org/linux/man-pages/man5/proc.5.html
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench import fixtures
from bench.asking import Ask, asked
from bench.core import Row, Scale, premise
from bench.house import PROC, Server, gateway, load
from bench.rest import LARGE, transaction

MINUTES = 60
EARLY = 15
"""Minutes after which whatever is remembered to be quick is full."""
LATE = 5
"""The last minutes, of which the middle one counts."""
_REPORTS, _READS, _SEARCHES = 10, 10, 5
"""Of each second; and one transaction."""
_KINDS = (
    "/fhir/{patient}/_history",
    "/fhir/{patient}/$summary",
    "/fhir/{patient}/$lineage",
    "/fhir/{patient}/$validate",
    "/fhir/Observation/_history?_count=5",
    "/fhir/Observation?subject={patient}&_sort=-date&_count=3",
    "/fhir/Observation?subject={patient}&_include=Observation:subject&_count=5",
    f"/fhir/Observation?subject.identifier={fixtures.SYSTEM}/patients|{{own}}&_count=2",
    "/fhir/Patient?_has:Observation:subject:identifier={own}-1&_count=2",
)
"""What is asked besides, one of each in a second."""
_FOUND = re.compile(r"HTTP +http://\S+?:(\d+)/")


def measure(_: Scale, folder: Path) -> Iterator[Row]:
    """Megabytes at the end of the hour, in times of those after a quarter of it."""
    name = "hour.memory"
    if not PROC.is_dir():
        yield Row(name, "memory", "-", note="skipped: this system has no /proc")
        return
    with gateway(folder) as server:
        web = Server(server.process, int(_FOUND.findall(server.said)[0]))
        sizes = [_minute(number, server, web) for number in range(MINUTES)]
        server.process.terminate()
        server.process.wait(60)
    last = median(sizes[-LATE:])
    told = ", ".join(f"{sizes[at]:.0f} MB after {at + 1}" for at in (0, EARLY - 1, 29, 44, -1))
    many = 60 * MINUTES * _REPORTS
    what = f"megabytes resident in an hour of mixed load ({many:,} reports), late over early"
    yield Row(
        name,
        what,
        told.replace("after 0", f"after {MINUTES} minutes"),
        value=last / sizes[EARLY - 1],
    )


def _minute(number: int, lines: Server, web: Server) -> float:
    """A minute's load, and the megabytes that are resident at its end."""
    ends = time.monotonic() + 60
    for second in range(60):
        starts = ends - 60 + second
        time.sleep(max(0.0, starts - time.monotonic()))
        _second(number * 60 + second, lines, web)
    return lines.memory()


def _second(number: int, lines: Server, web: Server) -> None:
    first = number * _REPORTS
    load(lines.port, [fixtures.oru(at, "hour") for at in range(first, first + _REPORTS)], 8)
    (made,) = asked(web, [transaction(number, LARGE, "hour")])
    places = [str(one["response"]["location"]) for one in json.loads(made)["entry"]]
    patient = next(place for place in places if "Patient/" in place).partition("/_history")[0]
    name = "Patient/" + patient.rpartition("Patient/")[2]
    reads = [Ask("GET", "/fhir/" + _named(place)) for place in places[:_READS]]
    few = range(_SEARCHES)
    searches = [Ask("GET", f"/fhir/Observation?subject={name}&_count={10 + at}") for at in few]
    others = [Ask("GET", one.format(patient=name, own=f"hour-{number}")) for one in _KINDS]
    told = asked(web, [*reads, *searches, *others])
    premise(holds=all(told), text="everything that was kept is told")


def _named(place: str) -> str:
    """Type and id of a location with a version."""
    return "/".join(place.partition("/_history")[0].split("/")[-2:])
