"""How a file of rows is written, and one row of it: CSV, TSV, any delimiter, fixed columns.

https://www.rfc-editor.org/rfc/rfc4180 · https://www.w3.org/TR/tabular-data-model/
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from msgspec import Struct


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a description names."""

    name: str
    headers: tuple[str, ...]
    """What it is called in the header: its usual name first, then others."""
    required: bool = False
    start: int = 0
    """Of fixed columns: the first character, from 0."""
    width: int = 0
    part: str = ""
    """Of a cell such as `<0,5`: the `comparator`, or the `number` behind it; empty: all of it."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How one kind of file is written."""

    name: str
    columns: tuple[Column, ...]
    files: tuple[str, ...] = ()
    """Patterns of file names: `results-*.csv`."""
    charset: str = ""
    """A codec; empty: UTF-8, or where a row is none, windows-1252 (and the sender is told)."""
    delimiter: str = ""
    """Empty: whichever fits the header best."""
    quote: str = '"'
    """Empty: nothing is quoted."""
    escape: str = ""
    """Empty: a quote inside quotes is doubled."""
    header: bool = True
    skip: int = 0
    """Lines before the header, or before the first row."""
    comment: tuple[str, ...] = ()
    """A line that begins so is none."""
    empty: frozenset[str] = frozenset()
    """Words that say that there is nothing: `NULL`."""
    key: tuple[int, ...] = ()
    """The columns whose texts are a row's control id; none: the hash of its bytes is."""
    short: bool = False
    """True: a row may lack cells at its end."""
    fixed: bool = False
    """True: columns are counted in characters, nothing stands between them."""
    mapped: bool = True
    """False: nobody has said yet what becomes of its rows."""
    octets: bool = False
    """True: fixed columns are counted in bytes, as the file is written."""


class FlatRow(Struct, frozen=True, eq=False):
    """One row, read: `Document.tree` of a file of rows.

    A Struct, as is Change: a file has millions.
    """

    layout: Layout
    cells: tuple[str, ...]
    """As the columns of the layout; without blanks at the ends, empty where there is none."""
    number: int
    """Where it stands in its file, the first line being 1; 0: it came alone."""
    others: tuple[tuple[str, str], ...]
    """(name, text) of each valued cell of a column that the layout does not name."""
    stamp: str
    """Hash of the bytes, where columns make the control id; else empty."""
    spans: Callable[[], dict[str, tuple[int, int]]]
    """Name of a column -> its bytes in the body."""

    def place(self, name: str) -> str:
        """A cell, as issues and ledgers name it: `R12:birth_date`."""
        return f"R{self.number}:{name}" if self.number else name


class RowBytes(bytes):
    """A row as it is kept (its kind, header and cells), which knows where it stood in its file.

    What is kept is bytes like any other: the same row at another place is the same message.
    """

    number: int = 0
