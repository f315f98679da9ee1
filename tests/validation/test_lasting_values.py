"""Values of a caller who never changes any are judged once, and only where that is the same."""

from __future__ import annotations

from typing import Any

from gateway.model import Validator

SUBJECT = {"reference": "#p"}
CODE = {"coding": [{"system": "http://hl7.org/fhir/administrative-gender", "code": "male"}]}
WRONG = {"coding": [{"system": "http://hl7.org/fhir/administrative-gender", "code": "dog"}]}


def _rules(validator: Validator, **more: Any) -> list[str]:
    body = {"resourceType": "Observation", "id": "a", "status": "final", "code": CODE, **more}
    return [one.rule for one in validator.check(body, advice=False, lasting=True)]


def test_what_was_right_is_right_again(validator: Validator) -> None:
    """The same values, in other resources."""
    assert _rules(validator) == []
    assert _rules(validator, method=CODE) == []
    assert _rules(validator, method=CODE, bodySite=CODE) == []


def test_what_was_wrong_is_wrong_again(validator: Validator) -> None:
    """And wrong beside what was right."""
    assert _rules(validator, method=WRONG) == _rules(validator, method=WRONG) == ["code-unknown"]


def test_a_value_is_not_known_in_another_place(validator: Validator) -> None:
    """A code may stand where a Reference may not."""
    assert _rules(validator, method=CODE) == []
    assert _rules(validator, subject=CODE) != []


def test_what_is_contained_is_looked_for_each_time(validator: Validator) -> None:
    """A reference to the inside of a resource means nothing in another one."""
    inside = [{"resourceType": "Patient", "id": "p"}]
    assert _rules(validator, subject=SUBJECT, contained=inside) == []
    assert _rules(validator, subject=SUBJECT) != []


def test_nothing_is_kept_of_callers_who_may_change_it(validator: Validator) -> None:
    """Who does not vouch for it is judged anew."""
    code: dict[str, Any] = {"coding": [dict(CODE["coding"][0])]}
    body = {"resourceType": "Observation", "id": "a", "status": "final", "code": code}
    assert list(validator.check(body)) == []
    code["coding"][0]["code"] = "dog"

    assert [one.rule for one in validator.check(body)] == ["code-unknown"]
