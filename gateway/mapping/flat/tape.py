"""What the numbers on a row's tape mean, and the account that they give of its cells.

A number is sixteen times that of a line of the description (or of a column, or a map) plus what
happened. The catalogue tells the rest without the description's files.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from gateway.mapping.flat.rows import FlatMap, Kind, Line
from gateway.mapping.flat.tree import Shape, place
from gateway.mapping.flaws import FLAWS
from gateway.model import Fate, FlatRow, Severity, Trace

ROLES = 16
WRITTEN, TRANSLATED, FLAWED, REFUSED, MADE = range(5)
"""Written, or ignored under a condition · written in translation · written with a flaw · not
written · a map made its resource."""

_ERROR = Severity.ERROR
RULES: Mapping[str, tuple[Severity, str]] = MappingProxyType(
    {rule: (flaw.severity, flaw.reason) for rule, flaw in FLAWS.items()}
    | {
        "cell-required": (_ERROR, "empty"),
        "cell-not-allowed": (_ERROR, "not one of the values"),
        "cell-long": (_ERROR, "too long"),
        "cell-formula-error": (_ERROR, "an error of a spreadsheet"),
        "cell-code-date": (_ERROR, "made a date"),
        "cell-number-cut": (_ERROR, "cut to fewer digits"),
        "cell-names-nobody": (_ERROR, "no number"),
        "cell-text-mark": (Severity.INFORMATION, ""),
        "lookup-missing": (Severity.WARNING, "not in the other file"),
    }
)
"""Rule -> (how bad, in the ledger: what was lost)."""
_RANK = {Fate.TRANSLATED: 4, Fate.MAPPED: 3, Fate.DEGRADED: 2, Fate.IGNORED: 1}


@dataclass(frozen=True, slots=True)
class Entry:
    """A line as the catalogue has it."""

    name: str
    """`delimited/patients.yaml#birth-date`"""
    src: tuple[str, ...]
    map: int
    type: str
    degraded: str
    ignore: str
    always: bool
    """It ignores whatever happens."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What became of one cell, by one line."""

    column: str
    fate: Fate
    row: str = ""
    target: str = ""
    map: int = -1
    reason: str = ""
    wrote: bool = False
    number: int = -1


class Catalogue:
    """What a kind's tapes mean."""

    def __init__(self, kind: Kind) -> None:
        self.columns = tuple(one.name for one in kind.columns)
        self.entries: dict[int, Entry] = {}
        self._shapes: dict[int, Shape] = {}
        for at, one in enumerate(kind.maps):
            self._shapes[at] = Shape(one.lines)
            self.entries |= {
                line.number: _entry(line, at, one, self.columns) for line in one.lines
            }

    def claims(self, tape: Sequence[int]) -> Iterator[Claim]:
        """What each line did, in the order of the tape; then those that ignore."""
        wrote = {told // ROLES for told in tape if told % ROLES <= FLAWED}
        present = {
            at: frozenset(
                spot.number for line in wrote if line in shape.path for spot in shape.path[line]
            )
            for at, shape in self._shapes.items()
        }
        for told in tape:
            number, role = divmod(told, ROLES)
            if role == MADE:
                continue
            if number < len(self.columns):
                yield Claim(self.columns[number], Fate.DEGRADED, reason="not taken", number=number)
                continue
            entry = self.entries[number]
            target = ""
            if not entry.ignore:
                path = self._shapes[entry.map].path[number]
                target = f"{entry.type}{place(path, present[entry.map])}"
            for column in entry.src:
                yield Claim(column, *_fate(entry, role, target), role <= FLAWED, number)
        for entry in self.entries.values():
            if entry.always:
                for column in entry.src:
                    yield Claim(column, Fate.IGNORED, entry.name, reason=entry.ignore)


def _fate(entry: Entry, role: int, target: str) -> tuple[Fate, str, str, int, str]:
    """(fate, line, target, map, reason)"""
    if entry.ignore:
        return Fate.IGNORED, entry.name, "", entry.map, entry.ignore
    if entry.degraded or role in (FLAWED, REFUSED):
        return Fate.DEGRADED, entry.name, target, entry.map, entry.degraded
    fate = Fate.TRANSLATED if role == TRANSLATED else Fate.MAPPED
    return fate, entry.name, target, entry.map, ""


def _entry(line: Line, at: int, one: FlatMap, columns: Sequence[str]) -> Entry:
    return Entry(
        name=f"{line.file}#{line.id}",
        src=tuple(columns[number] for number in line.src),
        map=at,
        type=one.type,
        degraded=line.degraded,
        ignore=line.ignore,
        always=bool(line.ignore) and line.when is None,
    )


def traces(
    catalogue: Catalogue,
    row: FlatRow,
    tape: Sequence[int],
    ids: Mapping[int, str],
    reasons: Mapping[int, str],
) -> Iterator[Trace]:
    """One Trace for each valued cell; the claim that kept most is told.

    `ids`: number of a map -> `Type/id` that it made; `reasons`: number of a line or a column ->
    what was lost there.
    """
    best: dict[str, Claim] = {}
    for claim in catalogue.claims(tape):
        if claim.column not in best or _RANK[claim.fate] > _RANK[best[claim.column].fate]:
            best[claim.column] = claim
    spans = row.spans()
    valued = zip(catalogue.columns, row.cells, strict=True)
    for name in (*(name for name, text in valued if text), *(name for name, _ in row.others)):
        found = best.get(name)
        span = spans.get(name, (0, 0))
        if found is None:
            yield Trace(row.place(name), Fate.UNMAPPED, span=span)
        else:
            fate, lost = found.fate, ""
            if fate is Fate.DEGRADED and found.number in reasons:
                lost = reasons[found.number]
                fate = fate if lost or found.reason else Fate.MAPPED
            yield Trace(
                row.place(name),
                fate,
                found.target,
                ids.get(found.map, "") if found.target else "",
                found.row,
                lost or found.reason,
                span,
            )


def numbers(tape: bytes) -> Sequence[int]:
    """The numbers of a tape as it is kept."""
    made = array("i")
    made.frombytes(tape)
    return made
