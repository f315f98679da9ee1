"""Measure: `python -m bench`, `--only parse`, `--full`, `--check` (exit 1 if a ratio is missed).

Prints a table, and writes it with its date into bench/README.md.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from bench import (
    convert,
    decode,
    delimited,
    disk,
    documents,
    growth,
    hour,
    issues,
    mllp,
    packages,
    parse,
    postgres,
    report,
    rest,
    scale,
    servers,
    start,
    unusual,
    validate,
)
from bench.core import FULL, QUICK, Row, Scale

Measure = Callable[[Scale, Path], Iterator[Row]]
QUESTIONS: Mapping[str, Measure] = MappingProxyType(
    {
        "parse": parse.measure,
        "convert": convert.measure,
        "unusual": unusual.measure,
        "decode": decode.measure,
        "delimited": delimited.measure,
        "documents": documents.measure,
        "validate": validate.measure,
        "issues": issues.measure,
        "mllp": mllp.measure,
        "servers": servers.measure,
        "rest": rest.measure,
        "postgres": postgres.measure,
        "start": start.measure,
        "growth": growth.measure,
        "hour": hour.measure,
        "disk": disk.measure,
        "scale": scale.measure,
        "packages": packages.measure,
    }
)
"""Question -> who answers it, with the rows of its table."""
LONG = frozenset({"hour"})
"""Those that take long: asked by name, or where all is."""


def main() -> int:
    """Ask every question asked for; 1 where a ratio is missed and --check was said."""
    asked = _arguments()
    scale = FULL if asked.full else QUICK
    usual = [name for name in QUESTIONS if asked.full or name not in LONG]
    rows = [row for name in asked.only or usual for row in _rows(name, scale)]
    goals = report.goals()
    report.show(rows, goals)
    if not asked.only:
        report.keep(rows, goals, full=asked.full)
    missed = [row.name for row in rows if report.missed(row, goals.get(row.name, {}))]
    if missed:
        print(f"below 0.8 of the goal: {', '.join(missed)}")
    return 1 if missed and asked.check else 0


def _rows(name: str, scale: Scale) -> list[Row]:
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        rows = list(QUESTIONS[name](scale, Path(folder)))
    print(f"{name}: {time.perf_counter() - began:.0f} s", file=sys.stderr)
    return rows


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="within 4 minutes (the default)")
    size.add_argument("--full", action="store_true", help="more inputs, more turns")
    parser.add_argument("--only", action="append", choices=QUESTIONS, help="one question")
    parser.add_argument("--check", action="store_true", help="exit 1 where a ratio is missed")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
