"""Slices and patterns, the hard ones first: several codings where one of them decides.

https://hl7.org/fhir/R4/profiling.html#slicing · https://hl7.org/fhir/R4/observation-vitalsigns.html
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from gateway.model import Resource, Severity, Validator
from gateway.validation import patterns
from tests.validation.plain_agreement import disagreement
from tests.validation.profile_samples import observation, profile, wrong

BP = "http://hl7.org/fhir/StructureDefinition/bp"
LOCAL = {"system": "https://e.org/codes", "code": "x"}


def _loinc(code: str) -> dict[str, str]:
    return {"system": "http://loinc.org", "code": code}


def _part(code: str, value: int) -> dict[str, Any]:
    unit = {"unit": "mmHg", "system": "http://unitsofmeasure.org", "code": "mm[Hg]"}
    return {"code": {"coding": [LOCAL, _loinc(code)]}, "valueQuantity": {"value": value, **unit}}


PRESSURE: Resource = {
    "resourceType": "Observation",
    "status": "final",
    "category": [
        {"coding": [LOCAL]},
        {
            "coding": [
                {
                    "system": "http://terminology.hl7.org/CodeSystem/observation-category",
                    "code": "vital-signs",
                },
            ],
        },
    ],
    "code": {"coding": [LOCAL, _loinc("85354-9"), _loinc("55284-4")]},
    "subject": {"reference": "Patient/p-1"},
    "effectiveDateTime": "2026-11-20",
    "component": [_part("8480-6", 120), _part("8462-4", 80)],
}

Change = Callable[[Resource], object]

BROKEN_PRESSURE: tuple[tuple[Change, str, str], ...] = (
    (lambda r: r["component"].pop(), "slice-missing", "Observation.component"),
    (
        lambda r: r["component"].append(_part("8480-6", 1)),
        "slice-too-many",
        "Observation.component",
    ),
    (lambda r: r["code"]["coding"].pop(1), "slice-missing", "Observation.code.coding"),
    (lambda r: r["category"].pop(), "slice-missing", "Observation.category"),
    (lambda r: r.pop("subject"), "element-required", "Observation.subject"),
    (lambda r: r.update(valueInteger=1), "type-not-allowed", "Observation.valueInteger"),
    (
        lambda r: r["component"][0]["valueQuantity"].update(code="kPa"),
        "fixed-value",
        "Observation.component[0].valueQuantity.code",
    ),
    (
        lambda r: r["component"][1]["valueQuantity"].pop("unit"),
        "element-required",
        "Observation.component[1].valueQuantity.unit",
    ),
    (
        lambda r: r["component"][0].update(
            valueString=r["component"][0].pop("valueQuantity")["unit"]
        ),
        "type-not-allowed",
        "Observation.component[0].valueString",
    ),
)


def test_blood_pressure_with_several_codings_meets_its_profile(validator: Validator) -> None:
    found = validator.check(PRESSURE, [BP])
    assert [issue.rule for issue in found if issue.severity is Severity.ERROR] == []


@pytest.mark.parametrize(("change", "rule", "target"), BROKEN_PRESSURE)
def test_blood_pressure_that_is_wrong_is_refused(
    change: Change, rule: str, target: str, validator: Validator
) -> None:
    spoilt = copy.deepcopy(PRESSURE)
    change(spoilt)
    issues = list(validator.check(spoilt, [BP]))
    assert disagreement(validator, spoilt, [BP]) == (set(), set())
    assert (rule, target) in [(one.rule, one.target) for one in issues]
    assert all(one.profile for one in issues if one.rule == rule)


PATTERN = {"coding": [{"system": "http://loinc.org", "code": "1-1"}]}


@pytest.mark.parametrize(
    ("codings", "right"),
    [
        ([_loinc("1-1")], True),
        ([LOCAL, {**_loinc("1-1"), "display": "One"}], True),
        ([LOCAL], False),
        ([{"system": "http://loinc.org"}, {"code": "1-1"}], False),
        ([], False),
    ],
)
def test_a_pattern_holds_where_one_coding_has_it_all(
    codings: list[Any],
    right: bool,  # noqa: FBT001 - a row of the table
    profiled: Callable[..., Validator],
) -> None:
    validator = profiled(
        profile("Observation", {"path": "Observation.code", "patternCodeableConcept": PATTERN})
    )
    code = {"coding": codings} if codings else {"text": "x"}
    found = wrong(validator, observation(code=code))
    assert found == ([] if right else [("pattern-value", "Observation.code")])


def test_a_fixed_value_allows_no_more(profiled: Callable[..., Validator]) -> None:
    validator = profiled(
        profile("Observation", {"path": "Observation.code", "fixedCodeableConcept": PATTERN})
    )
    assert wrong(validator, observation(code=PATTERN)) == []
    more = {**PATTERN, "text": "One"}
    assert wrong(validator, observation(code=more)) == [("fixed-value", "Observation.code")]


def _sliced(rules: str, *, ordered: bool = False) -> list[dict[str, Any]]:
    return [
        {
            "path": "Patient.identifier",
            "slicing": {
                "discriminator": [{"type": "value", "path": "system"}],
                "rules": rules,
                "ordered": ordered,
            },
        },
        *(
            {"id": f"Patient.identifier:{name}{end}", "path": f"Patient.identifier{end}", **facts}
            for name in ("one", "two")
            for end, facts in (
                ("", {"sliceName": name, "min": 1, "max": "1"}),
                (".system", {"min": 1, "fixedUri": f"https://e.org/{name}"}),
                (".value", {"min": 1}),
            )
        ),
    ]


def _patient(*names: str) -> Resource:
    identifiers = [{"system": f"https://e.org/{name}", "value": "1"} for name in names]
    return {"resourceType": "Patient", "identifier": identifiers}


@pytest.mark.parametrize(
    ("rules", "ordered", "names", "found"),
    [
        ("open", False, ("two", "one", "three"), []),
        ("closed", False, ("two", "one"), []),
        ("closed", False, ("one", "two", "three"), [("slice-unknown", "Patient.identifier[2]")]),
        ("open", True, ("two", "one"), [("slice-order", "Patient.identifier[1]")]),
        ("openAtEnd", False, ("one", "two", "three"), []),
        ("openAtEnd", False, ("one", "three", "two"), [("slice-order", "Patient.identifier[2]")]),
        ("open", False, ("one",), [("slice-missing", "Patient.identifier")]),
        ("open", False, ("one", "two", "two"), [("slice-too-many", "Patient.identifier")]),
    ],
)
def test_slices_by_system(
    rules: str,
    ordered: bool,  # noqa: FBT001 - a row of the table
    names: tuple[str, ...],
    found: list[Any],
    profiled: Callable[..., Validator],
) -> None:
    validator = profiled(profile("Patient", *_sliced(rules, ordered=ordered)))
    assert wrong(validator, _patient(*names)) == found


def test_what_a_slice_asks_is_asked_of_its_items_only(profiled: Callable[..., Validator]) -> None:
    validator = profiled(profile("Patient", *_sliced("open")))
    patient = _patient("one", "three", "two")
    for identifier in patient["identifier"]:
        del identifier["value"]
    assert wrong(validator, patient) == [
        ("element-required", "Patient.identifier[0].value"),
        ("element-required", "Patient.identifier[2].value"),
    ]


def test_slices_told_apart_by_whether_something_is_there(
    profiled: Callable[..., Validator],
) -> None:
    by = {"discriminator": [{"type": "exists", "path": "period"}], "rules": "open"}
    made = profile(
        "Patient",
        {"path": "Patient.name", "slicing": by},
        {"id": "Patient.name:old", "path": "Patient.name", "sliceName": "old", "max": "1"},
        {"id": "Patient.name:old.period", "path": "Patient.name.period", "min": 1},
        {"id": "Patient.name:old.family", "path": "Patient.name.family", "min": 1},
    )
    names = [{"text": "a"}, {"text": "b", "period": {"start": "2020"}}]
    found = wrong(profiled(made), {"resourceType": "Patient", "name": names})
    assert found == [("element-required", "Patient.name[1].family")]


CODINGS: tuple[Any, ...] = (
    {"system": "s", "code": "c"},
    {"system": "s", "code": "other"},
    {"system": "other", "code": "c"},
    {"system": "s", "code": "c", "display": "d"},
    {"code": "c"},
    {"system": "s"},
    {"system": ["s"], "code": "c"},
    {"system": "s", "code": 1},
    "s",
    None,
    [],
)


def test_the_one_coding_of_a_concept_tells_whether_a_pattern_fits() -> None:
    """Where it is told at all: of concepts of none, one or two codings, formed in any way."""
    wanted = {"coding": [{"system": "s", "code": "c"}]}
    told = 0
    for one in CODINGS:
        for concept in ({"coding": [one]}, {"coding": [one], "text": "t"}, {"coding": one}, one):
            assert patterns.sole(concept) is None or isinstance(concept, dict)
            if (pair := patterns.sole(concept)) is not None:
                told += 1
                assert (pair == ("s", "c")) is patterns.holds(concept, wanted)
        for two in CODINGS:
            assert patterns.sole({"coding": [one, two]}) is None
    assert told >= 6
