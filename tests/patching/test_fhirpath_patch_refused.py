"""All that can be wrong with a FHIRPath Patch: it is refused, and said what and where.

https://hl7.org/fhir/R4/fhirpatch.html
"""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.model import Rejected, Resource
from gateway.wording import english
from tests.pace import within
from tests.patching.patch_cases import PATIENT, done, patch, refused

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

    assert [rule for rule, _ in wrong] == ["patch-size"]


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


def test_a_patch_whose_operations_have_another_name_is_refused() -> None:
    """`parameters` for `parameter` was answered as if it had been done."""
    add = patch(
        {"type": "add", "path": "Patient", "name": "active", "value": {"valueBoolean": True}}
    )
    misspelt = {"resourceType": "Parameters", "parameters": add["parameter"]}

    assert refused(PATIENT, misspelt) == [("patch-shape", "")]
    assert done(PATIENT) == PATIENT
