"""Words that look like errors of a spreadsheet and are a description's own, and cells left out.

https://docs.oasis-open.org/office/OpenDocument/v1.3/os/part4-formula/
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.mapping.flat.conftest import bodies

Say = Callable[..., Any]
DESCRIBED = """
columns:
  - {{name: key}}
  - {{name: a{column}}}
  - {{name: b, type: code}}
lookups:
  kinds: {{file: lookups/kinds.csv, key: code}}
maps:
  - map: one -> Observation
    id: {{key: [[key]]}}
    rows:
      - {{id: key, src: key, to: code.text}}
      - {{id: a, src: a, to: valueString}}
      - {{id: b, src: b, {row}}}
"""
PLAIN = 'to: "note[0].text"'
KINDS = 'code,name\n"#NV",not known\nK1,#REF!\n'


def rules(made: list[Any]) -> list[str]:
    """What is told of the first row."""
    return [one.rule for one in made[0][0].issues]


@pytest.mark.parametrize(
    ("column", "row", "cells"),
    [
        (', allowed: ["#N/A", x]', PLAIN, "k,#N/A,"),
        ("", 'to: status, code: {F: final, "#NV": unknown}', "k,,#NV"),
        ("", 'to: "note[0].text", lookup: kinds.name', "k,,#NV"),
    ],
)
def test_a_word_that_a_description_knows_is_its_own(
    said: Say, column: str, row: str, cells: str
) -> None:
    text = DESCRIBED.format(column=column, row=row)
    made = said(text, f"key,a,b\n{cells}\n", lookups__kinds=KINDS)

    assert not rules(made)
    assert len(bodies(made)[0][0]) == 2


@pytest.mark.parametrize("cells", ["k,#N/A,", "k,,#NV"])
def test_one_that_it_does_not_know_is_none(said: Say, cells: str) -> None:
    text = DESCRIBED.format(column=', allowed: ["#REF!"]', row='to: status, code: {"#N/A": final}')

    assert rules(said(text, f"key,a,b\n{cells}\n", lookups__kinds=KINDS)) == ["cell-formula-error"]


def test_an_error_in_the_other_file_is_no_name(said: Say) -> None:
    """It says nothing of this code, as if the cell were empty."""
    text = DESCRIBED.format(column="", row='to: "note[0].text", lookup: kinds.name')
    made = said(text, "key,a,b\nk,,K1\n", lookups__kinds=KINDS)

    assert rules(made) == ["lookup-missing"]
    assert bodies(made) == [[{"code": {"text": "k"}}]]


def test_a_cell_may_be_left_out_and_its_row_taken(said: Say) -> None:
    """`faulty: drop` holds for what a spreadsheet spoilt as for any other fault."""
    text = DESCRIBED.format(column=", faulty: drop", row=PLAIN)
    made = said(text, "key,a,b\nk,#REF!,c\n", lookups__kinds=KINDS)

    assert [str(one.severity) for one in made[0][0].issues] == ["warning"]
    assert bodies(made) == [[{"code": {"text": "k"}, "note": [{"text": "c"}]}]]
