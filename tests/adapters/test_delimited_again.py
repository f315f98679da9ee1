"""A header further down is no row, and the rows behind it are read by it.

So files stand that were put together; a patient called Number came of them, and worse, one whose
name was the number of another. https://www.rfc-editor.org/rfc/rfc4180
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from gateway.adapters.delimited.adapter import Delimited
from gateway.model import Column, Issue, Layout, RowBytes, Sender

SENDER = Sender("example")
PERSONS = Layout(
    "persons",
    tuple(Column(name, (name,), name == "number") for name in ("number", "family", "born")),
    delimiter=";",
)
WARDS = Layout(
    "wards", tuple(Column(name, (name,)) for name in ("number", "ward", "bed")), delimiter=";"
)
HEAD = "number;family;born\n"


def said(file: bytes, *layouts: Layout, size: int = 0) -> Iterator[str | tuple[str, ...]]:
    """Issues by rule and place, and what each row says, by its kind."""
    adapter = Delimited(lambda _: layouts or (PERSONS,))
    cut = adapter.splitter(1_000_000, SENDER)
    parts = [file[at : at + size] for at in range(0, len(file), size)] if size else [file]
    for piece in (*(one for part in parts for one in cut.feed(part)), *cut.end()):
        if isinstance(piece, Issue):
            yield f"{piece.source} {piece.rule}"
            continue
        document = adapter.parse(piece, SENDER)
        assert document.tree.cells == adapter.parse(bytes(piece), SENDER).tree.cells
        assert isinstance(piece, RowBytes)
        yield document.kind, *document.tree.cells


@pytest.mark.parametrize(
    "again",
    ["number;family;born", "NUMBER;Family;Born", '"number";"family";"born"',
     "number; family;born ", "\ufeffnumber;family;born", '\ufeff"number";family;born'],
)  # fmt: skip
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("size", [0, 1])
def test_however_it_is_written(again: str, mark: str, size: int) -> None:
    file = f"{mark}{HEAD}1;A;x\n{again}\n2;B;y\n"

    assert [*said(file.encode(), size=size)] == [
        ("persons", "1", "A", "x"),
        "R3 header-again",
        ("persons", "2", "B", "y"),
    ]


def test_columns_that_moved_are_read_by_their_names() -> None:
    file = f"{HEAD}1;A;x\nfamily;number;born\nB;2;y\n{HEAD}3;C;z\n"

    assert [*said(file.encode())] == [
        ("persons", "1", "A", "x"),
        "R3 header-again",
        "R3 header-order",
        ("persons", "2", "B", "y"),
        "R5 header-again",
        ("persons", "3", "C", "z"),
    ]


def test_a_further_column_does_not_refuse_the_rows() -> None:
    file = f"{HEAD}1;A;x\nnumber;family;maiden;born\n2;B;M;y\n"

    assert [*said(file.encode())][1:] == [
        "R3 header-again",
        "R3:maiden header-extra",
        ("persons", "2", "B", "y"),
    ]


def test_a_file_of_another_kind_is_read_as_one() -> None:
    """A bed is nobody's birth date."""
    file = f"{HEAD}1;A;x\nnumber;ward;bed\n2;W;7\n{HEAD}3;C;z\n"

    assert [*said(file.encode(), PERSONS, WARDS)] == [
        ("persons", "1", "A", "x"),
        "R3 header-again",
        ("wards", "2", "W", "7"),
        "R5 header-again",
        ("persons", "3", "C", "z"),
    ]


@pytest.mark.parametrize("row", ["number;A;x", "number;;", "1;family;born", "Number;Family-Name;"])
def test_a_row_that_says_one_name_of_a_column_is_a_row(row: str) -> None:
    """Half of the columns must be named, the first of them first."""
    assert [*said(f"{HEAD}{row}\n".encode())] == [("persons", *row.split(";"))]


def test_a_sign_of_another_set_parts_them_too() -> None:
    layout = replace(PERSONS, delimiter="\u00a7", charset="windows-1252")
    file = f"{HEAD}1;A;x\n{HEAD}2;B;y\n".replace(";", "\u00a7").encode("windows-1252")

    assert [*said(file, layout)] == [
        ("persons", "1", "A", "x"),
        "R3 header-again",
        ("persons", "2", "B", "y"),
    ]


def test_a_header_whose_first_name_is_empty_comes_again_too() -> None:
    """And its rows, whose first cell is empty as well, are rows."""
    head = f";{HEAD}"

    assert [*said(f"{head};1;A;x\n{head};2;B;y\n".encode())] == [
        "R1:column 1 header-extra",
        ("persons", "1", "A", "x"),
        "R3 header-again",
        ("persons", "2", "B", "y"),
    ]
