"""Rows said like one before are, byte for byte, what they come to by themselves.

https://hypothesis.works/articles/what-is-property-based-testing/
"""

from __future__ import annotations

from random import Random

import pytest
import yaml

from gateway.bootstrap.rules import ruleset
from gateway.intake.rows import Rows, Said
from gateway.mapping.flat import again
from gateway.model import Ruleset
from gateway.settings import Settings
from tests.drawn import TIMES
from tests.rows_drawn import description, rows, written
from tests.rows_drawn_parts import Drawn
from tests.rows_said import SENDER, both, inbounds, like_another
from tests.warm import warm

KINDS = 12
ROWS = 100 * TIMES
SENDERS = {
    "drawn": "zone: Europe/Luxembourg\n",
    "strict": "zone: Europe/Luxembourg\nlowered: [{rule: lu-pat-name, until: 2026-12-01}]\n",
    "whole": "zone: Europe/Luxembourg\nsnapshots: true\n",
}
HEAD = "PatientNr;SampleNr;Analysis;AnalysisName;Taken;Value;Text;Unit;Low;High;Flag;Status;Ward\n"
ROW = "P{0};S{0};718-7;Haemoglobin;20.11.2026 08:{0:02};{0},50;;g/dL;12;16;N;F;INT1\n"
REGISTER = """\
delimiter: ";"
columns: [{name: person}, {name: nation}, {name: family}, {name: given}]
maps:
  - map: patient -> Patient
    id: {identifiers: identifier}
    rows:
      - {id: person, src: person, to: "identifier[own].value"}
      - {id: person-system, const: "https://example.org/persons", to: "identifier[own].system"}
      - {id: nation, src: nation, to: "identifier[nation].value"}
      - {id: nation-system, const: "urn:oid:1.3.182.4.4", to: "identifier[nation].system"}
      - {id: family, src: family, to: "name[0].family"}
      - {id: given, src: given, to: "name[0].given[]"}
"""

DISPENSED = """\
delimiter: ";"
columns:
  - {name: dispense}
  - {name: drug, type: code}
  - {name: prepared, type: datetime}
  - {name: handed, type: datetime}
maps:
  - map: given -> MedicationDispense
    id: {key: [[dispense]]}
    rows:
      - {id: status, const: completed, to: status}
      - {id: drug, src: drug, to: medicationCodeableConcept.text}
      - {id: prepared, src: prepared, to: whenPrepared}
      - {id: handed, src: handed, to: whenHandedOver}
"""
"""A rule of FHIR compares the two times."""
TWINS = """\
delimiter: ";"
columns: [{name: left}, {name: right}, {name: hand}, {name: pulse, type: integer}]
maps:
  - map: result -> Observation
    each: [{side: left}, {side: right}]
    id: {key: [["{side}"]]}
    rows:
      - {id: status, const: final, to: status}
      - {id: code, const: "8867-4", to: "code.coding[loinc].code"}
      - {id: loinc, const: "http://loinc.org", to: "code.coding[loinc].system"}
      - {id: pulse, src: pulse, to: valueInteger}
"""
"""Two resources of one type: where their keys are the same, they are one."""
GUARDED = """\
delimiter: ";"
columns:
  - {name: sample}
  - {name: kind, type: code}
  - {name: fasting, type: boolean}
maps:
  - map: result -> Observation
    id: {key: [[sample]]}
    rows:
      - {id: status, const: final, to: status}
      - {id: sample, src: sample, to: "code.text"}
  - map: other -> Observation
    id: {key: [[sample, {text: other}]]}
    when: "kind = 'F'"
    rows:
      - {id: status, const: final, to: status}
      - {id: sample, src: sample, to: "code.text"}
      - {id: fasting, src: fasting, to: valueBoolean}
"""
"""What is wrong in a cell is wrong, also where nothing is made of it."""


@pytest.fixture(scope="module")
def drawn() -> list[Drawn]:
    """Descriptions drawn by seed."""
    random = Random("descriptions of files")  # noqa: S311 - the same for ever
    return [description(random, f"q{number}x") for number in range(KINDS)]


@pytest.fixture(scope="module")
def rules(drawn: list[Drawn], tmp_path_factory: pytest.TempPathFactory) -> Ruleset:
    """What is shipped, with these descriptions and senders of files."""
    folder = tmp_path_factory.mktemp("mappings")
    (folder / "delimited").mkdir()
    (folder / "senders").mkdir()
    lookup = {"wards": {"file": "lookups/wards.csv", "key": "ward"}}
    for number, one in enumerate(drawn):
        text = yaml.safe_dump({**one.value(), "lookups": lookup}, sort_keys=False)
        (folder / "delimited" / f"drawn-{number}.yaml").write_text(text)
    own = {"register": REGISTER, "dispensed": DISPENSED, "twins": TWINS, "guarded": GUARDED}
    for name, text in own.items():
        (folder / "delimited" / f"{name}.yaml").write_text(text)
    for name, said in SENDERS.items():
        (folder / "senders" / f"{name}.yaml").write_text(f"processing: P\n{said}")
    settings = Settings(data=warm(tmp_path_factory.mktemp("rows") / "data"))
    return ruleset(Settings(data=settings.data, mappings=(*settings.mappings, folder)))


def lines(count: int, row: str = ROW) -> str:
    """A file of rows that differ in some cells only."""
    return HEAD + "".join(row.format(number) for number in range(count))


def test_rows_of_any_description_are_the_same_both_ways(
    rules: Ruleset, drawn: list[Drawn]
) -> None:
    """Whatever is described, and whatever stands in the cells."""
    random, found = Random("rows of files"), list[Said]()  # noqa: S311 - the same for ever
    for one in drawn:
        found += both(rules, written(one, rows(one, random, ROWS), random))

    assert sum(like_another(found)) > len(found) // 8


def test_a_file_is_learnt_by_its_first_row(rules: Ruleset) -> None:
    """What differs are numbers, times and names."""
    assert like_another(both(rules, lines(5))) == [False, True, True, True, True]


@pytest.mark.parametrize(
    "cells",
    [
        'P1;S"1;718-7;H;20.11.2026 08:30;1;;g/dL;;;;F;',
        "P1;S\\1;718-7;H;20.11.2026 08:30;1;;g/dL;;;;F;",
        "P1;S\u00a01;718-7;H;20.11.2026 08:30;1;;g/dL;;;;F;",
        "P1;=1+1;718-7;H;20.11.2026 08:30;0,0000001;;g/dL;;;;F;",
        "P1;%s;718-7;H;20.11.2026 08:30;+007,50;;g/dL;;;;F;",
        "P1;S1;718-7;H;30.02.2026 08:30;1;;g/dL;;;;F;",
        "P1;S1;718-7;H;29.03.2026 02:30;1;;g/dL;;;;F;",
        "P1;S1;718-7;H;20.11.2026 08:30;1e5;;g/dL;;;;F;",
        "P1;S1;718-7;H;20.11.2026 08:30;1;;g/dL;;;;?;",
        "P1;S1;718-7;H;20.11.2026 08:30;1;;nonsense;;;;F;",
        f"P1;{'S' * 31};718-7;H;20.11.2026 08:30;1;;g/dL;;;;F;",
        ";S1;718-7;H;20.11.2026 08:30;1;;g/dL;;;;F;",
        "P1;S1;718-7;H;20.11.2026 08:30;1;;g/dL;;;;F;;more",
    ],
)
def test_an_odd_cell_is_what_it_is_among_usual_ones(rules: Ruleset, cells: str) -> None:
    """Quotes, blanks, formulas, leading zeros, days that no calendar has."""
    usual = "P1;S{0};718-7;H;20.11.2026 08:30;1;;g/dL;;;;F;\n"
    found = both(rules, lines(3, usual) + cells + "\n" + usual.format(9))

    assert like_another(found)[-1]


def test_issues_name_their_own_row(rules: Ruleset) -> None:
    """A patient without a name is a warning, in each row."""
    found = both(rules, lines(3))

    assert [one.source for said in found for one in said.issues if one.rule == "lu-pat-name"] == [
        "R2",
        "R3",
        "R4",
    ]


def test_a_warning_inside_a_resource_is_counted_in_each_row(rules: Ruleset) -> None:
    """A unit that nobody knows claims no profile; a ward that is not listed has no name."""
    row = "P{0};S{0};718-7;H;20.11.2026 08:30;1;;{unit};;;;F;{ward}\n"
    cells = [("g/dL", "INT1"), ("nonsense", "INT1"), ("g/dL", "XX"), ("nonsense", "XX")]
    rows = [row.format(at, unit=unit, ward=ward) for at, (unit, ward) in enumerate(3 * cells)]
    found = both(rules, HEAD + "".join(rows))

    assert like_another(found)[4:] == [True] * 8
    assert [one.count for one in found[:4]] == [2, 3, 3, 4]


def test_who_has_a_national_number_is_looked_at_each_time(rules: Ruleset) -> None:
    """Its digits, and who else has it, decide under which id a person is served."""
    text = "person;nation;family;given\n" + "".join(
        f"{number};1987062912345;Muster;Anna\n" for number in range(1, 4)
    )
    others = "".join(f"{number};;Muster;Anna\n" for number in range(1, 4))

    assert like_another(both(rules, text + others)) == [False] * 4 + [True] * 2


def test_a_national_number_alone_is_looked_at_each_time(rules: Ruleset) -> None:
    """The first has right digits, the second has not."""
    found = both(rules, "person;nation;family;given\n;1987062900062;M;A\n;1987062912345;M;A\n")

    assert not any(like_another(found))


def test_times_that_a_rule_compares_are_compared_in_each_row(rules: Ruleset) -> None:
    """Nothing is handed over before it was prepared."""
    row = "D{0};N02BE01;2026-11-20 08:30;2026-11-20 08:{0}\n"
    found = both(rules, "dispense;drug;prepared;handed\n" + row.format(40) + row.format(20))

    assert len({len(one.issues) for one in found}) == 2


def test_two_resources_of_one_key_are_one(rules: Ruleset) -> None:
    """Also behind rows in which they were two."""
    found = both(rules, "left;right;hand;pulse\na;b;;70\nc;d;;71\ne;e;;72\n")

    assert [one.text.count(b"fullUrl") for one in found] == [2, 2, 1]


def test_a_bad_cell_is_told_where_nothing_is_made_of_it(rules: Ruleset) -> None:
    """The row before was learnt from without it."""
    found = both(rules, "sample;kind;fasting\nS1;G;true\nS2;G;false\nS3;G;maybe\n")

    assert [one.status.value for one in found] == ["accepted", "accepted", "rejected"]
    assert like_another(found) == [False, True, False]


@pytest.mark.parametrize("sender", ["strict", "whole"])
def test_senders_with_rules_of_their_own_go_the_long_way(rules: Ruleset, sender: str) -> None:
    """A rule is lowered until a day; a snapshot says what is not there any more."""
    assert not any(like_another(both(rules, lines(4), sender)))


def test_what_is_kept_is_bounded(rules: Ruleset, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was let go is learnt again."""
    monkeypatch.setattr(again, "MOST", 3)
    row = "P{0};S{0};718-7;Haemoglobin {0};20.11.2026 08:30;1;;g/dL;{0};16;N;F;INT1\n"
    text = HEAD + "".join(row.format(number // 5 % 7) for number in range(80))

    assert any(like_another(both(rules, text)))


def test_what_never_comes_again_is_not_learnt_for_ever(
    rules: Ruleset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file in which each unit is another goes the long way soon, and nothing more is kept."""
    both(rules, lines(2))  # the first of all rows is judged by tests that are only being made
    monkeypatch.setattr(again, "_PATIENCE", 5)
    row = "P{0};S{0};718-7;Haemoglobin;20.11.2026 08:30;1;;10*{0}/L;;;N;F;INT1\n"
    known = Rows(rules, SENDER)
    for inbound in inbounds(rules, lines(12, row)):
        known.said(inbound)
    found = [known.said(one) for one in inbounds(rules, lines(7, row))]

    assert like_another(found) == [True] * 5 + [False] * 2
