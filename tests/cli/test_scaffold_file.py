"""A sample of a file of rows gives a description of it that has no fault."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gateway.cli.sampled import seen
from gateway.cli.scaffold_file import drafted, grouped
from gateway.definitions import Definitions
from gateway.mapping.files import Files
from gateway.mapping.flat.link import kinds
from gateway.model import Sender
from gateway.settings import Settings

SAMPLE = "PatientNr;Geburtsdatum;Wert;Einheit;Entnommen;Code;Größe;Anzahl;Leer\n" + "".join(
    f"0{n};1{n % 10}.01.1980;{n},5;mg;20.11.2026 08:{n:02};A{n % 2};{n}.50;{n};NULL\n"
    for n in range(10, 30)
)


@pytest.fixture(scope="module")
def faults() -> Callable[[str], list[str]]:
    """What is wrong with a description."""
    settings = Settings()
    definitions = Definitions.open(settings.definitions, settings.profiles)

    def found(text: str) -> list[str]:
        files = Files("delimited", {"delimited/draft.yaml": text.encode()}, {})
        return [fault.text for fault in kinds(files, Sender("example"), definitions)[1]]

    return found


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_dialect_and_types_are_seen(codec: str, faults: Callable[[str], list[str]]) -> None:
    """Charset, delimiter, header, and of each column what all its cells have in common."""
    text = "\n".join(drafted("draft", seen(SAMPLE.encode(codec)), "labor-2026.csv"))

    assert faults(text) == []
    assert ("charset: windows-1252" in text) == (codec == "windows-1252")
    for line in (
        'files: ["labor-*.csv"]',
        'delimiter: ";"',
        'empty: ["NULL"]',
        '- {name: patient_nr, header: "PatientNr", required: true}',
        '{name: geburtsdatum, header: "Geburtsdatum", type: date, format: DD.MM.YYYY, required: ',
        '- {name: wert, header: "Wert", type: decimal, point: ",", required: true}',
        '- {name: entnommen, header: "Entnommen", type: datetime, format: "DD.MM.YYYY HH:mm", ',
        '- {name: code, header: "Code", type: code, required: true}',
        '- {name: anzahl, header: "Anzahl", type: integer, required: true}',
        '- {name: leer, header: "Leer"}',
    ):
        assert line in text


def test_a_file_without_header_is_seen(faults: Callable[[str], list[str]]) -> None:
    """Its columns have numbers."""
    text = "\n".join(drafted("draft", seen(b"1,Anna,2026-11-20\n2,Jo,2026-11-21\n"), "x.csv"))

    assert faults(text) == []
    assert "header: false" in text
    assert "{name: column_3, type: date, required: true}" in text


def test_files_of_one_header_are_one_kind_and_their_codes_are_counted() -> None:
    """Of a folder: two months of results, and a file of another form."""
    files = [
        ("labor-10.csv", seen(SAMPLE.encode())),
        ("labor-11.csv", seen(SAMPLE.encode())),
        ("beds.csv", seen(b"Ward,Bed\nA,1\nB,2\n")),
        ("empty.csv", seen(b"")),
    ]
    labor, beds = ["\n".join(drafted("x", one, name)) for name, one in grouped(files)]

    assert "drafted from 40 rows" in labor
    assert '# codes of code: "A0" 20, "A1" 20' in labor
    assert "# codes of einheit" in labor
    assert "patient_nr:" not in labor
    assert '- {name: ward, header: "Ward"' in beds


def draft(body: str, codec: str = "utf-8") -> str:
    """The description that is drafted of a sample."""
    return "\n".join(drafted("x", seen(body.encode(codec)), "x.csv"))


def table(*columns: str) -> str:
    """A file of these columns, each with a name and cells that have a number put in."""
    cells = [one.split(":", 1) for one in columns]
    head = ";".join(name for name, _ in cells)
    rows = (";".join(cell.format(n=n) for _, cell in cells) for n in range(10, 29))
    return head + "\n" + "".join(f"{row}\n" for row in rows)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("{n}.3.2026", "type: date, format: D.M.YYYY"),
        ("{n}/03/2026", "type: date, format: DD/MM/YYYY"),
        ("03/{n}/2026", "type: date, format: MM/DD/YYYY"),
        ("{n}-03-2026", "type: date, format: DD-MM-YYYY"),
        ("2026/03/{n}", "type: date, format: YYYY/MM/DD"),
        ("{n}.03.80", "type: date, format: DD.MM.YY, pivot: 30"),
        ("{n}.03.2026 08:30:15", 'type: datetime, format: "DD.MM.YYYY HH:mm:ss"'),
        ("2026-03-{n}T08:30:00+01:00", "type: datetime, required"),
        ("2026-03-{n} 08:30:00.125", 'type: datetime, format: "YYYY-MM-DD HH:mm:ss.SSS"'),
        ("202603{n}083015", "type: datetime, format: YYYYMMDDHHmmss"),
        ("1.2{n},50", 'type: decimal, point: ",", thousands: "."'),
        ("1'2{n}.50", 'type: decimal, thousands: "\'"'),
        ("1\u202f2{n},5", 'type: decimal, point: ",", thousands: " "'),
        ("00{n}", "required"),
    ],
)
def test_forms_of_dates_and_numbers_are_seen(
    cell: str, said: str, faults: Callable[[str], list[str]]
) -> None:
    text = draft(table(f"A:{cell}", "B:x"))

    assert faults(text) == []
    assert f'{{name: a, header: "A", {said}' in text


def test_two_forms_in_one_column_are_both_said() -> None:
    text = draft("A;B\n" + "20.11.2026 08:30;1\n20.11.2026;2\n" * 4)

    assert 'format: ["DD.MM.YYYY HH:mm", DD.MM.YYYY]' in text


@pytest.mark.parametrize(
    ("cells", "doubt"),
    [
        ("01/02/2026 05/06/2026", "day or month"),
        ("03/13/2026 13/03/2026", "the month in others"),
        ("1,23E+05 4711", "numbers were cut"),
        ("#BEZUG! 4711", "errors of a spreadsheet"),
        ("1.234 5.678", "decimals or between thousands"),
    ],
)
def test_what_may_be_either_is_asked(cells: str, doubt: str) -> None:
    assert doubt in draft("A;B\n" + "".join(f"{one};x\n" for one in cells.split()))


@pytest.mark.parametrize(("yes", "no"), [("J", "N"), ("oui", "non"), ("Yes", "No")])
def test_words_for_yes_and_no_are_truths(yes: str, no: str) -> None:
    text = draft("A;B\n" + f"{yes};1\n{no};2\n" * 5)

    assert f'type: boolean, "true": ["{yes}"], "false": ["{no}"]' in text


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("Export\n\nA;B\n1;x\n2;y\n", ["skip: 2", 'header: "A"']),
        ("# Export\n# today\nA;B\n1;x\n2;y\n", ['comment: "#"', 'header: "A"']),
        ("A^B\n1^x\n2^y\n", ['delimiter: "^"']),
        ("A,B\n'1,2','x'\n'3','y'\n", ['quote: "\'"']),
        ('A,B\n"say \\"x\\", 1",x\n"2",y\n', ['escape: "\\\\"', 'header: "A"']),
        ('A;B\n"one\ntwo; three";1\n"four";2\n', ["drafted from 2 rows", "type: integer"]),
        ("A;B;\n1,5;x;\n2,5;y;\n", ["drafted from 2 rows", 'header: "B"']),
        ("A;A;B\n1;2;x\n3;4;y\n", ['"A" stands more than once', 'header: "B"']),
        ("A;B;C\n1,5;x;p\n2,5;y\n3,5;z;q\n4,5;w;r\n", ['delimiter: ";"', "cells: R3"]),
        ("A;B\n1;x\u2028y\n2;x\u2028y\n3;x\u2028y\n", ['codes of b: "x\\u2028y" 3']),
    ],
)
def test_odd_dialects_are_seen(
    body: str, lines: list[str], faults: Callable[[str], list[str]]
) -> None:
    text = draft(body)

    assert faults(text) == []
    assert [line for line in lines if line not in text] == []


@pytest.mark.parametrize("codec", ["cp850", "mac_roman"])
def test_the_sets_of_older_systems_are_seen(codec: str) -> None:
    text = draft("Größe;Ort\n" + "1;Müller\n2;Zoë\n3;März\n", codec)

    assert f"charset: {codec}" in text
    assert 'header: "Größe"' in text


@pytest.mark.parametrize(("name", "fixed"), [("Müller", "bytes"), ("Muller", "true")])
def test_columns_of_fixed_width_are_seen_by_their_blanks(
    name: str, fixed: str, faults: Callable[[str], list[str]]
) -> None:
    """Counted in bytes where these are alike; and no first row is taken for names."""
    rows = [f"P{n}   ".encode() + name.encode().ljust(10) + b"19800102\n" for n in range(10, 13)]
    rows.append(b"P99   Weber     19800103\n")
    text = draft(b"".join(rows).decode())

    assert faults(text) == []
    assert f"fixed: {fixed}" in text
    assert "{name: column_2, start: 7, width: 10" in text
    assert "{name: column_3, start: 17, width: 8, type: date, format: YYYYMMDD" in text
    assert name not in text


def test_no_name_and_no_number_of_a_person_is_shown() -> None:
    """However often it comes: a patient with many results, a ward with two nurses."""
    body = "Patient;Vorname;Ort;Test\n" + "P1;Anna;Esch;Na\n" * 9
    bare = "P1;Anna;Na\n" * 9

    for text in (draft(body), draft(bare)):
        assert not [one for one in ("P1", "Anna", "Esch") if f'"{one}"' in text]
    assert '"Na" 9' in draft(body)


def test_bounded_numbers_are_a_number_and_a_comparator(
    faults: Callable[[str], list[str]],
) -> None:
    """As laboratories write what they cannot measure; without a header each cell is one column."""
    rows = "".join(f"N{n};{'<0,5' if n % 2 else f'{n},25'}\n" for n in range(9))
    text = draft(f"Nr;CRP\n{rows}")

    assert "part" not in draft(rows)
    assert faults(text) == []
    assert '{name: crp, header: "CRP", type: decimal, point: ",", part: number, req' in text
    assert '{name: crp_comparator, header: "CRP", type: code, part: comparator}' in text
