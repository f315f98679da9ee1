"""What is said of codes in resources: by bindings of every strength, and of the codes themselves.

https://hl7.org/fhir/R4/terminologies.html
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gateway import validation
from gateway.definitions import Definitions
from gateway.model import Resource, Validator
from gateway.settings import Settings

HOUSE = "https://codes.example/"
COLOURS, TUNES = f"{HOUSE}colours", f"{HOUSE}tunes"
WARM, COLD = f"{HOUSE}vs/warm", f"{HOUSE}vs/cold"
R4 = "http://hl7.org/fhir/StructureDefinition/"
TOOLS = "http://hl7.org/fhir/tools/StructureDefinition/additional-binding"
R5 = "http://hl7.org/fhir/5.0/StructureDefinition/extension-ElementDefinition.binding.additional"
MANIFEST = '{"name": "test", "version": "1.0.0", "fhirVersions": ["4.0.1"]}'

SYSTEM = {
    "resourceType": "CodeSystem",
    "url": COLOURS,
    "version": "1",
    "content": "complete",
    "caseSensitive": True,
    "property": [
        {
            "code": "dead",
            "uri": "http://hl7.org/fhir/concept-properties#inactive",
            "type": "boolean",
        }
    ],
    "concept": [
        {"code": "red", "display": "Red", "designation": [{"language": "de", "value": "Rot"}]},
        {"code": "blue", "display": "Blue"},
        {"code": "puce", "display": "Puce", "property": [{"code": "dead", "valueBoolean": True}]},
        {
            "code": "any",
            "display": "Any",
            "property": [{"code": "notSelectable", "valueBoolean": True}],
        },
    ],
}
SUPPLEMENT = {
    "resourceType": "CodeSystem",
    "url": f"{HOUSE}colours-lb",
    "content": "supplement",
    "supplements": f"{COLOURS}|1",
    "concept": [
        {"code": "blue", "designation": [{"language": "lb", "value": "Blo"}]},
        {"code": "teal", "display": "Teal"},
    ],
}
FRAGMENT = {
    "resourceType": "CodeSystem",
    "url": TUNES,
    "content": "fragment",
    "concept": [{"code": "waltz", "display": "Waltz"}],
}


def _valueset(url: str, code: str) -> dict[str, Any]:
    part = {"system": COLOURS, "concept": [{"code": code}]}
    return {"resourceType": "ValueSet", "url": url, "compose": {"include": [part]}}


def _additional(url: str, purpose: str, *more: dict[str, Any]) -> dict[str, Any]:
    parts = [
        {"url": "purpose", "valueCode": purpose},
        {"url": "valueSet", "valueCanonical": COLD},
        *more,
    ]
    return {"url": url, "extension": parts}


def _limit(name: str) -> dict[str, Any]:
    return {"url": f"{R4}elementdefinition-{name}", "valueCanonical": COLD}


def _profile(name: str, strength: str, *extensions: dict[str, Any], valueset: str = WARM) -> Any:
    binding = {"strength": strength, "valueSet": valueset, "extension": list(extensions)}
    return {
        "resourceType": "StructureDefinition",
        "url": HOUSE + name,
        "name": name,
        "status": "draft",
        "kind": "resource",
        "abstract": False,
        "type": "Basic",
        "baseDefinition": f"{R4}Basic",
        "derivation": "constraint",
        "differential": {
            "element": [{"id": "Basic.code", "path": "Basic.code", "binding": binding}]
        },
    }


USAGE = {"url": "usage", "valueUsageContext": {"code": {"code": "x"}}}
PROFILES = [
    _profile("required", "required"),
    _profile("extensible", "extensible"),
    _profile("preferred", "preferred"),
    _profile("example", "example"),
    _profile("limited", "preferred", _limit("maxValueSet")),
    _profile("least", "preferred", _limit("minValueSet")),
    _profile("further", "example", _additional(TOOLS, "required")),
    _profile("furthest", "example", _additional(R5, "maximum")),
    _profile("now", "example", _additional(f"{R4}additional-binding", "current")),
    _profile("liked", "example", _additional(TOOLS, "preferred")),
    _profile("shown", "example", _additional(TOOLS, "ui")),
    _profile("sometimes", "example", _additional(TOOLS, "required", USAGE)),
    _profile("absent", "required", valueset=f"{HOUSE}vs/absent"),
    _profile("wished", "preferred", valueset=f"{HOUSE}vs/absent"),
    _profile("later", "required", valueset=f"{WARM}|9"),
]


@pytest.fixture(scope="module")
def painter(tmp_path_factory: pytest.TempPathFactory) -> Validator:
    """A validator that knows colours."""
    folder: Path = tmp_path_factory.mktemp("colours")
    (folder / "package.json").write_text(MANIFEST, encoding="utf-8")
    warm = {**_valueset(WARM, "red"), "version": "1"}
    held = [SYSTEM, SUPPLEMENT, FRAGMENT, warm, _valueset(COLD, "blue"), *PROFILES]
    for number, one in enumerate(held):
        (folder / f"{number}.json").write_text(json.dumps(one), encoding="utf-8")
    definitions = Definitions.open(Settings().definitions, [folder])
    return validation.load(definitions, None, folder / "code")


def _coded(**coding: str) -> Resource:
    return {"resourceType": "Basic", "code": {"coding": [{"system": COLOURS, **coding}]}}


def _said(painter: Validator, resource: Resource, *profiles: str) -> list[tuple[str, str, str]]:
    found = painter.check(resource, [HOUSE + one for one in profiles])
    return [(one.rule, one.severity.value, one.target) for one in found]


NOT_IN = "code-not-in-value-set"


@pytest.mark.parametrize(
    ("profile", "code", "rules"),
    [
        ("required", "red", []),
        ("required", "blue", [(NOT_IN, "error")]),
        ("extensible", "blue", [("code-not-recommended", "warning")]),
        ("preferred", "blue", [("code-not-preferred", "information")]),
        ("example", "blue", []),
        ("limited", "blue", [("code-not-preferred", "information")]),
        ("limited", "red", [(NOT_IN, "error")]),
        ("least", "red", []),
        ("further", "blue", []),
        ("further", "red", [(NOT_IN, "error")]),
        ("furthest", "red", [(NOT_IN, "error")]),
        ("now", "red", [("code-not-recommended", "warning")]),
        ("liked", "red", [("code-not-preferred", "information")]),
        ("shown", "red", []),
        ("sometimes", "red", []),
        ("absent", "red", [("value-set-unknown", "warning")]),
        ("wished", "red", []),
        ("later", "red", [("value-set-unknown", "warning")]),
    ],
)
def test_a_binding_says_as_much_as_it_is_strong(
    painter: Validator, profile: str, code: str, rules: list[tuple[str, str]]
) -> None:
    """Also where it is an additional one, or a limit."""
    found = _said(painter, _coded(code=code), profile)

    assert [(rule, severity) for rule, severity, _ in found] == rules
    assert all(target == "Basic.code" for _, _, target in found)


@pytest.mark.parametrize(
    ("coding", "rules"),
    [
        ({"code": "red", "display": "Red"}, []),
        ({"code": "red", "display": " rED "}, []),
        ({"code": "red", "display": "Rot"}, []),
        ({"code": "blue", "display": "Blo"}, []),
        ({"code": "red", "display": "Blue"}, [("display-wrong", "warning", "display")]),
        ({"code": "green"}, [("code-unknown", "error", "code")]),
        ({"code": "teal"}, []),
        ({"code": "teal", "display": "Teal"}, []),
        ({"code": "Red"}, [("code-unknown", "error", "code")]),
        ({"code": "puce"}, [("code-inactive", "warning", "code")]),
        ({"code": "any"}, [("code-abstract", "warning", "code")]),
        ({"code": "red", "version": "1"}, []),
        ({"code": "red", "version": "7"}, []),
        ({"code": "green", "version": "1"}, [("code-unknown", "error", "code")]),
        ({"code": "green", "version": "7"}, [("code-not-in-fragment", "warning", "code")]),
        ({"code": "waltz", "system": TUNES}, []),
        ({"code": "polka", "system": TUNES}, [("code-not-in-fragment", "warning", "code")]),
        ({"code": "red", "system": "colours"}, [("code-system-relative", "error", "system")]),
        ({"code": "red", "system": WARM}, [("code-system-value-set", "error", "system")]),
        ({"code": "x", "system": "urn:oid:1.2.3"}, [("code-system-unknown", "warning", "system")]),
        (
            {"code": "x", "system": "http://loinc.org"},
            [("code-system-unknown", "warning", "system")],
        ),
        ({"code": "mg", "system": "http://unitsofmeasure.org", "display": "milligram"}, []),
        (
            {"code": "ea", "system": "http://unitsofmeasure.org"},
            [("code-unknown", "error", "code")],
        ),
        ({"display": "Red"}, []),
    ],
    ids=lambda one: " ".join(one.values()) if isinstance(one, dict) else "",
)
def test_a_coding_is_judged_without_any_binding(
    painter: Validator, coding: dict[str, str], rules: list[tuple[str, str, str]]
) -> None:
    """By its own code system, where that is at hand."""
    found = _said(painter, _coded(**coding))

    assert found == [(rule, how, f"Basic.code.coding[0].{part}") for rule, how, part in rules]


def test_a_code_without_a_system_is_told(painter: Validator) -> None:
    """It may mean anything."""
    resource = {"resourceType": "Basic", "code": {"coding": [{"code": "red"}]}}

    assert _said(painter, resource) == [("code-system-missing", "warning", "Basic.code.coding[0]")]


def test_a_required_concept_of_words_alone_misses_its_code(painter: Validator) -> None:
    """Words are no code."""
    resource = {"resourceType": "Basic", "code": {"text": "red"}}

    assert _said(painter, resource, "required") == [("code-missing", "error", "Basic.code")]
    assert _said(painter, resource, "extensible") == []


def test_the_same_is_said_the_second_time(painter: Validator) -> None:
    """What was found right is remembered; what was not, or is only advised, is not."""
    for resource in (_coded(code="puce"), _coded(system="http://loinc.org", code="1-8")):
        assert _said(painter, resource) == _said(painter, resource) != []


def test_one_warning_for_each_system_however_often_it_comes(painter: Validator) -> None:
    """A document of a laboratory would bring hundreds."""
    loinc, other = "http://loinc.org", "urn:oid:1.2.3"
    codings = [{"system": s, "code": str(n)} for n in range(9) for s in (loinc, other)]
    resource = {"resourceType": "Basic", "code": {"coding": codings}}

    targets = [target for _, _, target in _said(painter, resource)]

    assert targets == ["Basic.code.coding[0].system", "Basic.code.coding[1].system"]


def test_no_sentence_tells_a_code_its_system_or_its_name(painter: Validator) -> None:
    """A code is what a patient has; an unknown system may be anything."""
    secret = _coded(system="urn:secret:system", code="secret-code", display="secret name")
    wrong = _coded(code="red", display="secret name")
    found = [*painter.check(secret), *painter.check(wrong), *painter.check(_coded(code="secret"))]

    assert len(found) == 3
    assert not [one for one in found if "secret" in one.text or "Red" in one.text]


def test_what_intake_asks_is_what_is_wrong_and_no_advice(painter: Validator) -> None:
    """Errors stay; what a hospital cannot mend goes."""
    profiles = [f"{HOUSE}preferred", f"{HOUSE}extensible"]
    foreign = _coded(system="http://loinc.org", code="1-8")
    found = painter.check(_coded(code="green"), profiles, advice=False)

    assert list(painter.check(foreign, profiles, advice=False)) == []
    assert [one.rule for one in found] == ["code-unknown", "code-not-recommended"]
    assert {one.rule for one in painter.check(foreign, profiles)} == {
        "code-not-preferred",
        "code-not-recommended",
        "code-system-unknown",
    }
