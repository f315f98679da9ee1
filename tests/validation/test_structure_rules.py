"""Every rule of structure: a right resource, one thing changed, and the issue that comes of it.

https://hl7.org/fhir/R4/json.html · https://hl7.org/fhir/R4/datatypes.html
"""

from __future__ import annotations

from typing import Any

import pytest

from gateway.model import Resource, Severity, Validator
from tests.validation.structure_cases import (
    BROKEN,
    OBSERVATION,
    ODD,
    PATIENT,
    PROFILES,
    RIGHT,
    XHTML,
    Case,
    changed,
)


@pytest.mark.parametrize("url", ["#p-1", "#part"])
def test_an_address_may_lead_to_an_id_or_to_a_place_in_the_text(
    url: str, validator: Validator
) -> None:
    text = {"status": "generated", "div": f'<div {XHTML}><p id="part">x</p></div>'}
    found = validator.check(changed({**PATIENT, "text": text}, "photo.0", {"url": url}))
    assert "anchor-unresolved" not in [one.rule for one in found]


@pytest.mark.parametrize(("url", "told"), [("narrativeLink", 0), ("note", 1)])
def test_only_a_link_to_a_narrative_leads_into_the_text_of_the_document(
    url: str, told: int, validator: Validator
) -> None:
    link = {"url": f"http://hl7.org/fhir/StructureDefinition/{url}", "valueUrl": "#line-1"}
    found = validator.check({**OBSERVATION, "extension": [link]})
    assert [one.rule for one in found].count("anchor-unresolved") == told


def test_the_resources_are_right_before_anything_is_changed(validator: Validator) -> None:
    found = [*validator.check(PATIENT), *validator.check(OBSERVATION)]
    assert [issue.rule for issue in found] == ["code-system-unknown"]


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: f"{case[3]}:{case[1]}")
def test_one_thing_wrong_is_said_by_its_rule_in_its_place(
    case: Case, validator: Validator
) -> None:
    resource, place, value, rule, target = case
    issues = list(validator.check(changed(resource, place, value)))
    assert (rule, target) in [(one.rule, one.target) for one in issues]


@pytest.mark.parametrize("case", RIGHT, ids=lambda case: case[1])
def test_what_is_unusual_but_right_passes(
    case: tuple[Resource, str, Any], validator: Validator
) -> None:
    issues = validator.check(changed(*case))
    assert [one.rule for one in issues if one.severity is Severity.ERROR] == []


def test_how_a_text_is_shown_is_no_reason_not_to_keep_it(validator: Validator) -> None:
    odd = f'<div {XHTML}><table><td><a href="urn:x:1">y</a></td></table></div>'
    text = {"status": "generated", "div": odd}
    shown = {one.rule for one in validator.check({**PATIENT, "text": text})}
    assert shown == {"narrative-link", "narrative-nesting"}
    assert list(validator.check({**PATIENT, "text": text}, advice=False)) == []


def test_everything_wrong_is_said_at_once(validator: Validator) -> None:
    wrong = {**PATIENT, "gender": "man", "birthDate": "x", "colour": 1, "active": 7, "name": []}
    found = {one.target for one in validator.check(wrong)}
    assert found == {
        f"Patient.{key}" for key in ("gender", "birthDate", "colour", "active", "name")
    }


def test_no_issue_quotes_what_was_sent(validator: Validator) -> None:
    canary = "Zzyzx-4711"
    for resource, place, value, _, _ in BROKEN:
        sent = canary if isinstance(value, str) else value
        issues = validator.check(changed(resource, place, sent))
        assert not [one for one in issues if canary in one.text + one.target]


def test_odd_shapes_are_named_and_never_a_crash(validator: Validator) -> None:
    for resource in (PATIENT, OBSERVATION):
        for key in {*resource, "component", "contained", "extension", "_name", "category", "meta"}:
            for odd in ODD:
                wrong = {**resource, key: odd, "resourceType": resource["resourceType"]}
                profiles = PROFILES[resource["resourceType"]]
                validator.bound(wrong)
                rules = [one.rule for one in validator.check(wrong, profiles)]
                assert "invariant-unevaluated" not in rules, (key, odd)


def test_a_code_in_the_extension_of_a_code_is_told_too(validator: Validator) -> None:
    """Each system that is not at hand, wherever its first code stands."""
    inner = {"system": "https://e.org/sure", "code": "A"}
    sure = {"url": "https://e.org/how-sure", "valueCoding": inner}
    coding = {"system": "https://e.org/codes", "code": "C", "extension": [sure]}
    found = validator.check({"resourceType": "Basic", "code": {"coding": [coding]}})
    assert [one.target for one in found if one.rule == "code-system-unknown"] == [
        "Basic.code.coding[0].system",
        "Basic.code.coding[0].extension[0].valueCoding.system",
    ]
