"""Columns of fixed width, counted in characters or in bytes: an accent must not move the columns.

https://www.unicode.org/faq/utf_bom.html
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from gateway.adapters.delimited.read import opened, parse
from gateway.model import Column, Document, Layout, Rejected

CHARACTERS = Layout(
    "patients",
    tuple(
        Column(name, (name,), start=start, width=width)
        for name, start, width in (("name", 0, 10), ("sex", 10, 1), ("city", 11, 12))
    ),
    quote="",
    header=False,
    fixed=True,
    charset="utf-8",
)
BYTES = replace(CHARACTERS, octets=True)


def row(name: str, codec: str = "utf-8") -> bytes:
    """A row whose name is padded as older systems pad it: to ten bytes."""
    return name.encode(codec).ljust(10) + b"F" + "Esch".encode(codec).ljust(12)


def read(body: bytes, layout: Layout) -> Document:
    """The one row of a file."""
    known, record = opened(body, (layout,))
    return parse(record, known)


@pytest.mark.parametrize("name", ["Müller", "Weber", "Ünlü-Ça"])
def test_columns_that_are_counted_in_bytes_are_cut_by_bytes(name: str) -> None:
    """Each accent is two bytes of UTF-8."""
    assert read(row(name), BYTES).tree.cells == (name, "F", "Esch")


def test_the_bytes_are_those_of_the_character_set_of_the_file() -> None:
    """In a set of one byte for each letter nothing moves, in either way of counting."""
    old = replace(BYTES, charset="cp850")

    assert read(row("Müller", "cp850"), old).tree.cells == ("Müller", "F", "Esch")
    assert read(row("Müller", "cp850"), replace(old, octets=False)).tree.cells[1] == "F"


def test_a_cell_is_found_again_by_its_bytes() -> None:
    """Where the sender is shown what is wrong."""
    known, record = opened(row("Müller"), (BYTES,))
    begin, end = parse(record, known).tree.spans()["sex"]

    assert record[begin:end] == b"F"


def test_a_row_that_is_counted_in_bytes_is_refused_where_characters_are_due() -> None:
    """Else the sex would be a letter of the city, and the city lack one."""
    with pytest.raises(Rejected) as caught:
        read(row("Müller"), CHARACTERS)

    assert [one.rule for one in caught.value.issues] == ["row-octets"]


def test_a_column_that_ends_within_a_letter_is_refused() -> None:
    """Nobody guesses which letter it was."""
    with pytest.raises(Rejected) as caught:
        read(row("Weber-Anné"), BYTES)

    assert [one.rule for one in caught.value.issues] == ["row-charset"]


@pytest.mark.parametrize(
    "told", ["Müller    FEsch        ", "Müller    FEsch       ", "Müller    FEsch"]
)
def test_a_row_that_is_counted_in_characters_is_read_so(told: str) -> None:
    """Also without the blanks at its end: its bytes may then fill the columns by chance."""
    padded = "Weber".ljust(10) + "FEsch".ljust(13)
    known, _ = opened(padded.encode(), (CHARACTERS,))

    record = known.prefix + told.encode()
    assert parse(record, known).tree.cells == ("Müller", "F", "Esch")
