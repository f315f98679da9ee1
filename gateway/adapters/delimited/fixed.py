"""Columns of fixed width: counted in characters, or in bytes as older systems count them.

In UTF-8 the two differ as soon as a name has an accent: every column behind it would be another.
https://www.unicode.org/faq/utf_bom.html
"""

from __future__ import annotations

from gateway.model import Layout


def whole(layout: Layout) -> int:
    """Where the last column ends."""
    return max(one.start + one.width for one in layout.columns)


def columns(layout: Layout, text: str, codec: str) -> list[str]:
    """The cells of a row; a column that ends within a character holds U+FFFD."""
    if not layout.octets:
        return [text[one.start : one.start + one.width] for one in layout.columns]
    raw = text.encode(codec, "replace")
    cut = [raw[one.start : one.start + one.width] for one in layout.columns]
    return [one.decode(codec, "replace") for one in cut]


def stretches(layout: Layout, text: str, codec: str) -> list[tuple[int, int]]:
    """From which character to which each column goes."""
    ends = [(one.start, one.start + one.width) for one in layout.columns]
    if not layout.octets:
        return ends
    raw = text.encode(codec, "replace")
    return [
        (len(raw[:begin].decode(codec, "ignore")), len(raw[:end].decode(codec, "ignore")))
        for begin, end in ends
    ]


def shifted(layout: Layout, text: str, record: bytes) -> bool:
    """Was the row counted in bytes, where its description counts characters?

    So it is where its bytes fill the columns, its characters do not, and fewer words are torn
    apart when it is cut by bytes. (A row whose blanks at the end were left off may fill them too.)
    """
    if layout.octets or len(text) == len(record) or len(record) != whole(layout):
        return False
    by_bytes = [record[one.start : one.start + one.width] for one in layout.columns]
    return _torn([one.decode("utf-8", "replace") for one in by_bytes]) < _torn(
        columns(layout, text, "utf-8")
    )


def _torn(cells: list[str]) -> int:
    """Cells that begin with a blank, or hold the first letters of the next one behind blanks."""
    return sum(
        one.startswith(" ") or "  " in one.strip() or " " in one.rstrip()[-2:]
        for one in cells
        if one.strip()
    )
