"""Does a header stand here once more, where files were put together?

The rows behind it are in its order, which may be another one.
https://www.w3.org/TR/tabular-data-model/#parsing
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.adapters.delimited import head as heads
from gateway.adapters.delimited.charset import MARK
from gateway.adapters.delimited.head import Head
from gateway.model import Layout


class Headers:
    """Headers of the kinds of files that may stand in one."""

    def __init__(self, known: Head, layouts: Sequence[Layout], *, mark: bool) -> None:
        """`known`: what the file began with; `mark`: it began with one."""
        described = [one for one in layouts if one.header and one.mapped]
        self._layouts = sorted(described, key=lambda one: one is not known.layout)
        self._mark = mark
        self._between = known.cut.delimiter.encode(known.codec or "utf-8", "replace")
        self._around = b" " + known.layout.quote.encode() + MARK
        names = [name for one in described for column in one.columns for name in column.headers]
        self._own = known.prefix.partition(b"\n")[2][:-1].removeprefix(MARK)
        first = {self._cell(self._own), *(name.encode().lower() for name in names)}
        self._first = frozenset(first - {b""})

    def _cell(self, record: bytes) -> bytes:
        """The first cell, whatever its case and what stands around it."""
        return record.partition(self._between)[0].strip(self._around).lower()

    def found(self, record: bytes) -> Head | None:
        """What such a row says of those behind it; None where it is none."""
        if self._cell(record) not in self._first and record != self._own:
            return None
        record = record.removeprefix(MARK)
        scores = [heads.score(one, record, mark=self._mark) for one in self._layouts]
        best = max(range(len(scores)), key=scores.__getitem__)
        if not scores[best]:
            return None
        return heads.head(self._layouts[best], record, mark=self._mark)
