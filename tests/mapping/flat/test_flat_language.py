"""What rows of a description say: fallbacks, choices, fixed values, joins, look-ups, guards."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from gateway.mapping.flat.formats import reader
from gateway.mapping.flat.rows import Typed
from gateway.mapping.flaws import Flawed
from tests.mapping.flat.conftest import bodies

Say = Callable[..., Any]
HEAD = """
columns:
  - {name: a}
  - {name: b}
  - {name: n, type: decimal}
  - {name: code, type: code}
maps:
  - map: one -> Observation
    id: {key: [[a], [b]]}
    rows:
"""


def rows(*lines: str) -> str:
    """A description with these rows."""
    return HEAD + "".join(f"      - {line}\n" for line in lines)


@pytest.mark.parametrize(
    ("lines", "row", "body"),
    [
        # The first row that has a value is written.
        (
            ["{id: x, src: a, to: status}", "{id: y, src: b, to: status}"],
            "final,,,",
            {"status": "final"},
        ),
        (
            ["{id: x, src: a, to: code.text}", "{id: y, src: b, to: code.text}"],
            ",q,,",
            {"code": {"text": "q"}},
        ),
        # A fixed value is written where no cell gave one, and never alone in its object.
        (
            [
                "{id: x, src: code, to: status, code: {F: final}}",
                "{id: k, const: unknown, to: status}",
            ],
            "1,,,",
            {},
        ),
        (
            ["{id: x, src: a, to: code.text}", "{id: k, const: unknown, to: status}"],
            "q,,,",
            {"code": {"text": "q"}, "status": "unknown"},
        ),
        (
            [
                "{id: x, src: n, to: valueQuantity.value}",
                "{id: k, const: mg, to: valueQuantity.unit}",
                "{id: t, src: a, to: code.text}",
            ],
            "q,,,",
            {"code": {"text": "q"}},
        ),
        # Of a choice, one form.
        (
            ["{id: x, src: n, to: valueQuantity.value}", "{id: y, src: a, to: valueString}"],
            "q,,1.50,",
            {"valueQuantity": {"value": Decimal("1.50")}},
        ),
        (
            ["{id: x, src: n, to: valueQuantity.value}", "{id: y, src: a, to: valueString}"],
            "q,,,",
            {"valueString": "q"},
        ),
        # Lists: items of their own, and items that rows share.
        (
            ['{id: x, src: a, to: "note[].text"}', '{id: y, src: b, to: "note[].text"}'],
            "p,q,,",
            {"note": [{"text": "p"}, {"text": "q"}]},
        ),
        (
            [
                '{id: x, src: b, to: "identifier[s].value"}',
                '{id: k, const: "urn:x", to: "identifier[s].system"}',
            ],
            ",q,,",
            {"identifier": [{"value": "q", "system": "urn:x"}]},
        ),
        # Extensions carry their url.
        (
            ['{id: x, src: a, to: "extension(https://e.org/x).valueString"}'],
            "q,,,",
            {"extension": [{"url": "https://e.org/x", "valueString": "q"}]},
        ),
        # Joined, guarded, with another type.
        (["{id: x, src: [a, b], join: ' ', to: valueString}"], "p,q,,", {"valueString": "p q"}),
        (
            [
                "{id: x, src: a, to: valueString, when: \"b = 'yes'\"}",
                "{id: t, src: b, to: code.text}",
            ],
            "p,no,,",
            {"code": {"text": "no"}},
        ),
        (
            ["{id: x, src: a, to: valueDateTime, as: date}"],
            "2026-11-20,,,",
            {"valueDateTime": "2026-11-20"},
        ),
        # A concept keeps the source's code beside its translation.
        (["{id: x, src: a, to: code}"], "q,,,", {"code": {"text": "q"}}),
    ],
)
def test_rows_write(said: Say, lines: list[str], row: str, body: dict[str, Any]) -> None:
    """One row of a file, said by these rows."""
    [found] = bodies(said(rows(*lines), f"a,b,n,code\n{row}\n"))

    assert found == ([body] if body else [])


LOOKED = """
columns: [{name: ward, required: true}, {name: doctor}]
lookups: {wards: {file: lookups/wards.csv, key: ward}}
maps:
  - map: one -> Encounter
    id: {key: [[ward]]}
    rows:
      - {id: ward, src: ward, lookup: wards.name, to: serviceType.text}
"""


@pytest.mark.parametrize("written", ["ward;name\nA;Réanimation\n", "ward\tname\nA\tRéanimation\n"])
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "windows-1252"])
def test_the_other_file_may_be_as_a_system_writes_it(
    said: Say, written: str, charset: str
) -> None:
    """With any of the usual delimiters, and in the character set of spreadsheets."""
    body = written.encode(charset)
    made = said(LOOKED, "ward,doctor\nA,\n", lookups__wards=body)

    assert bodies(made)[0] == [{"serviceType": {"text": "Réanimation"}}]


def test_another_file_is_looked_up_in(said: Say) -> None:
    """What it does not say is told, and degrades the cell."""
    made = said(LOOKED, "ward,doctor\nA,\nB,\n", lookups__wards="ward,name\nA,Surgery\n")

    assert bodies(made)[0] == [{"serviceType": {"text": "Surgery"}}]
    assert [one.rule for one in made[1][0].issues] == ["lookup-missing"]
    assert [(one.fate.value, one.reason) for one in made[1][1]] == [
        ("degraded", "not in the other file")
    ]


def test_rows_that_differ_little_are_made_alike(said: Say) -> None:
    """What recurs is one value in all of them, and none knows of the other's cells."""
    text = rows("{id: c, src: code, to: code.text}", "{id: n, src: n, to: valueQuantity.value}")
    made = said(text, "a,b,n,code\n1,,1.0,X\n2,,2.0,X\n3,,3.0,Y\n")
    first, second, third = (mapped.changes[0] for mapped, _ in made)

    assert first.body["code"] is second.body["code"]
    assert third.body["code"] == {"text": "Y"}
    assert [one.body["valueQuantity"]["value"] for one in (first, second, third)] == [1, 2, 3]
    likes = [mapped.likes["Observation", mapped.changes[0].id] for mapped, _ in made]
    assert likes[0] is likes[1] is not likes[2]


@pytest.mark.parametrize(
    ("column", "cell", "read"),
    [
        (Typed("x", "date", ("DD.MM.YYYY",)), "20.11.2026", "20261120"),
        (Typed("x", "date", ("D/M/YYYY",)), "2/1/2026", "20260102"),
        (Typed("x", "date", ("DD/MM/YY",), 30), "02/01/31", "19310102"),
        (Typed("x", "date", ("DD/MM/YY",), 30), "02/01/30", "20300102"),
        (Typed("x", "datetime", ("YYYYMMDDHHmm",)), "202611201530", "202611201530"),
        (Typed("x", "datetime"), "2026-11-20T15:30:00+01:00", "20261120153000+0100"),
        (Typed("x", "datetime"), "2026-11-20T15:30:00Z", "20261120153000+0000"),
        (Typed("x", "time", ("HH:mm",)), "15:30", "1530"),
        (Typed("x", "decimal", point=",", thousands="."), "1.234,50", "1234.50"),
        (Typed("x", "decimal", point=",", thousands=" "), "1\u202f234,5", "1234.5"),
        (Typed("x", "decimal", point=",", thousands=" "), "1\u00a0234\u00a0567,5", "1234567.5"),
        (Typed("x", "decimal", thousands="'"), "1\u2019234.5", "1234.5"),
        (Typed("x", "integer"), "-12", "-12"),
        (Typed("x", "boolean", true=frozenset({"Oui"}), false=frozenset({"Non"})), "Oui", "true"),
    ],
)
def test_cells_are_read(column: Typed, cell: str, read: str) -> None:
    """As the form that the column declares says."""
    call = reader(column)
    assert call is not None

    assert call(cell) == read


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        (Typed("x", "date", ("DD.MM.YYYY",)), "2026-11-20"),
        (Typed("x", "date", ("DD.MM.YYYY",)), "32.01.2026"),
        (Typed("x", "decimal", point=","), "12.50"),
        (Typed("x", "decimal", point=",", thousands="."), "12.3,5"),
        (Typed("x", "decimal"), "1e5"),
        (Typed("x", "decimal"), "१"),
        (Typed("x", "integer"), "12.0"),
        (Typed("x", "boolean"), "ja"),
    ],
)
def test_other_cells_are_flawed(column: Typed, cell: str) -> None:
    """Nothing is guessed."""
    call = reader(column)
    assert call is not None

    assert isinstance(call(cell), Flawed)


DROPS = """
columns:
  - {name: nr, required: true}
  - {name: born, type: date, format: DD.MM.YYYY, faulty: drop}
  - {name: sex, type: code, allowed: [F, M], faulty: drop}
  - {name: dead, type: boolean}
maps:
  - map: patient -> Patient
    id: {identifiers: identifier}
    rows:
      - {id: nr, src: nr, to: "identifier[x].value"}
      - {id: nr-system, const: "https://example.org/nr", to: "identifier[x].system"}
      - {id: born, src: born, to: birthDate}
      - {id: sex, src: sex, to: gender, code: {F: female, M: male}}
      - {id: dead, src: dead, to: deceasedBoolean}
"""


def test_a_faulty_cell_may_be_left_out_while_its_row_is_taken(said: Say) -> None:
    [(mapped, ledger)] = said(DROPS, "nr,born,sex,dead\n7,31.02.1980,X,true\n")

    [patient] = mapped.changes
    assert patient.body["deceasedBoolean"] is True
    assert not {"birthDate", "gender"} & patient.body.keys()
    told = {(one.rule, one.source, one.severity.value) for one in mapped.issues}
    assert told == {
        ("value-invalid-date", "R2:born", "warning"),
        ("cell-not-allowed", "R2:sex", "warning"),
    }
    assert {one.source: one.fate for one in ledger}["R2:born"] == "degraded"


def test_another_cell_still_refuses_its_row(said: Say) -> None:
    [(mapped, _)] = said(DROPS, "nr,born,sex,dead\n7,31.02.1980,F,perhaps\n")

    assert {(one.source, one.severity.value) for one in mapped.issues} == {
        ("R2:born", "warning"),
        ("R2:dead", "error"),
    }


PERSONS = """
columns:
  - {name: who, most: 4}
  - {name: ward, type: code}
maps:
  - map: who -> Patient
    id: {identifiers: identifier}
    rows:
      - {id: who, src: who, to: "identifier[number].value"}
      - {id: system, const: "urn:x", to: "identifier[number].system"}
  - map: stay -> Encounter
    id: {key: [[who]]}
    rows:
      - {id: subject, ref: who, to: subject}
      - {id: ward, src: ward, to: "location[0].location.display"}
"""


def test_who_comes_again_is_the_same_in_each_row(said: Say) -> None:
    """A resource that one cell decides is made once; each row has its own place and account."""
    first, other, long, again = said(PERSONS, "who,ward\nP1,A\nP2,A\nP1234,A\nP1,B\n")
    assert again[0].changes[0].body == first[0].changes[0].body
    assert again[0].changes[0].body != other[0].changes[0].body
    assert [one[0].changes[0].source for one in (first, again)] == ["R2", "R5"]
    assert [one.target for one in again[1]] == [one.target for one in first[1]]
    assert [one.resource for one in again[1]] == [one.resource for one in first[1]]
    assert [one.rule for one in long[0].issues] == ["cell-long", "identity-missing"]
