"""Base R4: its invariants and search parameters compile, and both ways of asking agree."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import gateway
from gateway.codegen import Writer, build
from gateway.definitions import Definitions
from gateway.fhirpath import RUNTIME, Environment, FhirPathError, emit, emit_test, parse, schema
from gateway.fhirpath import _test as verdict
from gateway.fhirpath import _write as write
from gateway.fhirpath.compile import Compiler
from tests.fhirpath.fhirpath_samples import SAMPLES, Spot, broken, spots

ARCHIVE = Path(gateway.__file__).parent / "definitions" / "base.archive"
pytestmark = pytest.mark.skipif(
    not ARCHIVE.exists(), reason="`make setup` has not built the definitions"
)
SEEDS = range(4)
WRONG = (
    ("Bundle", "entry.all(request.exists()"),  # bdl-3: a request in a collection
    ("Bundle", "total.empty()"),  # bdl-1
    ("Bundle.entry", "fullUrl.contains('/_history/').not()"),  # bdl-8
    ("ContactPoint", "value.empty()"),  # cpt-2
    ("Duration", "code.empty()"),  # qty-3
    ("Duration", "code.exists()"),  # drt-1: says nothing where there is no system, and is not met
    ("Duration", "code.exists()"),  # drt-1: empty, and so not true
    ("Observation", "dataAbsentReason.empty()"),  # obs-6
    ("Observation.referenceRange", "low.exists()"),  # obs-3
    ("Patient.contact", "name.exists()"),  # pat-1
    ("Period", "start.hasValue().not()"),  # per-1
    ("Questionnaire", "descendants().linkId.isDistinct()"),  # que-2
    ("Questionnaire", "name.matches('[A-Z]([A-Za-z0-9_]){0,254}')"),  # que-0
    ("Questionnaire.item", "type!='display'"),  # que-6
    ("Questionnaire.item.enableWhen", "operator"),  # que-7, published with the wrong Boolean
    ("Range", "low.empty()"),  # rng-2
    ("Ratio", "(numerator.empty()"),  # rat-1
    ("Reference", "reference.startsWith('#').not()"),  # ref-1
    ("Timing.repeat", "duration.empty()"),  # tim-1
    ("Timing.repeat", "duration.exists()"),  # tim-4
)
"""(place, beginning of the invariant) that the samples break."""


@cache
def _definitions() -> Definitions:
    return Definitions.open(ARCHIVE)


@cache
def _constraints(place: str) -> tuple[str, ...]:
    """The invariants of one place, as its own definition and that of its type have them."""
    structure = _definitions().structure(place.partition(".")[0])
    assert structure is not None
    element = structure.element(place)
    return tuple(c.expression for c in element.constraints if c.expression) if element else ()


@cache
def _both(expression: str, place: str) -> tuple[Any, Any]:
    """The short and the general function of an invariant."""
    made = []
    for short in (True, False):
        writer = Writer()
        compiler = Compiler(writer, schema(_definitions()), place, short=short)
        write(compiler, "asked", parse(expression), verdict)
        made.append(build("invariant", "", writer.done, RUNTIME, None)["asked"])
    return made[0], made[1]


def _answer(function: Any, spot: Spot) -> bool | str:
    env = Environment(resource=spot.resource, schema=schema(_definitions()), sibling=spot.sibling)
    try:
        return bool(function(spot.value, env))
    except FhirPathError as error:
        return str(error)


def _asked(resources: Iterator[dict[str, Any]]) -> Iterator[tuple[str, Spot, Any, Any]]:
    for resource in resources:
        for spot in spots(resource, schema(_definitions())):
            for expression in _constraints(spot.place):
                short, general = _both(expression, spot.place)
                yield expression, spot, _answer(short, spot), _answer(general, spot)


def _resources() -> Iterator[dict[str, Any]]:
    for sample in SAMPLES:
        yield sample
        yield from (broken(sample, seed) for seed in SEEDS)


def test_short_and_general_source_agree() -> None:
    """On every element of the samples, whole and broken, the look-ups give what the walk gives."""
    asked = list(_asked(_resources()))

    assert [(e, s.place, a, b) for e, s, a, b in asked if a != b] == []
    assert len(asked) > 1000
    assert {a for _, _, a, _ in asked} >= {True, False}


def test_what_is_wrong_in_the_samples_is_found() -> None:
    """The faults put into the samples break the invariants that speak of them, and no others."""
    broken_ones = {
        (spot.place, expression.partition(" ")[0])
        for expression, spot, verdict_, _ in _asked(iter(SAMPLES))
        if verdict_ is False and "text.`div`" not in expression
    }

    assert broken_ones == set(WRONG)


def test_every_invariant_compiles() -> None:
    """Each invariant of each base definition compiles in its own context."""
    seen = set()
    for url in _definitions().canonicals("StructureDefinition"):
        structure = _definitions().structure(url)
        assert structure is not None
        for element in structure.elements:
            for constraint in element.constraints:
                if constraint.expression and constraint.expression not in seen:
                    seen.add(constraint.expression)
                    writer = Writer()
                    emit_test(writer, constraint.expression, element.id, _definitions())
                    compile(writer.done().text, "invariant", "exec")

    assert len(seen) > 200


def test_every_search_parameter_compiles() -> None:
    """Each search parameter of five types compiles."""
    count = 0
    for kind in ("Patient", "Observation", "Encounter", "QuestionnaireResponse", "Bundle"):
        for parameter in _definitions().search_parameters(kind):
            if parameter.expression:
                writer = Writer()
                emit(writer, parameter.expression, kind, _definitions())
                compile(writer.done().text, "parameter", "exec")
                count += 1

    assert count > 80
