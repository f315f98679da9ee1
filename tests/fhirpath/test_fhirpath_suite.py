"""HL7's own suite: what each expression gives, and which must be refused.

https://github.com/FHIR/fhir-test-cases (r4/fhirpath/tests-fhir-r4.xml)
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import gateway
from gateway.codegen import Writer
from gateway.definitions import Definitions
from gateway.fhirpath import Environment, FhirPathError, emit, evaluate, schema
from gateway.fhirpath.values import Moment
from tests.fhirpath.fhirpath_exceptions import ONLY_STRICTLY, OTHERWISE
from tests.fhirpath.fhirpath_suite import FOLDER, Case, cases, example

ARCHIVE = Path(gateway.__file__).parent / "definitions" / "base.archive"
pytestmark = [
    pytest.mark.skipif(not FOLDER.exists(), reason="HL7's suite is not at hand"),
    pytest.mark.skipif(not ARCHIVE.exists(), reason="`make setup` has not built the definitions"),
]
NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)


@cache
def _definitions() -> Definitions:
    return Definitions.open(ARCHIVE)


@cache
def _example(file: str) -> Any:
    known = schema(_definitions())
    return example(file, known) if file else {"resourceType": "Patient"}


def _asked(case: Case) -> list[Any]:
    resource = _example(case.file)
    found = evaluate(
        case.expression, resource, _definitions(), Environment(resource=resource, now=NOW)
    )
    if case.predicate and not (len(found) == 1 and isinstance(found[0], bool)):
        return [bool(found)]
    return found


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Moment):
        return f"@T{value}" if value.kind == "Time" else f"@{value}"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _agrees(value: Any, kind: str, text: str) -> bool:
    if kind == "decimal":
        return Decimal(value) == Decimal(text)
    return _written(value) in {text, text.removeprefix("@")}


def _right(case: Case) -> bool:
    try:
        found = _asked(case)
    except FhirPathError:
        return bool(case.invalid)
    return len(found) == len(case.outputs) and all(
        _agrees(value, kind, text) for value, (kind, text) in zip(found, case.outputs, strict=True)
    )


def test_values_are_those_of_the_suite() -> None:
    """Every test that tells a value gives it, but for the listed exceptions."""
    asked = [case for case in cases() if case.outputs or not case.invalid]

    wrong = {case.name for case in asked if not _right(case)}

    assert wrong == set(OTHERWISE)
    assert len(wrong) < 0.01 * len(asked)


def test_what_must_be_refused_is_refused() -> None:
    """Every test that has no answer is refused."""
    asked = [case for case in cases() if case.invalid and not case.outputs]
    taken = set()
    for case in asked:
        try:
            _asked(case)
        except FhirPathError:
            continue
        taken.add(case.name)

    assert taken == set()
    assert len(asked) > 30


def test_strict_refuses_what_is_no_member() -> None:
    """Members and types that are not there are refused strictly, and empty elsewhere."""
    strict = [case for case in cases() if case.name in ONLY_STRICTLY]
    assert len(strict) == len(ONLY_STRICTLY)
    for case in strict:
        context = _example(case.file)["resourceType"]
        emit(Writer(), case.expression, context, _definitions())
        with pytest.raises(FhirPathError):
            emit(Writer(), case.expression, context, _definitions(), strict=True)
