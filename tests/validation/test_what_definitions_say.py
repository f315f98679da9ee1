"""Questionnaires, code systems, lists, maps, profiles: right ones, one thing changed, its issue.

https://hl7.org/fhir/R4/questionnaire.html · https://hl7.org/fhir/R4/codesystem.html
"""

# ruff: noqa: E501 - in the tables a row is a line
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from gateway.model import Resource, Severity, Validator
from tests.validation.structure_cases import DELETE, ODD, changed

GENDER = "http://hl7.org/fhir/administrative-gender"
OWN = "https://e.org/fhir/CodeSystem/own"

FORM: Resource = {
    "resourceType": "Questionnaire",
    "url": "https://e.org/fhir/Questionnaire/pain",
    "status": "draft",
    "item": [
        {"linkId": "pain", "text": "Pain?", "type": "boolean"},
        {
            "linkId": "where",
            "type": "group",
            "enableWhen": [{"question": "pain", "operator": "=", "answerBoolean": True}],
            "item": [{"linkId": "side", "type": "string"}],
        },
        {"linkId": "since", "type": "date"},
    ],
}
CODES: Resource = {
    "resourceType": "CodeSystem",
    "url": OWN,
    "status": "active",
    "content": "complete",
    "count": 3,
    "property": [
        {"code": "kept", "uri": "https://e.org/fhir/kept", "type": "boolean"},
        {"code": "left", "uri": "https://e.org/fhir/left", "type": "code"},
        {"code": "under", "uri": "http://hl7.org/fhir/concept-properties#parent", "type": "code"},
    ],
    "concept": [
        {"code": "a", "concept": [{"code": "a1"}]},
        {
            "code": "b",
            "property": [
                {"code": "kept", "valueBoolean": True},
                {"code": "left", "valueCode": "elsewhere"},
                {"code": "under", "valueCode": "a"},
            ],
        },
    ],
}
MORE: Resource = {
    "resourceType": "CodeSystem",
    "url": "https://e.org/fhir/CodeSystem/words",
    "status": "active",
    "content": "supplement",
    "supplements": GENDER,
    "concept": [{"code": "male", "designation": [{"language": "lb", "value": "männlech"}]}],
}
CHOICE: Resource = {
    "resourceType": "ValueSet",
    "status": "active",
    "compose": {
        "include": [{"system": GENDER, "concept": [{"code": "male"}]}],
        "exclude": [
            {"system": OWN, "filter": [{"property": "concept", "op": "is-a", "value": "a"}]}
        ],
    },
}
TABLE: Resource = {
    "resourceType": "ConceptMap",
    "status": "active",
    "group": [
        {
            "source": OWN,
            "target": GENDER,
            "element": [{"code": "m", "target": [{"code": "male", "equivalence": "equal"}]}],
        }
    ],
}

PROFILE: Resource = {
    "resourceType": "StructureDefinition",
    "url": "https://e.org/fhir/StructureDefinition/named",
    "name": "Named",
    "status": "draft",
    "kind": "resource",
    "abstract": False,
    "type": "Patient",
    "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Patient",
    "derivation": "constraint",
    "differential": {
        "element": [
            {
                "id": "Patient.name",
                "path": "Patient.name",
                "min": 1,
                "constraint": [
                    {
                        "key": "n-1",
                        "severity": "error",
                        "human": "x",
                        "expression": "family.exists()",
                    }
                ],
            }
        ]
    },
}
TITLE: Resource = {
    **PROFILE,
    "url": "https://e.org/fhir/StructureDefinition/title",
    "kind": "complex-type",
    "type": "Extension",
    "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Extension",
    "context": [{"type": "element", "expression": "Patient.contact.name"}],
    "differential": {
        "element": [
            {
                "id": "Extension.url",
                "path": "Extension.url",
                "fixedUri": "https://e.org/fhir/StructureDefinition/title",
            }
        ]
    },
}
PARAMETER: Resource = {
    "resourceType": "SearchParameter",
    "url": "https://e.org/fhir/SearchParameter/Patient-where-and-when",
    "name": "WhereAndWhen",
    "status": "draft",
    "description": "Where and when.",
    "code": "where-when",
    "base": ["Patient"],
    "type": "composite",
    "expression": "Patient",
    "component": [
        {
            "definition": "http://hl7.org/fhir/SearchParameter/individual-birthdate",
            "expression": "birthDate",
        },
        {
            "definition": "http://hl7.org/fhir/SearchParameter/individual-gender",
            "expression": "gender",
        },
    ],
}
OFFER: Resource = {
    "resourceType": "CapabilityStatement",
    "status": "draft",
    "date": "2026-11-29",
    "kind": "requirements",
    "description": "What may be asked.",
    "fhirVersion": "4.0.1",
    "format": ["json"],
    "rest": [
        {
            "mode": "server",
            "resource": [
                {
                    "type": "Patient",
                    "searchParam": [
                        {
                            "name": "birthdate",
                            "definition": "http://hl7.org/fhir/SearchParameter/individual-birthdate",
                            "type": "date",
                        }
                    ],
                }
            ],
        }
    ],
}
NARROWER: Resource = {
    **PARAMETER,
    "type": "date",
    "derivedFrom": "http://hl7.org/fhir/SearchParameter/Patient-death-date",
}
PLAN: Resource = {
    "resourceType": "PlanDefinition",
    "status": "draft",
    "action": [
        {
            "condition": [
                {
                    "kind": "applicability",
                    "expression": {"language": "text/fhirpath", "expression": "%patient.active"},
                }
            ]
        }
    ],
}
SINGLE = {"discriminator": [{"type": "value", "path": "$this"}], "rules": "open"}

BROKEN: tuple[tuple[Resource, str, Any, str, str], ...] = (
    (FORM, "url", "Questionnaire/pain", "url-relative", "Questionnaire.url"),
    (FORM, "item.1.enableWhen.0.question", "gone", "question-condition", "Questionnaire.item[1]"),
    (FORM, "item.1.enableWhen.0.question", "where", "question-condition", "Questionnaire.item[1]"),
    (FORM, "item.1.enableWhen.0.question", "side", "question-condition", "Questionnaire.item[1]"),
    (FORM, "item.1.enableWhen.0.question", "since", "question-condition-later", "Questionnaire.item[1]"),
    (CODES, "count", 2, "code-system-count", "CodeSystem.count"),
    (CODES, "content", "not-present", "code-system-not-present", "CodeSystem.concept[0]"),
    (CODES, "content", "supplement", "code-system-supplement", "CodeSystem.content"),
    (CODES, "concept.1.property.0", {"code": "kept", "valueCode": "x"}, "concept-property-type", "CodeSystem.concept[1].property[0].valueCode"),
    (CODES, "concept.1.property.0.code", "lost", "property-undeclared", "CodeSystem.concept[1].property[0].code"),
    (CODES, "concept.1.property.0", {"code": "under", "valueCode": "z"}, "code-unknown", "CodeSystem.concept[1].property[0].valueCode"),
    (CODES, "property.1.code", "kept", "property-twice", "CodeSystem.property[1]"),
    (CODES, "property.1.uri", "https://e.org/fhir/kept", "property-twice", "CodeSystem.property[1]"),
    (CODES, "property.0", {"code": "kept", "uri": "http://hl7.org/fhir/concept-properties#comment", "type": "boolean"}, "property-type", "CodeSystem.property[0].type"),
    (CODES, "property.0.uri", "kept", "property-uri-relative", "CodeSystem.property[0].uri"),
    (CODES, "valueSet", "http://hl7.org/fhir/ValueSet/administrative-gender", "code-system-whole-set", "CodeSystem.valueSet"),
    (MORE, "content", "complete", "code-system-supplement", "CodeSystem.content"),
    (MORE, "concept.0.code", "man", "code-unknown", "CodeSystem.concept[0].code"),
    (CHOICE, "compose.include.0.system", "gender", "value-set-system", "ValueSet.compose.include[0].system"),
    (CHOICE, "compose.include.0.system", "http://hl7.org/fhir/ValueSet/administrative-gender", "code-system-value-set", "ValueSet.compose.include[0].system"),
    (CHOICE, "compose.include.0.system", f"{GENDER}|4.0.1", "value-set-system-version", "ValueSet.compose.include[0].system"),
    (CHOICE, "compose.include.0.concept.0.code", "man", "code-not-there", "ValueSet.compose.include[0].concept[0].code"),
    (CHOICE, "compose.exclude.0", {"system": GENDER, "filter": [{"property": "concept", "op": "is-a", "value": "x"}]}, "code-not-there", "ValueSet.compose.exclude[0].filter[0].value"),
    (CHOICE, "compose.exclude.0", {"valueSet": [GENDER]}, "canonical-of-other", "ValueSet.compose.exclude[0].valueSet[0]"),
    (CHOICE, "compose.exclude.0.filter.0", {"property": "kept", "op": "exists", "value": "yes"}, "filter-value", "ValueSet.compose.exclude[0].filter[0].value"),
    (CHOICE, "compose.exclude.0.filter.0", {"property": "code", "op": "regex", "value": "(a"}, "filter-value", "ValueSet.compose.exclude[0].filter[0].value"),
    (CHOICE, "compose.exclude.0", {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "filter": [{"property": "notSelectable", "op": "=", "value": "no"}]}, "filter-value", "ValueSet.compose.exclude[0].filter[0].value"),
    (CHOICE, "compose.exclude.0", {"system": GENDER, "filter": [{"property": "parent", "op": "=", "value": "x"}]}, "code-not-there", "ValueSet.compose.exclude[0].filter[0].value"),
    (TABLE, "group.0.element.0.target.0.code", "man", "code-not-there", "ConceptMap.group[0].element[0].target[0].code"),
    (TABLE, "targetCanonical", GENDER, "canonical-of-other", "ConceptMap.targetCanonical"),
    (TABLE, "targetUri", "http://hl7.org/fhir/ValueSet/observation-status", "code-out-of-scope", "ConceptMap.group[0].element[0].target[0].code"),
    (PARAMETER, "component", PARAMETER["component"][:1], "parameter-parts", "SearchParameter"),
    (PARAMETER, "expression", "Patient.name.(", "constraint-unreadable", "SearchParameter.expression"),
    (OFFER, "rest.0.resource.0.searchParam.0.type", "token", "parameter-type", "CapabilityStatement.rest[0].resource[0].searchParam[0]"),
    (NARROWER, "type", "token", "parameter-base", "SearchParameter.type"),
    (NARROWER, "base.0", "Person", "parameter-base", "SearchParameter.base[0]"),
    (PROFILE, "type", "Person", "definition-base", "StructureDefinition.type"),
    (PROFILE, "derivation", "specialization", "definition-base", "StructureDefinition.type"),
    (PROFILE, "kind", "complex-type", "definition-base", "StructureDefinition.kind"),
    (PROFILE, "derivation", DELETE, "definition-base", "StructureDefinition"),
    (PROFILE, "type", "Person2", "definition-base", "StructureDefinition.type"),
    (PROFILE, "context", [{"type": "element", "expression": "Patient"}], "extension-context-misplaced", "StructureDefinition.context[0]"),
    (PROFILE, "differential.element.0", {"id": "Patient.gender", "path": "Patient.gender", "slicing": SINGLE}, "slicing-single", "StructureDefinition.differential.element[0].slicing"),
    (PROFILE, "differential.element.0.constraint.0.expression", "family.where(", "constraint-unreadable", "StructureDefinition.differential.element[0].constraint[0].expression"),
    (PROFILE, "differential.element.0.constraint.0.key", "pat-1", "constraint-key-taken", "StructureDefinition.differential.element[0].constraint[0]"),
    (PROFILE, "snapshot", {"element": [{"id": "Patient", "path": "Patient", "constraint": [{"key": "n-2", "severity": "error", "human": "x", "expression": "colour.exists()"}]}]}, "constraint-strange", "StructureDefinition.snapshot.element[0].constraint[0].expression"),
    (PROFILE, "differential.element.0", {"id": "Patient.link.other", "path": "Patient.link.other", "type": [{"code": "Reference"}], "maxLength": 9}, "limit-idle", "StructureDefinition.differential.element[0]"),
    (PROFILE, "differential.element.0", {"id": "Patient.active", "path": "Patient.active", "type": [{"code": "boolean"}], "minValueInteger": 1}, "limit-idle", "StructureDefinition.differential.element[0]"),
    (PROFILE, "differential.element.0", {"id": "Patient.name", "path": "Patient.name", "type": [{"code": "HumanName", "profile": ["http://hl7.org/fhir/StructureDefinition/Address"]}]}, "profile-line-wrong", "StructureDefinition.differential.element[0]"),
    (PROFILE, "differential.element.0", {"id": "Patient.gender", "path": "Patient.gender", "binding": {"strength": "required", "valueSet": GENDER}}, "profile-line-wrong", "StructureDefinition.differential.element[0]"),
    (PROFILE, "differential.element.0", {"id": "Patient.name", "path": "Patient.name", "slicing": {"discriminator": [{"type": "value", "path": "colour"}], "rules": "open"}}, "profile-line-wrong", "StructureDefinition.differential.element[0].slicing.discriminator[0]"),
    (PROFILE, "differential.element", [{"id": "Patient.gender", "path": "Patient.gender", "min": 1}, {"id": "Patient.name", "path": "Patient.name", "min": 1}], "profile-line-wrong", "StructureDefinition.differential.element[1]"),
    (PROFILE, "differential.element.0", {"id": "Patient.deceased[x]", "path": "Patient.deceased[x]", "type": [{"code": "Foo"}]}, "profile-line-wrong", "StructureDefinition.differential.element[0]"),
    (PROFILE, "differential.element.0", {"id": "Patient.birthDate", "path": "Patient.birthDate", "minValueInstant": "2000-01-01T00:00:00Z"}, "profile-line-wrong", "StructureDefinition.differential.element[0]"),
    (PROFILE, "differential.element.0", {"id": "Patient.birthDate", "path": "Patient.birthDate", "isModifier": True, "isModifierReason": "x"}, "profile-line-wrong", "StructureDefinition.differential.element[0]"),
    (PLAN, "action.0.condition.0.expression.expression", "%patient.", "constraint-unreadable", "PlanDefinition.action[0].condition[0].expression.expression"),
    (TITLE, "context.0", {"type": "fhirpath", "expression": "Patient.name.("}, "constraint-unreadable", "StructureDefinition.context[0].expression"),
    (TITLE, "context.0.expression", "Patient.colour", "extension-context-unknown", "StructureDefinition.context[0].expression"),
    (TITLE, "differential.element.0.fixedUri", "https://e.org/other", "extension-url-other", "StructureDefinition.url"),
)  # fmt: skip
RIGHT = (FORM, CODES, MORE, CHOICE, TABLE, PARAMETER, OFFER, NARROWER, PLAN, PROFILE, TITLE)


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: f"{case[3]}:{case[1]}")
def test_what_a_definition_says_wrongly_is_told_at_its_place(
    case: tuple[Resource, str, Any, str, str], validator: Validator
) -> None:
    resource, place, value, rule, target = case
    found = [one for one in validator.check(changed(resource, place, value)) if one.rule == rule]
    assert [one.target for one in found] == [target]


@pytest.mark.parametrize("resource", RIGHT, ids=lambda one: one["resourceType"])
def test_right_ones_pass(resource: Resource, validator: Validator) -> None:
    found = [one for one in validator.check(resource) if one.severity is Severity.ERROR]
    assert found == []


def test_a_code_is_not_missed_where_its_system_is_not_here(validator: Validator) -> None:
    other = changed(TABLE, "group.0.target", "http://loinc.org")
    assert "code-not-there" not in [one.rule for one in validator.check(other)]


def test_odd_shapes_are_named_and_never_a_crash(validator: Validator) -> None:
    """Whatever stands where something else belongs."""
    for resource in RIGHT:
        for place in [one for one in places(resource) if one != "resourceType"]:
            for odd in ODD[:5]:
                rules = [one.rule for one in validator.check(changed(resource, place, odd))]
                assert "invariant-unevaluated" not in rules, (place, odd)


def places(value: Any, way: str = "") -> Iterator[str]:
    """Every place in a resource."""
    inside = enumerate(value) if isinstance(value, list) else value.items()
    for key, one in inside:
        yield f"{way}{key}"
        if isinstance(one, (dict, list)):
            yield from places(one, f"{way}{key}.")
