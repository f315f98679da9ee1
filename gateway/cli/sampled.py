"""What a sample of a file of rows looks like: character set, dialect, header, columns.

https://www.w3.org/TR/tabular-data-model/ · https://www.rfc-editor.org/rfc/rfc4180
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from gateway.adapters.delimited.cells import Cut
from gateway.adapters.delimited.charset import GUESSED, MARK, guessed, older, wide
from gateway.adapters.delimited.head import DELIMITERS
from gateway.cli.column_types import typed

LOOKED = 2_000_000
"""Bytes of the file that are looked at."""
_OTHERS = ("^", "~", "\x1f", "\N{BROKEN BAR}", "\N{SECTION SIGN}")
"""Delimiters that must be said."""
_LINES = re.compile(r"\r\n|\n|\r")
_ENDED = "\x1a"
_HINT = re.compile(r'"?sep=.?"?', re.IGNORECASE)
_NEAR = 200
"""Lines by which the dialect is seen."""
_LONGEST = 50
"""Lines of one row."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a file looks like."""

    charset: str
    delimiter: str
    header: bool
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """Those of the usual number of cells, the header among them."""
    quote: str = '"'
    escape: str = ""
    skip: int = 0
    comment: str = ""
    ragged: tuple[int, ...] = ()
    """Numbers of the rows that have another number of cells."""
    widths: tuple[tuple[int, int], ...] = ()
    """(start, width) of columns of fixed width; none where there are delimiters."""
    octets: bool = False
    """Are they counted in bytes?"""


def seen(body: bytes) -> Seen:
    """What the first bytes of a file show."""
    charset, text = _text(body)
    lines = _LINES.split(text.rstrip(_ENDED))
    cut = _dialect(lines)
    if cut is None:
        return _columns(charset, lines)
    found = [*_records(lines, cut)]
    width = Counter(len(one.cells) for one in found).most_common(1)[0][0]
    usual = [one for one in found if len(one.cells) == width]
    first = usual[0].line
    rows = tuple(one.cells for one in usual)
    header = len(rows) > 1 and _is_header(rows[0], rows[1:])
    before = [line for line in lines[:first] if line.strip() and not _HINT.fullmatch(line.strip())]
    comment = _comment(before, lines[first])
    return Seen(
        charset, cut.delimiter, header, _named(rows[0], known=header), rows, cut.quote, cut.escape,
        first if before and not comment else 0, comment,
        tuple(one.number for one in found if one.line > first and len(one.cells) != width),
    )  # fmt: skip


def _text(body: bytes) -> tuple[str, str]:
    """(character set to declare: none where its mark or UTF-8 says it, the text)"""
    codec, mark = wide(body)
    if codec:
        return "", body[mark:].decode(codec, "replace")
    whole = body if len(body) < LOOKED else body[: body.rfind(b"\n") + 1] or body
    try:
        return "", whole.removeprefix(MARK).decode("utf-8")
    except UnicodeDecodeError:
        text = guessed(whole)
        codec = GUESSED if text is not None else older(whole)
        return codec, text if text is not None else whole.decode(codec)


def _dialect(lines: Sequence[str]) -> Cut | None:
    """The delimiter and the quote that cut most lines into the most cells alike; None for none."""
    near = [line for line in lines if line.strip()][:_NEAR]
    cuts = [Cut(one, quote, _escape(near, quote))
            for one in (*DELIMITERS, *_OTHERS) for quote in _quotes(near, one)]  # fmt: skip
    best = max(cuts, key=lambda cut: _agreed(near, cut))
    return best if _agreed(near, best) else None


def _quotes(lines: Sequence[str], delimiter: str) -> tuple[str, ...]:
    """Single quotes count where they stand around cells, and no double ones do."""
    d = re.escape(delimiter)
    single = sum(bool(re.search(rf"(^|{d})'[^']*'({d}|$)", one)) for one in lines)
    return ("'",) if single * 2 > len(lines) and '"' not in "".join(lines) else ('"',)


def _escape(lines: Sequence[str], quote: str) -> str:
    return "\\" if any(f"\\{quote}" in line for line in lines) else ""


def _agreed(lines: Sequence[str], cut: Cut) -> int:
    """How many delimiters stand in rows of the usual number of cells."""
    widths = Counter(len(one.cells) for one in _records(lines, cut))
    usual, times = widths.most_common(1)[0] if widths else (1, 0)
    return (usual - 1) * times


class _Record(NamedTuple):
    """A row."""

    line: int
    """Its first line, from 0."""
    number: int
    """As the gateway and spreadsheets count rows, from 1."""
    cells: tuple[str, ...]


def _records(lines: Sequence[str], cut: Cut) -> Iterator[_Record]:
    """Each row; one whose quotes are wrong is left out."""
    at = number = 0
    while at < len(lines):
        count = _long(lines, at, cut)
        record = "\n".join(lines[at : at + count])
        number += 1
        if record.strip() and cut.state(record) == "whole" and not _HINT.fullmatch(record.strip()):
            yield _Record(at, number, tuple(cell.strip() for cell in cut.cells(record)))
        at += count


def _long(lines: Sequence[str], at: int, cut: Cut) -> int:
    """The lines of a row: a quote may be open over several."""
    if cut.state(lines[at]) != "open":
        return 1
    for count in range(2, min(_LONGEST, len(lines) - at) + 1):
        state = cut.state("\n".join(lines[at : at + count]))
        if state != "open":
            return count if state == "whole" else 1
    return 1


def _comment(before: Sequence[str], header: str) -> str:
    """The sign with which all lines before the header begin, and the header does not."""
    signs = {line[0] for line in before}
    sign = signs.pop() if len(signs) == 1 else ""
    return sign if sign and not sign.isalnum() and header[:1] != sign else ""


def _is_header(first: Sequence[str], rest: Sequence[Sequence[str]]) -> bool:
    """Names stand in it: more columns show that it is none of their cells than that it is one."""
    speaks = sum(_speaks(cell, [row[at] for row in rest[:_NEAR] if row[at]])
                 for at, cell in enumerate(first) if cell)  # fmt: skip
    return speaks > 0 or (speaks == 0 and not any(re.search(r"\d", cell) for cell in first))


def _speaks(cell: str, below: Sequence[str]) -> int:
    """1: no cell of its column looks so; -1: it looks like one; 0: it may be either."""
    if not below:
        return 0
    if cell in below:
        return -1
    kind = typed(below).partition(",")[2]
    if kind and "code" not in kind:
        return -1 if typed([*below, cell]) == typed(below) else 1
    digits = all(re.search(r"\d", one) for one in below)
    return int(digits and not re.search(r"\d", cell))


def _named(header: Sequence[str], *, known: bool) -> tuple[str, ...]:
    """Names that rows can call: small letters, digits and low lines, each once."""
    found: list[str] = []
    for at, cell in enumerate(header):
        spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", cell if known else "")
        name = re.sub(r"[^a-z0-9]+", "_", _plain(spaced)).strip("_")
        name = name if name[:1].isalpha() else f"column_{at + 1}"
        found.append(name if name not in found else f"{name}_{at + 1}")
    return tuple(found)


def _plain(text: str) -> str:
    """Without accents, in small letters."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


def _columns(charset: str, lines: Sequence[str]) -> Seen:
    """A file without delimiters: columns of fixed width, where blanks show them."""
    full = [line for line in lines if line.strip()]
    octets = _octets(charset, full)
    if octets:
        full = [line.encode("utf-8").decode("latin-1") for line in full]
    widths = tuple(_widths(full))
    rows = tuple(tuple(line[a : a + b].strip() for a, b in widths) for line in full)
    if len(widths) < 2:  # noqa: PLR2004 - one is no table
        rows, widths = tuple((line.strip(),) for line in full), ()
    names = tuple(f"column_{at + 1}" for at in range(len(widths) or 1))
    return Seen(charset, ";", header=False, names=names, rows=rows if full else (), widths=widths,
                octets=octets)  # fmt: skip


def _octets(charset: str, lines: Sequence[str]) -> bool:
    """Are lines of UTF-8 alike in bytes, and not in characters?"""
    long = {len(line.encode()) for line in lines}
    return not charset and len(long) == 1 and len({len(line) for line in lines}) > 1


def _widths(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """(start, width) of what stands behind blanks that all lines have."""
    long = max(map(len, lines), default=0)
    padded = [line.ljust(long) for line in lines[:_NEAR]]
    blank = [all(line[at] == " " for line in padded) for at in range(long)]
    starts = [at for at in range(long) if not blank[at] and (at == 0 or blank[at - 1])]
    for start, after in pairwise([*starts, long]):
        yield start, after - start
