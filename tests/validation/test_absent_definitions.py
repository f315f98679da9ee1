"""What is asked by definitions that are not at hand: an error where nobody can tell without them.

https://hl7.org/fhir/R4/profiling.html#5.1.0.9
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gateway.model import Resource, Severity, Validator
from tests.validation.profile_samples import URL, patient, profile

Profiled = Callable[..., Validator]
OTHER = "https://e.org/other"
NUMBERED = {"identifier": [{"system": "https://e.org/n", "value": "1"}]}


def _typed(path: str, kind: str, *urls: str) -> dict[str, Any]:
    return profile("Patient", {"path": path, "type": [{"code": kind, "profile": [*urls]}]})


def _found(validator: Validator, resource: Resource) -> list[tuple[str, str, str]]:
    issues = validator.check(resource, [URL])
    return [(one.rule, one.severity.value, one.target) for one in issues]


def test_without_the_profile_of_a_part_nobody_can_tell(profiled: Profiled) -> None:
    validator = profiled(_typed("Patient.identifier", "Identifier", OTHER))
    assert _found(validator, patient(**NUMBERED)) == [
        ("profile-absent", "error", "Patient.identifier[0]")
    ]
    assert _found(validator, patient()) == []


def test_without_the_profile_of_a_contained_resource_nobody_can_tell(profiled: Profiled) -> None:
    validator = profiled(_typed("Patient.contained", "Group", OTHER))
    group = {"resourceType": "Group", "id": "g", "type": "person", "actual": True}
    held = patient(contained=[group], link=[{"other": {"reference": "#g"}, "type": "seealso"}])
    assert ("profile-absent", "error", "Patient.contained[0]") in _found(validator, held)


def test_an_extension_without_definition_is_only_unknown(profiled: Profiled) -> None:
    validator = profiled(_typed("Patient.extension", "Extension", OTHER))
    held = patient(extension=[{"url": OTHER, "valueCode": "a"}])
    assert _found(validator, held) == [("extension-unknown", "warning", "Patient.extension[0]")]


@pytest.mark.parametrize(
    ("url", "rules"),
    [
        (OTHER, []),
        (f"{OTHER}|1.0.0", [("extension-version", "Patient.extension[0]")]),
        (
            "http://hl7.org/fhir/StructureDefinition/patient-congregation|4.0.1",
            [
                ("extension-version", "Patient.extension[0]"),
                ("fixed-value", "Patient.extension[0].url"),
            ],
        ),
    ],
)
def test_the_url_of_an_extension_names_no_version(
    url: str, rules: list[tuple[str, str]], profiled: Profiled
) -> None:
    issues = profiled().check(patient(extension=[{"url": url, "valueString": "a"}]))
    assert [(one.rule, one.target) for one in issues if one.severity is Severity.ERROR] == rules
