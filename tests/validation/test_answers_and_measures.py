"""Answers against their questions, figures against their measures, a profile against its base.

https://hl7.org/fhir/R4/questionnaireresponse.html#notes
"""

# ruff: noqa: E501 - in the tables a row is a line
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gateway.model import Resource, Severity, Validator
from tests.validation.profile_samples import URL, patient, profile, wrong

Profiled = Callable[..., Validator]
ASKED = "https://e.org/questions"
FHIR, SEX = "http://hl7.org/fhir", "administrative-gender"
NOTIZ = {"extension": [{"url": f"{FHIR}/StructureDefinition/translation", "extension": [
    {"url": "lang", "valueCode": "de"}, {"url": "content", "valueString": "Notiz?"}]}]}  # fmt: skip
QUESTIONS: Resource = {
    "resourceType": "Questionnaire", "url": ASKED, "status": "active", "item": [
        {"linkId": "smokes", "type": "boolean", "required": True},
        {"linkId": "much", "type": "integer",
         "enableWhen": [{"question": "smokes", "operator": "=", "answerBoolean": True}]},
        {"linkId": "about", "type": "group", "item": [
            {"linkId": "kind", "type": "choice", "repeats": True, "answerOption": [
                {"valueCoding": {"system": "https://e.org/c", "code": "a"}},
                {"valueCoding": {"system": "https://e.org/c", "code": "b"}}]},
            {"linkId": "note", "type": "string", "maxLength": 3, "text": "Note?", "_text": NOTIZ},
            {"linkId": "sex", "type": "choice", "answerValueSet": f"{FHIR}/ValueSet/{SEX}"},
            {"linkId": "open", "type": "open-choice", "answerValueSet": f"{FHIR}/ValueSet/{SEX}"}]}],
}  # fmt: skip


def _item(link: str, *answers: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"linkId": link, **({"answer": [*answers]} if answers else {}), **more}


YES, NO = {"valueBoolean": True}, {"valueBoolean": False}


def _found(validator: Validator, *items: dict[str, Any], status: str = "completed") -> list[Any]:
    response = {
        "resourceType": "QuestionnaireResponse", "questionnaire": ASKED, "status": status,
        **({"item": [*items]} if items else {}),
    }  # fmt: skip
    issues = validator.check(response, resolver={ASKED: QUESTIONS}.get)  # type: ignore[arg-type]
    return [(one.rule, one.target) for one in issues if one.severity is Severity.ERROR]


A = {"valueCoding": {"system": "https://e.org/c", "code": "a", "display": "A"}}
C = {"valueCoding": {"system": "https://e.org/c", "code": "c"}}
MALE = {"valueCoding": {"system": f"{FHIR}/{SEX}", "code": "male"}}
AT = "QuestionnaireResponse"
HERE = f"{AT}.item[1].item[0].answer[0]"


@pytest.mark.parametrize(
    ("items", "found"),
    [
        ((_item("smokes", YES), _item("much", {"valueInteger": 3})), []),
        ((_item("smokes", NO), _item("about", item=[_item("kind", A, A)])), []),
        ((), [("response-answer-missing", AT)]),
        ((_item("smokes", NO), _item("much", {"valueInteger": 3})), [("response-not-enabled", f"{AT}.item[1]")]),
        ((_item("smokes", YES), _item("what", YES)), [("response-link-unknown", f"{AT}.item[1]")]),
        ((_item("smokes", YES), _item("kind", A)), [("response-link-unknown", f"{AT}.item[1]")]),
        ((_item("smokes", {"valueString": "x"}),), [("response-type-wrong", f"{AT}.item[0].answer[0].valueString")]),
        ((_item("smokes", YES, NO),), [("response-answers-many", f"{AT}.item[0]")]),
        ((_item("smokes", YES), _item("about", item=[_item("kind", C)])),
         [("response-option-unknown", f"{AT}.item[1].item[0].answer[0].valueCoding")]),
        ((_item("smokes", YES), _item("about", item=[_item("note", {"valueString": "abcd"})])),
         [("value-too-long", f"{AT}.item[1].item[0].answer[0].valueString")]),
        ((_item("smokes", YES), _item("about", YES)), [("response-answer-unasked", f"{AT}.item[1]")]),
        ((_item("smokes", NO), _item("about", item=[_item("note", text="Note?")])), []),
        ((_item("smokes", NO), _item("about", item=[_item("note", text="Notiz?")])), []),
        ((_item("smokes", NO), _item("about", item=[_item("note", text="Notes?")])), [("response-text-differs", f"{AT}.item[1].item[0].text")]),
        ((_item("smokes", NO), _item("about", item=[_item("sex", MALE), _item("open", {"valueString": "x"})])), []),
        ((_item("smokes", NO), _item("about", item=[_item("sex", {"valueString": "male"})])), [("response-type-wrong", f"{HERE}.valueString")]),
        ((_item("smokes", NO), _item("about", item=[_item("sex", {"valueCoding": {"code": "male"}})])), [("response-option-unknown", f"{HERE}.valueCoding")]),
        ((_item("smokes", NO), _item("about", item=[_item("open", {"valueInteger": 1})])), [("response-type-wrong", f"{HERE}.valueInteger")]),
    ],
)  # fmt: skip
def test_answers_fit_their_questions(items: Any, found: Any, profiled: Profiled) -> None:
    assert _found(profiled(), *items) == found


def test_a_response_in_progress_may_lack_answers(profiled: Profiled) -> None:
    assert _found(profiled(), status="in-progress") == []


def test_an_answer_is_of_the_value_set_that_the_questionnaire_contains(profiled: Profiled) -> None:
    own = {"include": [{"system": f"{FHIR}/{SEX}", "concept": [{"code": "male"}]}]}
    asked = {
        "resourceType": "Questionnaire", "id": "q", "status": "active",
        "item": [{"linkId": "sex", "type": "choice", "answerValueSet": "#v"}],
    }  # fmt: skip
    held = {"resourceType": "ValueSet", "id": "v", "status": "active"}
    female = {"valueCoding": {"system": f"{FHIR}/{SEX}", "code": "female"}}
    validator = profiled()
    odd = {"include": ["x", {"system": 5, "concept": "male"}]}
    told = ["response-option-unknown"]
    for answer, rules, compose in ((MALE, [], own), (female, told, own), (female, [], odd)):
        response = {
            "resourceType": AT, "status": "completed", "questionnaire": ASKED,
            "item": [_item("sex", answer)],
        }  # fmt: skip
        found = validator.check(
            response,
            resolver={ASKED: {**asked, "contained": [{**held, "compose": compose}]}}.get,  # type: ignore[arg-type]
        )
        assert [one.rule for one in found] == rules


def test_a_response_names_a_questionnaire_and_nothing_else(profiled: Profiled) -> None:
    said = {
        "resourceType": AT, "status": "completed", "questionnaire": f"{FHIR}/ValueSet/{SEX}",
    }  # fmt: skip
    found = [(one.rule, one.target) for one in profiled().check(said)]
    assert found == [("canonical-of-other", f"{AT}.questionnaire")]


def test_without_its_questionnaire_nobody_can_tell(profiled: Profiled) -> None:
    response = {"resourceType": AT, "questionnaire": ASKED, "status": "completed"}
    assert [one for one in profiled().check(response) if one.severity is Severity.ERROR] == []


SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-enableWhenExpression"


@pytest.mark.parametrize(
    ("expression", "answer", "rules"),
    [
        ("%resource.item.where(linkId = 'smokes').answer.value.ofType(boolean)", YES, []),
        ("%resource.item.where(linkId = 'smokes').answer.value", NO, ["response-not-enabled"]),
        ("%resource.item.where(linkId = 'drinks').answer.value", YES, ["response-not-enabled"]),
        ("%age > 17", NO, []),
        ("not an expression (", NO, []),
    ],
)
def test_a_condition_may_be_an_expression(
    expression: str, answer: dict[str, Any], rules: list[str], profiled: Profiled
) -> None:
    told = {"language": "text/fhirpath", "expression": expression}
    asked = {
        "resourceType": "Questionnaire", "url": ASKED, "status": "active", "item": [
            {"linkId": "smokes", "type": "boolean"},
            {"linkId": "much", "type": "integer", "extension": [{"url": SDC, "valueExpression": told}]},
        ],
    }  # fmt: skip
    response = {
        "resourceType": AT, "questionnaire": ASKED, "status": "completed",
        "item": [_item("smokes", answer), _item("much", {"valueInteger": 3})],
    }  # fmt: skip
    issues = profiled().check(response, resolver={ASKED: asked}.get)  # type: ignore[arg-type]
    assert [one.rule for one in issues if one.severity is Severity.ERROR] == rules


def _code(text: str) -> dict[str, Any]:
    return {"coding": [{"system": "https://e.org/m", "code": text}]}


MEASURED = "https://e.org/measure"
MEASURE: Resource = {
    "resourceType": "Measure", "url": MEASURED, "status": "active",
    "scoring": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/measure-scoring", "code": "cohort"}]},
    "group": [{"code": _code("g"), "population": [{"code": _code("all"), "criteria": {"language": "text/fhirpath", "expression": "true"}}]}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("group", "rules"),
    [
        ({"code": _code("g"), "population": [{"code": _code("all"), "count": 1}]}, []),
        ({"code": _code("h")}, ["report-part-unknown", "report-part-missing"]),
        (
            {"code": _code("g"), "population": [{"code": _code("some")}]},
            ["report-part-unknown", "report-part-missing"],
        ),
        (
            {
                "code": _code("g"),
                "measureScore": {"value": 1},
                "population": [{"code": _code("all")}],
            },
            ["report-score-unasked"],
        ),
        (
            {"population": [{"code": _code("all"), "subjectResults": {"reference": "List/1"}}]},
            ["report-subjects-unasked"],
        ),
    ],
)
def test_figures_fit_their_measure(group: Any, rules: list[str], profiled: Profiled) -> None:
    report = {
        "resourceType": "MeasureReport", "measure": MEASURED, "status": "complete",
        "type": "summary", "period": {"start": "2026"}, "group": [group],
    }  # fmt: skip
    issues = profiled().check(report, resolver={MEASURED: MEASURE}.get)  # type: ignore[arg-type]
    assert [one.rule for one in issues if one.severity is Severity.ERROR] == rules


def _bound(strength: str) -> dict[str, str]:
    return {"strength": strength, "valueSet": "https://e.org/v"}


SUBJECTS = {"resourceType": "List", "id": "l", "status": "current", "mode": "changes", "entry": [
    {"item": {"reference": "Patient/1"}}, {"item": {"reference": "Patient/2"}},
    {"item": {"reference": "Patient/3"}, "deleted": True}]}  # fmt: skip


@pytest.mark.parametrize(
    ("count", "named", "rules"),
    [
        (2, "#l", []),
        (3, "#l", ["report-count-differs"]),
        (7, "List/elsewhere", []),
        (7, "Patient/1", ["reference-target-wrong", "report-count-differs"]),
        (1, "Patient/1", ["reference-target-wrong"]),
    ],
)
def test_subjects_are_as_many_as_are_counted(
    count: int, named: str, rules: list[str], profiled: Profiled
) -> None:
    part = {"code": _code("all"), "count": count, "subjectResults": {"reference": named}}
    report = {
        "resourceType": "MeasureReport", "measure": MEASURED, "status": "complete",
        "type": "subject-list", "period": {"start": "2026"}, "group": [{"population": [part]}],
        **({"contained": [SUBJECTS]} if named == "#l" else {}),
    }  # fmt: skip
    issues = profiled().check(report)
    assert [one.rule for one in issues if one.severity is Severity.ERROR] == rules


@pytest.mark.parametrize(
    ("more", "rules"),
    [
        ({"group": [{"code": _code("g"), "population": [{"code": _code("all")}]}]}, []),
        ({"group": [{"code": _code("g")}]}, [("report-part-missing", "MeasureReport.group[0]")]),
        ({}, [("report-part-missing", "MeasureReport")]),
        ({"status": "pending"}, []),
        ({"status": "pending", "group": [{"code": _code("g")}]}, []),
        ({"type": "data-collection"}, []),
    ],
)
def test_all_parts_of_a_measure_are_reported(
    more: dict[str, Any], rules: list[Any], profiled: Profiled
) -> None:
    report = {
        "resourceType": "MeasureReport", "measure": MEASURED, "status": "complete",
        "type": "summary", "period": {"start": "2026"}, **more,
    }  # fmt: skip
    issues = profiled().check(report, resolver={MEASURED: MEASURE}.get)  # type: ignore[arg-type]
    assert [(one.rule, one.target) for one in issues if one.severity is Severity.ERROR] == rules


@pytest.mark.parametrize(
    ("line", "below"),
    [
        ({"path": "Patient.name", "min": 1}, None),
        ({"path": "Patient.nickname", "min": 1}, ""),
        ({"id": "Patient.gender", "path": "Patient.name"}, ""),
        ({"id": "Patient.deceasedBoolean", "path": "Patient.deceased[x]"}, None),
        ({"path": "Patient.gender", "max": "2"}, ""),
        ({"path": "Patient.active", "type": [{"code": "string"}]}, ""),
        ({"path": "Patient.gender", "binding": _bound("example")}, ".binding.strength"),
        ({"path": "Patient.gender", "binding": _bound("required")}, None),
        ({"path": "Patient.birthDate", "binding": _bound("required")}, ""),
        ({"path": "Patient.deceased[x]", "binding": _bound("required")}, ""),
        ({"path": "Patient.photo.url", "binding": _bound("required")}, None),
    ],
)
def test_the_lines_of_a_profile_stand_on_its_base(
    line: dict[str, Any], below: str | None, profiled: Profiled
) -> None:
    issues = profiled().check(profile("Patient", line))
    found = [(one.rule, one.target) for one in issues if one.severity is Severity.ERROR]
    at = f"StructureDefinition.differential.element[0]{below}"
    assert found == ([] if below is None else [("profile-line-wrong", at)])


def test_what_may_stand_in_for_a_value(profiled: Profiled) -> None:
    """Where a profile names the extensions that may stand in for a value, others do not."""
    base = "http://hl7.org/fhir/5.0/StructureDefinition/extension-ElementDefinition."
    absent = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
    told = [{"url": f"{base}valueAlternatives", "valueCanonical": absent}]
    validator = profiled(
        profile("Patient", {"path": "Patient.gender", "min": 1, "extension": told})
    )
    assert wrong(validator, patient(gender="other")) == []
    said = {"extension": [{"url": absent, "valueCode": "unknown"}]}
    assert wrong(validator, patient(_gender=said)) == []
    other = {"extension": [{"url": "https://e.org/unknown", "valueCode": "unknown"}]}
    assert wrong(validator, patient(_gender=other)) == [
        ("value-alternative-missing", "Patient.gender")
    ]
    assert URL in {one.profile for one in validator.check(patient(_gender=other), [URL])}
