"""`gateway validate`: what it reads, how it tells what it found, and how it ends.

https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner, Result

from gateway.cli import app
from gateway.cli.files import Piece, pieces
from gateway.model import Issue
from gateway.validation.sent import Form, Sent
from tests.warm import warm

Run: TypeAlias = Callable[..., Result]

CANARY = "Xylophonius"
"""Stands for a patient's value."""
WRONG = f"""{{
  "resourceType": "Patient",
  "name": [{{"family": "{CANARY}"}}],
  "gender": "{CANARY}"
}}"""
RIGHT = '{"resourceType": "Patient", "gender": "female"}'
XML = f'<Patient xmlns="http://hl7.org/fhir">\n  <gender value="{CANARY}"/>\n</Patient>'
NATIONAL = "https://fhir.gateway.example/lu/StructureDefinition/lu-patient"


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where compiled code is kept, so that it is compiled once."""
    return warm(tmp_path_factory.mktemp("data"))


@pytest.fixture
def run(code: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Gives the command, in a folder of its own, with files that hold every kind of thing."""
    for name, text in (("w.json", WRONG), ("r.json", RIGHT), ("w.xml", XML)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GATEWAY_DATA", str(code))

    def command(*words: str, sent: bytes | str | None = None) -> Result:
        return CliRunner().invoke(app, ["validate", *words], input=sent)

    return command


def test_a_line_tells_place_severity_rule_element_and_sentence(run: Run) -> None:
    """As compilers do, so that editors jump there; the hint comes with it."""
    result = run("w.json", "--base")
    (line,) = result.stdout.splitlines()

    assert line.startswith("w.json:4:3: error: code-not-in-value-set: Patient.gender: The code ")
    assert "Send a code of this value set" in line
    assert result.exit_code == 1


def test_what_is_right_says_nothing_but_the_sum(run: Run) -> None:
    """And ends well."""
    result = run("r.json", "--base")

    assert (result.stdout, result.exit_code) == ("", 0)
    assert "valid: 1" in result.stderr


def test_xml_is_read_as_json_is(run: Run) -> None:
    """With its own lines."""
    result = run("w.xml", "--base")

    assert result.stdout.startswith("w.xml:2:3: error: code-not-in-value-set: Patient.gender: ")


def test_one_resource_a_line_is_told_by_the_line_of_the_file(run: Run, tmp_path: Path) -> None:
    """A line that is no JSON spoils no other; an empty one is nothing."""
    lines = [RIGHT, "", '{"resourceType": "Patient", "gender": "x"}', "{", RIGHT]
    (tmp_path / "n.ndjson").write_text("\n".join(lines), encoding="utf-8")
    result = run("n.ndjson", "--base")
    starts = [line.split(": ")[0] for line in result.stdout.splitlines()]

    assert starts == ["n.ndjson:3:29", "n.ndjson:4:2"]
    assert "checked: 4" in result.stderr


def test_standard_input_may_be_json_xml_or_many_lines(run: Run) -> None:
    """Without a name, what it is shows."""
    assert run("-", "--base", sent=WRONG).stdout.startswith("-:4:3: error:")
    assert run("-", "--base", sent=XML).stdout.startswith("-:2:3: error:")
    assert "checked: 2" in run("-", "--base", sent=f"{RIGHT}\n{RIGHT}\n").stderr


@pytest.mark.parametrize("between", ["\n\n", "\nno JSON\n", "\n\n\n[]\n"])
def test_lines_are_seen_though_one_of_them_is_empty_or_wrong(run: Run, between: str) -> None:
    """The first is whole, and not the last."""
    result = run("-", "--base", sent=f"{RIGHT}{between}{RIGHT}\n")

    assert result.stderr.startswith(f"checked: {2 if not between.strip() else 3}")


def test_one_object_over_several_lines_is_one_resource(run: Run) -> None:
    """Though its first line looks like an object of its own."""
    sent = '{"resourceType":"Patient","name":[{}\n,{"family":"A"}],"gender":"x"}'

    assert "checked: 1" in run("-", "--base", sent=sent).stderr


def test_the_sentence_of_a_profile_ends_before_the_hint(run: Run) -> None:
    """Its author left out the full stop."""
    said = run("-", sent='{"resourceType":"Patient"}').stdout

    assert "with a system and a value. `gateway explain lu-pat-identifier`" in said


def test_folders_and_patterns_are_looked_through(run: Run, tmp_path: Path) -> None:
    """Each file below, but none that is hidden or beside resources."""
    (tmp_path / "deep" / "er").mkdir(parents=True)
    for name in ("deep/er/a.json", "deep/package.json", "deep/.index.json", "deep/readme.txt"):
        (tmp_path / name).write_text(WRONG, encoding="utf-8")

    assert "checked: 1" in run("deep", "--base").stderr
    assert "checked: 3" in run("**/[rw].*", "--base").stderr
    assert "checked: 4" in run(".", "--base").stderr


def test_what_cannot_be_read_ends_otherwise(run: Run, tmp_path: Path) -> None:
    """A missing file, an empty folder: 2, and the others are checked all the same."""
    (tmp_path / "empty").mkdir()
    result = run("nothing.json", "r.json", "empty", "--base")

    assert result.exit_code == 2
    assert "nothing.json: there is no such file" in result.stderr
    assert "checked: 1" in result.stderr
    assert "not read: 2" in result.stderr


def test_a_profile_is_named_by_its_canonical_or_its_last_word(run: Run) -> None:
    """And is named where it asked."""
    for name in (NATIONAL, "lu-patient"):
        result = run("r.json", "--profile", name)

        assert f"({NATIONAL})" in result.stdout
        assert result.exit_code == 1


def test_an_unknown_profile_or_package_is_no_verdict(run: Run) -> None:
    """It is told with names that come near, and nothing is checked."""
    profile = run("r.json", "--profile", "lu-patiemt")
    package = run("r.json", "--package", "nothing@1.0.0")

    assert (profile.exit_code, package.exit_code) == (2, 2)
    assert NATIONAL in profile.stderr
    assert "nothing@1.0.0" in package.stderr


def test_the_national_profiles_are_asked_unless_others_are_named(run: Run) -> None:
    """As when a message is taken in."""
    assert NATIONAL in run("r.json").stdout
    assert NATIONAL not in run("r.json", "--profile", "http://hl7.org/fhir/StructureDefinition/Patient").stdout  # fmt: skip  # noqa: E501 - one call


PROFILE = "http://example.org/p"


def package(folder: Path, *elements: dict[str, Any]) -> None:
    """A package of one profile on Patient, which says this of its elements."""
    profile = {
        "resourceType": "StructureDefinition",
        "url": PROFILE,
        "name": "P",
        "status": "active",
        "fhirVersion": "4.0.1",
        "kind": "resource",
        "abstract": False,
        "type": "Patient",
        "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Patient",
        "derivation": "constraint",
        "differential": {"element": [{"path": one["id"], **one} for one in elements]},
    }
    manifest = {"name": "mine", "version": "1.0.0", "fhirVersions": ["4.0.1"]}
    folder.mkdir()
    (folder / "package.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "StructureDefinition-p.json").write_text(json.dumps(profile), encoding="utf-8")


def test_a_package_is_used_for_this_once(run: Run, tmp_path: Path) -> None:
    """A folder with one profile, which asks for what the resource has not."""
    package(tmp_path / "mine", {"id": "Patient.birthDate", "min": 1})
    result = run("r.json", "--package", "mine", "--profile", PROFILE)

    assert result.stdout.startswith("r.json:1:1: error: element-required: Patient.birthDate: ")
    assert result.stdout.rstrip().endswith(f"({PROFILE})")


def test_what_must_be_supported_is_told_where_asked(run: Run, tmp_path: Path) -> None:
    """As information: nothing is wrong."""
    package(tmp_path / "mine", {"id": "Patient.birthDate", "mustSupport": True})
    asked = ("r.json", "--package", "mine", "--profile", PROFILE)
    plain, more = run(*asked), run(*asked, "--must-support")

    assert plain.stdout == ""
    assert "r.json:1:1: information: must-support-absent: Patient.birthDate: " in more.stdout
    assert (plain.exit_code, more.exit_code) == (0, 0)


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


class Endless(io.BytesIO):
    """A file that never ends: whoever reads all of it never comes back."""

    def readline(self, size: int | None = -1, /) -> bytes:  # noqa: ARG002 - as a file has it
        """The same line again."""
        return b'{"resourceType":"Basic"}\n'


def test_lines_are_read_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are, only what is asked for is read."""
    monkeypatch.setattr("gateway.cli.files.sys.stdin", io.TextIOWrapper(Endless()))
    first = list(islice(pieces("-"), 3))

    assert [one.line for one in first if isinstance(one, Piece)] == [0, 1, 2]


def test_a_line_that_is_too_long_spoils_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As much of it is kept as shows that it is too long."""
    monkeypatch.setattr("gateway.cli.files.MAX_BYTES", 40)
    file = tmp_path / "long.ndjson"
    file.write_bytes(b'{"a":1}\n' + b"x" * 200 + b'\n{"b":2}\n')
    bodies = [one.body for one in pieces(str(file)) if isinstance(one, Piece)]

    assert bodies == [b'{"a":1}', b"x" * 41, b'{"b":2}']


def test_the_help_teaches_with_examples(run: Run) -> None:
    """And says what the exit codes mean."""
    text = run("--help").stdout

    assert "gateway validate patient.json" in text
    assert "Exit codes" in text


def test_no_name_of_an_element_speaks_to_the_terminal(run: Run) -> None:
    """Nor breaks the line: it may be called anything."""
    sent = '{"resourceType": "Patient", "a\\u001b[2J\\nb": 1}'
    lines = run("-", "--base", sent=sent).stdout.splitlines()

    assert len(lines) == 1
    assert lines[0].isprintable()


def test_a_resource_on_which_we_fail_costs_no_other(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is named with the kind and place of the fault, and nothing of its content."""

    def fails(self: Sent, issues: Iterable[Issue], inside: str = "") -> list[Issue]:
        if self.form is Form.XML:
            raise KeyError(CANARY)
        assert not inside
        return list(issues)

    monkeypatch.setattr(Sent, "located", fails)
    result = run("w.xml", "r.json", "--base")

    assert result.exit_code == 2
    assert (
        "w.xml: the gateway failed on it: KeyError in test_validate_command.py:" in result.stderr
    )
    assert "checked: 1" in result.stderr
    assert CANARY not in result.output


@pytest.mark.parametrize("form", ["text", "json", "sarif"])
def test_a_file_whose_name_is_no_text_is_checked_too(run: Run, tmp_path: Path, form: str) -> None:
    """Old shares have such names; what of them can be written is."""
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / os.fsdecode(b"m\xfcller.json")).write_text(WRONG, encoding="utf-8")
    result = run("odd", "--base", "--format", form)

    assert result.exit_code == 1
    assert "m?ller.json" in result.stdout or "m%3Fller.json" in result.stdout


@pytest.mark.parametrize(
    ("body", "format"),
    [
        ("MSH|^~\\&|A|B|C|D|20260101||ADT^A01|1|P|2.5\rPID|1||123\r", "hl7v2"),
        ('<ClinicalDocument xmlns="urn:hl7-org:v3"/>', "cda"),
    ],
)
def test_what_is_no_fhir_at_all_is_told_by_its_own_name(run: Run, body: str, format: str) -> None:
    """Neither as JSON that breaks off at its first byte, nor as XML of a wrong namespace."""
    told = run("-", sent=body)

    assert told.exit_code == 1
    assert f"format-other: This begins like {format}" in told.output
    assert "json-syntax" not in told.output
    assert "xml-namespace" not in told.output
