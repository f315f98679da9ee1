"""A value that may be of any type is told quickly, and the same is said of it as with all care.

https://hl7.org/fhir/R4/datatypes.html#open
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from gateway.model import Validator
from gateway.validation.run import Run

FORMS: tuple[tuple[str, Any], ...] = (
    ("valueString", "said"),
    ("valueString", ""),
    ("valueString", 1),
    ("valueInteger", 3),
    ("valueInteger", "3"),
    ("valuePositiveInt", 0),
    ("valueDate", "2026-02-29"),
    ("valueDate", "2026-02-28"),
    ("valueUri", "a b"),
    ("valueBoolean", False),
    ("valueCode", "final"),
    ("valuePeriod", {"start": "2026", "end": "2025"}),
    ("valuePeriod", {"start": "2025", "end": "2026"}),
    ("valueReference", {"reference": "Patient/p"}),
    ("valueReference", {"reference": "#p"}),
    ("valueReference", {}),
    ("valueQuantity", {"value": 1, "code": "mg"}),
    ("valueHumanName", {"family": "Invented"}),
    ("valueHumanName", {"invented": True}),
    ("valueCodeableConcept", {"text": "a word"}),
    ("valueCodeableConcept", [{"text": "a word"}]),
    ("valueInvented", "x"),
    ("_valueString", {"id": "a"}),
    ("valueMeta", None),
)
"""A key, and a value that is right for it or is not."""


def _parameters(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Parameters", "parameter": [{"name": "a", **part} for part in parts]}


def _same(validator: Validator, careful: Validator, body: dict[str, Any]) -> None:
    for _ in range(2):
        assert [*validator.check(body)] == [*careful.check(body)]


@pytest.mark.parametrize(("key", "value"), FORMS)
def test_each_form_is_judged_as_with_all_care(
    key: str, value: Any, validator: Validator, careful: Validator
) -> None:
    """Alone, beside itself in another part, and beside a second form of the same choice."""
    _same(validator, careful, _parameters({key: value}))
    _same(validator, careful, _parameters({"valueString": "b"}, {key: value}))
    for other in ({"valueString": "b"}, {"valueInteger": 2}):
        _same(validator, careful, _parameters({**other, key: value}))
        _same(validator, careful, _parameters({key: value, **other}))


def test_right_forms_take_the_quick_way(validator: Any) -> None:
    body = _parameters({"valueString": "b"}, {"valueHumanName": {"family": "Invented"}})
    run = Run(validator.compiled, [], body, body, None)
    run.doubts = []
    assert validator.compiled.fused("Parameters", ())(body, run)
    twice = _parameters({"valueString": "b", "valueInteger": 1})
    assert not validator.compiled.fused("Parameters", ())(twice, run)


@pytest.mark.parametrize(
    ("share", "right"),
    [(0, True), (Decimal("0.5"), True), (100, True), (Decimal("100.5"), False), (101, False)],
)
def test_an_invariant_of_a_primitive_is_asked_quickly(
    share: Any,
    right: bool,  # noqa: FBT001
    validator: Validator,
    careful: Validator,
) -> None:
    """A probability as a decimal is at most a hundred (ras-2)."""
    body = {
        "resourceType": "RiskAssessment",
        "status": "final",
        "subject": {"reference": "Patient/p"},
        "prediction": [{"probabilityDecimal": share}],
    }
    _same(validator, careful, body)
    assert any(one.rule == "ras-2" for one in validator.check(body)) is not right
