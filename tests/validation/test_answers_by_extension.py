"""Answers held against what the extensions of their question ask: one right, one wrong of each.

https://hl7.org/fhir/R4/questionnaire-profiles.html#extensions
"""

# ruff: noqa: E501 - in the tables a row is a line
from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from gateway.model import Resource, Severity, Validator

FHIR = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
ASKED = "https://e.org/limits"
KILO: Resource = {"unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"}
GRAM: Resource = {"unit": "g", "system": "http://unitsofmeasure.org", "code": "g"}
FILE: Resource = {"contentType": "image/png", "data": "AAAA"}
Row = tuple[str, Any, str, dict[str, Any], dict[str, Any], str]

ROWS: tuple[Row, ...] = (
    (f"{FHIR}minValue", {"valueInteger": 3}, "integer", {"valueInteger": 3}, {"valueInteger": 2}, "value-too-small"),
    (f"{FHIR}maxValue", {"valueDate": "2026-06"}, "date", {"valueDate": "2026-06-30"}, {"valueDate": "2026-07-01"}, "value-too-large"),
    (f"{SDC}minQuantity", {"valueQuantity": {"value": 1, **KILO}}, "quantity", {"valueQuantity": {"value": 1000, **GRAM}}, {"valueQuantity": {"value": 999, **GRAM}}, "value-too-small"),
    (f"{SDC}maxQuantity", {"valueQuantity": {"value": 1, **KILO}}, "quantity", {"valueQuantity": {"value": 1000, **GRAM}}, {"valueQuantity": {"value": 1001, **GRAM}}, "value-too-large"),
    (f"{FHIR}minLength", {"valueInteger": 3}, "string", {"valueString": "abc"}, {"valueString": "ab"}, "value-too-short"),
    (f"{FHIR}regex", {"valueString": "[A-Z]{2}"}, "string", {"valueString": "LU"}, {"valueString": "LUX"}, "value-form"),
    (f"{FHIR}maxDecimalPlaces", {"valueInteger": 1}, "decimal", {"valueDecimal": Decimal("1.5")}, {"valueDecimal": Decimal("1.50")}, "value-too-precise"),
    (f"{FHIR}mimeType", {"valueCode": "image/png"}, "attachment", {"valueAttachment": FILE}, {"valueAttachment": {"contentType": "text/plain", "data": "AAAA"}}, "response-media-type"),
    (f"{FHIR}maxSize", {"valueDecimal": 3}, "attachment", {"valueAttachment": FILE}, {"valueAttachment": {**FILE, "data": "AAAAAA=="}}, "data-too-large"),
    (f"{FHIR}questionnaire-referenceResource", {"valueCode": "Patient"}, "reference", {"valueReference": {"reference": "Patient/1"}}, {"valueReference": {"reference": "Device/1"}}, "response-reference-type"),
    (f"{FHIR}questionnaire-unitOption", {"valueCoding": {"system": KILO["system"], "code": "kg"}}, "quantity", {"valueQuantity": {"value": 1, **KILO}}, {"valueQuantity": {"value": 1, **GRAM}}, "response-unit"),
    (f"{FHIR}questionnaire-unitValueSet", {"valueCanonical": "http://hl7.org/fhir/ValueSet/age-units"}, "quantity", {"valueQuantity": {"value": 1, "unit": "a", "system": KILO["system"], "code": "a"}}, {"valueQuantity": {"value": 1, **GRAM}}, "response-unit"),
)  # fmt: skip


def _found(validator: Validator, question: Resource, *answers: Resource) -> list[tuple[str, str]]:
    asked = {
        "resourceType": "Questionnaire", "url": ASKED, "status": "active",
        "item": [{"linkId": "q", **question}],
    }  # fmt: skip
    item: Resource = {"linkId": "q", **({"answer": [*answers]} if answers else {})}
    response: Resource = {
        "resourceType": "QuestionnaireResponse", "questionnaire": ASKED, "status": "completed",
        "item": [item],
    }  # fmt: skip
    issues = validator.check(response, resolver={ASKED: asked}.get)  # type: ignore[arg-type]
    return [(one.rule, one.target) for one in issues if one.severity is Severity.ERROR]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].rpartition("/")[2])
def test_an_answer_is_held_against_each_extension(row: Row, validator: Validator) -> None:
    url, told, kind, right, wrong, rule = row
    question = {"type": kind, "extension": [{"url": url, **told}]}
    form = next(iter(wrong))
    assert _found(validator, question, right) == []
    assert _found(validator, question, wrong) == [
        (rule, f"QuestionnaireResponse.item[0].answer[0].{form}")
    ]


@pytest.mark.parametrize(
    ("name", "count", "rule"),
    [("minOccurs", 1, "response-answers-few"), ("maxOccurs", 3, "response-answers-more")],
)
def test_answers_are_counted(name: str, count: int, rule: str, validator: Validator) -> None:
    limit = {"url": f"{FHIR}questionnaire-{name}", "valueInteger": 2}
    question = {"type": "integer", "repeats": True, "extension": [limit]}
    answers = [{"valueInteger": number} for number in range(count)]
    assert _found(validator, question, {"valueInteger": 1}, {"valueInteger": 2}) == []
    assert _found(validator, question, *answers) == [(rule, "QuestionnaireResponse.item[0]")]


def test_an_option_that_excludes_others_stands_alone(validator: Validator) -> None:
    alone = {"url": f"{FHIR}questionnaire-optionExclusive", "valueBoolean": True}
    none, some = {"valueInteger": 0}, {"valueInteger": 1}
    options = [{**none, "extension": [alone]}, some, {"valueInteger": 2}]
    question = {"type": "choice", "repeats": True, "answerOption": options}
    assert _found(validator, question, none) == []
    assert _found(validator, question, some, {"valueInteger": 2}) == []
    assert _found(validator, question, none, some) == [
        ("response-option-alone", "QuestionnaireResponse.item[0]")
    ]
