"""Rows of files are found while they come: whatever the character set, quotes and line ends.

https://www.rfc-editor.org/rfc/rfc4180
"""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import pytest

from gateway.adapters.delimited.split import Splitter
from gateway.model import Column, Issue, Layout

NAMES = ("patient", "sample", "note")
LAYOUT = Layout("notes", tuple(Column(name, (name,), name != "note") for name in NAMES))
FIXED = Layout(
    "fixed",
    tuple(
        Column(name, (name,), required=True, start=4 * at, width=4)
        for at, name in enumerate("abc")
    ),
    quote="",
    header=False,
    fixed=True,
)
HEAD = "patient,sample,note\n"


def found(body: bytes, *layouts: Layout, size: int = 0, file: str = "") -> list[bytes | Issue]:
    """All pieces of a body, fed in parts of this size."""
    cut = Splitter(100_000, layouts or (LAYOUT,), file)
    parts = [body[at : at + size] for at in range(0, len(body), size)] if size else [body]
    pieces = [piece for part in parts for piece in cut.feed(part)]
    return [*pieces, *cut.end()]


def told(pieces: list[bytes | Issue]) -> list[str]:
    """Rows by number and cells, issues by rule and place."""
    return [
        f"{one.rule} {one.source}".strip()
        if isinstance(one, Issue)
        else f"{getattr(one, 'number', 0)} {one.rpartition(HEAD.encode())[2].decode()}"
        for one in pieces
    ]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_a_row_of_empty_cells_only_is_a_blank_line_and_still_counted(sign: str) -> None:
    """Spreadsheets write one for each row in which something once stood."""
    rows = f"{HEAD}P1,S1,a\n,,\n , ,\nP2,S2,\n,,\n".replace(",", sign)
    assert [getattr(one, "number", 0) for one in found(rows.encode())] == [2, 5]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("P1,S1,a\nP2,S2,b\n", ["2 P1,S1,a", "3 P2,S2,b"]),
        ("P1,S1,a\r\nP2,S2,b", ["2 P1,S1,a", "3 P2,S2,b"]),
        ("P1,S1,a\r\nP2,S2,b\r\n\x1a", ["2 P1,S1,a", "3 P2,S2,b"]),
        ('P1,S1,"a\nb"\nP2,S2,c\n', ['2 P1,S1,"a\nb"', "3 P2,S2,c"]),
        ('P1,S1,"say ""hi"", then, go"\n', ['2 P1,S1,"say ""hi"", then, go"']),
        ("P1,S1,\n\n\nP2,S2,b\n", ["2 P1,S1,", "5 P2,S2,b"]),
        ('P1,S1,5" pipe\nP2,S2,b\n', ['2 P1,S1,5" pipe', "3 P2,S2,b"]),
        ('P1,S1,"open\nP2,S2,b\n', ["row-quote R2", "3 P2,S2,b"]),
        ('P1,"S1"x,a\nP2,S2,b\n', ["row-quote R2", "3 P2,S2,b"]),
        ('P1,S1,"open\nP2,S2,"b"\n', ["row-quote R2", '3 P2,S2,"b"']),
        ('P1,S1,"open\nP2,S2,"b\nc"\n', ["row-quote R2", '3 P2,S2,"b\nc"']),
        ('P1,S1,"a""\n""b\n",\n', ['2 P1,S1,"a""\n""b\n",']),
        ('P1,S1,"a\n"\nP2,S2,b\n', ['2 P1,S1,"a\n"', "3 P2,S2,b"]),
        ("P1,S\0,a\nP2,S2,b\n", ["row-nul R2", "3 P2,S2,b"]),
    ],
)
def test_rows_are_found_however_they_come(rows: str, expected: list[str], size: int) -> None:
    """Each row with its number, each broken one by its rule; what follows is read anew."""
    assert told(found((HEAD + rows).encode(), size=size)) == expected


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_marks_and_wide_sets_are_read(codec: str) -> None:
    """UTF-16 and UTF-32 are said again in UTF-8, with its mark before the header."""
    pieces = found((HEAD + "P1,S1,é\n").encode(codec), size=5)

    assert isinstance(pieces[0], bytes)
    assert pieces[0].endswith("P1,S1,é".encode())
    assert b"\xef\xbb\xbfpatient" in pieces[0]


def test_old_line_ends_are_read() -> None:
    """A lone CR ends a line where there is no LF at all."""
    assert told(found(b"patient,sample,note\rP1,S1,a\rP2,S2,b\r"))[1].startswith("3 ")


def test_a_row_without_end_is_refused_and_not_held() -> None:
    """The next line is a row again, and memory stays small."""
    cut = Splitter(10_000, (LAYOUT,))
    cut.feed(HEAD.encode() + b"P0,S0,x\n" * 10_000)
    tracemalloc.start()
    pieces = [piece for _ in range(200) for piece in cut.feed(b"x" * 100_000)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    pieces += [*cut.feed(b"\nP2,S2,b\n"), *cut.end()]

    assert told(pieces) == ["row-large R10002", "10003 P2,S2,b"]
    assert peak < 2_000_000


def test_a_quote_open_for_very_long_is_a_mistake() -> None:
    """After a thousand lines the row is given up, and each line behind it is a row."""
    body = HEAD + 'P1,S1,"open\n' + "P2,S2,b\n" * 1_500

    pieces = told(found(body.encode()))

    assert pieces[0] == "row-quote R2"
    assert len(pieces) == 1_501


def test_a_kept_row_is_read_as_it_was() -> None:
    """Its first line says of which kind it is; its header stands behind that."""
    [row] = found((HEAD + "P1,S1,a\n").encode())
    assert isinstance(row, bytes)

    assert found(row) == [row]


def test_fixed_columns_need_no_header() -> None:
    """The kind is told by the length of the rows, or by the name of the file."""
    pieces = found(b"P1  S1  ab  \nP2  S2  cd  \n", LAYOUT, FIXED)

    assert [one for one in pieces if isinstance(one, bytes)] == [
        b"#! fixed\nP1  S1  ab  ",
        b"#! fixed\nP2  S2  cd  ",
    ]


@pytest.mark.parametrize("body", [b"", b"\n\n", b"\xef\xbb\xbf", HEAD.encode()])
def test_a_file_without_rows_says_so(body: bytes) -> None:
    """Nobody takes an export that broke off for one that is empty."""
    assert told(found(body)) == ["file-empty"]


def test_a_file_of_no_known_kind_is_refused_once() -> None:
    """However long it is, one issue says so, and quotes nothing of it."""
    pieces = found(b"Anna;Muller;1980\n" * 10_000)

    assert [one.rule for one in pieces if isinstance(one, Issue)] == ["file-unrecognised"]
    assert "Anna" not in str(pieces)
    assert len(pieces) == 1


@pytest.mark.parametrize("hint", ["sep=;", '"sep=;"', "SEP=;", "sep=;\r"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_first_line_that_tells_the_delimiter_is_no_header(hint: str, codec: str) -> None:
    plain = found(f"{HEAD}a;1;\n".encode(codec))

    assert plain == found(f"{hint}\n{HEAD}a;1;\n".encode(codec))


def test_lines_before_the_header_that_nobody_described_are_passed_over_and_told() -> None:
    """A title, a date, a ward; rows keep the numbers that a spreadsheet shows."""
    title = "Laboratory of the north\nWard: 3A\n\n"

    assert told(found(f"{title}{HEAD}P1,S1,a\n".encode())) == ["header-late R4", "5 P1,S1,a"]


def test_a_header_that_stands_too_far_down_is_none() -> None:
    body = f"{'x' * 9}\n" * 30 + f"{HEAD}P1,S1,a\n"

    assert told(found(body.encode())) == ["file-unrecognised"]


def test_lines_may_begin_in_several_ways_that_are_no_rows() -> None:
    """Remarks in front, sums at the end."""
    layout = replace(LAYOUT, comment=("#", "Total"))
    body = f"# today\n{HEAD}P1,S1,a\nTotal,1,\n"

    assert told(found(body.encode(), layout)) == ["3 P1,S1,a"]


def test_a_header_that_ends_as_no_row_does_names_nobody() -> None:
    """Behind a mere CR the first row would be names of columns, and told as such."""
    (issue,) = found(b"patient,sample,note\rP1,Weber,a\r\nP2,Klein,b\r\n")

    assert isinstance(issue, Issue)
    assert issue.rule == "file-unrecognised"
    assert "Weber" not in f"{issue.text} {issue.source}"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_header_that_comes_again_is_no_row(mark: bytes) -> None:
    """Two files were put together, each with its header."""
    body = f"{HEAD}P1,S1,a\n".encode() + mark + f"{HEAD}P2,S2,b\n".encode()

    assert told(found(body)) == ["2 P1,S1,a", "header-again R3", "4 P2,S2,b"]


def test_a_header_over_two_lines_is_one_row() -> None:
    body = b'patient,sample,"note\nof it"\nP1,S1,a\n'
    pieces = found(body)

    assert next(one.source for one in pieces if isinstance(one, Issue)).startswith("R1")
    assert [getattr(one, "number", 0) for one in pieces if isinstance(one, bytes)] == [2]


def test_rows_of_which_nobody_said_what_they_become_are_not_taken() -> None:
    """A draft fits its file: to take its rows would be to lose them."""
    draft = replace(LAYOUT, mapped=False)

    assert told(found(f"{HEAD}P1,S1,a\n".encode(), draft)) == ["file-unmapped"]
