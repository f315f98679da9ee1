"""Some types bind their own codes, wherever they stand: a duration has a unit of time.

https://hl7.org/fhir/R4/datatypes.html#variations
"""

from __future__ import annotations

from typing import Any

import pytest

from gateway.model import Validator

UCUM = "http://unitsofmeasure.org"


def _rules(validator: Validator, value: dict[str, Any]) -> list[str]:
    extension = {
        "url": "http://hl7.org/fhir/StructureDefinition/elsewhere",
        "valueDuration": value,
    }
    body = {"resourceType": "Basic", "code": {"text": "x"}, "extension": [extension]}
    return [one.rule for one in validator.check(body) if one.rule != "extension-unknown"]


@pytest.mark.parametrize("unit", ["min", "h", "a"])
def test_a_unit_of_time_is_one_of_a_duration(validator: Validator, unit: str) -> None:
    """As the type asks."""
    assert _rules(validator, {"value": 1, "system": UCUM, "code": unit}) == []


def test_a_unit_of_length_is_none_of_a_duration(validator: Validator) -> None:
    """The binding stands on the type itself, and no element repeats it."""
    assert "code-not-recommended" in _rules(validator, {"value": 1, "system": UCUM, "code": "m"})
