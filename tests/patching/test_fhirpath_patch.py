"""FHIRPath Patch beyond HL7's cases: choices, extensions, lists, what is inside.

https://hl7.org/fhir/R4/fhirpatch.html
"""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any

import pytest

from gateway import patching
from tests.patching.patch_cases import PATIENT, base, done, patch

EXTENSION = {"url": "https://example.org/e", "valueDecimal": Decimal("1.50")}
DONE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a choice by its name takes the key of the type": (
        {"type": "replace", "path": "Patient.deceased", "value": {"valueDateTime": "2026-01-02"}},
        {"deceasedBoolean": None, "deceasedDateTime": "2026-01-02"},
    ),
    "a primitive takes an extension, and keeps its value": (
        {
            "type": "add",
            "path": "Patient.birthDate",
            "name": "extension",
            "value": {"valueExtension": EXTENSION},
        },
        {"_birthDate": {"extension": [EXTENSION]}},
    ),
    "an item of a list of primitives goes with what stands beside it": (
        {"type": "delete", "path": "Patient.name[0].given[0]"},
        {
            "name": [
                {**PATIENT["name"][0], "given": ["Lea"], "_given": [{"id": "x"}]},
                PATIENT["name"][1],
            ]
        },
    ),
    "an item moves with what stands beside it": (
        {"type": "move", "path": "Patient.name[0].given", "source": 1, "destination": 0},
        {
            "name": [
                {**PATIENT["name"][0], "given": ["Lea", "Anna"], "_given": [{"id": "x"}, None]},
                PATIENT["name"][1],
            ]
        },
    ),
    "a condition finds the one of several": (
        {
            "type": "add",
            "path": "Patient.name.where(use = 'usual' and given.exists())",
            "name": "text",
            "value": {"valueString": "Ännchen"},
        },
        {"name": [PATIENT["name"][0], {**PATIENT["name"][1], "text": "Ännchen"}]},
    ),
    "a condition on primitives asks $this": (
        {
            "type": "replace",
            "path": "Patient.name.given.where($this = 'Lea')",
            "value": {"valueString": "Léa"},
        },
        {
            "name": [
                {"use": "official", "family": "Weber", "given": ["Anna", "Léa"]},
                PATIENT["name"][1],
            ]
        },
    ),
    "a list that is not there yet begins with an insert": (
        {
            "type": "insert",
            "path": "Patient.telecom",
            "index": 0,
            "value": {"valueContactPoint": {"value": "1"}},
        },
        {"telecom": [{"value": "1"}]},
    ),
    "what is not there need not be deleted": ({"type": "delete", "path": "Patient.gender"}, {}),
    "parts make an element, lists where it repeats": (
        {
            "type": "add",
            "path": "Patient",
            "name": "contact",
            "value": {
                "part": [
                    {"name": "telecom", "valueContactPoint": {"value": "1"}},
                    {"name": "telecom", "valueContactPoint": {"value": "2"}},
                    {"name": "gender", "valueCode": "female"},
                ]
            },
        },
        {"contact": [{"telecom": [{"value": "1"}, {"value": "2"}], "gender": "female"}]},
    ),
    "a whole resource goes into contained": (
        {
            "type": "add",
            "path": "Patient",
            "name": "contained",
            "value": {"resource": {"resourceType": "Organization", "id": "o"}},
        },
        {"contained": [{"resourceType": "Organization", "id": "o"}]},
    ),
}


@pytest.mark.parametrize("fact", DONE)
def test_done(fact: str) -> None:
    operation, changed = DONE[fact]
    before = copy.deepcopy(PATIENT)

    after = done(PATIENT, operation)

    expected = {**PATIENT, **changed}
    assert after == {key: value for key, value in expected.items() if value is not None}
    assert before == PATIENT


def test_inside_a_contained_resource_a_path_goes_by_its_type() -> None:
    before = {
        "resourceType": "Patient",
        "contained": [{"resourceType": "Organization", "id": "o", "name": "A"}],
    }
    rename = {
        "type": "replace",
        "path": "Patient.contained.where(id = 'o').name",
        "value": {"valueString": "B"},
    }

    assert done(before, rename)["contained"][0]["name"] == "B"


def test_what_lost_everything_goes_and_what_was_empty_before_stays() -> None:
    """An element is never empty in FHIR; an error of the sender is left for the validator."""
    before = {"resourceType": "Patient", "name": [{"family": "A"}], "contact": [{"name": {}}]}

    after = done(before, {"type": "delete", "path": "Patient.name[0].family"})

    assert after == {"resourceType": "Patient", "contact": [{"name": {}}]}


def test_a_place_that_lost_everything_can_be_filled_again() -> None:
    before = {"resourceType": "Patient", "name": [{"family": "A"}]}
    operations: tuple[dict[str, Any], ...] = (
        {"type": "delete", "path": "Patient.name[0].family"},
        {"type": "add", "path": "Patient.name[0]", "name": "text", "value": {"valueString": "B"}},
    )

    assert done(before, *operations)["name"] == [{"text": "B"}]


def test_digits_stay() -> None:
    before = {"resourceType": "Observation", "valueQuantity": {"value": Decimal("72.50")}}
    value = {"valueQuantity": {"value": Decimal("1.0")}}

    after = done(before, {"type": "replace", "path": "Observation.value", "value": value})

    assert str(after["valueQuantity"]["value"]) == "1.0"


def test_a_patch_in_another_hand_is_the_same() -> None:
    """The types of a choice may be told by their key, as many clients do."""
    add = {
        "type": "add",
        "path": "Observation",
        "name": "valueQuantity",
        "value": {"valueQuantity": {"value": Decimal("2.50")}},
    }

    after = patching.by_fhirpath({"resourceType": "Observation"}, patch(add), base())

    assert after["valueQuantity"] == {"value": Decimal("2.50")}
