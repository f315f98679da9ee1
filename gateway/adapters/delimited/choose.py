"""Which kind is this file of, and where does its header stand? By its name, its header, its width.

https://www.w3.org/TR/tabular-data-model/#parsing
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gateway.adapters.delimited import head as heads
from gateway.adapters.delimited.charset import narrow
from gateway.model import Layout

_HINT = re.compile(rb'"?sep=.?"?', re.IGNORECASE)
"""So spreadsheets tell one another the delimiter in a first line; the header shows it as well."""
_MOST_BEFORE = 20
"""Lines before a header that nobody described: behind them it is looked for."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The kind of a file."""

    layout: Layout
    header: bytes | None
    """None: it has none."""
    lines: int
    """Those that stand before the first row."""
    before: int = 0
    """Those before the header that nobody described."""


def choose(
    lines: Sequence[bytes], layouts: Sequence[Layout], file: str, *, mark: bool
) -> Chosen | None:
    """The kind that the name and the header speak for most; None for none of them."""
    return _best(lines, layouts, file, mark=mark) or _late(lines, layouts, mark=mark)


def _best(
    lines: Sequence[bytes], layouts: Sequence[Layout], file: str, *, mark: bool
) -> Chosen | None:
    found: list[tuple[float, Chosen]] = []
    for layout in layouts:
        at = _first(lines, layout)
        if at >= len(lines):
            continue
        named = heads.called(layout, file)
        if layout.header:
            header, count = record(lines, at, layout)
            points = heads.score(layout, header, mark=mark)
            if points:
                found.append((points + 2 * named, Chosen(layout, header, at + count)))
        elif heads.fits(layout, lines[at], mark=mark) or named:
            found.append((0.4 + 2 * named, Chosen(layout, None, at)))
    if not found:
        return None
    best = max(found, key=lambda one: one[0])
    alike = [one for one in found if one[0] == best[0] and not one[1].layout.header]
    return None if len(alike) > 1 else best[1]


def _late(lines: Sequence[bytes], layouts: Sequence[Layout], *, mark: bool) -> Chosen | None:
    """The kind of which a header stands further down: behind a title, a date, a ward."""
    described = [one for one in layouts if one.header]
    for at in range(1, min(len(lines), _MOST_BEFORE + 1)):
        found: list[tuple[float, Chosen]] = []
        for layout in described:
            header, count = record(lines, at, layout)
            points = heads.score(layout, header, mark=mark)
            found.append((points, Chosen(layout, header, at + count, at)))
        points, best = max(found, key=lambda one: one[0], default=(0.0, None))
        if best is not None and points:
            return best
    return None


def _first(lines: Sequence[bytes], layout: Layout) -> int:
    """The first line that is neither skipped, empty, a comment nor a hint to Excel (`sep=;`)."""
    begins = comments(layout)
    for at in range(layout.skip, len(lines)):
        if _HINT.fullmatch(lines[at].strip()):
            continue
        if lines[at].strip() and not lines[at].startswith(begins):
            return at
    return len(lines)


def record(lines: Sequence[bytes], at: int, layout: Layout) -> tuple[bytes, int]:
    """(the header that begins at this line, its lines): names may hold line ends too."""
    quote = layout.quote.encode()
    taken = list(lines[at : at + 1])
    while quote and sum(one.count(quote) for one in taken) % 2 and at + len(taken) < len(lines):
        taken.append(lines[at + len(taken)])
    if sum(one.count(quote) for one in taken) % 2 if quote else False:
        taken = taken[:1]
    return b"\n".join(taken), len(taken)


def comments(layout: Layout) -> tuple[bytes, ...]:
    """How lines begin that are no rows, as the file writes it."""
    codec = narrow(layout.charset) or "utf-8"
    return tuple(one.encode(codec, "replace") for one in layout.comment)
