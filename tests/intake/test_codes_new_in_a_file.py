"""A code that is new in a file is put in where others stood, if nothing asks more of it.

https://www.w3.org/TR/csv2json/ · https://hl7.org/fhir/R4/terminologies.html
"""

from __future__ import annotations

import pytest

from gateway.bootstrap.rules import ruleset
from gateway.model import Ruleset
from gateway.settings import Settings
from tests.rows_said import SENDER, both, like_another
from tests.warm import warm

LOINC = "http://loinc.org"
KINDS = "http://terminology.hl7.org/CodeSystem/observation-category"
CODED = """\
delimiter: ";"
columns:
  - {{name: {name}}}
  - {{name: analysis, type: code, most: 12}}
  - {{name: title, recurs: true, most: 40}}
  - {{name: low, type: decimal, recurs: true}}
  - {{name: kind, type: code, allowed: [laboratory, vital-signs, imaging]}}
maps:
  - map: patient -> Patient
    id: {{identifiers: identifier}}
    rows:
      - {{id: number, src: {name}, to: "identifier[own].value"}}
      - {{id: numbers, const: "https://example.org/numbers", to: "identifier[own].system"}}
  - map: result -> Observation
    id: {{key: [[{name}]]}}
    rows:
      - {{id: status, const: final, to: status}}
      - {{id: code, src: analysis, to: "code.coding[own].code"}}
      - {{id: title, src: title, to: "code.coding[own].display"}}
      - {{id: system, const: "{system}", to: "code.coding[own].system"}}
      - {{id: low, src: low, to: "referenceRange[0].low.value"}}
      - {{id: kind, src: kind, to: "category[0].coding[0].code"}}
      - {{id: kinds, const: "{kinds}", to: "category[0].coding[0].system"}}
      - {{id: subject, ref: patient, to: subject}}
      - {{id: day, const: "2026-11-20", to: effectiveDateTime}}
"""
SYSTEMS = {
    "foreign": LOINC,
    "own": "https://example.org/analyses",
    "known": "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation",
    "units": "http://unitsofmeasure.org",
}
"""A kind of file -> the system of its codes: two that are not at hand, two that are."""
HOSTILE = (
    'a"b', "back\\slash", "per%cent %s", "two words", "two  blanks", "\u00a0", "tab\tin", "\x01",
    "'", "{x}", "\ue000line 1\ue001", "\U0001f489", "0123456789012", "#1", "null",
)  # fmt: skip
"""Codes and names that somebody may send."""


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Ruleset:
    """What is shipped, with a description for each system."""
    folder = tmp_path_factory.mktemp("mappings")
    (folder / "delimited").mkdir()
    (folder / "senders").mkdir()
    for name, system in SYSTEMS.items():
        text = CODED.format(name=name, system=system, kinds=KINDS)
        (folder / "delimited" / f"coded-{name}.yaml").write_text(text)
    (folder / "senders" / f"{SENDER}.yaml").write_text("processing: P\nzone: Europe/Luxembourg\n")
    settings = Settings(data=warm(tmp_path_factory.mktemp("codes") / "data"))
    return ruleset(Settings(data=settings.data, mappings=(*settings.mappings, folder)))


def said(rules: Ruleset, name: str, *rows: str) -> list[bool]:
    """Which of the rows of a file were said like others; each is what it is by itself."""
    numbered = "".join(f"S{at};{row}\n" for at, row in enumerate(rows))
    return like_another(both(rules, f"{name};analysis;title;low;kind\n{numbered}"))


@pytest.mark.parametrize("name", ["foreign", "own"])
def test_two_rows_show_what_is_said_of_all_codes(rules: Ruleset, name: str) -> None:
    """Also where their names and limits are others."""
    found = said(rules, name, *(f"{at}-{at};Title {at};{at};laboratory" for at in range(9)))

    assert found == [False, False, *[True] * 7]


@pytest.mark.parametrize("name", ["known", "units"])
def test_codes_of_a_system_that_is_at_hand_are_looked_at_each(rules: Ruleset, name: str) -> None:
    """One of them may be none of its codes, or have another name."""
    codes = ["H", "L", "HH", "xx", "g", "mg", "N"]
    found = said(rules, name, *(f"{code};{code};1;laboratory" for code in (*codes, *codes)))

    assert not any(found[: len(codes)])


def test_which_profile_binds_hangs_on_the_category(rules: Ruleset) -> None:
    """What a rule of the whole resource asks is learnt for each of its texts."""
    kinds = ("laboratory", "vital-signs", "imaging")
    found = said(rules, "foreign", *(f"{at};A;1;{kinds[at % 3]}" for at in range(9)))

    assert not any(found[:3])
    assert all(found[-3:])


def test_what_is_there_is_shown_for_each_way_of_being_there(rules: Ruleset) -> None:
    """A name that is absent, a limit that is absent."""
    cells = ("{0};;1;laboratory", "{0};A{0};;laboratory", ";A{0};1;laboratory", "{0};A{0};1;")
    rows = [cells[at % 4].format(at) for at in range(24)]

    assert all(said(rules, "own", *rows)[-4:])


@pytest.mark.parametrize("odd", HOSTILE)
def test_an_odd_text_is_what_it_is_by_itself(rules: Ruleset, odd: str) -> None:
    """Whatever stands in a cell whose texts recur, once and again."""
    usual = [f"{at};Title {at};{at};laboratory" for at in range(3)]
    strange = [f"{odd};Title;1;laboratory", f"7;{odd};1;laboratory", f"7;T;{odd};laboratory"]

    said(rules, "foreign", *usual, *strange, *strange, f"8;Title;1;{odd}", *usual)
