"""Where extensions may stand, by every kind of context, and what parts they may have.

https://hl7.org/fhir/R4/defining-extensions.html#context
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gateway.model import Resource, Severity, Validator
from tests.validation.profile_samples import CANONICAL, Profile, observation, patient, profile

Profiled = Callable[..., Validator]
URL = "https://e.org/mark"
MARK = {"url": URL, "valueBoolean": True}


def _mark(*contexts: tuple[str, str], url: str = URL, **more: Any) -> Profile:
    return profile(
        "Extension",
        {"id": "Extension.url", "fixedUri": url},
        {"id": "Extension.value[x]", "min": 1, "type": [{"code": "boolean"}]},
        url=url,
        context=[{"type": kind, "expression": text} for kind, text in contexts],
        **more,
    )


def _wrong(validator: Validator, resource: Resource) -> list[tuple[str, str]]:
    issues = validator.check(resource)
    return [(one.rule, one.target) for one in issues if one.severity is Severity.ERROR]


NAMED = patient(name=[{"text": "x", "extension": [MARK]}])
ROOTED = patient(extension=[MARK])
BESIDE = patient(birthDate="2000", _birthDate={"extension": [MARK]})
NARRATED = patient(
    text={
        "status": "generated",
        "div": '<div xmlns="http://www.w3.org/1999/xhtml">x</div>',
        "extension": [MARK],
    }
)
CONTACT = patient(contact=[{"name": {"text": "x"}, "extension": [MARK]}])
CONTAINED = patient(
    contained=[{"resourceType": "Organization", "id": "o", "name": "x", "extension": [MARK]}],
    managingOrganization={"reference": "#o"},
)
PUBLISHED = {"resourceType": "Questionnaire", "status": "draft", "extension": [MARK]}
NESTED = patient(extension=[{"url": "https://e.org/outer", "extension": [MARK]}])


@pytest.mark.parametrize(
    ("kind", "text", "resource", "fits"),
    [
        ("element", "Patient", ROOTED, True),
        ("element", "Patient", NAMED, False),
        ("element", "Patient", CONTAINED, False),
        ("element", "Organization", CONTAINED, True),
        ("element", "DomainResource", ROOTED, True),
        ("element", "Resource", ROOTED, True),
        ("element", "CanonicalResource", PUBLISHED, True),
        ("element", "MetadataResource", PUBLISHED, True),
        ("element", "CanonicalResource", ROOTED, False),
        ("element", "Element", NAMED, True),
        ("element", "HumanName", NAMED, True),
        ("element", "HumanName", ROOTED, False),
        ("element", "Patient.name", NAMED, True),
        ("element", "Patient.contact.name", NAMED, False),
        ("element", "date", BESIDE, True),
        ("element", "Patient.birthDate", BESIDE, True),
        ("element", "string", BESIDE, False),
        ("element", "BackboneElement", CONTACT, True),
        ("element", "BackboneElement", NAMED, False),
        ("element", "DomainResource.text", NARRATED, True),
        ("element", "DomainResource.text", NAMED, False),
        ("extension", "https://e.org/outer", NESTED, True),
        ("extension", "https://e.org/another", NESTED, False),
        ("extension", "https://e.org/outer", NAMED, False),
        ("fhirpath", "Patient.name.where(use.empty())", NAMED, True),
        ("fhirpath", "Patient.name.where(use = 'old')", NAMED, False),
        ("fhirpath", "Patient.contact.name", NAMED, False),
        ("fhirpath", "this is (no expression", NAMED, False),
    ],
)
def test_a_context_is_held_against_the_place(
    kind: str,
    text: str,
    resource: Resource,
    fits: bool,  # noqa: FBT001 - a row of the table
    profiled: Profiled,
) -> None:
    validator = profiled(_mark((kind, text)))
    found = [rule for rule, _ in _wrong(validator, resource)]
    assert found == ([] if fits else ["extension-context"])


def test_one_of_several_contexts_is_enough(profiled: Profiled) -> None:
    validator = profiled(_mark(("element", "Group"), ("element", "HumanName")))
    assert _wrong(validator, NAMED) == []
    assert _wrong(validator, ROOTED) == [("extension-context", "Patient.extension[0]")]


def test_a_condition_of_the_context_must_hold(profiled: Profiled) -> None:
    """The rules that an extension has for what it stands on: `%extension` is the extension."""
    rules = ["name.exists()", "%extension.value = active"]
    validator = profiled(_mark(("element", "Patient"), contextInvariant=rules))
    name = {"name": [{"text": "x"}]}
    assert _wrong(validator, patient(extension=[MARK], **name)) == []
    refused = [("extension-condition", "Patient.extension[0]")]
    assert _wrong(validator, patient(extension=[MARK])) == refused
    assert _wrong(validator, {**patient(extension=[MARK], **name), "active": False}) == refused


def test_published_contexts_that_forget_places_are_mended(profiled: Profiled) -> None:
    """R4 itself says `structuredefinition-normative-version` of operations."""
    told = {
        "url": f"{CANONICAL}structuredefinition-normative-version",
        "valueCode": "4.0.0",
    }
    operation = {
        "resourceType": "OperationDefinition", "name": "X", "status": "draft", "kind": "query",
        "code": "x", "system": True, "type": False, "instance": False, "extension": [told],
    }  # fmt: skip
    validator = profiled()
    assert _wrong(validator, operation) == []
    assert _wrong(validator, patient(name=[{"text": "x", "extension": [told]}])) == [
        ("extension-context", "Patient.name[0].extension[0]")
    ]


PARTED = profile(
    "Extension",
    {"id": "Extension.extension:kind", "min": 1, "max": "1"},
    {"id": "Extension.extension:kind.url", "fixedUri": "kind"},
    {"id": "Extension.extension:kind.value[x]", "min": 1, "type": [{"code": "code"}]},
    {"id": "Extension.extension:size", "max": "1"},
    {"id": "Extension.extension:size.url", "fixedUri": "size"},
    {"id": "Extension.extension:size.value[x]", "min": 1, "type": [{"code": "integer"}]},
    {"id": "Extension.url", "fixedUri": URL},
    {"id": "Extension.value[x]", "max": "0"},
    url=URL,
    context=[{"type": "element", "expression": "Observation"}],
)


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ([{"url": "kind", "valueCode": "a"}, {"url": "size", "valueInteger": 1}], []),
        ([{"url": "size", "valueInteger": 1}], [("slice-missing", ".extension")]),
        (
            [{"url": "kind", "valueCode": "a"}, {"url": "weight", "valueInteger": 1}],
            [("extension-part-unknown", ".extension[1]")],
        ),
        (
            [{"url": "kind", "valueString": "a"}],
            [("type-not-allowed", ".extension[0].valueString")],
        ),
    ],
)
def test_the_parts_of_an_extension_are_those_of_its_definition(
    parts: list[Any], found: list[tuple[str, str]], profiled: Profiled
) -> None:
    validator = profiled(PARTED)
    resource = observation(extension=[{"url": URL, "extension": parts}])
    at = "Observation.extension[0]"
    assert _wrong(validator, resource) == [(rule, at + place) for rule, place in found]


def test_an_unknown_modifier_extension_is_refused_and_another_is_named(profiled: Profiled) -> None:
    """What changes the meaning must be understood; other extensions may be ignored."""
    validator = profiled()
    unknown = {"url": "https://e.org/unknown", "valueBoolean": True}
    assert _wrong(validator, patient(modifierExtension=[unknown])) == [
        ("modifier-extension-unknown", "Patient.modifierExtension[0]")
    ]
    (told,) = validator.check(patient(extension=[unknown]))
    assert (told.rule, told.severity) == ("extension-unknown", Severity.WARNING)
