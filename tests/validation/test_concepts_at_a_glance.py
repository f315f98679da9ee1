"""A concept to which no value set is bound is told at a glance, whatever was met before it.

https://hl7.org/fhir/R4/datatypes.html#CodeableConcept
"""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from gateway.model import Issue, Validator
from gateway.validation.primitives import MAX_STRING

OURS = "https://example.org/problems"
KNOWN = "http://terminology.hl7.org/CodeSystem/condition-clinical"
CODINGS: tuple[Any, ...] = (
    {"system": OURS, "code": "p1"},
    {"system": OURS, "code": "p1", "display": "Problem"},
    {"system": OURS, "code": "p1", "display": " "},
    {"system": OURS, "code": "p1", "display": ""},
    {"system": OURS, "code": "p1", "display": "a\x01b"},
    {"system": OURS, "code": "p1", "display": "a\nb"},
    {"system": OURS, "code": "p1", "display": 1},
    {"system": OURS, "code": "p1", "version": "2"},
    {"system": OURS, "code": "p1", "userSelected": True},
    {"system": OURS, "code": "p 1"},
    {"system": OURS, "code": "p  1"},
    {"system": OURS, "code": ""},
    {"system": OURS, "code": 1},
    {"system": OURS},
    {"system": f"{OURS} 2", "code": "p1"},
    {"system": "problems", "code": "p1"},
    {"system": 1, "code": "p1"},
    {"system": KNOWN, "code": "active"},
    {"system": KNOWN, "code": "active", "display": "Active"},
    {"system": KNOWN, "code": "active", "display": "Passive"},
    {"system": KNOWN, "code": "p1"},
    {"code": "p1"},
    {"display": "Problem"},
    {"invented": "p1", "code": "p1"},
    {},
    "p1",
    None,
)
TEXTS: tuple[Any, ...] = (None, "Problem", " ", "", "a\x01b", "é", 1)


def _said(validator: Validator, concept: Any) -> list[Issue]:
    subject = {"reference": "Patient/1"}
    return [*validator.check({"resourceType": "Condition", "subject": subject, "code": concept})]


def _concept(codings: Any, text: Any) -> dict[str, Any]:
    return {"coding": codings} | ({} if text is None else {"text": text})


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_the_same_is_told_as_by_a_careful_look(
    validator: Validator, careful: Validator, text: Any
) -> None:
    """Of each coding alone, and beside a right one on either side; the second time too."""
    right = CODINGS[0]
    for coding, beside in product(CODINGS, ((), (right,))):
        for codings in ([*beside, coding], [coding, *beside]):
            told = _said(careful, _concept(codings, text))
            assert _said(validator, _concept(codings, text)) == told, codings
            assert _said(validator, _concept(codings, text)) == told, codings


@pytest.mark.parametrize(
    "concept", [{"coding": []}, {"coding": {}}, {"coding": "p1"}, {"text": "a"}]
)
def test_one_without_codings_is_looked_at_too(
    validator: Validator, careful: Validator, concept: Any
) -> None:
    assert _said(validator, concept) == _said(careful, concept)


@pytest.mark.parametrize("long", [{"display": "x" * (MAX_STRING + 1)}, {}])
def test_a_text_that_is_too_long_is_one(validator: Validator, long: dict[str, str]) -> None:
    _said(validator, _concept([CODINGS[0]], "Problem"))
    concept = _concept([CODINGS[0] | long], "Problem" if long else "x" * (MAX_STRING + 1))
    assert "string-format" in {one.rule for one in _said(validator, concept)}


def test_right_ones_are_told_by_no_more_than_that(
    validator: Validator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither its type's test nor a walk is needed: else nothing above were seen at a glance."""
    concept = _concept([CODINGS[1], CODINGS[18]], "Problem")
    _said(validator, concept)
    compiled: Any = validator
    scope = compiled.compiled.fused("Condition", ()).__globals__
    for name in [one for one in scope if one.startswith("q_T")]:
        monkeypatch.setitem(scope, name, None)
    monkeypatch.setattr(compiled.compiled, "walk", None)
    assert [one.rule for one in _said(validator, concept)] == ["code-system-unknown"]
