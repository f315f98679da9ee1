"""Profiles that say who must do what with an element: right ones, one thing changed, its issue.

https://hl7.org/fhir/extensions/StructureDefinition-obligation-profile.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gateway.model import Severity, Validator
from tests.validation.profile_samples import CANONICAL, profile

Profiled = Callable[..., Validator]
MARK = {"url": f"{CANONICAL}obligation-profile", "valueBoolean": True}
DUTY = {
    "url": f"{CANONICAL}obligation",
    "extension": [{"url": "code", "valueCode": "SHALL:populate"}],
}
OTHER = {"url": "https://e.org/fhir/StructureDefinition/remark", "valueString": "x"}
SET = "http://hl7.org/fhir/ValueSet/marital-status"
DUTIES = profile("Patient", {"path": "Patient.birthDate"}, url="https://e.org/d", extension=[MARK])
PLAIN = profile("Patient", {"path": "Patient.birthDate"}, url="https://e.org/plain")
NARROW = profile(
    "Patient",
    {"path": "Patient.birthDate"},
    url="https://e.org/narrow",
    extension=[MARK],
    baseDefinition="https://e.org/plain",
)


def told(validator: Validator, definition: dict[str, Any]) -> list[tuple[str, str]]:
    """(rule, place) of each error of ours about obligations."""
    issues = validator.check(definition)
    errors = [one for one in issues if one.severity is Severity.ERROR]
    return [(one.rule, one.target) for one in errors if one.rule.startswith("obligation-")]


@pytest.mark.parametrize(
    ("named", "rule"),
    [
        ("https://e.org/d", ""),
        ("https://e.org/plain", "obligation-unmarked"),
        ("https://e.org/narrow", "obligation-base"),
        ("https://e.org/elsewhere", ""),  # not at hand: nobody can tell
    ],
)
def test_whose_obligations_a_profile_takes_over(named: str, rule: str, profiled: Profiled) -> None:
    taken = {"url": f"{CANONICAL}inherit-obligations", "valueCanonical": named}
    heir = profile("Patient", {"path": "Patient.name"}, extension=[taken])
    found = told(profiled(DUTIES, PLAIN, NARROW), heir)
    assert found == ([(rule, "StructureDefinition.extension[0]")] if rule else [])


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ({"path": "Patient.birthDate", "extension": [DUTY]}, ""),
        ({"path": "Patient.birthDate", "mustSupport": True}, ""),
        ({"path": "Patient.birthDate", "extension": [DUTY, OTHER]}, "extension[1]"),
        (
            {
                "path": "Patient.maritalStatus",
                "binding": {"strength": "extensible", "valueSet": SET, "description": "x"},
            },
            "binding.description",
        ),
    ],
)
def test_an_obligation_profile_says_nothing_but_obligations(
    line: dict[str, Any], place: str, profiled: Profiled
) -> None:
    duties = profile("Patient", line, extension=[MARK])
    whole = f"StructureDefinition.differential.element[0].{place}"
    assert told(profiled(DUTIES), duties) == ([("obligation-line", whole)] if place else [])


def test_what_is_no_obligation_profile_may_say_all_else(profiled: Profiled) -> None:
    line = {"path": "Patient.birthDate", "extension": [OTHER]}
    assert told(profiled(DUTIES), profile("Patient", line)) == []
