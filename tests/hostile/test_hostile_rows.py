"""Whatever comes as a file of rows, each piece of it is a row or a named issue.

https://www.rfc-editor.org/rfc/rfc4180
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from gateway.adapters.delimited.adapter import Delimited
from gateway.model import Column, Layout, Rejected, Sender
from tests.pace import within

LAYOUTS = (
    Layout("notes", tuple(Column(name, (name,)) for name in ("patient", "sample", "note"))),
    Layout(
        "escaped", tuple(Column(name, (name,)) for name in ("a", "b")), escape="\\", delimiter="||"
    ),
    Layout(
        "fixed",
        (Column("x", ("x",), start=0, width=4), Column("y", ("y",), start=4, width=4)),
        quote="",
        header=False,
        fixed=True,
    ),
)
ADAPTER = Delimited(lambda _: LAYOUTS)
SENDER = Sender("nord")
PARTS = (
    *(
        b"patient,sample,note\n",
        b"a||b\n",
        b"P1",
        b"S1",
        b",",
        b"||",
        b";",
        b"\t",
        b'"',
        b'""',
        b"\\",
    ),
    *(b"\n", b"\r\n", b"\r", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3", b"\xe9", b"#! notes\n"),
    *(
        b"#! ",
        b"=cmd|' /C calc'!A0",
        b" ",
        b"\xf0\x9f\x92\x89",
        b"x" * 5_000,
        b"\x1a",
        b"abcdefgh\n",
    ),
)


def bodies() -> Iterator[bytes]:
    """Parts in any order; half of them behind a right header."""
    for seed in range(200):
        draw = Random(f"hostile rows {seed}")  # noqa: S311 - the same bytes in each run
        head = draw.choice((b"", b"patient,sample,note\n", b"a||b\n", b"abcdefgh\n"))
        yield head + b"".join(draw.choices(PARTS, k=draw.randrange(60)))


def test_nothing_but_rows_and_issues_comes_of_any_bytes() -> None:
    """In one part or in many; what cannot be read is refused, and nothing else is raised."""
    for body in bodies():
        whole = ADAPTER.splitter(100_000, SENDER)
        found = [*whole.feed(body), *whole.end()]
        parts = ADAPTER.splitter(100_000, SENDER)
        pieces = [one for at in range(0, len(body), 7) for one in parts.feed(body[at : at + 7])]
        assert [*pieces, *parts.end()] == found
        for piece in found:
            if isinstance(piece, bytes):
                try:
                    document = ADAPTER.parse(piece, SENDER)
                except Rejected:
                    continue
                spans = document.tree.spans()
                assert all(0 <= start <= end <= len(piece) for start, end in spans.values())


@pytest.mark.parametrize(
    "row",
    [
        b'P1,"' + b'""' * 40_000,
        b'P1,"' + b"x\n" * 40_000,
        b'"' * 800_001,
        b'P1,"a" b,"c" d\n' * 20_000,
        b'"a\n' * 20_000,
        b'a;"\n' * 20_000,
        b'x","y\n' * 20_000,
        b'"' + b'""x\n' * 20_000,
        b"," * 900_000,
        b" " * 900_000 + b'"',
    ],
    ids=range(10),
)
def test_quotes_cost_no_more_than_their_length(row: bytes) -> None:
    """No text makes the search for its end go on for ever."""
    cut = ADAPTER.splitter(16_000_000, SENDER)

    with within(20):
        for piece in (*cut.feed(b"patient,sample,note\n" + row), *cut.end()):
            if isinstance(piece, bytes):
                try:
                    ADAPTER.parse(piece, SENDER)
                except Rejected:
                    continue
