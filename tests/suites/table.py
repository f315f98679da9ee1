"""The rows of the table that `make suites` prints and keeps, and how they are written.

https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType

_OPENING = (
    "`make suites` runs the cases and examples of others and writes this page. A case on which we"
    " judge otherwise stands below with its reason; one without is a fault."
)
_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: how many of how many, and what it should be."""

    what: str
    right: int
    of: int
    goal: Fraction | None = None
    """The least share; None where a figure is only told."""
    note: str = ""

    @property
    def verdict(self) -> str:
        """Whether the goal is met, of what was run."""
        if self.goal is None:
            return "told"
        if not self.of:
            return "not run"
        return "met" if Fraction(self.right, self.of) >= self.goal else "MISSED"

    @property
    def share(self) -> str:
        """The share, in percent."""
        return f"{100 * self.right / self.of:.1f} %" if self.of else "-"

    @property
    def wanted(self) -> str:
        """The goal, in percent."""
        return f"{100 * float(self.goal):.0f} %" if self.goal is not None else ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A further table of a suite: what its figures rest on, one line each."""

    title: str
    columns: Sequence[str]
    lines: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Result:
    """What one suite gave."""

    suite: str
    rows: Sequence[Row]
    otherwise: Mapping[str, str] = field(default_factory=lambda: _NONE)
    """Case -> what we said of it, where others say otherwise."""
    reasons: Mapping[str, str] = field(default_factory=lambda: _NONE)
    faults: Sequence[str] = ()
    listed: Sequence[Listed] = ()


def text(results: Iterable[Result], said: str) -> str:
    """The page: the table, then every case that is judged otherwise, with its reason."""
    results = list(results)
    lines = [
        "# What we agree on with others",
        "",
        _OPENING,
        "",
        said,
        "",
        "| suite | what | right | of | share | goal | verdict | note |",
        "|---|---|--:|--:|--:|--:|---|---|",
    ]
    for result in results:
        lines += [_line(result.suite, row) for row in result.rows]
    for result in results:
        if result.otherwise:
            lines += ["", f"## {result.suite}: judged otherwise", "", *_cases(result)]
        for one in result.listed:
            lines += ["", f"## {result.suite}: {one.title}", "", *_listed(one)]
    return "\n".join(lines) + "\n"


def _line(suite: str, row: Row) -> str:
    counted = (f"{row.right:,}", f"{row.of:,}", row.share, row.wanted)
    return f"| {' | '.join((suite, row.what, *counted, row.verdict, row.note))} |"


def _cases(result: Result) -> list[str]:
    return [
        "| case | we say | why |",
        "|---|---|---|",
        *(
            f"| {case} | {said} | {result.reasons.get(case, '**no reason is written**')} |"
            for case, said in sorted(result.otherwise.items())
        ),
    ]


def _listed(one: Listed) -> list[str]:
    return [
        f"| {' | '.join(one.columns)} |",
        f"|{'---|' * len(one.columns)}",
        *(f"| {' | '.join(line)} |" for line in one.lines),
    ]
