"""Each example of a national profile is taken, or refused by the rule that it was made for.

https://hl7.org/fhir/R4/profiling.html
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gateway import fhirjson
from gateway.model import Severity, Validator

RESOURCES = Path(__file__).parents[1] / "resources"
VALID = sorted(RESOURCES.glob("*/valid/*.json"))
INVALID = sorted(RESOURCES.glob("*/invalid/*.expected.json"))
PROFILES = "https://fhir.gateway.example/lu/StructureDefinition/"


def _name(file: Path) -> str:
    return f"{file.parent.parent.name}/{file.stem.removesuffix('.expected')}"


@pytest.mark.parametrize("file", VALID, ids=_name)
def test_a_valid_example_has_no_error(file: Path, validator: Validator) -> None:
    checker = validator.profile(PROFILES + file.parent.parent.name)
    assert checker is not None
    issues = checker.check(fhirjson.resource(file.read_bytes()))
    assert [one for one in issues if one.severity is Severity.ERROR] == []


@pytest.mark.parametrize("file", INVALID, ids=_name)
def test_an_invalid_example_breaks_its_rule_in_its_place(file: Path, validator: Validator) -> None:
    expected = json.loads(file.read_text(encoding="utf-8"))
    example = file.with_name(file.name.replace(".expected", ""))
    checker = validator.profile(PROFILES + file.parent.parent.name)
    assert checker is not None
    issues = checker.check(fhirjson.resource(example.read_bytes()))
    assert (expected["rule"], expected["path"]) in [(one.rule, one.target) for one in issues]


def test_every_profile_has_examples_of_both_kinds() -> None:
    folders = {file.parent.parent.name for file in VALID}
    assert folders
    assert folders == {file.parent.parent.name for file in INVALID}


@pytest.mark.parametrize("file", VALID, ids=_name)
def test_a_valid_example_is_bound_to_its_profile(file: Path, validator: Validator) -> None:
    resource = fhirjson.resource(file.read_bytes())
    assert PROFILES + file.parent.parent.name in validator.bound(resource)
