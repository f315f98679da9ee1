"""Rows bind profiles to resources; what is wrong in them or in profiles is named with its line.

https://hl7.org/fhir/R4/profiling.html
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gateway import validation
from gateway.definitions import Definitions
from gateway.model import Validator
from gateway.settings import Settings
from tests.validation.profile_samples import Profile, profile, slicing

MANIFEST = '{"name": "test", "version": "1.0.0", "fhirVersions": ["4.0.1"]}'
BINDINGS = Settings().mappings[0] / "profiles.yaml"
LU = "https://fhir.gateway.example/lu/StructureDefinition/"
LABORATORY = {
    "system": "http://terminology.hl7.org/CodeSystem/observation-category",
    "code": "laboratory",
}


def test_our_own_rows_and_profiles_have_no_fault(national: Definitions) -> None:
    assert list(validation.lint(national, BINDINGS)) == []


def test_a_condition_decides(validator: Validator) -> None:
    observation: dict[str, Any] = {"resourceType": "Observation"}
    assert list(validator.bound(observation)) == []
    observation["category"] = [{"coding": [LABORATORY]}]
    assert list(validator.bound(observation)) == [LU + "lu-observation-laboratory"]


@pytest.mark.parametrize("odd", [None, 1, "x", [1], {"coding": 1}, [{"coding": 1}], [{}]])
def test_a_condition_on_an_odd_shape_is_no_crash(odd: Any, validator: Validator) -> None:
    assert list(validator.bound({"resourceType": "Observation", "category": odd})) == []


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("a: [", [(1, "yaml-syntax")]),
        ("type: Patient\n", [(1, "binding-row")]),
        ("- {type: Patient}\n", [(1, "binding-row")]),
        ("\n- {type: Patient, profile: 'https://e.org/x'}\n", [(2, "profile-unknown")]),
        (f"- {{type: Group, profile: '{LU}lu-patient'}}\n", [(1, "profile-type-wrong")]),
        (
            f"- {{type: Patient, profile: '{LU}lu-patient', when: 'a..b'}}",
            [(1, "fhirpath-syntax")],
        ),
    ],
)
def test_faults_of_rows(
    text: str, faults: list[tuple[int, str]], tmp_path: Path, national: Definitions
) -> None:
    file = tmp_path / "profiles.yaml"
    file.write_text(text, encoding="utf-8")
    found = [one for one in validation.lint(national, file) if one.file == str(file)]
    assert [(one.line, one.rule) for one in found] == faults


FAULTY: tuple[tuple[str, tuple[Profile, ...]], ...] = (
    (
        "fhirpath-syntax",
        (
            {
                "id": "Patient",
                "constraint": [
                    {"key": "k", "severity": "error", "human": "h", "expression": "a..b"}
                ],
            },
        ),
    ),
    (
        "value-set-unknown",
        (
            {
                "id": "Patient.maritalStatus",
                "binding": {"strength": "required", "valueSet": "https://e.org/v"},
            },
        ),
    ),
    (
        "profile-unknown",
        (
            {
                "id": "Patient.managingOrganization",
                "type": [{"code": "Reference", "targetProfile": ["https://e.org/o"]}],
            },
        ),
    ),
    (
        "slice-undecidable",
        (slicing("Patient.name", "value", "use"), {"id": "Patient.name:x", "max": "1"}),
    ),
)


@pytest.mark.parametrize(("rule", "elements"), FAULTY, ids=lambda one: str(one)[:20])
def test_faults_of_profiles(rule: str, elements: tuple[Profile, ...], tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text(MANIFEST, encoding="utf-8")
    text = json.dumps(profile("Patient", *elements), indent=1)
    (tmp_path / "StructureDefinition-p.json").write_text(text, encoding="utf-8")
    faults = list(validation.lint(Definitions.open(Settings().definitions, [tmp_path])))
    assert rule in [one.rule for one in faults]
    assert all(one.file for one in faults)


def test_a_row_of_a_package_is_there_only_where_the_package_is(
    tmp_path: Path, national: Definitions
) -> None:
    """What is not installed binds nothing and is no fault; what is binds as any row."""
    file = tmp_path / "profiles.yaml"
    file.write_text(
        "- {type: Patient, profile: 'https://e.org/x', package: e.org.absent}\n"
        f"- {{type: Patient, profile: '{LU}lu-patient', package: lu.gateway.profiles}}\n",
        encoding="utf-8",
    )

    assert list(validation.lint(national, file)) == []
    bound = validation.load(national, file).bound({"resourceType": "Patient"})
    assert list(bound) == [LU + "lu-patient"]
