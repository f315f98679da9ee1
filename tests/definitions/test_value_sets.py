"""Value sets: what they hold, where that can be known.

https://hl7.org/fhir/R4/valueset.html
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from gateway.definitions import Codes, Definitions

SYSTEM = "https://example.test/cs/kin"
OTHERS = {
    "http://hl7.org/fhir/ValueSet/currencies",
    "http://hl7.org/fhir/ValueSet/mimetypes",
    "http://hl7.org/fhir/ValueSet/ucum-units",
    "http://loinc.org/vs/LL379-9",
}
KIN = {
    "resourceType": "CodeSystem",
    "url": SYSTEM,
    "name": "Kin",
    "content": "complete",
    "concept": [
        {
            "code": "family",
            "display": "Family",
            "concept": [
                {"code": "mother", "property": [{"code": "side", "valueCode": "a"}]},
                {"code": "father", "property": [{"code": "side", "valueCode": "b"}]},
            ],
        },
        {"code": "friend", "property": [{"code": "status", "valueCode": "retired"}]},
        {"code": "aunt", "property": [{"code": "subsumedBy", "valueCode": "family"}]},
    ],
}


def _codes(definitions: Definitions, url: str) -> Codes:
    found = definitions.codes(url)
    assert found is not None
    return found


def _written_out(part: dict[str, Any]) -> dict[str, Any]:
    names = ("property", "op", "value")
    filters = [dict(zip(names, one, strict=True)) for one in part.get("filter", ())]
    return {**part, "filter": filters} if filters else part


def test_required_bindings_enumerate(base: Definitions) -> None:
    """All required value sets of the base types enumerate but four, which need a registry."""
    wanted = set()
    for url in base.canonicals("StructureDefinition"):
        structure = base.structure(url) if "/example-" not in url else None
        if structure is None or structure.derivation == "constraint":
            continue
        for element in structure.elements:
            if element.binding and element.binding.strength == "required":
                wanted.add(element.binding.valueset.partition("|")[0])
    wanted.discard("")

    assert {url for url in wanted if base.codes(url) is None} == OTHERS
    assert len(wanted) >= 224


def test_a_set_holds_codes_of_systems(base: Definitions) -> None:
    """With its system, without one, and never under another."""
    gender = _codes(base, "http://hl7.org/fhir/ValueSet/administrative-gender|4.0.1")

    assert gender.codes == {"male", "female", "other", "unknown"}
    assert gender.systems == {"http://hl7.org/fhir/administrative-gender"}
    assert gender.contains(None, "male")
    assert gender.contains("http://hl7.org/fhir/administrative-gender", "male")
    assert not gender.contains("http://terminology.hl7.org/CodeSystem/v2-0001", "male")
    assert not gender.contains(None, "M")


@pytest.mark.parametrize(
    ("compose", "codes"),
    [
        ({"include": [{"system": SYSTEM}]}, {"family", "mother", "father", "friend", "aunt"}),
        (
            {"include": [{"system": SYSTEM, "filter": [["concept", "is-a", "family"]]}]},
            {"family", "mother", "father", "aunt"},
        ),
        (
            {"include": [{"system": SYSTEM, "filter": [["concept", "descendent-of", "family"]]}]},
            {"mother", "father", "aunt"},
        ),
        (
            {"include": [{"system": SYSTEM, "filter": [["concept", "is-not-a", "family"]]}]},
            {"friend"},
        ),
        ({"include": [{"system": SYSTEM, "filter": [["side", "=", "a"]]}]}, {"mother"}),
        (
            {"include": [{"system": SYSTEM, "filter": [["side", "in", "a, b"]]}]},
            {"mother", "father"},
        ),
        ({"include": [{"system": SYSTEM, "filter": [["code", "regex", "f.th.r"]]}]}, {"father"}),
        ({"include": [{"system": SYSTEM, "filter": [["code", "regex", "(a+)+b"]]}]}, None),
        ({"include": [{"system": SYSTEM, "filter": [["code", "resembles", "a"]]}]}, None),
        (
            {
                "include": [{"system": SYSTEM}],
                "exclude": [{"system": SYSTEM, "concept": [{"code": "friend"}]}],
            },
            {"family", "mother", "father", "aunt"},
        ),
        (
            {
                "include": [
                    {"system": SYSTEM, "valueSet": ["http://hl7.org/fhir/ValueSet/link-type"]},
                    {"valueSet": ["http://hl7.org/fhir/ValueSet/link-type"]},
                ]
            },
            {"replaced-by", "replaces", "refer", "seealso"},
        ),
        ({"include": [{"system": "http://loinc.org"}]}, None),
        ({"include": [{"valueSet": ["https://example.test/vs/a"]}]}, None),
    ],
)
def test_what_a_compose_means(
    packed: Callable[..., Definitions], compose: dict[str, Any], codes: set[str] | None
) -> None:
    """Systems, filters, exclusions and nested sets; None where it cannot be known."""
    compose = {**compose, "include": [_written_out(part) for part in compose["include"]]}
    valueset = {"resourceType": "ValueSet", "url": "https://example.test/vs/a", "compose": compose}
    found = packed(json.dumps(KIN), json.dumps(valueset)).codes("https://example.test/vs/a")

    assert (None if found is None else found.codes) == codes


def test_an_expansion_stands_in_where_the_parts_are_not_at_hand(
    packed: Callable[..., Definitions],
) -> None:
    """A published expansion is believed; abstract groups in it are no codes."""
    loinc = "http://loinc.org"
    contains = [
        {"abstract": True, "contains": [{"system": loinc, "code": "1-8"}]},
        {"system": loinc, "code": "2-6"},
    ]
    valueset = {
        "resourceType": "ValueSet",
        "url": "https://example.test/vs/a",
        "compose": {"include": [{"system": loinc}]},
        "expansion": {"contains": contains},
    }

    assert _codes(packed(json.dumps(valueset)), "https://example.test/vs/a").pairs == {
        (loinc, "1-8"),
        (loinc, "2-6"),
    }


def test_a_system_gives_words(base: Definitions) -> None:
    """Display of a code; None for a code that is not there."""
    system = base.system("http://terminology.hl7.org/CodeSystem/v3-ActCode")

    assert system is not None
    assert system.complete
    assert system.display("AMB") == "ambulatory"
    assert system.display("NOPE") is None


def test_a_system_that_is_not_all_here_says_so(base: Definitions) -> None:
    """Examples out of SNOMED CT are not SNOMED CT."""
    snomed = base.system("http://snomed.info/sct")

    assert snomed is not None
    assert not snomed.complete
