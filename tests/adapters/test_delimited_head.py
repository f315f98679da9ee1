"""What drifts in a header is told by name: missing, extra, renamed, reordered, doubled columns."""

from __future__ import annotations

import pytest

from gateway.adapters.delimited.adapter import Delimited
from gateway.model import Column, Document, Issue, Layout, Rejected, Sender

LAYOUT = Layout(
    "patients",
    (
        Column("number", ("Number", "Nr"), required=True),
        Column("name", ("Name",), required=True),
        Column("birth_date", ("Date of birth",)),
        Column("city", ("City",)),
    ),
)
ADAPTER = Delimited(lambda _: (LAYOUT,))
SENDER = Sender("nord")


def drift(header: str) -> list[str]:
    """What is told of a header."""
    pieces = ADAPTER.splitter(10_000).feed(f"{header}\n".encode() + b"1;2;3;4\n" * 9_000)
    return [f"{one.rule} {one.source}" for one in pieces if isinstance(one, Issue)]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Number;Name;Date of birth;City", []),
        ("Nr;Name;Date of birth;City", []),
        ("Name;Number;Date of birth;City", ["header-order R1"]),
        (
            "NUMBER;name;Date-of-birth;City",
            ["header-renamed R1:number", "header-renamed R1:name", "header-renamed R1:birth_date"],
        ),
        ("Number;Name;Date of birth", ["header-absent R1:city"]),
        ("Number;Nom;Date of birth;City", ["header-missing R1:name", "header-extra R1:Nom"]),
        ("Number;Name;Date of birth;City;Hobby", ["header-extra R1:Hobby"]),
        ("Number;Name;City;Date of birth;City", ["header-duplicate R1:city"]),
    ],
)
def test_drift_is_told_by_name(header: str, expected: list[str]) -> None:
    """Each column that is not as described, and nothing else."""
    assert drift(header) == expected


def test_a_column_that_looks_like_the_missing_one_is_named() -> None:
    """The operator need not search for it."""
    pieces = ADAPTER.splitter(10_000).feed(b"Number;Nmae;City\n" + b"1;2;3\n" * 20_000)
    missing = next(
        one for one in pieces if isinstance(one, Issue) and one.rule == "header-missing"
    )

    assert missing.facts == ("Name", "Nmae")


def read(
    row: str, header: str = "Number;Name;Date of birth;City", codec: str = "utf-8"
) -> Document:
    """One row behind a header."""
    return ADAPTER.parse(f"#! patients\n{header}\n{row}".encode(codec), SENDER)


@pytest.mark.parametrize(
    ("header", "row", "cells"),
    [
        ("City;Date of birth;Name;Nr", "Lux;1980;Muller;4711", ("4711", "Muller", "1980", "Lux")),
        ("Nr,Name,City", '4711,"Muller, Anna",Lux', ("4711", "Muller, Anna", "", "Lux")),
        ("Nr\tName\tCity", "4711\t Muller \tLux", ("4711", "Muller", "", "Lux")),
        ("Nr|Name|City", '4711|"say ""x"""|Lux', ("4711", 'say "x"', "", "Lux")),
        ('"Nr";"Name";"City"', '"4711";"a\nb";""', ("4711", "a\nb", "", "")),
    ],
)
def test_cells_are_put_in_order(header: str, row: str, cells: tuple[str, ...]) -> None:
    """Whatever the delimiter and the order of the columns."""
    assert read(row, header).tree.cells == cells


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("1;2;3", "row-short"),
        ("1;2;3;4;5", "row-long"),
        (f"1;{'x' * 200_000};3;4", "cell-large"),
    ],
)
def test_ragged_rows_are_refused_by_name(row: str, rule: str) -> None:
    """A cell may stand in the place of another: nothing is guessed."""
    with pytest.raises(Rejected) as verdict:
        read(row)

    assert [issue.rule for issue in verdict.value.issues] == [rule]


def test_empty_cells_too_many_are_none() -> None:
    """Spreadsheets write them behind the last column."""
    assert read("1;2;3;4;;;").tree.cells == ("1", "2", "3", "4")


@pytest.mark.parametrize("cell", ['="001"', '"=""001"""', ' ="001" '])
def test_zeros_that_a_spreadsheet_was_told_to_keep_are_of_the_number(cell: str) -> None:
    """The sign and the quotes are the spreadsheet's."""
    assert read(f"{cell};M;;").tree.cells[0] == "001"


def test_a_row_that_is_no_utf8_is_guessed_and_told() -> None:
    """Until the character set is declared."""
    document = read("1;Müller;;", codec="windows-1252")

    assert document.tree.cells[1] == "Müller"
    assert [issue.rule for issue in document.issues] == ["charset-assumed"]


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        *((name, "cp850") for name in ("Müller", "März", "Zoë", "André", "Günther", "Renée")),
        *((name, "mac_roman") for name in ("Müller", "März", "André", "Hélène")),
    ],
)
def test_a_row_of_an_older_set_is_not_guessed(name: str, codec: str) -> None:
    """A wrong guess would spell somebody's name anew."""
    with pytest.raises(Rejected) as verdict:
        read(f"1;{name};;", codec=codec)

    assert [issue.rule for issue in verdict.value.issues] == ["row-charset"]


@pytest.mark.parametrize(
    "text",
    [
        "d\N{RIGHT SINGLE QUOTATION MARK}Angelo",
        "\N{LEFT SINGLE QUOTATION MARK}s Haus",
        "„Haus“",
        "5 ‰ oder 3 €",
        "Luc †",
        "Šime Žižek",
        "Œuvre, n° 5",
    ],
)
def test_what_windows_writes_is_guessed_as_that(text: str) -> None:
    document = read(f"1;{text};;", codec="windows-1252")

    assert document.tree.cells[1] == text


def test_bytes_of_cells_are_known() -> None:
    """Each cell's place in the body that is kept, quotes left outside."""
    body = '#! patients\nNr;Name;City\n4711;"Müller; Anna";Lux'.encode()
    spans = ADAPTER.parse(body, SENDER).tree.spans()

    assert {name: body[start:end].decode() for name, (start, end) in spans.items()} == {
        "number": "4711",
        "name": "Müller; Anna",
        "city": "Lux",
    }


def test_several_rows_are_no_single_one() -> None:
    """A file is taken row by row, never as one message."""
    with pytest.raises(Rejected) as verdict:
        ADAPTER.parse(b"Nr;Name;City\n1;2;3\n4;5;6\n", SENDER)

    assert [issue.rule for issue in verdict.value.issues] == ["row-several"]


@pytest.mark.parametrize("mark", ["\ufeff", "\u200b", "\u200e", "\xa0", "\u202f"])
def test_marks_that_nobody_sees_are_no_part_of_a_cell(mark: str) -> None:
    """A number with one would be another patient's."""
    assert read(f"{mark}1{mark};Müller {mark};;").tree.cells[:2] == ("1", "Müller")


@pytest.mark.parametrize(
    ("cell", "sign", "number"),
    [
        ("<0,5", "<", "0,5"),
        ("> 90", ">", "90"),
        ("\u2264 3", "<=", "3"),
        ("=>4", ">=", "4"),
        ("12,5", "", "12,5"),
        ("", "", ""),
        ("<1:10", "<", "1:10"),
        ("-3", "", "-3"),
        ("<", "", "<"),  # no bound without a number
    ],
)
def test_a_bounded_number_is_a_sign_and_a_number(cell: str, sign: str, number: str) -> None:
    layout = Layout(
        "values",
        (
            Column("nr", ("Nr",), required=True),
            Column("sign", ("Value",), part="comparator"),
            Column("value", ("Value",), part="number"),
        ),
    )
    body = f"Nr;Value\n1;{cell}\n".encode()
    document = Delimited(lambda _: (layout,)).parse(body, SENDER)

    assert document.tree.cells == ("1", sign, number)
    assert not document.issues
