"""Whatever is measured under a vital sign's own LOINC code meets the profile that FHIR has for it.

https://hl7.org/fhir/R4/observation-vitalsigns.html
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from gateway.model import Resource, Severity, Validator
from tests.validation.structure_cases import DELETE, changed

PULSE: Resource = {
    "resourceType": "Observation",
    "id": "pulse",
    "status": "final",
    "category": [
        {
            "coding": [
                {
                    "system": "http://terminology.hl7.org/CodeSystem/observation-category",
                    "code": "vital-signs",
                }
            ]
        }
    ],
    "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]},
    "subject": {"display": "nobody"},
    "effectiveDateTime": "2026-11-29",
    "valueQuantity": {
        "value": Decimal(70),
        "unit": "/min",
        "system": "http://unitsofmeasure.org",
        "code": "/min",
    },
}


def said(validator: Validator, resource: Resource, **how: Any) -> list[tuple[str, str]]:
    """(rule, place) of what one of those profiles finds wrong."""
    return [
        (one.rule, one.target)
        for one in validator.check(resource, **how)
        if (one.profile or "").startswith("http://hl7.org/fhir/StructureDefinition/")
    ]


def within(resource: Resource) -> Resource:
    """A collection of it."""
    entry = {"fullUrl": f"https://e.org/Observation/{resource['id']}", "resource": resource}
    return {"resourceType": "Bundle", "type": "collection", "entry": [entry]}


def test_a_right_one_passes(validator: Validator) -> None:
    assert said(validator, PULSE) == said(validator, within(PULSE)) == []


def test_a_pulse_without_a_time_is_told(validator: Validator) -> None:
    timeless = changed(PULSE, "effectiveDateTime", DELETE)
    place = "Observation.effective"
    assert ("element-required", place) in said(validator, timeless)
    told = said(validator, within(timeless))
    assert ("element-required", f"Bundle.entry[0].resource{place[11:]}") in told


def test_a_pulse_in_degrees_is_told(validator: Validator) -> None:
    warm = changed(PULSE, "valueQuantity.code", "Cel")
    assert said(validator, warm) == [("fixed-value", "Observation.valueQuantity.code")]


def test_who_only_decides_what_to_keep_is_not_told(validator: Validator) -> None:
    timeless = changed(PULSE, "effectiveDateTime", DELETE)
    assert said(validator, timeless, advice=False) == []


def test_a_part_of_one_may_have_a_unit_of_its_own(validator: Validator) -> None:
    flow = {
        "code": {"coding": [{"system": "http://loinc.org", "code": "3151-8"}]},
        "valueQuantity": {
            "value": Decimal(2),
            "unit": "L/min",
            "system": "http://unitsofmeasure.org",
            "code": "L/min",
        },
    }
    issues = validator.check({**PULSE, "component": [flow]})
    units = [one for one in issues if one.target == "Observation.component[0].valueQuantity"]
    assert [(one.rule, one.severity) for one in units] == [
        ("code-not-recommended", Severity.WARNING)
    ]
