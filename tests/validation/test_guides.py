"""What a guide asks of every resource of a type is asked of each, alone or in a Bundle.

https://hl7.org/fhir/R4/implementationguide-definitions.html#ImplementationGuide.global
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gateway.model import Resource, Severity, Validator
from tests.validation.profile_samples import URL, patient, profile

Profiled = Callable[..., Validator]
GUIDE = {
    "resourceType": "ImplementationGuide", "url": "https://e.org/ImplementationGuide/g",
    "name": "G", "status": "active", "packageId": "e.g", "fhirVersion": ["5.0.0", "4.0.1"],
    "global": [{"type": "Patient", "profile": URL}],
}  # fmt: skip
NAMED = profile("Patient", {"path": "Patient.name", "min": 1})


def _errors(validator: Validator, resource: Resource) -> list[tuple[str, str]]:
    issues = validator.check(resource)
    return [(one.rule, one.target) for one in issues if one.severity is Severity.ERROR]


NAME = [{"family": "A"}]
MISSING = ("element-required", "Patient.name")


def test_what_a_guide_asks_of_all_is_asked(profiled: Profiled) -> None:
    validator = profiled(NAMED, GUIDE)
    assert _errors(validator, patient()) == [MISSING]
    assert _errors(validator, patient(name=NAME)) == []
    claiming = patient(meta={"profile": [URL]})
    assert [one.rule for one in validator.check(claiming)].count("element-required") == 1


def test_entries_of_a_bundle_are_asked_too(profiled: Profiled) -> None:
    bundle: dict[str, Any] = {
        "resourceType": "Bundle", "type": "collection", "entry": [
            {"fullUrl": "https://e.org/Patient/1", "resource": patient(id="1")},
            {"fullUrl": "https://e.org/Patient/2", "resource": patient(id="2", name=NAME)},
        ],
    }  # fmt: skip
    found = _errors(profiled(NAMED, GUIDE), bundle)
    assert found == [("element-required", "Bundle.entry[0].resource.name")]


def test_other_types_are_left_alone(profiled: Profiled) -> None:
    group = {"resourceType": "Group", "type": "person", "actual": True}
    assert _errors(profiled(NAMED, GUIDE), group) == []


def test_a_guide_that_asks_nothing_is_no_definition(profiled: Profiled) -> None:
    plain = {key: value for key, value in GUIDE.items() if key not in {"global", "url"}}
    validator = profiled(NAMED, plain)
    assert _errors(validator, patient()) == []
