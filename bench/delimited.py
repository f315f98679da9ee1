"""How fast do rows of a CSV file become validated Observations, against reading and writing them?

The peer is `csv.DictReader` and `orjson.dumps` on the same file: rows in, JSON out, nothing said
of what they mean. Ours is what `gateway convert` does with the file, but for printing: each row
becomes a Bundle of an Observation and the Patient whose number it names, both named and validated
by base R4 and our national profiles, with all that is wrong. Nothing is kept. What recurs is known
from the rows before, as it is in a file of many rows; `delimited.first` is a file of which nothing
is known yet.
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
from gateway.intake.convert import convert
from gateway.intake.files import Files, Found
from gateway.intake.rows import Rows
from gateway.model import Inbound, Ruleset
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


def measure(scale: Scale, folder: Path) -> Iterator[Row]:
    """Rows a CPU-second, and how many times the peer; memory as a file grows."""
    rules = ruleset(Settings(data=folder))
    files = [_file(number, ROWS) for number in range(scale.turns + 1)]
    settled()
    _right(rules, files[-1])

    known = Rows(rules, SENDER)
    walk(known, files[-1])

    def mine(turn: int) -> float:
        return timed(lambda body: walk(known, body), files[turn : turn + 1]) / ROWS

    def anew(turn: int) -> float:
        return timed(lambda body: walk(Rows(rules, SENDER), body), files[turn : turn + 1]) / ROWS

    def theirs(turn: int) -> float:
        return timed(_plainly, files[turn : turn + 1]) / ROWS

    ours, first, others = turns((mine, anew, theirs), scale.turns)
    yield Row(
        "delimited.rows",
        "CSV rows to validated Observations in JSON, against DictReader + orjson",
        f"{rate(ours, 'rows')} (DictReader + orjson {rate(others, 'rows')})",
        times(ours, others),
        note=noise(ours, others),
    )
    yield Row(
        "delimited.first",
        f"the same, of a file of {ROWS:,} rows of which nothing is known yet",
        rate(first, "rows"),
        times(first, others),
        note=noise(first, others),
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


def walk(known: Rows, body: bytes) -> int:
    """Say every row of a file in FHIR; gives the bytes of JSON."""
    written = 0
    for inbound in _inbounds(known.ruleset, body):
        said = known.said(inbound)
        premise(holds=not said.bad, text="every resource is valid")
        written += len(said.text)
    return written


def _inbounds(rules: Ruleset, body: bytes) -> Iterator[Inbound]:
    files = Files(rules.adapters, rules.senders[SENDER], 16_000_000, "delimited")
    for one in files.found(io.BytesIO(body), "results.csv"):
        if isinstance(one, Found):
            yield Inbound(SENDER, one.format, one.body, NOW)


def _plainly(body: bytes) -> int:
    reader = csv.DictReader(io.TextIOWrapper(io.BytesIO(body), "utf-8", newline=""), delimiter=";")
    return sum(len(orjson.dumps(row)) for row in reader)


def _right(rules: Ruleset, body: bytes) -> None:
    """Every value arrives digit for digit, and bad rows are told."""
    rows = list(
        csv.DictReader(io.StringIO(body[:200_000].decode().rpartition("\r\n")[0]), delimiter=";")
    )
    known = Rows(rules, SENDER)
    pieces = [*_inbounds(rules, body)]
    premise(holds=len(pieces) == ROWS, text="every row is found")
    said = [known.said(one) for one in pieces[: len(rows)]]
    same = [
        one.text == fhirjson.encode(convert(inbound, rules).bundle)
        for one, inbound in zip(said, pieces, strict=False)
    ]
    premise(holds=all(same), text="rows like others are what they are alone")
    made = [fhirjson.decode(one.text)["entry"][-1]["resource"] for one in said]
    values = [str(one["valueQuantity"]["value"]) for one in made]
    premise(
        holds=values == [row["Value"].replace(",", ".") for row in rows], text="all values arrive"
    )
    spoiled = pieces[0].body.replace(rows[0]["Value"].encode(), b"much")
    issues = known.said(Inbound(SENDER, "delimited", spoiled, NOW)).issues
    bad = [one.source for one in issues if one.severity.value == "error"]
    premise(holds=bad == ["value"], text="a bad cell is told")


def _memory(rules: Ruleset) -> Row:
    """The most that a file of five times the rows holds, over that of the smaller."""
    known = Rows(rules, SENDER)
    walk(known, _file(99, _MANY))  # what recurs is known, as it is after the first rows
    peaks = [_peak(known, _file(100, rows)) for rows in (_FEW, _MANY)]
    figure = ", ".join(f"{peak / 1e6:.1f} MB" for peak in peaks)
    return Row(
        "delimited.memory",
        "memory at most for a file of five times the rows, over the smaller",
        f"{figure} for {_FEW:,} and {_MANY:,} rows",
        value=peaks[1] / peaks[0],
    )


def _peak(known: Rows, body: bytes) -> int:
    tracemalloc.start()
    walk(known, body)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak
