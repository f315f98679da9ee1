"""What is written for spreadsheets holds no formula of others."""

from __future__ import annotations

import pytest

from gateway.cli.cells import neutral


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("http://x")']
)
def test_formulas_are_made_text(cell: str) -> None:
    """An apostrophe stands before them, and nothing breaks the row."""
    assert neutral(cell).startswith("'")
    assert not {"\t", "\r", "\n"} & set(neutral(cell))


@pytest.mark.parametrize(
    "cell", ["", "-", "a=b", "R2:birth_date", "2026-11-20", "Patient.name[0]"]
)
def test_other_cells_stay_as_they_are(cell: str) -> None:
    """Nothing is changed that nobody would run."""
    assert neutral(cell) == cell
