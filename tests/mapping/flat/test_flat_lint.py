"""Every fault of a description of a file is found before the first file comes, with its line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gateway.model import Fault

GOOD = """columns:
  - {name: a, required: true}
  - {name: d, type: date, format: DD.MM.YYYY}
maps:
  - map: patient -> Patient
    id: {identifiers: identifier}
    rows:
      - {id: a, src: a, to: "identifier[x].value"}
      - {id: d, src: d, to: birthDate}
"""


def test_a_right_description_has_none(linted: Callable[..., list[Fault]]) -> None:
    """Nothing to say."""
    assert linted(GOOD) == []


@pytest.mark.parametrize(
    "formats",
    ['"DD.MM.YYYY", "D.M.YYYY"', '"YYYYMMDD", "DDMMYYYY"', '"DD.MM.YYYY", "DD.MM.YY", "YYYY"'],
)
def test_formats_that_read_nothing_of_one_another_stand_together(
    linted: Callable[..., list[Fault]], formats: str
) -> None:
    assert linted(GOOD.replace("DD.MM.YYYY", f"[{formats}], pivot: 30")) == []


@pytest.mark.parametrize(
    ("old", "new", "rule", "line"),
    [
        ("to: birthDate", "to: birthday", "target-unknown", 9),
        ("to: birthDate", "to: name.family", "target-list", 9),
        ("to: birthDate", "to: maritalStatus.coding", "target-list", 9),
        ("to: birthDate", "to: managingOrganization", "target-type", 9),
        ("src: d,", "src: e,", "column-unknown", 9),
        ("to: birthDate", "to: birthDate, when: \"q = 'x'\"", "column-unknown", 9),
        ("to: birthDate", 'to: birthDate, when: "d ="', "guard", 9),
        ("to: birthDate", "to: birthDate, code: NONE", "table-unknown", 9),
        ("to: birthDate", "to: birthDate, lookup: none.x", "lookup-unknown", 9),
        ("src: d, to: birthDate", "ref: nobody, to: managingOrganization", "ref-unknown", 9),
        (
            "src: d, to: birthDate",
            (
                "src: d, to: 'extension(http://hl7.org/fhir/StructureDefinition/patient-birthTime)"
                ".valueString'"
            ),
            "extension-value",
            9,
        ),
        ("src: d, to: birthDate", "src: [a, d], to: birthDate", "row-join", 9),
        ("src: d, to: birthDate", "src: d, to: gender, code: {M: man}", "table-target", 9),
        ("src: d, to: birthDate", "src: d, to: active", "target-type", 9),
        ("src: d, to: birthDate", "src: d, to: birthDate, as: decimal", "target-type", 9),
        ("required: true", "type: boolean}\n  - {name: a2, header: a", "flat-columns", 3),
        ("required: true", 'type: boolean, "true": [J], "false": [N, J]', "flat-columns", 2),
        ("required: true", 'type: decimal, point: ",", thousands: ","', "flat-columns", 2),
        ("DD.MM.YYYY}", '["DD/MM/YYYY", "MM/DD/YYYY"]}', "flat-columns", 3),
        ("DD.MM.YYYY}", '["D/M/YYYY", "MM/DD/YYYY"]}', "flat-columns", 3),
        ("DD.MM.YYYY}", '["DD.MM.YY", "YY.MM.DD"], pivot: 30}', "flat-columns", 3),
        ("DD.MM.YYYY}", '["DDMMYYYY", "YYYYMMDD"]}', "flat-columns", 3),
        ("required: true", "required: true, part: comparator", "flat-columns", 2),
        ("required: true", "part: number}\n  - {name: a2, header: a", "flat-columns", 3),
        ("id: d, src: d", "id: a, src: d", "row-id", 9),
        ("-> Patient", "-> Persona", "map-type", 5),
        ("    id: {identifiers: identifier}\n", "", "map-id", 5),
        ("format: DD.MM.YYYY", "format: DD.MM.YY", "flat-columns", 3),
        ("format: DD.MM.YYYY", "format: DD.MM.QQQQ", "flat-columns", 3),
        ("name: d, type", "name: a, type", "flat-columns", 3),
        ("type: date", "type: day", "mapping-shape", 3),
        ("required: true", "requird: true", "mapping-shape", 2),
        ("required: true", "required: true, faulty: drop", "flat-columns", 2),
        ("required: true", "faulty: forget", "mapping-shape", 2),
        ("columns:", "charset: klingon\ncolumns:", "flat-columns", 1),
        ("columns:", "key: [z]\ncolumns:", "flat-columns", 1),
        ("columns:", "header: false\ncolumns:", "flat-columns", 1),
        (
            "columns:\n  - {name: a, required: true}",
            'header: false\ndelimiter: ";"\ncolumns:\n  - {name: a, part: number}',
            "flat-columns",
            3,
        ),
        ("columns:", "fixed: true\ncolumns:", "flat-columns", 3),
        ("columns:", "columns: [\n", "yaml-syntax", 3),
    ],
)
def test_each_fault_has_its_line(
    linted: Callable[..., list[Fault]], old: str, new: str, rule: str, line: int
) -> None:
    """The rule and the line, among all that is told."""
    assert old in GOOD

    assert (rule, line) in [(one.rule, one.line) for one in linted(GOOD.replace(old, new, 1))]


@pytest.mark.parametrize(
    ("column", "codes", "fine"),
    [
        ("allowed: [M, F]", "{M: male, F: female}", True),
        ("allowed: [M, F]", "{M: male, W: female}", False),
        ('type: boolean, "true": [m], "false": [w]', "{m: male, w: female}", True),
        ('type: boolean, "true": [m], "false": [w]', '{"true": male}', False),
        ("most: 1", "{M: male, W: female}", True),
    ],
)
def test_a_code_that_no_cell_can_be_is_told(
    linted: Callable[..., list[Fault]], column: str, codes: str, *, fine: bool
) -> None:
    """A table is asked for what stands in the cell, not for what it means."""
    text = GOOD.replace("type: date, format: DD.MM.YYYY", column, 1)
    found = linted(text.replace("to: birthDate", f"to: gender, code: {codes}", 1))

    assert [(one.rule, one.line) for one in found] == ([] if fine else [("table-column", 9)])


@pytest.mark.parametrize(
    ("when", "fine"),
    [
        ("exists(d)", True),
        ("exists(d) or exists(a)", True),
        ("not exists(d)", False),
        ("exists(a) and d = 'x'", False),
        ("a = 'x'", True),
    ],
)
def test_what_decides_a_row_cannot_be_dropped(
    linted: Callable[..., list[Fault]], when: str, *, fine: bool
) -> None:
    """A faulty cell that is left out would decide as if nobody had said anything."""
    text = GOOD.replace("MM.YYYY}", "MM.YYYY, faulty: drop}")
    faults = linted(text.replace("to: birthDate}", f'to: birthDate, when: "{when}"}}'))

    assert [(one.rule, one.line) for one in faults] == ([] if fine else [("flat-columns", 3)])


def test_a_reference_to_what_its_element_does_not_refer_to_is_told(
    linted: Callable[..., list[Fault]],
) -> None:
    """A patient is nobody's organization: each row of each file would be refused for it."""
    at = GOOD.index("maps:\n") + len("maps:\n")
    second = GOOD[at:].replace("patient", "other", 1).replace("-> Patient", "-> Patient", 1)
    row = "src: d, to: birthDate"
    wrong = second.replace(row, "ref: Patient, to: managingOrganization", 1)

    found = [one.rule for one in linted(GOOD + wrong)]

    assert "reference-type" in found
