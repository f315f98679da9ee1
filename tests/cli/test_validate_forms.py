"""`gateway validate`: in which forms and languages it tells what it found.

https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.cli.validated import CANARY, WRONG, Run


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "Le code n'est pas"), ("de", "Der Code ist nicht")]
)
def test_it_speaks_the_language_of_the_reader(run: Run, language: str, words: str) -> None:
    """In every form."""
    for form in ("text", "json", "sarif"):
        assert words in run("w.json", "--base", "--lang", language, "--format", form).stdout


@pytest.mark.parametrize("form", ["text", "json", "sarif"])
def test_values_are_shown_only_where_that_is_asked(run: Run, form: str) -> None:
    """They are a patient's."""
    hidden = run("w.json", "w.xml", "--base", "--format", form)
    shown = run("w.json", "w.xml", "--base", "--format", form, "--show-values")

    assert CANARY not in hidden.output
    assert shown.stdout.count(CANARY) == 2


def test_json_is_an_operation_outcome_with_its_file(run: Run) -> None:
    """With element, line and column, and rule."""
    made: dict[str, Any] = json.loads(run("w.json", "--base", "--format", "json").stdout)
    (issue,) = made["issue"]

    assert made["resourceType"] == "OperationOutcome"
    assert made["extension"][0]["valueString"] == "w.json"
    assert issue["expression"] == ["Patient.gender"]
    assert issue["location"] == ["Line[4] Col[3]"]
    assert issue["details"]["coding"][0]["code"] == "code-not-in-value-set"


def test_json_of_several_files_is_a_bundle_of_outcomes(run: Run) -> None:
    """One for each, in their order, a missing file among them."""
    made = json.loads(run("r.json", "w.json", "no.json", "--base", "--format", "json").stdout)
    outcomes = [entry["resource"] for entry in made["entry"]]

    assert made["resourceType"] == "Bundle"
    assert [one["extension"][0]["valueString"] for one in outcomes] == [
        "r.json",
        "w.json",
        "no.json",
    ]
    assert [one["issue"][0]["severity"] for one in outcomes] == ["information", "error", "fatal"]


SARIF = {
    "type": "object",
    "required": ["$schema", "version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "minItems": 1,
            "items": {
                "required": ["tool", "results", "columnKind", "invocations"],
                "properties": {
                    "results": {
                        "items": {
                            "required": ["ruleId", "ruleIndex", "level", "message", "locations"],
                            "properties": {"level": {"enum": ["error", "warning", "note"]}},
                        }
                    },
                    "tool": {
                        "properties": {
                            "driver": {
                                "required": ["name", "version", "rules"],
                                "properties": {
                                    "rules": {
                                        "items": {"required": ["id", "shortDescription", "help"]}
                                    }
                                },
                            }
                        }
                    },
                },
            },
        },
    },
}  # fmt: skip
"""What code scanning asks of a run."""


def test_sarif_names_rule_file_line_and_column(run: Run) -> None:
    """As GitHub and editors read it; paths are relative to where the command was given."""
    made = json.loads(run("w.json", "w.xml", "r.json", "--base", "--format", "sarif").stdout)
    results, rules = made["runs"][0]["results"], made["runs"][0]["tool"]["driver"]["rules"]
    places = [one["locations"][0]["physicalLocation"] for one in results]

    Draft202012Validator(SARIF).validate(made)
    assert [place["artifactLocation"]["uri"] for place in places] == ["w.json", "w.xml"]
    assert [place["region"] for place in places] == [
        {"startLine": 4, "startColumn": 3},
        {"startLine": 2, "startColumn": 3},
    ]
    assert [rules[one["ruleIndex"]]["id"] for one in results] == ["code-not-in-value-set"] * 2


def test_sarif_of_nothing_wrong_is_sarif_too(run: Run) -> None:
    """A run without results."""
    made = json.loads(run("r.json", "--base", "--format", "sarif").stdout)

    assert made["runs"][0]["results"] == []


def test_no_name_of_an_element_speaks_to_the_terminal(run: Run) -> None:
    """Nor breaks the line: it may be called anything."""
    sent = '{"resourceType": "Patient", "a\\u001b[2J\\nb": 1}'
    lines = run("-", "--base", sent=sent).stdout.splitlines()

    assert len(lines) == 1
    assert lines[0].isprintable()


@pytest.mark.parametrize("form", ["text", "json", "sarif"])
def test_a_file_whose_name_is_no_text_is_checked_too(run: Run, tmp_path: Path, form: str) -> None:
    """Old shares have such names; what of them can be written is."""
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / os.fsdecode(b"m\xfcller.json")).write_text(WRONG, encoding="utf-8")
    result = run("odd", "--base", "--format", form)

    assert result.exit_code == 1
    assert "m?ller.json" in result.stdout or "m%3Fller.json" in result.stdout
