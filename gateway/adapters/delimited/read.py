"""One row, with the header it came under, as cells in the order of its description.

https://www.rfc-editor.org/rfc/rfc4180
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence

from gateway.adapters.delimited.charset import GUESSED, guessed, twice
from gateway.adapters.delimited.fixed import columns, shifted, stretches
from gateway.adapters.delimited.head import Head
from gateway.adapters.delimited.split import MOST_ROW, Splitter
from gateway.model import Document, FlatRow, Issue, Layout, Rejected, RowBytes, Severity
from gateway.wording import told

MOST_CELL = 100_000
"""Characters of one cell."""
_BAD = frozenset({Severity.ERROR, Severity.FATAL})
_UNSEEN = "\ufeff\u200b\u200e\u200f\u202a\u202b\u202c\u2060\u2066\u2067\u2068\u2069\xad" + "".join(
    sign for sign in map(chr, range(0x3001)) if sign.isspace()
)
"""Blanks, and marks that nobody sees."""
LOST = "\N{REPLACEMENT CHARACTER}"
_ERRORS = re.compile("#|Err")
"""How the errors of spreadsheets begin: whether a cell is one, its description tells."""
_WRAPPED = re.compile(r'\s*="([^"]*)"\s*')


def opened(body: bytes, layouts: Sequence[Layout]) -> tuple[Head, bytes]:
    """(head, the body as it is kept) of one row; raises Rejected where it is none, or several."""
    cut = Splitter(max(len(body), MOST_ROW), layouts)
    pieces = [*cut.feed(body), *cut.end()]
    rows = [one for one in pieces if isinstance(one, bytes)]
    if len(rows) == 1 and cut.chosen is not None:
        return cut.chosen, rows[0]
    issues = [one for one in pieces if isinstance(one, Issue)]
    raise Rejected([told("row-several", code="structure")] if len(rows) > 1 else issues)


def plain(body: bytes, known: Head) -> tuple[str, ...] | None:
    """The cells of a row behind its header; None where anything is to be said of its form."""
    try:
        text = body[len(known.prefix) :].decode(known.codec or "utf-8")
    except UnicodeDecodeError:
        return None
    ascii = text.isascii()
    odd = not ascii and (LOST in text or twice(text))
    if odd or '="' in text or len(text) > MOST_CELL:
        return None
    layout = known.layout
    if layout.fixed:
        record = body[len(known.prefix) :]
        if shifted(layout, text, record):
            return None
        cells = columns(layout, text, known.codec or "utf-8")
        if layout.octets and any(LOST in one for one in cells):
            return None
    else:
        cells = known.cut.cells(text)
        cut = known.cut
        if len(cells) != known.count or (cut.delimiter in cells[0] and cut.in_one(cells)):
            return None
    bare = _bare(cells, layout, plain=ascii)
    wrong = ("#" in text or "Err" in text) and any(map(_ERRORS.match, bare))
    return None if wrong else known.take(bare)


def parse(body: bytes, known: Head) -> Document:
    """Read one row behind its header; raises Rejected with all that is wrong with its form."""
    number = body.number if isinstance(body, RowBytes) else 0
    record = body[len(known.prefix) :]
    text, issues = _decoded(record, known, number)
    layout = known.layout
    if layout.fixed:
        cells = columns(layout, text, _codec(issues, known))
        if shifted(layout, text, record):
            issues.append(_said("row-octets", number))
        if any(LOST in one for one in cells):
            issues.append(_said("row-charset", number))
    else:
        cells = known.cut.cells(text)
        if len(cells) != known.count:
            issues += _ragged(cells, known, number)
        elif known.cut.in_one(cells):
            issues.append(_said("row-quote.one", number))
    if len(text) > MOST_CELL and max(map(len, cells)) > MOST_CELL:
        issues.append(_said("cell-large", number, MOST_CELL))
    if issues and any(one.severity in _BAD for one in issues):
        raise Rejected(issues)
    if '="' in text:
        cells = [_unwrapped(one) for one in cells]
    bare = _bare(cells, layout, plain=text.isascii())
    others = tuple([(name, bare[at]) for at, name in known.others if bare[at]])
    taken = known.take(bare)
    digest = hashlib.sha256(body).hexdigest()
    words = [taken[at] for at in layout.key]
    control = "|".join(words) if any(words) else digest
    stamp = "" if control is digest else digest
    tree = FlatRow(layout, taken, number, others, stamp, lambda: dict(_spans(body, known)))
    return Document(
        kind=layout.name,
        control_id=control,
        sent_at="",
        version="",
        processing="",
        tree=tree,
        issues=tuple(issues),
        digest=digest,
    )


def _bare(cells: Sequence[str], layout: Layout, *, plain: bool) -> list[str]:
    """Without blanks at the ends, and without the words that stand for nothing.

    Marks that nobody sees (of UTF-8 in the middle of a file, of direction) are blanks: a number
    with one would be another person's.
    """
    bare = list(map(str.strip, cells)) if plain else [one.strip(_UNSEEN) for one in cells]
    if layout.empty and not layout.empty.isdisjoint(bare):
        bare = ["" if one in layout.empty else one for one in bare]
    return bare


def _unwrapped(cell: str) -> str:
    """The text of a cell such as `="001"`: so a spreadsheet is told to leave its zeros alone."""
    found = _WRAPPED.fullmatch(cell)
    return found[1] if found else cell


def _decoded(record: bytes, known: Head, number: int) -> tuple[str, list[Issue]]:
    """(the text, what is to be said of its character set)"""
    try:
        text = record.decode(known.codec or "utf-8")
    except UnicodeDecodeError:
        if known.codec:
            raise Rejected([_said("row-charset", number)]) from None
        guess = guessed(record)
        if guess is None:
            raise Rejected([_said("row-charset.older", number)]) from None
        if twice(guess):  # some of its letters are UTF-8
            raise Rejected([_said("row-charset", number)]) from None
        return guess, [_said("charset-assumed", number, GUESSED)]
    if LOST in text:
        raise Rejected([_said("row-charset", number)])
    if not text.isascii() and twice(text):
        raise Rejected([_said("row-charset.twice", number)])
    return text, []


def _ragged(cells: list[str], known: Head, number: int) -> list[Issue]:
    """Too few cells, or too many; the cells are brought to the right number."""
    found, due = len(cells), known.count
    if found > due:
        more = cells[due:]
        del cells[due:]
        return [_said("row-long", number, found, due)] if any(one.strip() for one in more) else []
    cells += [""] * (due - found)
    return [] if known.layout.short else [_said("row-short", number, found, due)]


def _codec(issues: Sequence[Issue], known: Head) -> str:
    """In which set the row is: a guess leaves its mark among the issues."""
    return GUESSED if issues else known.codec or "utf-8"


def _said(key: str, number: int, *facts: object) -> Issue:
    return told(key, *facts, source=f"R{number}" if number else "", code="structure")


def _spans(body: bytes, known: Head) -> Iterator[tuple[str, tuple[int, int]]]:
    """Name -> bytes of each cell of the row, in its body."""
    start, record = len(known.prefix), body[len(known.prefix) :]
    codec = known.codec or "utf-8"
    try:
        text = record.decode(codec)
    except UnicodeDecodeError:
        codec = GUESSED
        text = record.decode(codec, "replace")
    layout = known.layout
    if layout.fixed:
        places = stretches(layout, text, codec)
    else:
        places = [(begin, end) for _, begin, end in known.cut.spans(text)]
    names = [
        (at, one.name) for one, at in zip(layout.columns, known.order, strict=True) if at >= 0
    ]
    for at, name in (*names, *known.others):
        if at < len(places):
            begin, end = places[at]
            before = start + len(text[:begin].encode(codec, "replace"))
            yield name, (before, before + len(text[begin:end].encode(codec, "replace")))
