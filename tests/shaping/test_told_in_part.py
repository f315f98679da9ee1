"""What `_summary` and `_elements` leave of a resource.

https://hl7.org/fhir/R4/search.html#summary
"""

from __future__ import annotations

import copy
from typing import Any

import pytest

from gateway.fhirjson import decode, encode
from gateway.model import Resource
from gateway.shaping import SUBSETTED, WHOLE, Shape, shaping
from tests.patching.patch_cases import base
from tests.suites.patches import cases

TAG = dict(SUBSETTED)
RESULT: Resource = {
    "resourceType": "Observation",
    "id": "a",
    "meta": {"versionId": "3", "id": "m"},
    "text": {"status": "generated", "div": "<div/>"},
    "contained": [{"resourceType": "Specimen", "id": "s"}],
    "modifierExtension": [{"url": "u", "valueString": "x"}],
    "extension": [{"url": "e", "valueString": "x"}],
    "status": "final",
    "_status": {"extension": [{"url": "e"}]},
    "category": [{"text": "lab"}],
    "code": {"id": "c", "coding": [{"code": "1", "extension": [{"url": "e"}]}]},
    "valueQuantity": {"value": 5, "unit": "mmol"},
    "note": [{"text": "x"}],
    "referenceRange": [{"text": "x"}],
    "component": [
        {
            "id": "k",
            "code": {"text": "x"},
            "valueString": "y",
            "referenceRange": [{"text": "z"}],
            "modifierExtension": [{"url": "u", "valueString": "x"}],
        }
    ],
}
HEAD: Resource = {
    "resourceType": "Observation",
    "id": "a",
    "meta": {"versionId": "3", "id": "m", "tag": [TAG]},
    "modifierExtension": [{"url": "u", "valueString": "x"}],
    "status": "final",
    "_status": {"extension": [{"url": "e"}]},
    "code": {"id": "c", "coding": [{"code": "1", "extension": [{"url": "e"}]}]},
}
TOLD: dict[str, tuple[Shape, Resource]] = {
    "a summary is what R4 marks, at every level": (
        Shape("true"),
        {
            **HEAD,
            "code": {"id": "c", "coding": [{"code": "1"}]},
            "valueQuantity": {"value": 5, "unit": "mmol"},
            "component": [
                {
                    "id": "k",
                    "code": {"text": "x"},
                    "valueString": "y",
                    "modifierExtension": [{"url": "u", "valueString": "x"}],
                }
            ],
            "_status": None,
        },
    ),
    "the text, and what must be there": (Shape("text"), {**HEAD, "text": RESULT["text"]}),
    "the data is all but the text": (
        Shape("data"),
        {**RESULT, "meta": {**RESULT["meta"], "tag": [TAG]}, "text": None},
    ),
    "elements, a choice by its name": (
        Shape(elements=("value", "category")),
        {**HEAD, "category": RESULT["category"], "valueQuantity": RESULT["valueQuantity"]},
    ),
    "elements that are not there are no more than what must be there": (
        Shape(elements=("hasMember",)),
        HEAD,
    ),
}


@pytest.mark.parametrize("fact", TOLD)
def test_told_in_part(fact: str) -> None:
    shape, expected = TOLD[fact]
    before = copy.deepcopy(RESULT)

    told = shaping(base()).resource(RESULT, shape)

    assert told == {key: value for key, value in expected.items() if value is not None}
    assert before == RESULT


def test_a_summary_names_a_contained_resource_and_does_not_tell_it() -> None:
    """`contained` is not marked, whatever refers to it."""
    told = shaping(base()).resource(RESULT, Shape("true"))

    assert "contained" not in told


def test_numbers_keep_their_digits_and_a_whole_resource_its_bytes() -> None:
    body = (
        b'{"resourceType":"Observation","status":"final","code":{},"valueQuantity":{"value":5.10}}'
    )
    cut = shaping(base())

    assert b'"value":5.10' in cut.text(body, Shape("true"))
    assert cut.text(body, WHOLE) is body
    assert cut.text(body, Shape("count")) is body


def test_a_mandatory_primitive_without_value_keeps_its_reason() -> None:
    before = {
        "resourceType": "Observation",
        "_status": {"extension": [{"url": "absent", "valueCode": "unknown"}]},
        "code": {"text": "x"},
    }

    assert shaping(base()).resource(before, Shape("true"))["_status"] == before["_status"]


def test_a_tag_is_set_once() -> None:
    cut = shaping(base())
    once = cut.resource(RESULT, Shape("true"))

    assert cut.resource(once, Shape("true")) == once


@pytest.mark.parametrize(
    ("mode", "shape", "cut"),
    [
        ("match", Shape("data"), True),
        ("include", Shape("data"), True),
        ("include", Shape(elements=("status",)), False),
        ("outcome", Shape("data"), False),
    ],
)
def test_each_entry_of_a_bundle(mode: str, shape: Shape, *, cut: bool) -> None:
    entry = {"fullUrl": "u", "resource": RESULT, "search": {"mode": mode}}
    bundle: Resource = {"resourceType": "Bundle", "type": "searchset", "entry": [entry, {"x": 1}]}

    told = shaping(base()).bundle(bundle, shape)

    assert (told["entry"][0]["resource"] is not RESULT) == cut
    assert told["entry"][1] == {"x": 1}
    assert bundle["entry"][0] is entry


def test_a_document_is_cut_to_the_summaries_of_what_it_holds() -> None:
    document = {
        "resourceType": "Bundle",
        "type": "document",
        "entry": [{"fullUrl": "u", "resource": RESULT}],
    }

    told = shaping(base()).resource(document, Shape("true"))

    assert "note" not in told["entry"][0]["resource"]
    assert told["entry"][0]["resource"]["status"] == "final"


@pytest.mark.parametrize(
    "resource",
    [one.after for one in cases() if one.kind == "fhirpath" and one.after] or [RESULT],
)
@pytest.mark.parametrize("summary", ["true", "text", "data"])
def test_what_is_cut_is_part_of_what_was(resource: Resource, summary: str) -> None:
    told = shaping(base()).resource(decode(encode(resource)), Shape(summary))
    told.pop("meta")

    assert _within(told, resource)


def _within(part: Any, whole: Any) -> bool:
    if isinstance(part, dict):
        return all(key in whole and _within(part[key], whole[key]) for key in part)
    if isinstance(part, list):
        return len(part) == len(whole) and all(map(_within, part, whole))
    return bool(part == whole)
