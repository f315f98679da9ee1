"""FHIRPath Patch beyond HL7's cases: choices, extensions, lists, and all that can be wrong.

https://hl7.org/fhir/R4/fhirpatch.html
"""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import patching
from gateway.model import Rejected, Resource
from gateway.wording import english
from tests.pace import within
from tests.patching.patch_cases import base, done, patch, refused

PATIENT: Resource = {
    "resourceType": "Patient",
    "id": "a",
    "name": [
        {
            "use": "official",
            "family": "Weber",
            "given": ["Anna", "Lea"],
            "_given": [None, {"id": "x"}],
        },
        {"use": "usual", "given": ["Annchen"]},
    ],
    "birthDate": "1980-02-03",
    "deceasedBoolean": False,
}
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
            "value": {"valueString": "?"},
        },
        {},
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
DONE["a primitive takes an extension, and keeps its value"] = (
    {
        "type": "add",
        "path": "Patient.birthDate",
        "name": "extension",
        "value": {"valueExtension": EXTENSION},
    },
    {"_birthDate": {"extension": [EXTENSION]}},
)


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


TEXT = {"valueString": "x"}
REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "nothing there": (
        {"type": "replace", "path": "Patient.gender", "value": TEXT},
        "patch-place",
        "nothing",
    ),
    "several": ({"type": "delete", "path": "Patient.name"}, "patch-place", "several"),
    "the whole": ({"type": "delete", "path": "Patient"}, "patch-place", "whole"),
    "there already": (
        {"type": "add", "path": "Patient", "name": "deceased", "value": {"valueDateTime": "2026"}},
        "patch-place",
        "exists",
    ),
    "no list": (
        {"type": "insert", "path": "Patient.gender", "index": 0, "value": TEXT},
        "patch-place",
        "list",
    ),
    "an item where a list is asked": (
        {"type": "move", "path": "Patient.name[0]", "source": 0, "destination": 0},
        "patch-place",
        "list",
    ),
    "too far in": (
        {"type": "insert", "path": "Patient.name", "index": 3, "value": {"valueHumanName": {}}},
        "patch-place",
        "range",
    ),
    "too far away": (
        {"type": "move", "path": "Patient.name", "source": 0, "destination": 2},
        "patch-place",
        "range",
    ),
    "no such element": (
        {"type": "add", "path": "Patient", "name": "colour", "value": TEXT},
        "patch-path",
        "member",
    ),
    "the key of a choice in a path": (
        {"type": "delete", "path": "Patient.deceasedBoolean"},
        "patch-path",
        "member",
    ),
    "a value, not a place": (
        {"type": "delete", "path": "Patient.name.count()"},
        "patch-path",
        "step",
    ),
    "another resource": (
        {"type": "delete", "path": "Patient.managingOrganization.resolve().name"},
        "patch-path",
        "step",
    ),
    "no FHIRPath": ({"type": "delete", "path": "Patient..name"}, "patch-path", ""),
    "a condition without an answer": (
        {"type": "delete", "path": "Patient.name.where(family.toString(1) = 'x')"},
        "patch-path",
        "",
    ),
    "another type": (
        {"type": "add", "path": "Patient", "name": "name", "value": {"valueAddress": {}}},
        "patch-value",
        "",
    ),
    "another type of a choice": (
        {"type": "replace", "path": "Patient.deceased", "value": {"valueInteger": 1}},
        "patch-value",
        "",
    ),
    "parts for a primitive": (
        {"type": "add", "path": "Patient", "name": "gender", "value": {"part": []}},
        "patch-value",
        "",
    ),
    "a text that says it is an extension": (
        {"type": "add", "path": "Patient", "name": "extension", "value": {"valueExtension": "x"}},
        "patch-value",
        "",
    ),
    "another id": (
        {"type": "replace", "path": "Patient.id", "value": {"valueId": "b"}},
        "patch-identity",
        "",
    ),
    "a part too few": (
        {"type": "add", "path": "Patient", "name": "gender"},
        "patch-shape",
        "lacks",
    ),
    "a part too many": (
        {"type": "delete", "path": "Patient", "colour": "x"},
        "patch-shape",
        "part",
    ),
    "another operation": ({"type": "copy", "path": "Patient"}, "patch-shape", "type"),
    "a number below 0": (
        {"type": "insert", "path": "Patient.name", "index": -1, "value": TEXT},
        "patch-shape",
        "number",
    ),
    "two values": (
        {"type": "replace", "path": "Patient.gender", "value": {**TEXT, "valueCode": "x"}},
        "patch-shape",
        "value",
    ),
    "a path without end": ({"type": "delete", "path": "a." * 600}, "patch-shape", "word"),
}


@pytest.mark.parametrize("fact", REFUSED)
def test_refused(fact: str) -> None:
    operation, rule, way = REFUSED[fact]

    with pytest.raises(Rejected) as told:
        done(PATIENT, operation)

    key = f"{rule}.{way}".rstrip(".")
    facts = told.value.issues[0].facts
    assert [(one.rule, one.text) for one in told.value.issues] == [(rule, english(key, *facts))]


@pytest.mark.parametrize(
    "parameters",
    [
        {"resourceType": "Patient"},
        {"resourceType": "Parameters", "parameter": {}},
        {"resourceType": "Parameters", "parameter": [1]},
        {"resourceType": "Parameters", "parameter": [{"name": "operation", "part": "x"}]},
        {
            "resourceType": "Parameters",
            "parameter": [{"name": "operation", "part": [1, {}, None]}],
        },
        {
            "resourceType": "Parameters",
            "parameter": [{"name": "operation", "part": [{"name": []}]}],
        },
        {"resourceType": "Parameters", "parameter": [{"name": "other"}]},
        patch(*[{"type": "delete", "path": "Patient.name"}] * 1_001),
        patch({"type": "replace", "path": "Patient.gender", "value": {"part": [{"name": 1}]}}),
    ],
)
def test_what_is_no_patch_is_refused_whatever_it_is(parameters: Any) -> None:
    assert refused(PATIENT, parameters)


def test_all_that_is_wrong_with_the_form_is_said_at_once() -> None:
    wrong = refused(PATIENT, patch({"type": "add"}, {"type": "x"}, {"path": "Patient.name[0]"}))

    assert wrong == [
        *[("patch-shape", "Parameters.parameter[0]")] * 3,
        ("patch-shape", "Parameters.parameter[1]"),
        ("patch-shape", "Parameters.parameter[2]"),
    ]


def test_conditions_share_one_budget() -> None:
    """A thousand costly questions are stopped as one would be."""
    names = [{"given": ["a"] * 30} for _ in range(60)]
    costly = "Patient.name.where(given.where($this.length() > 9).exists()).where(use = 'x{}')"
    operations = [{"type": "delete", "path": costly.format(n)} for n in range(900)]

    with within(10):
        wrong = refused({"resourceType": "Patient", "name": names}, patch(*operations))

    assert [rule for rule, _ in wrong] == ["patch-path"]


def test_ever_deeper_extensions_are_stopped() -> None:
    inner: Resource = {"url": "https://example.org/e"}
    for _ in range(70):
        inner = {"url": "https://example.org/e", "extension": [inner]}
    add = {
        "type": "add",
        "path": "Patient",
        "name": "extension",
        "value": {"valueExtension": inner},
    }

    assert refused(PATIENT, patch(add)) == [("patch-size", "")]


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


PATHS = st.lists(
    st.sampled_from(
        ["Patient", "name", "given", "[0]", "first()", "where(true)", "extension", "contact", "id",
         "where(use='usual')", "extension('u')", "contained", "deceased", "ofType(HumanName)",
         "as(boolean)", "last()", "$this", "birthDate", "skip(1)", "'x'", "(", "resolve()"]
    ),
    max_size=4,
).map(lambda parts: ".".join(parts).replace(".[", "["))  # fmt: skip
VALUES = st.one_of(
    st.sampled_from(
        [
            {"valueHumanName": {"given": "x", "_given": 5, "extension": ["a"]}},
            {"valueExtension": {"url": "u", "extension": {}}},
            {"valueString": "x", "_valueString": {"extension": [{"url": "u"}]}},
            {"valueBoolean": []}, {"_valueDate": {"id": "a"}}, {"resource": {"resourceType": []}},
            {"resource": {"resourceType": "Patient", "name": "x"}}, {"part": []},
            {"part": [{"name": "name", "valueHumanName": {"given": [None]}}]}, {},
        ]
    )
)  # fmt: skip
SAID = st.fixed_dictionaries(
    {"type": st.sampled_from(["add", "insert", "delete", "replace", "move"]), "path": PATHS},
    optional={
        "name": st.sampled_from(["name", "given", "extension", "id", "contained", "deceased"]),
        "value": VALUES,
        "index": st.integers(0, 2),
        "source": st.integers(0, 2),
        "destination": st.integers(0, 2),
    },
)


@settings(deadline=None)
@given(st.lists(SAID, max_size=4))
def test_whatever_comes_is_done_or_refused(operations: list[dict[str, Any]]) -> None:
    before = copy.deepcopy(PATIENT)

    refused(PATIENT, patch(*operations))

    assert before == PATIENT
