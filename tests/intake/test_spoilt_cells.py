"""What a spreadsheet spoilt is refused by row and column, and the rest of the file is taken.

Late in a long file too, when rows are said like those before: each is held to what it comes to by
itself. https://www.rfc-editor.org/rfc/rfc4180
"""

from __future__ import annotations

import pytest

from gateway.bootstrap.rules import ruleset
from gateway.intake.rows import Said
from gateway.model import Ruleset
from gateway.settings import Settings
from tests.rows_said import both, like_another
from tests.warm import warm

HEAD = "person;visit;code;at;found;note;aside\n"
USUAL = "P{0};V{0};{0}-5;2026-11-20 08:{0:02};12.5;fine;x\n"
DESCRIBED = """\
delimiter: ";"
empty: ["#N/A"]
key: [visit]
columns:
  - {name: person}
  - {name: visit}
  - {name: code, type: code}
  - {name: at, type: datetime, format: "YYYY-MM-DD HH:mm"}
  - {name: found, type: decimal}
  - {name: note}
  - {name: aside}
maps:
  - map: patient -> Patient
    id: {identifiers: identifier}
    rows:
      - {id: person, src: person, to: "identifier[own].value"}
      - {id: person-system, const: "https://example.org/persons", to: "identifier[own].system"}
  - map: result -> Observation
    id: {key: [[visit]]}
    rows:
      - {id: status, const: final, to: status}
      - {id: code, src: code, to: "code.coding[own].code"}
      - {id: code-system, const: "https://example.org/codes", to: "code.coding[own].system"}
      - {id: subject, ref: patient, to: subject}
      - {id: at, src: at, to: effectiveDateTime}
      - {id: found, src: found, to: valueQuantity.value}
      - {id: said, src: note, to: "note[0].text"}
  - map: nothing
    rows:
      - {id: aside, src: aside, ignore: position}
"""


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Ruleset:
    """What is shipped, with this description and a sender."""
    folder = tmp_path_factory.mktemp("mappings")
    (folder / "delimited").mkdir()
    (folder / "senders").mkdir()
    (folder / "delimited" / "spoilt.yaml").write_text(DESCRIBED)
    (folder / "senders" / "drawn.yaml").write_text("processing: P\nzone: Europe/Luxembourg\n")
    settings = Settings(data=warm(tmp_path_factory.mktemp("rows") / "data"))
    return ruleset(Settings(data=settings.data, mappings=(*settings.mappings, folder)))


def late(rules: Ruleset, **cells: str) -> Said:
    """A row with these cells, behind many usual ones and before another."""
    usual = [USUAL.format(number) for number in range(20)]
    names = HEAD.strip().split(";")
    bad = dict(zip(names, USUAL.format(40).strip().split(";"), strict=True)) | cells
    found = both(rules, HEAD + "".join(usual) + ";".join(bad.values()) + "\n" + USUAL.format(41))

    assert like_another(found)[10:20] == [True] * 10
    assert like_another(found)[-1]
    return found[20]


def errors(said: Said) -> list[tuple[str, str]]:
    """Where, and what: of cells, not of the resources that lack them."""
    wrong = [one for one in said.issues if one.severity.value == "error" and ":" in one.source]
    return [(one.source, one.rule) for one in wrong]


@pytest.mark.parametrize(
    "cell", ["1,23E+05", "1.23457E+12", "1E+12", "1.23456789012E12", "2,5e+08"]
)
@pytest.mark.parametrize("column", ["person", "visit", "code"])
def test_a_number_that_was_cut_names_nobody(rules: Ruleset, column: str, cell: str) -> None:
    """All whose numbers begin alike were one person, one visit, one code."""
    said = late(rules, **{column: cell})

    assert errors(said) == [(f"R22:{column}", "cell-number-cut")]
    assert cell.encode() not in said.text


@pytest.mark.parametrize(
    "cell",
    ["#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#####", "##", "#n/a",
     "#BEZUG!", "#NV", "#WERT!", "#ZAHL!", "#ÜBERLAUF!", "#VALEUR!", "#NOM?", "#NOMBRE!",
     "#WAARDE!", "#N/B", "#¡REF!", "#¿NOMBRE?", "Err:502"],
)  # fmt: skip
@pytest.mark.parametrize("column", ["person", "code", "at", "found", "note"])
def test_an_error_of_a_spreadsheet_is_no_value(rules: Ruleset, column: str, cell: str) -> None:
    """In whatever language, and whatever the type of the column."""
    said = late(rules, **{column: cell})

    assert errors(said) == [(f"R22:{column}", "cell-formula-error")]
    assert cell.encode() not in said.text


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("found", "#N/A"),  # the description says that it means nothing
        ("aside", "#REF!"),  # nothing is said of this column
        ("note", "1.2E+05"),  # a text may tell a number so
        ("note", "#12"),
        ("note", "#urgent!"),
        ("note", "Error: clotted"),
        ("person", "1E5"),
        ("visit", "24E-117"),
        ("visit", "2026/E+1"),
        ("code", "5A11.0"),
    ],
)
def test_what_only_looks_like_it_is_taken(rules: Ruleset, column: str, cell: str) -> None:
    assert not errors(late(rules, **{column: cell}))


@pytest.mark.parametrize(
    "cell",
    ["Mai 88", "May-88", "mai-88", "02. Sep", "2-Sep", "12. Mrz", "févr-75", "01.05.1988",
     "5/1/1988", "1988-05-01"],
)  # fmt: skip
def test_a_date_is_no_code(rules: Ruleset, cell: str) -> None:
    """LOINC 1988-5 is one of those of which spreadsheets make one."""
    said = late(rules, code=cell)

    assert errors(said) == [("R22:code", "cell-code-date")]
    assert cell.encode() not in said.text


@pytest.mark.parametrize("cell", ["1988-5", "718-7", "SEPT2", "A01.05", "Mar", "E11.9", "5-10"])
def test_a_code_that_was_left_alone_is_taken(rules: Ruleset, cell: str) -> None:
    assert not errors(late(rules, code=cell))


@pytest.mark.parametrize(
    "cell", ["NULL", "nan", "(null)", "\\N", "n/a", "-", "?", "unbekannt", "(leer)", "0", "000"]
)
def test_a_word_for_nothing_is_nobody_s_number(rules: Ruleset, cell: str) -> None:
    """All patients without a number were one."""
    said = late(rules, person=cell)

    assert errors(said) == [("R22:person", "cell-names-nobody")]
    assert b'"Patient"' not in said.text


@pytest.mark.parametrize("cell", ["NULL", "nan", "\\N"])
def test_a_program_s_word_for_nothing_is_no_key(rules: Ruleset, cell: str) -> None:
    """All visits without a number were one, of whoever came last."""
    assert errors(late(rules, visit=cell)) == [("R22:visit", "cell-names-nobody")]


@pytest.mark.parametrize("cell", ["none", "unknown", "-", "NAT", "0"])
def test_a_word_may_be_part_of_a_key(rules: Ruleset, cell: str) -> None:
    """As what was looked for, or the number of a line."""
    assert not errors(late(rules, visit=cell))


@pytest.mark.parametrize("cell", ["'005", "'005'", "''005", "\u2019005"])
def test_the_mark_of_a_text_is_not_part_of_a_number(rules: Ruleset, cell: str) -> None:
    """With it and without it, somebody is the same person."""
    marked, plain = late(rules, person=cell), late(rules, person="005")

    assert marked.text == plain.text
    assert {one.rule for one in marked.issues} - {one.rule for one in plain.issues} == {
        "cell-text-mark"
    }


@pytest.mark.parametrize("cell", ["\u202a005\u202c", "\u2067005\u2069", "\u200b005"])
def test_marks_that_nobody_sees_are_not_part_of_a_number(rules: Ruleset, cell: str) -> None:
    """So texts come that were copied out of a dialog or a chat."""
    assert late(rules, person=cell).text == late(rules, person="005").text


def test_an_apostrophe_stays_in_a_text(rules: Ruleset) -> None:
    assert b"'t Hooft" in late(rules, note="'t Hooft").text


@pytest.mark.parametrize("cell", ["45231", "45231.354166667", "45231,35"])
def test_a_serial_date_is_refused_with_a_hint(rules: Ruleset, cell: str) -> None:
    """It is not read: spreadsheets count from 1900 or from 1904."""
    found = [one for one in late(rules, at=cell).issues if one.rule == "value-invalid-datetime"]

    assert [one.source for one in found] == ["R22:at"]
    assert "by which a spreadsheet counts days" in found[0].text


def test_a_time_that_is_none_is_told_as_before(rules: Ruleset) -> None:
    """Eight digits are a date in another form, no serial number."""
    found = [one for one in late(rules, at="20261120").issues if one.source == "R22:at"]

    assert "spreadsheet" not in found[0].text
