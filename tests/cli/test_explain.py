"""`gateway explain` tells what a profile, an extension, a value set or a rule asks.

https://hl7.org/fhir/R4/profiling.html
"""

from __future__ import annotations

from typing import Any

import pytest
from typer.testing import CliRunner

from gateway.cli import app
from gateway.fhirjson import decode


def said(*asked: str, code: int = 0) -> str:
    found = CliRunner().invoke(app, ["explain", *asked])
    assert found.exit_code == code, found.output
    return found.output


def rows(*asked: str) -> Any:
    return decode(said(*asked, "--format", "json").encode())


def test_an_invariant_tells_its_expression_and_where_it_stands() -> None:
    told = rows("obs-6")

    assert told["severity"] == "error"
    assert told["defined"] == "http://hl7.org/fhir/StructureDefinition/Observation"
    assert told["expression"] == "dataAbsentReason.empty() or value.empty()"
    assert [one["language"] for one in told["sentences"]] == ["en", "fr", "de"]


def test_a_published_rule_that_is_wrong_says_what_we_do_instead() -> None:
    assert "reader" in rows("txt-1")["note"]


def test_a_national_rule_is_told_in_its_own_three_sentences() -> None:
    words = {one["language"]: one["sentence"] for one in rows("lu-com-custodian")["sentences"]}

    assert words["fr"] == "Un résumé dit qui le conserve"
    assert words["de"] == "Eine Zusammenfassung sagt, wer sie verwahrt"


def test_a_rule_of_ours_tells_severity_sentences_and_hints() -> None:
    told = rows("code-not-recommended")

    assert (told["severity"], told["code"]) == ("warning", "code-invalid")
    assert len(told["sentences"]) == 3
    assert all(one["hint"] for one in told["sentences"])


def test_a_rule_that_is_said_in_several_ways_tells_them_all() -> None:
    assert len(rows("value-required")["sentences"]) == 6


def test_a_profile_tells_what_it_adds_to_its_base() -> None:
    """Cardinalities beside the base's, slices with what tells them apart, fixed values."""
    told = rows("bp")
    elements = {one["element"]: one for one in told["elements"]}
    slices = {one["element"]: one for one in told["slices"]}

    assert elements["component"]["cardinality"] == "2..* (0..*)"
    assert elements["component"]["flags"] == "MS"
    assert elements["code.coding:BPCode.system"]["value"] == "fixed: http://loinc.org"
    assert elements["code.coding:BPCode.system"]["cardinality"] == "1..1 (0..1)"
    assert "subject" not in elements
    assert slices["code.coding"]["discriminator"] == "value: code, value: system"
    assert slices["component"]["slices"] == "SystolicBP 1..1, DiastolicBP 1..1"


def test_all_of_a_profile_may_be_asked_for() -> None:
    elements = {one["element"]: one for one in rows("bp", "--all")["elements"]}

    assert elements["subject"]["type"] == "Reference(Patient)"
    assert elements["status"]["binding"].startswith("required: http://hl7.org/fhir/ValueSet/")


def test_a_type_tells_all_its_elements_and_its_own_invariants() -> None:
    told = rows("Observation")

    assert {one["element"] for one in told["elements"]} >= {"Observation", "status", "component"}
    assert {one["rule"] for one in told["invariants"]} == {"obs-3", "obs-6", "obs-7"}


def test_an_extension_tells_where_it_may_stand() -> None:
    told = rows("http://hl7.org/fhir/StructureDefinition/patient-birthPlace")

    assert told["context"] == "Patient"
    assert {one["element"]: one.get("type") for one in told["elements"]}["value[x]"] == "Address"


def test_a_value_set_tells_how_it_is_made_up_and_its_first_codes() -> None:
    told = rows("http://hl7.org/fhir/ValueSet/observation-status", "--first", "2")

    assert told["count"] == "8"
    assert told["made"] == [
        {
            "part": "include",
            "system": "http://hl7.org/fhir/observation-status",
            "content": "all codes",
        }
    ]
    assert [one["code"] for one in told["codes"]] == ["amended", "cancelled"]
    assert told["rest"] == "6 more: see --first"


def test_a_value_set_that_cannot_be_listed_says_so() -> None:
    told = rows("http://hl7.org/fhir/ValueSet/observation-codes")

    assert "note" in told
    assert "count" not in told


def test_a_code_system_tells_its_codes() -> None:
    told = rows("http://hl7.org/fhir/observation-status")

    assert {one["code"]: one["display"] for one in told["codes"]}["final"] == "Final"


def test_the_words_around_it_are_in_the_language_that_is_asked_for() -> None:
    """Markdown in a pipe; names of FHIR stay as they are."""
    text = said("lu-patient", "--lang", "de")

    assert "| Element | Kardinalität (Basis) | Typ | Codes aus | Wert | Merkmale |" in text
    assert "Ein Patient hat mindestens einen identifier mit system und value" in text


def test_a_cell_never_breaks_its_table() -> None:
    """An expression may hold the character that parts columns."""
    lines = [line for line in said("lu-patient").splitlines() if line.startswith("| ")]
    columns = {line.replace("\\|", "").count("|") for line in lines}

    assert columns == {5, 6, 7}


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("slice-mising", "slice-missing"),
        ("obs-66", "obs-6"),
        ("lu-patientt", "lu-patient"),
        ("http://hl7.org/fhir/StructureDefinition/Pateint", "StructureDefinition/Patient"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(asked: str, meant: str) -> None:
    text = said(asked, code=2)

    assert text.startswith(f"gateway: nothing here is called {asked}; did you mean")
    assert meant in text


def test_a_package_that_is_not_there_is_said() -> None:
    assert "there is no package" in said("obs-6", "--package", "nowhere.tgz", code=2)
