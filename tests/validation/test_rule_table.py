"""The table of rules is whole: each is used, each has its sentence, each sentence can be filled.

https://hl7.org/fhir/R4/valueset-issue-type.html
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import gateway.terminology
import gateway.validation
from gateway.definitions import Definitions
from gateway.fhirpath import Environment, evaluate, schema
from gateway.model import Resource
from gateway.validation import RULES, Rule
from gateway.validation.hand import AROUND, HAND
from gateway.validation.invariants import ERRATA, MENDED

ROOM = Path(gateway.validation.__file__).parent
TERMS = Path(gateway.terminology.__file__).parent


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_rule_is_lower_case_and_fhir_knows_its_code(rule: Rule, national: Definitions) -> None:
    codes = national.codes("http://hl7.org/fhir/ValueSet/issue-type")
    assert codes is not None
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.id)
    assert rule.code in codes.codes
    assert rule.text.format("a", "b", "c", "d").endswith(".")


def test_every_rule_is_used() -> None:
    written = "".join(
        file.read_text(encoding="utf-8")
        for file in (*ROOM.glob("*.py"), *TERMS.glob("*.py"))
        if file.name not in {"messages.py", "rules.py"}
    )
    formed = {"extension-unknown", "modifier-extension-unknown"}
    assert [rule for rule in RULES if f'"{rule}"' not in written and rule not in formed] == []


def test_every_mended_invariant_says_why() -> None:
    assert set(MENDED) <= set(ERRATA)


def _bundle(kind: str, *entries: Resource) -> Resource:
    return {"resourceType": "Bundle", "type": kind, "entry": list(entries)}


PATIENT = {"resourceType": "Patient", "id": "1", "meta": {"versionId": "1"}}
BUNDLES = (
    _bundle("transaction", {"request": {"method": "GET", "url": "x"}}),
    _bundle("transaction", {"resource": PATIENT}),
    _bundle("history", {"request": {"method": "GET", "url": "x"}, "response": {"status": "200"}}),
    _bundle("batch-response", {"response": {"status": "200"}}),
    _bundle("collection", {"response": {"status": "200"}}),
    _bundle("collection", {"fullUrl": "urn:x", "resource": PATIENT}, {"fullUrl": "urn:y"}),
    _bundle("collection", {"fullUrl": "urn:x"}, {"fullUrl": "urn:x"}),
    _bundle("collection", {"fullUrl": "urn:x", "resource": PATIENT}, {"fullUrl": "urn:x"}),
    _bundle("history", {"fullUrl": "urn:x"}, {"fullUrl": "urn:x"}),
    {"resourceType": "Bundle", "type": "collection"},
)
MOMENTS = (
    "2026",
    "2026-11",
    "2026-11-20",
    "2026-11-19",
    "2026-11-20T10:00:00+02:00",
    "2026-11-20T09:00:00Z",
    "2026-11-20T07:59:59.5Z",
    "2027-01-01T00:00:00+01:00",
)
PERIODS = tuple({"start": start, "end": end} for start in MOMENTS for end in MOMENTS)


def _holding(*contained: Resource, **said: Any) -> Resource:
    return {"resourceType": "Patient", "contained": list(contained), **said}


BASIC = {"resourceType": "Basic", "id": "a"}
CONTAINERS = (
    _holding(BASIC),
    _holding({"resourceType": "Basic"}),
    _holding(BASIC, generalPractitioner=[{"reference": "#a"}]),
    _holding(BASIC, generalPractitioner=[{"reference": "#b"}]),
    _holding({**BASIC, "subject": {"reference": "#"}}),
    _holding({**BASIC, "author": {"reference": "#a"}}),
    _holding(BASIC, {**BASIC, "id": "b", "subject": {"reference": "#a"}}),
    _holding(BASIC, extension=[{"url": "urn:x", "valueCanonical": "#a"}]),
    _holding(BASIC, extension=[{"url": "urn:x", "valueUri": "#a"}]),
    {"resourceType": "Patient"},
)
ITEMS = tuple(
    {"resourceType": "Questionnaire", "item": items}
    for items in (
        [{"linkId": "1"}, {"linkId": "2"}],
        [{"linkId": "1"}, {"linkId": "1"}],
        [{"linkId": "1", "item": [{"linkId": "2"}, {"linkId": "1"}]}],
        [{"linkId": "1", "item": [{"linkId": "2"}]}, {"linkId": "3"}],
        [{"text": "no link"}, {"text": "nor here"}],
    )
)
CONCEPTS = tuple(
    {"resourceType": "CodeSystem", "concept": concepts}
    for concepts in (
        [{"code": "1"}, {"code": "2"}],
        [{"code": "1"}, {"code": "1"}],
        [{"code": "1", "concept": [{"code": "2"}, {"code": "1"}]}],
        [{"code": "1", "concept": [{"code": "2"}]}, {"display": "no code"}],
    )
)
FOCUSES = {
    "per-1": ("Period", [*PERIODS, {"start": "2026"}, {}]),
    "dom-3": ("Patient", CONTAINERS),
    "que-2": ("Questionnaire", ITEMS),
    "csd-1": ("CodeSystem", CONCEPTS),
}


@pytest.mark.parametrize("key", HAND, ids=lambda key: key[0])
def test_what_is_done_by_hand_agrees_with_the_published_expression(
    key: tuple[str, str], national: Definitions
) -> None:
    context, focuses = FOCUSES.get(key[0], ("Bundle", BUNDLES))
    for focus in focuses:
        env = Environment(resource=focus, schema=schema(national))
        said = evaluate(key[1], focus, national, env, context)
        assert HAND[key](focus, env) is (said != [False]), focus


@pytest.mark.parametrize("reference", ["#a", "#b", "#", "Patient/a", "", None])
def test_a_reference_inside_agrees_with_the_expression_too(
    reference: str | None, national: Definitions
) -> None:
    """It is looked up in what contains it."""
    ((key, at_hand),) = AROUND.items()
    root = _holding(BASIC)
    known = {"#a": BASIC, "#": root}
    focus = {"display": "x"} if reference is None else {"reference": reference}
    env = Environment(resource=root, resolve=known.get, schema=schema(national))

    said = evaluate(key[1], focus, national, env, "Reference")

    assert at_hand(focus, env) is (said != [False])
