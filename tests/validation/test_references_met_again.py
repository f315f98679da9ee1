"""A Reference that was right is known when it comes again, and no other one is taken for it."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from gateway.model import Issue, Validator

PROFILE = "https://fhir.gateway.example/lu/StructureDefinition/lu-procedure"
KIND = {"coding": [{"system": "https://example.org/kinds", "code": "k"}]}
SUBJECTS: tuple[Any, ...] = (
    {"reference": "Patient/1"},
    {"reference": "Patient/2"},
    {"reference": "Patient/1", "display": "Aline Inventée"},
    {"reference": "Patient/1", "display": "Aline Inventée", "type": "Patient"},
    {"reference": "Patient/1", "identifier": {"type": KIND, "value": "1"}},
    {"reference": "Patient/1", "invented": "1"},
    {"reference": "Location/1"},
    {"reference": 1},
    {"reference": True},
    {"reference": ""},
    {"display": "Patient/1"},
    {"identifier": {"system": "https://example.org/numbers", "value": "1"}},
    {},
    ["Patient/1"],
    "Patient/1",
)


def _said(validator: Validator, subject: Any) -> list[Issue]:
    body = {"resourceType": "Procedure", "status": "entered-in-error", "subject": subject}
    return list(validator.check(body, [PROFILE]))


@pytest.mark.parametrize(
    ("before", "subject"), [*product(range(len(SUBJECTS)), range(len(SUBJECTS)))]
)
def test_what_came_before_changes_nothing(
    validator: Validator, careful: Validator, before: int, subject: int
) -> None:
    """Whatever was met the last time, and where the same is met twice."""
    _said(validator, SUBJECTS[before])
    told = _said(careful, SUBJECTS[subject])
    assert _said(validator, SUBJECTS[subject]) == told
    assert _said(validator, SUBJECTS[subject]) == told


def test_the_right_one_is_right_by_itself(validator: Validator) -> None:
    """Else nothing above would be met a second time: it would always be looked at with care."""
    assert _said(validator, SUBJECTS[0]) == []
