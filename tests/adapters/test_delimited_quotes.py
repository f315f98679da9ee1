"""Quotes that take in more than a cell: what they hold is nobody's name, and no row is lost.

A stray quote and the next one, rows further down, make one cell of all that stands between them:
what is said of others became a part of a patient. https://www.rfc-editor.org/rfc/rfc4180
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gateway.adapters.delimited.adapter import Delimited
from gateway.model import Column, Issue, Layout, Rejected, Sender

SENDER = Sender("example")
NAMES = ("number", "family", "given", "street", "city", "remark")
HEAD = ";".join(NAMES) + "\n"


def said(rows: str, sign: str = ";", size: int = 0) -> Iterator[str]:
    """Each row, its cells parted by bars; what is refused by place and sentence."""
    layout = Layout("persons", tuple(Column(name, (name,)) for name in NAMES))
    adapter = Delimited(lambda _: (layout,))
    cut = adapter.splitter(1_000_000, SENDER)
    file = (HEAD + rows).replace(";", sign).encode()
    parts = [file[at : at + size] for at in range(0, len(file), size)] if size else [file]
    for piece in (*(one for part in parts for one in cut.feed(part)), *cut.end()):
        if isinstance(piece, Issue):
            yield f"{piece.source} {piece.text}"
            continue
        quick = adapter.plain(piece, SENDER)
        try:
            cells = adapter.parse(piece, SENDER).tree.cells
        except Rejected as verdict:
            yield " ".join(f"{one.source} {one.text}" for one in verdict.issues)
            quick = adapter.plain(piece, SENDER)
            assert quick is None
            continue
        assert quick is None or quick[1] == cells
        yield "|".join(cells)


TAKES = "R3 A quote is opened in this row and takes in rows behind it."
OPEN = "R4 A quote is opened in this row and never closed."


@pytest.mark.parametrize("sign", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("size", [0, 1, 7])
@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # In the column of the first, a row further down.
        ('2;B;b;"x;y;z\n3;C;c;x";y;z\n', [TAKES, '3|C|c|x"|y|z']),
        # Two rows further down, in the first column.
        ('"2;B;b;x;y;z\n3;C;c;x;y;z\n4";D;d;x;y;z\n', [TAKES, "3|C|c|x|y|z", '4"|D|d|x|y|z']),
        # In the last one: what stands behind it is a row again.
        ('2;B;b;x;y;"z\n3;C;c;x;y;"\n', [TAKES, OPEN]),
    ],
)  # fmt: skip
def test_rows_in_a_cell_are_rows(
    rows: str, expected: list[str], sign: str, end: str, size: int
) -> None:
    file = f"1;A;a;x;y;z\n{rows}9;Z;z;x;y;z\n".replace("\n", end)

    assert [*said(file, sign, size)] == ["1|A|a|x|y|z", *expected, "9|Z|z|x|y|z"]


@pytest.mark.parametrize(
    "text",
    [
        "first;second;third\nfourth;fifth;sixth",
        "a;b;c;d;e;f\nx",
        "\n;;;;",
        "one\ntwo;three",
        ";;;;;\n\n;;;;;",
    ],
)
def test_a_text_of_several_lines_is_a_text(text: str) -> None:
    """Delimiters in it too, as long as they do not stand as those of rows would."""
    shown = text.strip()

    assert [*said(f'1;A;a;x;y;"{text}"\n')] == [f"1|A|a|x|y|{shown}"]


def test_a_row_that_stands_in_one_cell_is_refused() -> None:
    """So spreadsheets write a file again that they did not part into columns."""
    rows = '"1;A;a;x;y;z";;;;;\n"2;";;;;;\n'

    assert [*said(rows)] == ["R2 All of this row stands in one cell.", "2;|||||"]
