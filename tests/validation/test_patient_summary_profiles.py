"""The profiles of the international patient summary judge good and broken resources rightly.

https://hl7.org/fhir/uv/ips/
"""

from __future__ import annotations

from typing import Any

import pytest

from gateway import validation
from gateway.definitions import Definitions
from gateway.model import Resource, Severity, Validator
from gateway.settings import Settings
from tests.suites.places import PACKAGES

IPS = "http://hl7.org/fhir/uv/ips/StructureDefinition/"
PACKAGE = PACKAGES / "hl7.fhir.uv.ips-2.0.1.tgz"

pytestmark = pytest.mark.skipif(not PACKAGE.is_file(), reason="the shared packages are not here")


@pytest.fixture(scope="module")
def ips() -> Validator:
    """A validator that knows the package."""
    return validation.load(Definitions.open(Settings().definitions, [PACKAGE]))


def _wrong(validator: Validator, resource: Resource, name: str) -> list[tuple[str, str]]:
    issues = validator.check(resource, [f"{IPS}{name}-uv-ips"])
    return [(one.rule, one.target) for one in issues if one.severity is Severity.ERROR]


PATIENT: Resource = {
    "resourceType": "Patient",
    "name": [{"family": "Muster", "given": ["Ana"]}],
    "birthDate": "1970-01-01",
}
ALLERGY: Resource = {
    "resourceType": "AllergyIntolerance",
    "clinicalStatus": {
        "coding": [
            {
                "system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical",
                "code": "active",
            }
        ]
    },
    "code": {"text": "Birch pollen"},
    "patient": {"reference": "Patient/1"},
}


def _without(resource: Resource, *keys: str) -> Resource:
    return {key: value for key, value in resource.items() if key not in keys}


@pytest.mark.parametrize(
    ("resource", "name", "rules"),
    [
        (PATIENT, "Patient", set()),
        (_without(PATIENT, "birthDate"), "Patient", {"element-required"}),
        (_without(PATIENT, "name"), "Patient", {"element-required"}),
        ({**PATIENT, "name": [{"use": "usual"}]}, "Patient", {"ips-pat-1"}),
        (ALLERGY, "AllergyIntolerance", set()),
        (_without(ALLERGY, "code"), "AllergyIntolerance", {"element-required"}),
        (_without(ALLERGY, "patient"), "AllergyIntolerance", {"element-required"}),
    ],
)
def test_summary_profiles(resource: Resource, name: str, rules: Any, ips: Validator) -> None:
    assert {rule for rule, _ in _wrong(ips, resource, name)} == rules
