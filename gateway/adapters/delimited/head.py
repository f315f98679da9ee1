"""Which description fits this file, and which of its columns is which? Drift is told by name.

https://www.w3.org/TR/tabular-data-model/#parsing
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from operator import itemgetter
from typing import Any

from gateway.adapters.delimited.cells import Cut, shown
from gateway.adapters.delimited.charset import GUESSED, MARK, narrow
from gateway.adapters.delimited.fixed import whole
from gateway.adapters.delimited.parts import parted
from gateway.model import Issue, Layout
from gateway.wording import told

DELIMITERS = (",", ";", "\t", "|")
TAG = b"#! "
"""Begins the line that says of which kind a row is, where it stands alone."""
_LEAST = 0.5
"""The part of the described columns that a header must have."""
_NEAR = 0.75


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of the rows of a file before the first is read."""

    layout: Layout
    prefix: bytes
    """What stands before each row that is kept: tag, mark and header."""
    cut: Cut
    count: int
    """Cells that a row should have; 0: as many as there are."""
    take: Callable[[Sequence[str]], tuple[str, ...]]
    """The cells in the order of the layout."""
    order: tuple[int, ...]
    """Place in the file of each column of the layout; -1: it has none."""
    others: tuple[tuple[int, str], ...]
    """(place, name) of the columns that the layout does not name."""
    codec: str
    """Empty: UTF-8, or what is guessed."""
    issues: tuple[tuple[str, tuple[str, ...], str], ...] = ()
    """(key of the sentence, facts, name of the column) of what drifted."""

    def alike(self, other: Head) -> bool:
        """Are rows behind both read in the same way?"""
        mine, theirs = (
            (one.layout, one.cut, one.count, one.order, one.others) for one in (self, other)
        )
        return mine == theirs

    def swallows(self, record: bytes) -> bool:
        """Does a cell of several lines hold rows, by a quote that was opened by mistake?"""
        return self.cut.swallows(record.decode(self.codec or "utf-8", "replace"), self.count)

    def told(self, number: int) -> list[Issue]:
        """What is to be said of the header, which stands at this row."""
        return [
            told(key, *facts, source=f"R{number}:{name}" if name else f"R{number}")
            for key, facts, name in self.issues
        ]


def head(layout: Layout, header: bytes | None, *, mark: bool) -> Head:
    """What a layout makes of a header; None: the file has none. `mark`: it begins with one."""
    before = TAG + layout.name.encode() + b"\n" + (MARK if mark else b"")
    codec = "utf-8" if mark else narrow(layout.charset)
    if header is None:
        order = tuple(range(len(layout.columns)))
        cut = Cut(layout.delimiter, layout.quote, layout.escape)
        return _made(layout, before, cut, 0 if layout.fixed else len(order), order, (), codec, ())
    text = _text(header, codec)
    delimiter = layout.delimiter or _delimiter(layout, text)
    cut = Cut(delimiter, layout.quote, layout.escape)
    names = [one.strip() for one in cut.cells(text)]
    order, others, issues = _matched(layout, names)
    return _made(layout, before + header + b"\n", cut, len(names), order, others, codec, issues)


def _made(  # noqa: PLR0913, PLR0917 - what is known of a file's rows
    layout: Layout,
    prefix: bytes,
    cut: Cut,
    count: int,
    order: tuple[int, ...],
    others: tuple[tuple[int, str], ...],
    codec: str,
    issues: Sequence[Any],
) -> Head:
    take = parted(_take, order, layout)
    return Head(layout, prefix, cut, count, take, order, others, codec, tuple(issues))


def _take(order: Sequence[int]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    if tuple(order) == tuple(range(len(order))):
        return lambda cells: tuple(cells[: len(order)])
    if len(order) > 1:
        taken = itemgetter(*order)
        # What has no place is taken from the end, where nothing stands.
        return (lambda cells: taken([*cells, ""])) if -1 in order else taken
    return lambda cells: tuple([cells[at] if at >= 0 else "" for at in order])


def _text(header: bytes, codec: str) -> str:
    try:
        return header.decode(codec or "utf-8")
    except UnicodeDecodeError:
        return header.decode(GUESSED, "replace")


def _delimiter(layout: Layout, text: str) -> str:
    """Whichever cuts the header into most of the names that are looked for."""

    def found(delimiter: str) -> int:
        names = Cut(delimiter, layout.quote, layout.escape).cells(text)
        return sum(at >= 0 for at in _places(layout, names))

    return max(DELIMITERS, key=found)


def folded(name: str) -> str:
    """A name without case, accents, and all that is neither letter nor digit."""
    plain = unicodedata.normalize("NFKD", name.strip().casefold())
    return re.sub(r"[\W_]+", "", "".join(c for c in plain if not unicodedata.combining(c)))


def _places(layout: Layout, names: Sequence[str]) -> list[int]:
    """Of each column of the layout the one place of the header that has its name; else -1."""
    bare = [name.strip() for name in names]
    fold = [folded(name) for name in names]
    found = []
    for column in layout.columns:
        exact = [at for at, name in enumerate(bare) if name in column.headers]
        wanted = set(map(folded, column.headers))
        near = exact or [at for at, name in enumerate(fold) if name in wanted]
        found.append(near[0] if len(near) == 1 else -len(near) - 1)
    return found


def _matched(
    layout: Layout, names: Sequence[str]
) -> tuple[tuple[int, ...], tuple[tuple[int, str], ...], list[tuple[str, tuple[str, ...], str]]]:
    """(place of each column, the other columns, what drifted)"""
    places = _places(layout, names)
    taken = {at for at in places if at >= 0}
    left = [at for at in range(len(names)) if at not in taken]
    issues = list(_drift(layout, names, places, left))
    order = tuple(at if at >= 0 else -1 for at in places)
    others = tuple((at, shown(names[at]) or f"column {at + 1}") for at in left)
    return order, others, issues


_ABSENCES = {
    True: ("header-missing", "header-missing.column"),
    False: ("header-absent", "header-absent"),
}
"""Is the column required? -> the rule, and the sentence where no other column looks like it."""


def _drift(
    layout: Layout, names: Sequence[str], places: Sequence[int], left: Sequence[int]
) -> Iterator[tuple[str, tuple[str, ...], str]]:
    known = {folded(name) for column in layout.columns for name in column.headers}
    free = [folded(names[at]) for at in left]
    for column, at in zip(layout.columns, places, strict=True):
        if at < -1:
            yield "header-duplicate", (column.headers[0],), column.name
        elif at == -1:
            near = get_close_matches(folded(column.headers[0]), free, 1, _NEAR)
            like = [shown(names[at]) for at in left if near and folded(names[at]) == near[0]]
            level, alone = _ABSENCES[column.required]
            yield f"{level}.near" if like else alone, (column.headers[0], *like[:1]), column.name
        elif names[at].strip() not in column.headers:
            yield "header-renamed", (column.headers[0], shown(names[at])), column.name
    for at in left:
        if folded(names[at]) not in known:
            name = shown(names[at]) or f"column {at + 1}"
            yield "header-extra", (name,), name
    found = list(dict.fromkeys(at for at in places if at >= 0))  # a place may be of two columns
    if found != sorted(found):
        yield "header-order", (), ""


def score(layout: Layout, header: bytes, *, mark: bool) -> float:
    """The part of the described columns that a header has; 0 where it is another file's."""
    text = _text(header, "utf-8" if mark else narrow(layout.charset))
    cut = Cut(layout.delimiter or _delimiter(layout, text), layout.quote, layout.escape)
    if cut.state(text) == "bad" or "\r" in text.strip():  # there begins a row, and is somebody's
        return 0.0
    places = _places(layout, cut.cells(text))
    part = sum(at != -1 for at in places) / len(places)
    needed = [at for column, at in zip(layout.columns, places, strict=True) if column.required]
    if len(needed) > 1 and -1 not in needed:
        return max(part, _LEAST)
    return part if part >= _LEAST else 0.0


def called(layout: Layout, file: str) -> bool:
    """Does the file's name say that it is of this kind?"""
    return bool(file) and any(fnmatchcase(file.casefold(), one.casefold()) for one in layout.files)


def fits(layout: Layout, row: bytes, *, mark: bool) -> bool:
    """Is this a row of a file without header, as far as its length or its cells show?"""
    text = _text(row, "utf-8" if mark else narrow(layout.charset))
    if layout.fixed:
        return whole(layout) in (len(row), len(text))
    cut = Cut(layout.delimiter, layout.quote, layout.escape)
    return cut.state(text) == "whole" and len(cut.cells(text)) == len(layout.columns)
