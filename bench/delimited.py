"""How fast do rows of a CSV file become validated Observations, against reading and writing them?

The peer is `csv.DictReader` and `orjson.dumps` on the same file: rows in, JSON out, nothing said
of what they mean. Ours is: cutting the stream into rows, `plan` (read each row behind its header,
map it to an Observation and the Patient whose number it names, name both, keep the account of its
cells), validating the Observation by base R4 and our national profile as `settle` does, and its
JSON. The patients are taken to be known already, so that a row says nothing new of them. Nothing
is kept: no store, no links of identities, no index rows.
https://www.rfc-editor.org/rfc/rfc4180
"""

from __future__ import annotations

import csv
import io
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import orjson

from bench.core import Row, Scale, noise, premise, rate, timed, times, turns
from gateway import fhirjson
from gateway.bootstrap.memory import settled
from gateway.bootstrap.rules import ruleset
from gateway.intake.plan import plan
from gateway.model import Change, Inbound, Like, Piece, Resource, Ruleset
from gateway.settings import Settings

NOW = datetime(2026, 12, 1, tzinfo=UTC)
SENDER = "laboratoire-central"
NAMES = "PatientNr;SampleNr;Analysis;AnalysisName;Taken;Value;Text;Unit;Low;High;Flag;Status;Ward"
ROWS = 10_000
"""Of one turn."""
_FEW, _MANY = 4_000, 20_000
"""Rows of the files whose memory is compared: telling memory takes long."""
_ANALYSES = 300
_WARDS = ("INT1", "SURG", "PED", "ER")
_CHUNK = 65_536


def measure(scale: Scale, folder: Path) -> Iterator[Row]:
    """Rows a CPU-second, and how many times the peer; memory as a file grows."""
    rules = ruleset(Settings(data=folder))
    files = [_file(number, ROWS) for number in range(scale.turns + 1)]
    settled()
    _right(rules, files[-1])

    def mine(turn: int) -> float:
        return timed(lambda body: walk(rules, body), files[turn : turn + 1]) / ROWS

    def theirs(turn: int) -> float:
        return timed(_plainly, files[turn : turn + 1]) / ROWS

    ours, others = turns((mine, theirs), scale.turns)
    yield Row(
        "delimited.rows",
        "CSV rows to validated Observations in JSON, against DictReader + orjson",
        f"{rate(ours, 'rows')} (DictReader + orjson {rate(others, 'rows')})",
        times(ours, others),
        note=noise(ours, others),
    )
    yield _memory(rules)


def _file(number: int, rows: int) -> bytes:
    """Rows of an invented laboratory: no two are the same."""
    draw = Random(f"delimited {number}")
    lines = [NAMES]
    for row in range(rows):
        code = draw.randrange(_ANALYSES)
        value = f"{draw.randrange(1, 400)},{draw.randrange(100):02}"
        taken = (
            f"2026-11-{draw.randrange(1, 29):02} {draw.randrange(24):02}:{draw.randrange(60):02}"
        )
        sample, patient = f"S{number}-{row // 8}", f"P{draw.randrange(5_000)}"
        lines.append(
            f"{patient};{sample}-{row % 8};{10_000 + code}-{code % 10};Analysis {code};{taken};"
            f"{value};;mmol/L;{code % 50};{code % 50 + 90};{draw.choice('LNH')};F;"
            f"{draw.choice(_WARDS)}"
        )
    return ("\r\n".join(lines) + "\r\n").encode()


def walk(rules: Ruleset, body: bytes) -> int:
    """Cut, plan, validate and write every row of a file; gives the bytes of JSON."""
    cut = rules.adapters["delimited"].splitter(16_000_000, rules.senders[SENDER], "results.csv")
    written = 0
    for at in range(0, len(body), _CHUNK):
        for piece in cut.feed(body[at : at + _CHUNK]):
            written += sum(map(len, _row(rules, piece)))
    return written + sum(len(text) for piece in cut.end() for text in _row(rules, piece))


def _row(rules: Ruleset, piece: Piece) -> list[bytes]:
    if not isinstance(piece, bytes):
        return []
    planned = plan(Inbound(SENDER, "delimited", piece, NOW), rules)
    likes, known = planned.mapped.likes, rules.validator.alike()
    return [
        fhirjson.encode(_checked(rules, change, likes.get((change.type, change.id)), known))
        for change in planned.mapped.changes
        if change.type != "Patient"
    ]


def _checked(rules: Ruleset, change: Change, like: Like | None, known: object) -> Resource:
    """As `settle` does: what is like a faultless one is looked at only where it differs."""
    meta: Resource = {"versionId": "1", "lastUpdated": "2026-12-01T00:00:00+00:00"}
    full = {"resourceType": change.type, "id": change.id, "meta": meta, **change.body}
    profiles = known(full, like) if like is not None else None  # type: ignore[operator]
    if profiles is None:
        check, profiles = rules.validator.check, rules.validator.bound(full)
        issues = list(check(full, profiles, advice=False, lasting=like is not None, like=like))
        premise(
            holds=all(issue.severity.value not in ("error", "fatal") for issue in issues),
            text="every resource is valid",
        )
    if profiles:
        meta["profile"] = list(profiles)
    return full


def _plainly(body: bytes) -> int:
    reader = csv.DictReader(io.TextIOWrapper(io.BytesIO(body), "utf-8", newline=""), delimiter=";")
    return sum(len(orjson.dumps(row)) for row in reader)


def _right(rules: Ruleset, body: bytes) -> None:
    """Every value arrives digit for digit, and bad rows are told."""
    rows = list(
        csv.DictReader(io.StringIO(body[:200_000].decode().rpartition("\r\n")[0]), delimiter=";")
    )
    cut = rules.adapters["delimited"].splitter(16_000_000, rules.senders[SENDER], "results.csv")
    pieces = [one for one in (*cut.feed(body), *cut.end()) if isinstance(one, bytes)]
    premise(holds=len(pieces) == ROWS, text="every row is found")
    made = [fhirjson.decode(_row(rules, piece)[-1]) for piece in pieces[: len(rows)]]
    values = [str(one["valueQuantity"]["value"]) for one in made]
    premise(
        holds=values == [row["Value"].replace(",", ".") for row in rows], text="all values arrive"
    )
    spoiled = pieces[0].replace(rows[0]["Value"].encode(), b"much")
    issues = plan(Inbound(SENDER, "delimited", spoiled, NOW), rules).mapped.issues
    premise(holds=[one.source for one in issues] == ["value"], text="a bad cell is told")


def _memory(rules: Ruleset) -> Row:
    """The most that a file of five times the rows holds, over that of the smaller."""
    walk(rules, _file(99, _MANY))  # what recurs is known, as it is after the first rows
    peaks = [_peak(rules, _file(100, rows)) for rows in (_FEW, _MANY)]
    figure = ", ".join(f"{peak / 1e6:.1f} MB" for peak in peaks)
    return Row(
        "delimited.memory",
        "memory at most for a file of five times the rows, over the smaller",
        f"{figure} for {_FEW:,} and {_MANY:,} rows",
        value=peaks[1] / peaks[0],
    )


def _peak(rules: Ruleset, body: bytes) -> int:
    tracemalloc.start()
    walk(rules, body)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak
