"""A resource that is like a faultless one is judged by what differs, and no worse than whole."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from gateway.model import Like, Resource, Validator

CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
RESULT: Resource = {
    "resourceType": "Observation",
    "id": "a",
    "meta": {"versionId": "1", "lastUpdated": "2026-11-21T09:15:00+01:00"},
    "status": "final",
    "category": [{"coding": [{"system": CATEGORY, "code": "laboratory"}]}],
    "code": {"coding": [{"system": "http://loinc.org", "code": "718-7", "display": "Hb"}]},
    "subject": {"reference": "Patient/p"},
    "effectiveDateTime": "2026-11-21T08:00:00+01:00",
    "valueQuantity": {"value": Decimal("7.1"), "unit": "mmol/L"},
    "performer": [{"reference": "Practitioner/d"}],
}
SAME = frozenset({"resourceType", "status", "category", "code"})
OPEN: dict[str, list[Any]] = {
    "id": ["b", "no id", "", 5, None],
    "meta": [{"versionId": "2"}, {"lastUpdated": "yesterday"}, {"profil": []}, [], None],
    "subject": [
        {"reference": "Patient/q"},
        {"reference": "Practitioner/q"},
        {"display": "Ida"},
        {},
        None,
    ],
    "effectiveDateTime": ["2026-11-22", "2026-13-22", "2026-11-22T08:00:00", "", 2026, None],
    "valueQuantity": [
        {"value": Decimal("8.20"), "unit": "mmol/L"},
        {"value": 8, "unit": "mmol/L"},
        {"value": "8", "unit": "mmol/L"},
        {"value": Decimal(8), "code": "mmol/L"},
        {"value": Decimal(8), "unit": "mmol/L", "comparator": "~"},
        {},
        None,
    ],
    "performer": [
        [{"reference": "Organization/o"}],
        [{"reference": "Patient/o"}, {"reference": "Observation/o"}],
        [],
        {"reference": "Organization/o"},
        None,
    ],
}
MORE: dict[str, list[Any]] = {
    "note": [[{"text": "A remark."}], [{"text": ""}], [{}]],
    "dataAbsentReason": [{"text": "unknown"}],
    "valueString": ["x"],
    "unknown": [1],
}


def _judged(validator: Validator, body: Resource, like: Like) -> tuple[Any, list[str]]:
    """The profiles that the short way gives, and the rules that the whole one finds broken."""
    profiles = validator.bound(body)
    known = validator.alike()(body, like)
    whole = [one.rule for one in validator.check(body, profiles, advice=False)]
    assert known is None or (list(known) == list(profiles) and not whole)
    return known, whole


@pytest.fixture
def like(validator: Validator) -> Like:
    """What the result has in common with others, once it was found faultless."""
    made = Like(SAME, len(RESULT) - 2)
    assert validator.alike()(RESULT, made) is None
    profiles = validator.bound(RESULT)
    assert profiles
    assert not list(validator.check(RESULT, profiles, advice=False, lasting=True, like=made))
    return made


def test_what_differs_rightly_is_known(validator: Validator, like: Like) -> None:
    """Another number, another time, another person: the profiles come at once."""
    for key, values in OPEN.items():
        known, whole = _judged(validator, {**RESULT, key: values[0]}, like)
        assert known, key
        assert not whole


@pytest.mark.parametrize("key", OPEN)
def test_what_differs_wrongly_is_checked(validator: Validator, like: Like, key: str) -> None:
    """The short way never passes what the whole one refuses."""
    wrong = [_judged(validator, {**RESULT, key: value}, like) for value in OPEN[key]]

    assert any(whole and known is None for known, whole in wrong)


@pytest.mark.parametrize("key", MORE)
def test_what_has_more_is_checked(validator: Validator, like: Like, key: str) -> None:
    """Until one with the same keys was found faultless; and then its values are looked at."""
    for value in MORE[key]:
        body = {**RESULT, key: value}
        known, _ = _judged(validator, body, like)
        assert known is None
        profiles = validator.bound(body)
        list(validator.check(body, profiles, advice=False, lasting=True, like=like))
        _judged(validator, body, like)


def test_what_has_less_is_checked(validator: Validator, like: Like) -> None:
    """Even of what is not needed."""
    for key in OPEN:
        body = {name: value for name, value in RESULT.items() if name != key}
        known, _ = _judged(validator, body, like)
        assert known is None


def test_nothing_is_learnt_of_what_is_wrong(validator: Validator) -> None:
    """Neither of a fault in what differs, nor of one in what all have in common."""
    made = Like(SAME, len(RESULT) - 2)
    body = {**RESULT, "status": "finished"}
    for _ in range(2):
        profiles = validator.bound(body)
        assert list(validator.check(body, profiles, advice=False, lasting=True, like=made))
        assert validator.alike()(body, made) is None


def test_who_names_profiles_is_checked(validator: Validator, like: Like) -> None:
    """What a resource claims is not what all like it claim."""
    body = {**RESULT, "meta": {"profile": ["http://hl7.org/fhir/StructureDefinition/bp"]}}

    assert validator.alike()(body, like) is None
