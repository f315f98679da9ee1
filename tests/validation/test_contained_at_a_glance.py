"""What contains other resources is told at a glance, and the same is said of it as with all care.

https://hl7.org/fhir/R4/references.html#contained
"""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest

from gateway.model import Issue, Validator
from gateway.validation.run import Run

STRANGE = "https://elsewhere.example/codes"
OTHER = "https://elsewhere.example/other-codes"


def _coded(code: str, system: str = STRANGE) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


def _order() -> dict[str, Any]:
    """An invented order for a medicine, which it contains, with who made that."""
    return {
        "resourceType": "MedicationRequest",
        "id": "order-1",
        "contained": [
            {
                "resourceType": "Organization",
                "id": "maker",
                "name": "Invented Works",
            },
            {
                "resourceType": "Medication",
                "id": "drug",
                "code": _coded("d1", OTHER),
                "manufacturer": {"reference": "#maker"},
            },
        ],
        "status": "active",
        "intent": "order",
        "medicationReference": {"reference": "#drug"},
        "subject": {"reference": "Patient/p-1"},
        "reasonCode": [_coded("r1")],
    }


def _at(body: dict[str, Any], *steps: Any) -> Any:
    found: Any = body
    for step in steps:
        found = found[step]
    return found


SPOILT: dict[str, tuple[tuple[Any, ...], str, Any]] = {
    "a reference to what is not contained": (("medicationReference",), "reference", "#other"),
    "a reference to what is contained, of a wrong type": (
        ("medicationReference",),
        "reference",
        "#maker",
    ),
    "a reference that names another type": (("medicationReference",), "type", "Patient"),
    "a reference that names its type": (("medicationReference",), "type", "Medication"),
    "a contained reference to what is not contained": (
        ("contained", 1, "manufacturer"),
        "reference",
        "#nobody",
    ),
    "a contained reference to a wrong type": (
        ("contained", 1, "manufacturer"),
        "reference",
        "#drug",
    ),
    "a contained reference to its container, of a wrong type": (
        ("contained", 1, "manufacturer"),
        "reference",
        "#",
    ),
    "an id that comes twice": (("contained", 0), "id", "drug"),
    "an id that is none": (("contained", 0), "id", "a b"),
    "a type that there is not": (("contained", 0), "resourceType", "Organisation"),
    "something contained in what is contained": (
        ("contained", 0),
        "contained",
        [{"resourceType": "Patient", "id": "x"}],
    ),
    "what is contained and says when it was changed": (
        ("contained", 0),
        "meta",
        {"lastUpdated": "2026-01-01T00:00:00Z"},
    ),
    "what is contained and has a label": (("contained", 0), "meta", {"security": []}),
    "an element that is unknown": (("contained", 0), "invented", True),
    "a text that is none": (("contained", 0), "name", ""),
    "a label, before what is contained": ((), "meta", {"tag": [{"system": STRANGE, "code": "t"}]}),
    "nothing contained": ((), "contained", []),
    "one that is no list": ((), "contained", {"resourceType": "Organization", "id": "maker"}),
}
"""What is said, of which part of the order: its key, and the value."""
GONE: tuple[tuple[Any, ...], ...] = (
    ("contained", 0, "id"),
    ("contained", 1, "manufacturer"),
    ("contained", 1, "resourceType"),
    ("medicationReference",),
    ("status",),
)
"""What is left out, the one contained that then nothing refers to among it."""


def _both(validator: Validator, careful: Validator, body: dict[str, Any]) -> list[Issue]:
    said = [*careful.check(body)]
    for _ in range(2):
        assert [*validator.check(body)] == said
        assert [*validator.check(body, advice=False)] == [*careful.check(body, advice=False)]
    return said


def _glanced(validator: Any, body: dict[str, Any]) -> bool:
    run = Run(validator.compiled, [], body, body, None)
    run.doubts = []
    return bool(validator.compiled.fused(body["resourceType"], (), where="holding")(body, run))


def test_what_is_right_is_told_at_a_glance_with_its_strange_codes_in_order(
    validator: Validator, careful: Validator
) -> None:
    said = _both(validator, careful, _order())

    assert _glanced(validator, _order())
    assert [issue.target for issue in said] == [
        "MedicationRequest.contained[1].code.coding[0].system",
        "MedicationRequest.reasonCode[0].coding[0].system",
    ]


@pytest.mark.parametrize("how", SPOILT)
def test_what_is_wrong_or_unusual_is_told_with_care(
    how: str, validator: Validator, careful: Validator
) -> None:
    body, (steps, key, value) = _order(), SPOILT[how]
    [*validator.check(_order())]
    _at(body, *steps)[key] = value
    _both(validator, careful, body)


@pytest.mark.parametrize("steps", GONE, ids=str)
def test_what_is_left_out_is_missed(
    steps: tuple[Any, ...], validator: Validator, careful: Validator
) -> None:
    body = _order()
    [*validator.check(body)]
    del _at(body, *steps[:-1])[steps[-1]]
    assert _both(validator, careful, body)


def test_one_system_in_both_is_told_where_it_is_met_first(
    validator: Validator, careful: Validator
) -> None:
    """However the keys are ordered, and whatever was looked at before."""
    draw = random.Random("order of keys")  # noqa: S311 - seeded, so that it can be repeated
    for _ in range(60):
        body = _order()
        body["reasonCode"] = [_coded("a", draw.choice((STRANGE, OTHER)))]
        body["contained"][1]["form"] = _coded("f", draw.choice((STRANGE, OTHER)))
        draw.shuffle(body["contained"])
        keys = [*body]
        draw.shuffle(keys)
        moved = {key: body[key] for key in keys}
        assert {*map(str, validator.check(moved))} == {*map(str, careful.check(moved))}
        early = {"resourceType": "MedicationRequest", "id": "x", "contained": body["contained"]}
        _both(validator, careful, early | body)


def test_what_one_contains_is_not_remembered_of_another(
    validator: Validator, careful: Validator
) -> None:
    """The same words lead elsewhere in the next resource."""
    first, second = _order(), _order()
    second["contained"][1]["resourceType"] = "Substance"
    third = copy.deepcopy(first)
    third["contained"][1]["id"] = "drug-2"
    for body in (first, second, third, first):
        _both(validator, careful, body)
    assert any(issue.rule == "reference-target-wrong" for issue in validator.check(second))


def test_a_reference_inside_that_states_another_type_is_an_error_without_advice_too(
    validator: Validator,
) -> None:
    """Beside something else that is wrong, so that all is walked with care."""
    body = _order()
    body["medicationReference"]["type"] = "Patient"
    body["status"] = "invented"
    rules = {issue.rule for issue in validator.check(body, advice=False)}
    assert {"reference-type-wrong", "code-not-in-value-set"} <= rules
