"""Published invariants that misjudge: each row of the errata, and what the published one does.

https://hl7.org/fhir/R4/conformance-rules.html#constraints
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

import gateway
from gateway.codegen import Writer, build
from gateway.definitions import Constraint, Definitions
from gateway.fhirpath import RUNTIME, Environment, FhirPathError, emit_test, schema
from gateway.validation.invariants import ERRATA, MENDED, REWRITTEN, expression

ARCHIVE = Path(gateway.__file__).parent / "definitions" / "base.archive"
pytestmark = pytest.mark.skipif(
    not ARCHIVE.exists(), reason="`make setup` has not built the definitions"
)
DOM_3_HOLDER = {
    "resourceType": "Observation",
    "contained": [{"resourceType": "Patient", "id": "p"}],
    "subject": {"reference": "#p"},
    "instantiatesCanonical": "x",
    "status": "final",
}
CASES: tuple[tuple[str, str, Any, bool], ...] = (
    ("bdl-8", "Bundle.entry", {"resource": {"resourceType": "Basic"}}, True),
    ("bdl-8", "Bundle.entry", {"fullUrl": "https://x.example/Basic/1/_history/2"}, False),
    ("con-3", "Condition", {"category": [{"coding": [{"code": "encounter-diagnosis"}]}]}, True),
    ("dom-3", "Observation", DOM_3_HOLDER, True),
    ("eld-19", "ElementDefinition", {"path": "Patient.na me"}, False),
    ("eld-19", "ElementDefinition", {"path": "Observation.value[x]"}, True),
    ("eld-20", "ElementDefinition", {"path": "Patient.0name"}, False),
    ("eld-20", "ElementDefinition", {"path": "Observation.value[x]"}, True),
    (
        "mdd-1",
        "MedicationDispense",
        {"whenHandedOver": "2026-03", "whenPrepared": "2026-03-04"},
        True,
    ),
    (
        "mdd-1",
        "MedicationDispense",
        {"whenHandedOver": "2026-03-03", "whenPrepared": "2026-03-04"},
        False,
    ),
    ("que-12", "Questionnaire.item", {"enableWhen": [{}, {}]}, False),
    (
        "que-7",
        "Questionnaire.item.enableWhen",
        {"question": "1", "operator": "exists", "answerBoolean": True},
        True,
    ),
    ("ras-2", "RiskAssessment.prediction", {"relativeRisk": 2}, True),
    ("ras-2", "RiskAssessment.prediction", {"probabilityDecimal": 101}, False),
    ("ref-1", "Reference", {"display": "somebody"}, True),
    ("ref-1", "Reference", {"reference": "#"}, True),
    ("ref-1", "Reference", {"reference": "#nobody"}, False),
    (
        "rng-2",
        "Range",
        {"low": {"value": 9, "unit": "a"}, "high": {"value": 1, "unit": "b"}},
        True,
    ),
    ("rng-2", "Range", {"low": {"value": 9}, "high": {"value": 1}}, False),
    ("que-0", "Questionnaire", {"name": "not an Identifier"}, False),
    ("que-0", "Questionnaire", {"title": "no name"}, True),
    ("que-0", "Questionnaire", {"name": "Fit_1"}, True),
    ("inv-1", "Task", {"lastModified": "2026", "authoredOn": "2026-02-01"}, True),
    ("inv-1", "Task", {"lastModified": "2025", "authoredOn": "2026-02-01"}, False),
)
"""(key, where, value, what ours says)."""
NOT_SHOWN = frozenset({"ele-1", "txt-1", "txt-2", "dom-6", "vs-1"})
"""Said by other rules of ours, or shown by the tests below."""


@cache
def _definitions() -> Definitions:
    return Definitions.open(ARCHIVE)


@cache
def _constraint(key: str, where: str) -> Constraint:
    structure = _definitions().structure(where.partition(".")[0])
    assert structure is not None
    element = structure.element(where)
    assert element is not None
    return next(one for one in element.constraints if one.key == key)


def _verdict(asked: str, where: str, value: Any) -> bool | None:
    writer = Writer()
    try:
        name = emit_test(writer, asked, where, _definitions())
        made = build("errata", "", writer.done, RUNTIME, None)[name]
        return bool(made(value, Environment(value, schema=schema(_definitions()))))
    except FhirPathError:
        return None


@pytest.mark.parametrize(("key", "where", "value", "right"), CASES)
def test_ours_judges_rightly(key: str, where: str, value: Any, right: bool) -> None:  # noqa: FBT001
    """What is evaluated says what the sentence of the invariant asks."""
    assert _verdict(expression(_constraint(key, where)), where, value) is right


def test_each_published_one_misjudges() -> None:
    """Of every row there is a case on which the published expression is wrong or fails."""
    wrong = {
        key
        for key, where, value, right in CASES
        if _verdict(_constraint(key, where).expression, where, value) is not right
    }

    assert wrong == {key for key, *_ in CASES}
    assert set(MENDED) - wrong <= NOT_SHOWN
    assert set(ERRATA) - wrong <= NOT_SHOWN


def test_a_vital_sign_over_a_period_is_no_dateless_one() -> None:
    """vs-1 is published so that a Period, which its own profile allows, breaks it."""
    value, where = {"start": "2026-03-01"}, "Period"
    published = "($this as dateTime).toString().length() >= 8"
    assert _verdict(published, where, value) is False
    assert _verdict(MENDED["vs-1"], where, value) is True
    assert _verdict(MENDED["vs-1"], "dateTime", "2026-03") is False


def test_what_asks_an_extension_for_its_parent_is_not_asked() -> None:
    """The rule on substance exposure stands on the extension, and speaks of what is around it."""
    published = "substanceExposureRisk.exists() and code.empty()"
    assert not _verdict(published, "Extension", {"url": "x", "valueCode": "y"})
    assert expression(Constraint("inv-1", "error", "", published)) == ""


def test_the_key_of_another_profile_means_its_own_rule() -> None:
    """A national profile may use a key of HL7's: errata are for what HL7 published."""
    own = Constraint("con-3", "error", "", "code.exists()", "https://example.org/Condition")
    assert expression(own) == "code.exists()"


def test_every_rewriting_says_why() -> None:
    """Each has its reason, and what it rewrites is published."""
    published = {
        constraint.expression
        for url in _definitions().canonicals("StructureDefinition")
        if (structure := _definitions().structure(url)) is not None
        for element in structure.elements
        for constraint in element.constraints
    }
    assert set(REWRITTEN) <= published
    assert all(reason for _, reason in REWRITTEN.values())


def test_patterns_fit_all_that_hl7_publishes() -> None:
    """The mended eld-19 holds for the paths of the base definitions."""
    paths = {
        element.path
        for url in _definitions().canonicals("StructureDefinition")
        if (structure := _definitions().structure(url)) is not None
        for element in structure.elements
    }
    wrong = {
        path
        for path in sorted(paths)[::40]
        if _verdict(MENDED["eld-19"], "ElementDefinition", {"path": path}) is not True
    }
    assert wrong == set()
