"""A Reference that was right is known when it comes again, and no other one is taken for it."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from gateway.model import Issue, Validator

PROFILE = "https://fhir.gateway.example/lu/StructureDefinition/lu-observation-laboratory"
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
    body = {
        "resourceType": "Observation",
        "id": "o",
        "status": "final",
        "code": {"text": "Invented"},
        "subject": subject,
    }
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


@pytest.mark.parametrize("text", ["Patient/7", "urn:uuid:1"])
def test_its_text_alone_is_no_reference_though_it_was_just_met(
    validator: Validator, text: str
) -> None:
    """A sender who writes the text in the place of the object is told so, each time."""
    right = {"resourceType": "Procedure", "status": "completed", "subject": {"reference": text}}
    profile = "https://fhir.gateway.example/lu/StructureDefinition/lu-procedure"

    for _ in range(2):
        list(validator.check(right, [profile]))
        found = [one.rule for one in validator.check({**right, "subject": text}, [profile])]
        assert "type-wrong" in found
