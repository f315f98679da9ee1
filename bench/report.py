"""The table of figures: on the terminal, and in bench/README.md with date and machine."""

from __future__ import annotations

import os
import platform
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.core import Row

FOLDER = Path(__file__).parent
TOLERANCE = 0.8
BEGIN, END = "<!-- figures begin -->", "<!-- figures end -->"
_TOLD = ("orjson", "msgspec", "uvloop")
Goals = Mapping[str, Mapping[str, float]]


def goals() -> dict[str, dict[str, float]]:
    """`question.row` -> what must hold."""
    read = tomllib.loads((FOLDER / "goals.toml").read_text())
    return {f"{name}.{row}": goal for name, rows in read.items() for row, goal in rows.items()}


def missed(row: Row, goal: Mapping[str, float]) -> bool:
    """Is a ratio below 0.8 of its goal? Absolute figures are never judged here."""
    return row.ratio is not None and row.ratio < TOLERANCE * goal.get("ratio", 0)


def show(rows: Sequence[Row], wanted: Goals) -> None:
    """Print the table."""
    for row in rows:
        print(f"{row.name:26} {_measured(row):>9}  {_goal(row, wanted):20} {row.figure}")
        print(f"{'':26} {row.what}{f' [{row.note}]' if row.note else ''}")


def keep(rows: Sequence[Row], wanted: Goals, *, full: bool) -> None:
    """Write the table into the README, between its marks."""
    file = FOLDER / "README.md"
    head, _, rest = file.read_text().partition(BEGIN)
    tail = rest.partition(END)[2]
    table = "\n".join(_markdown(rows, wanted, full=full))
    file.write_text(f"{head}{BEGIN}\n{table}\n{END}{tail}")


def _markdown(rows: Sequence[Row], wanted: Goals, *, full: bool) -> Iterator[str]:
    libraries = ", ".join(f"{name} {version(name)}" for name in _TOLD)
    size = "full" if full else "quick"
    yield f"Run of {datetime.now(UTC):%Y-%m-%d %H:%M} UTC ({size}), {_machine()}."
    yield f"Python {platform.python_version()}, {libraries}.\n"
    yield "| question | what | ratio or value | goal | figures |"
    yield "|---|---|---|---|---|"
    for row in rows:
        what = f"{row.what} ({row.note})" if row.note else row.what
        cells = (row.name, what, _measured(row), _goal(row, wanted), row.figure)
        yield f"| {' | '.join(cells)} |"


def _machine() -> str:
    load = os.getloadavg()[0]
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, load {load:.1f}"
    )


def _measured(row: Row) -> str:
    if row.ratio is not None:
        return f"{row.ratio:.2f} x"
    return "" if row.value is None else f"{row.value:,.2f}"


def _goal(row: Row, wanted: Goals) -> str:
    goal = wanted.get(row.name, {})
    if "ratio" in goal and row.ratio is not None:
        return f"{goal['ratio']:g} x {'met' if row.ratio >= goal['ratio'] else 'MISSED'}"
    if "most" in goal and row.value is not None:
        return f"at most {goal['most']:g} {'met' if row.value <= goal['most'] else 'MISSED'}"
    return f"aim {goal['aim']:g}" if "aim" in goal else ""
