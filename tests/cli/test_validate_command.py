"""`gateway validate`: what it reads, how it tells what it found, and how it ends.

https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from gateway.cli.files import Piece, pieces
from gateway.model import Issue
from gateway.validation.sent import Form, Sent
from tests.cli.validated import CANARY, NATIONAL, RIGHT, WRONG, XML, Run
from tests.validation.profile_samples import profile


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
    made = profile("Patient", *elements, url=PROFILE)
    manifest = {"name": "mine", "version": "1.0.0", "fhirVersions": ["4.0.1"]}
    folder.mkdir()
    (folder / "package.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "StructureDefinition-p.json").write_text(json.dumps(made), encoding="utf-8")


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
