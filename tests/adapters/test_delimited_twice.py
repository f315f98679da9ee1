"""Letters that were encoded twice are refused, and not a name of the record.

Where a spreadsheet reads UTF-8 in the set of its country, and writes what it read; where `charset`
says windows-1252, and the file is UTF-8. https://encoding.spec.whatwg.org/#windows-1252
"""

from __future__ import annotations

import pytest

from gateway.adapters.delimited.adapter import Delimited
from gateway.model import Column, Layout, Rejected, RowBytes, Sender

SENDER = Sender("example")
COLUMNS = tuple(Column(name, (name,)) for name in ("number", "name"))
HEAD = "number;name\n"


def cells(row: bytes, charset: str = "") -> tuple[str, ...]:
    """What the row says, both ways; raises Rejected."""
    adapter = Delimited(lambda _: (Layout("names", COLUMNS, charset=charset, delimiter=";"),))
    cut = adapter.splitter(1_000_000, SENDER)
    (piece,) = (*cut.feed(HEAD.encode() + row), *cut.end())
    assert isinstance(piece, RowBytes)
    usual = adapter.parse(bytes(piece)[: -len(row)] + b"1;A", SENDER)
    assert usual.tree.cells == ("1", "A")
    quick = adapter.plain(piece, SENDER)
    try:
        document = adapter.parse(piece, SENDER)
    except Rejected:
        assert quick is None
        raise
    assert quick is None or quick[1] == document.tree.cells
    return tuple(document.tree.cells)


def refused(row: bytes, charset: str = "") -> list[str]:
    """The rules by which it is refused, both ways."""
    with pytest.raises(Rejected) as caught:
        cells(row, charset)
    return [one.rule for one in caught.value.issues]


NAMES = ("Müller", "Zoé", "Noëlle", "Größe", "François", "À", "Ñuñez", "37 °C", "µg", "ŠÉ")


@pytest.mark.parametrize("name", NAMES)
def test_what_a_spreadsheet_misread_and_wrote_is_refused(name: str) -> None:
    twice = name.encode().decode("windows-1252", "ignore").encode()

    assert refused(b"1;" + twice) == ["row-charset"]
    assert cells(b"1;" + name.encode()) == ("1", name)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_utf_8_that_is_declared_to_be_another_is_refused(name: str) -> None:
    """Each accent of the file was two signs."""
    assert refused(b"1;" + name.encode(), "windows-1252") == ["row-charset"]


def test_a_row_in_two_sets_is_refused() -> None:
    """It was read in the second, and a letter of the first was spoilt."""
    assert refused(b"1;" + "Müller ".encode() + "é".encode("windows-1252")) == ["row-charset"]


@pytest.mark.parametrize("name", ["JOÃO", "Âge", "SÃO PAULO", "AÇÃO", "L\u2019ÂME", "pâté", "VÂN"])
def test_a_letter_that_stands_for_itself_is_taken(name: str) -> None:
    assert cells(f"1;{name}".encode()) == ("1", name)
