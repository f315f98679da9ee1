"""Where does a cell of a row begin and end? By delimiter and quotes, or by columns of fixed width.

https://www.rfc-editor.org/rfc/rfc4180 (2, definition of the CSV format)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

State = Literal["whole", "open", "bad"]
"""Whole; a quote is still open at its end; a text follows a quote that was closed."""
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\s]+")
_LONGEST_NAME = 60
_ENDS = re.compile(r"\r\n|\r|\n")
_TELLING = 4
"""Delimiters of a row from which on their number in a text is no chance."""


@dataclass(frozen=True, slots=True)
class Cut:
    """How rows of one dialect are cut."""

    delimiter: str
    quote: str
    escape: str

    def state(self, record: str) -> State:
        """Is the record whole, as far as its quotes tell?"""
        if not self.quote or self.quote not in record:
            return "whole"
        whole, open_, _ = _patterns(self.delimiter, self.quote, self.escape)
        if whole.fullmatch(record):
            return "whole"
        return "open" if open_.fullmatch(record) else "bad"

    def cells(self, record: str) -> list[str]:
        """The texts of a whole record, quotes taken off."""
        if not self.quote or self.quote not in record:
            return record.split(self.delimiter)
        return [text for text, _, _ in self.spans(record)]

    def spans(self, record: str) -> Iterator[tuple[str, int, int]]:
        """(text, start, end) of each cell of a whole record, its quotes outside."""
        if not self.quote:
            at = 0
            for text in record.split(self.delimiter):
                yield text, at, at + len(text)
                at += len(text) + len(self.delimiter)
            return
        _, _, cell = _patterns(self.delimiter, self.quote, self.escape)
        at, more = 0, True
        while more:
            found = cell.match(record, at)
            if found is None:
                return
            which = 1 if found[1] is not None else 2
            text = found[which]
            yield self._bare(text) if which == 1 else text, *found.span(which)
            at, more = found.end(), bool(found[3])

    def swallows(self, record: str, count: int) -> bool:
        """Does a cell hold the end of its row, whole rows and the beginning of another?

        So it is where a quote is opened by mistake, and the next one stands in the same column.
        """
        each = count - 1
        for at, cell in enumerate(self.cells(record)):
            found = [part.count(self.delimiter) for part in _ENDS.split(cell)]
            between = all(one == each for one in found[1:-1])
            if len(found) > 1 and (found[0], found[-1]) == (each - at, at) and between:
                return each >= _TELLING
        return False

    def in_one(self, cells: Sequence[str]) -> bool:
        """Does the first cell hold a whole row, and nothing stands in the others?"""
        each = len(cells) - 1
        return each > 1 and cells[0].count(self.delimiter) >= each and not any(cells[1:])

    def _bare(self, text: str) -> str:
        if self.escape:
            return re.sub(re.escape(self.escape) + r"(.)", r"\1", text, flags=re.DOTALL)
        return text.replace(self.quote * 2, self.quote)


@lru_cache(maxsize=64)
def _patterns(
    delimiter: str, quote: str, escape: str
) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """(a whole record, one whose last quote is open, one cell and what ends it)"""
    d, q = re.escape(delimiter), re.escape(quote)
    inner = f"[^{q}]++|{q}{q}"
    if escape:
        e = re.escape(escape)
        inner = f"[^{q}{e}]++|{e}.|{q}{q}"
    plain = f"[^{d}]*+" if len(delimiter) == 1 else f"(?:(?!{d}).)*+"
    begins, quoted = f" *+{q}", f"(?:{inner})*+"
    closed = f"{begins}{quoted}{q} *+"
    bare = f"(?!{begins}){plain}"
    return (
        re.compile(f"(?:{closed}|{bare})(?:{d}(?:{closed}|{bare}))*+", re.DOTALL),
        re.compile(f"(?:(?:{closed}|{bare}){d})*+{begins}{quoted}", re.DOTALL),
        re.compile(f"(?:{begins}({quoted}){q} *+|({bare}))({d}|\\Z)", re.DOTALL),
    )


def shown(name: str) -> str:
    """A name of a header as a sentence may say it: one line, not long."""
    plain = _CONTROLS.sub(" ", name).strip()
    return plain if len(plain) <= _LONGEST_NAME else f"{plain[:_LONGEST_NAME]}..."
