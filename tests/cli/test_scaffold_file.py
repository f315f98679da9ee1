"""A sample of a file of rows gives a description of it that has no fault."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gateway.cli.scaffold_file import drafted, grouped, seen
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
