"""What is surely met is not asked again, what is not surely met is: of profiles, units, numbers.

https://hl7.org/fhir/R4/profiling.html
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from gateway.codegen import Writer
from gateway.definitions import Definitions
from gateway.model import Issue, Severity, Validator
from gateway.validation.fused_source import FusedSource
from gateway.validation.module import Module

PROFILE = "https://fhir.gateway.example/lu/StructureDefinition/lu-observation-laboratory"
OBSERVATION = "http://hl7.org/fhir/StructureDefinition/Observation"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
UCUM = "http://unitsofmeasure.org"
NUMBERS = "https://example.org/numbers"


def _result(**more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [{"coding": [{"system": CATEGORY, "code": "laboratory"}]}],
        "code": {"text": "Invented"},
        "subject": {"reference": "Patient/1"},
        "effectiveDateTime": "2026-11-20T08:00:00+01:00",
        "valueString": "right",
        **more,
    }


def _amount(**more: Any) -> dict[str, Any]:
    body = _result(valueQuantity=more)
    del body["valueString"]
    return body


def _said(validator: Validator, body: dict[str, Any]) -> list[tuple[str, str]]:
    return [(issue.rule, issue.target) for issue in validator.check(body, [PROFILE])]


def _bad(issues: list[Issue]) -> list[Issue]:
    return [one for one in issues if one.severity is Severity.ERROR]


def test_what_a_profile_asks_is_written_under_a_condition(national: Definitions) -> None:
    """Identifiers, the code and the subject: each is asked by itself only where that is unsure."""
    base, profile = national.structure(OBSERVATION), national.structure(PROFILE)
    assert base is not None
    assert profile is not None
    module = Module(Writer(), national, base, "")
    text = FusedSource(module, [(profile, base)], where="").write().text
    asked = [line.strip() for line in text.splitlines() if line.endswith("(o, WHERE, x)")]
    sure = [line for line in asked if line.startswith("if not (")]
    assert len(sure) >= 3


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"identifier": [{"system": NUMBERS, "value": "1"}]}, []),
        ({"identifier": [{"value": "1"}]}, ["lu-identifier"]),
        (
            {"identifier": [{"system": NUMBERS, "value": "1"}, {"system": NUMBERS}]},
            ["lu-identifier"],
        ),
        (
            {"identifier": [{"system": NUMBERS}, {"system": NUMBERS, "value": "1"}]},
            ["lu-identifier"],
        ),
        ({"subject": {"reference": "Location/1"}}, ["reference-target-wrong"]),
        ({"subject": {"display": "Somebody"}}, ["lu-obs-subject"]),
        ({"subject": {"reference": "Patient/1", "type": "Location"}}, None),
        ({"code": {"coding": [{"system": NUMBERS}]}}, ["lu-obs-code"]),
    ],
)
def test_a_profile_says_the_same_where_it_is_not_surely_met(
    validator: Validator, careful: Validator, more: dict[str, Any], told: list[str] | None
) -> None:
    """What went before was right, and is of no help."""
    assert _said(validator, _result()) == []
    said = _said(validator, _result(**more))
    assert said == _said(careful, _result(**more))
    rules = {rule for rule, _ in said if rule != "code-system-unknown"}
    assert rules == set(told) if told is not None else rules


def test_a_word_for_a_unit_vouches_for_no_other_code(
    validator: Validator, careful: Validator
) -> None:
    """Nor for another system, nor for what is no number."""
    right = {"value": Decimal("1.5"), "unit": "grams", "system": UCUM, "code": "g"}
    assert _said(validator, _amount(**right)) == []
    assert _said(validator, _amount(**right, comparator="<")) == []
    for wrong in (
        {"code": "gg"},
        {"system": "http://unitsofmeasure.org/", "code": "g"},
        {"value": "1.5"},
        {"value": Decimal("NaN")},
        {"code": 1},
        {"unit": ["grams"]},
    ):
        body = _amount(**{**right, **wrong})
        assert _said(validator, body) == _said(careful, body) != []
    assert _said(validator, _amount(**{**right, "value": 2})) == []
    assert _said(validator, _amount(**{**right, "code": "kg"})) == []
    assert _said(validator, _amount(**right)) == []


def test_who_gave_one_number_vouches_for_no_other(
    validator: Validator, careful: Validator
) -> None:
    """What a system asks of its values is asked of each."""
    uris = "urn:ietf:rfc:3986"
    for identifier in (
        {"system": NUMBERS, "value": "1"},
        {"system": NUMBERS, "value": " "},
        {"system": NUMBERS, "value": 1},
        {"system": uris, "value": "urn:oid:1.2.3"},
        {"system": uris, "value": "1.2.3"},
        {"system": "numbers", "value": "1"},
        {"system": "numbers", "value": "2"},
        {"system": "https://tools.ietf.org/html/rfc4122", "value": "1"},
    ):
        for _ in range(2):
            body = _result(identifier=[identifier])
            assert _said(validator, body) == _said(careful, body)


def test_a_value_that_is_there_is_told_without_looking_for_it(validator: Validator) -> None:
    """And one that is told by an extension alone is found, too."""
    absent = {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason"}
    told = {"extension": [{**absent, "valueCode": "unknown"}]}
    body = _result(_valueString=told)
    del body["valueString"]
    reason = {"coding": [{"system": UCUM, "code": "g"}]}
    assert _bad(list(validator.check(body, [PROFILE]))) == []
    assert "obs-6" in [rule for rule, _ in _said(validator, _result(dataAbsentReason=reason))]
    assert "obs-6" in [rule for rule, _ in _said(validator, {**body, "dataAbsentReason": reason})]
