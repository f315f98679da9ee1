"""Traps of FHIR's JSON, each with what is right and what is wrong next to it.

https://hl7.org/fhir/R4/json.html · https://hl7.org/fhir/R4/datatypes.html
"""

from __future__ import annotations

from typing import Any

import pytest

from gateway import validation
from gateway.definitions import Definitions
from gateway.model import Resource, Severity, Validator
from gateway.settings import Settings
from tests.pace import within

UNKNOWN = [
    {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}
]
LOCAL = "2026-01-05T09:00:00"
"""A moment that tells no zone, which cannot be put in order with others."""
NAMED = {"extension": UNKNOWN}


@pytest.fixture(scope="module")
def base() -> Validator:
    """A validator that knows FHIR R4 only."""
    return validation.load(Definitions.open(Settings().definitions))


def _wrong(validator: Validator, resource: Resource) -> list[tuple[str, str]]:
    issues = validator.check(resource)
    return [(one.rule, one.target) for one in issues if one.severity is Severity.ERROR]


def _patient(**more: Any) -> Resource:
    return {"resourceType": "Patient", **more}


def _observation(**more: Any) -> Resource:
    return {"resourceType": "Observation", "status": "final", "code": {"text": "x"}, **more}


def _binary(data: str) -> Resource:
    return {"resourceType": "Binary", "contentType": "text/plain", "data": data}


def _questions(*items: dict[str, Any]) -> Resource:
    return {"resourceType": "Questionnaire", "status": "draft", "item": [*items]}


@pytest.mark.parametrize(
    "resource",
    [
        _patient(id="a-B.9"),
        _patient(id="x" * 64),
        _patient(birthDate="1980"),
        _patient(birthDate="1980-02"),
        _patient(_birthDate=NAMED),
        _patient(meta={"lastUpdated": "2016-12-31T23:59:60Z"}),
        _observation(effectiveInstant="2016-12-31T23:59:60.5+00:00"),
        _observation(effectiveDateTime="2026-11"),
        _observation(valueTime="23:59:60"),
        _patient(name=[{"given": ["A", None], "_given": [None, NAMED]}]),
        _patient(name=[{"_given": [NAMED]}]),
        _patient(name=[{"given": ["A", "B", "C"], "_given": [NAMED]}]),
        _patient(name=[{"given": ["A"], "_given": [NAMED, NAMED]}]),
        _binary("aGVs\nbG8="),
        _binary("aGVsbG8="),
        _questions(
            {
                "linkId": "1",
                "type": "group",
                "item": [
                    {"linkId": "2", "type": "group", "item": [{"linkId": "3", "type": "string"}]}
                ],
            }
        ),
    ],
    ids=lambda one: str(list(one)[-1]),
)
def test_what_looks_wrong_and_is_right(resource: Resource, base: Validator) -> None:
    assert _wrong(base, resource) == []


@pytest.mark.parametrize(
    ("resource", "found"),
    [
        (_patient(id=""), [("empty-value", "Patient.id")]),
        (_patient(id="a_b"), [("id-format", "Patient.id")]),
        (_patient(id="a b"), [("id-format", "Patient.id")]),
        (_patient(id="a\n"), [("id-format", "Patient.id")]),
        (_patient(id="é"), [("id-format", "Patient.id")]),
        (_patient(id=7), [("type-wrong", "Patient.id")]),
        (_patient(birthDate="1980-13"), [("date-format", "Patient.birthDate")]),
        (_patient(birthDate="80"), [("date-format", "Patient.birthDate")]),
        (_patient(birthDate="0000"), [("date-format", "Patient.birthDate")]),
        (
            _patient(meta={"lastUpdated": "2016-12-31T23:59:61Z"}),
            [("instant-format", "Patient.meta.lastUpdated")],
        ),
        (
            _patient(meta={"lastUpdated": "2016-12"}),
            [("instant-format", "Patient.meta.lastUpdated")],
        ),
        (
            _observation(effectiveDateTime="2026-11-20T10"),
            [("datetime-format", "Observation.effectiveDateTime")],
        ),
        (
            _observation(effectiveDateTime="2026-11-20T10:00:00"),
            [("datetime-format", "Observation.effectiveDateTime")],
        ),
        (_observation(valueTime="24:00:00"), [("time-format", "Observation.valueTime")]),
        (_patient(name=[{"given": ["A", None]}]), [("empty-value", "Patient.name[0].given[1]")]),
        (
            _patient(name=[{"given": ["A", None], "_given": [NAMED]}]),
            [("empty-value", "Patient.name[0].given[1]")],
        ),
        (
            _patient(name=[{"given": ["A"], "_given": [None, None]}]),
            [("empty-value", "Patient.name[0]._given[1]")],
        ),
        (
            _patient(name=[{"given": "A", "_given": NAMED}]),
            [
                ("list-expected", "Patient.name[0].given"),
                ("list-expected", "Patient.name[0]._given"),
            ],
        ),
        (
            _patient(name=[{"given": ["A"], "_given": [{}]}]),
            [("empty-value", "Patient.name[0]._given[0]")],
        ),
        (_patient(_birthDate=[NAMED]), [("list-unexpected", "Patient._birthDate")]),
        (_patient(birthDate=None, _birthDate=NAMED), [("empty-value", "Patient.birthDate")]),
        (
            _patient(name=[{"text": "A", "period": {"start": LOCAL, "end": f"{LOCAL}Z"}}]),
            [("datetime-format", "Patient.name[0].period.start")],
        ),
        (_patient(name=[]), [("empty-value", "Patient.name")]),
        (_patient(name=[{}]), [("empty-value", "Patient.name[0]")]),
        (_patient(name=[None]), [("empty-value", "Patient.name[0]")]),
        (_patient(maritalStatus={}), [("empty-value", "Patient.maritalStatus")]),
        (
            _patient(maritalStatus={"coding": []}),
            [("empty-value", "Patient.maritalStatus.coding")],
        ),
        ({"id": "a"}, [("resource-type-unknown", "resourceType")]),
        ({"resourceType": None}, [("resource-type-unknown", "resourceType")]),
        ({"resourceType": "patient"}, [("resource-type-unknown", "resourceType")]),
        ({"resourceType": "DomainResource"}, [("resource-type-unknown", "resourceType")]),
        (_binary("aGVsbG8"), [("binary-format", "Binary.data")]),
        (_binary("aGVs*G8="), [("binary-format", "Binary.data")]),
        (_binary("a"), [("binary-format", "Binary.data")]),
        (
            _questions(
                {
                    "linkId": "1",
                    "type": "group",
                    "item": [{"linkId": "2", "type": "group", "item": [{"type": "string"}]}],
                }
            ),
            [("element-required", "Questionnaire.item[0].item[0].item[0].linkId")],
        ),
        (
            _questions(
                {"linkId": "1", "type": "group", "item": [{"linkId": "2", "type": "colour"}]}
            ),
            [("code-not-in-value-set", "Questionnaire.item[0].item[0].type")],
        ),
    ],
    ids=str,
)
def test_what_is_wrong_is_named_in_its_place(
    resource: Resource, found: list[tuple[str, str]], base: Validator
) -> None:
    assert _wrong(base, resource) == found


def test_nothing_is_contained_in_what_is_contained(base: Validator) -> None:
    inner = {"resourceType": "Organization", "id": "b", "name": "B"}
    outer = {
        "resourceType": "Organization",
        "id": "a",
        "name": "A",
        "contained": [inner],
        "partOf": {"reference": "#b"},
    }
    found = _wrong(base, _patient(contained=[outer], managingOrganization={"reference": "#a"}))
    assert ("dom-2", "Patient") in found


def test_a_contained_resource_needs_its_type(base: Validator) -> None:
    held = _patient(contained=[{"id": "a"}], managingOrganization={"reference": "#a"})
    assert ("resource-type-unknown", "Patient.contained[0]") in _wrong(base, held)


@pytest.mark.parametrize(
    "data", ["AAAA " * 5000 + "%", "AAAA  " * 5000 + "%", "=" * 50_000, " " * 50_000]
)
def test_no_base64_takes_long(data: str, base: Validator) -> None:
    _wrong(base, _binary("aGVsbG8="))
    with within(1):
        assert [rule for rule, _ in _wrong(base, _binary(data))] == ["binary-format"]
