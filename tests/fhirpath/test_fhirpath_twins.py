"""Made-up expressions: the short source and the general one give the same answer to each."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import gateway
from gateway.codegen import Writer, build
from gateway.definitions import Definitions
from gateway.fhirpath import RUNTIME, Environment, FhirPathError, evaluate, parse, schema
from gateway.fhirpath import _test as verdict
from gateway.fhirpath import _write as write
from gateway.fhirpath.compile import Compiler
from tests.fhirpath.fhirpath_interpreter import interpret
from tests.fhirpath.fhirpath_samples import PATIENT, SAMPLES, Spot, broken, spots
from tests.fhirpath.fhirpath_suite import FOLDER, cases, example

ARCHIVE = Path(gateway.__file__).parent / "definitions" / "base.archive"
pytestmark = pytest.mark.skipif(
    not ARCHIVE.exists(), reason="`make setup` has not built the definitions"
)
NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
PLAIN = (
    "name",
    "telecom",
    "contact",
    "identifier",
    "contained",
    "managingOrganization",
    "address",
)
BELOW = (
    "use",
    "period",
    "extension",
    "given",
    "family",
    "system",
    "value",
    "gender",
    "id",
    "name",
)
SINGLE = ("gender", "birthDate", "active", "deceased", "id", "%resource.gender", "language")
TESTS = ("exists()", "empty()", "exists().not()", "empty().not()", "count() > 1", "count() = 0")
WORDS = ("'official'", "'maiden'", "'phone'", "'x'", "true", "1", "{}")
LOGIC = ("and", "or", "xor", "implies", "=", "!=")


def _path(chance: random.Random) -> str:
    steps = [chance.choice(PLAIN)]
    further = [*BELOW, "first()", "where(use = 'maiden')", "extension('x')"]
    steps += [chance.choice(further) for _ in range(chance.randrange(3))]
    return ".".join(steps)


def _leaf(chance: random.Random) -> str:
    inner = chance.choice(["use = 'maiden'", "use.exists()", "system = 'phone'", "id.empty()"])
    made = chance.choice(["use", "system & '/' & use", "id", "family & 'x'", "meta.versionId"])
    asked = chance.choice(["exists()", "hasValue()", "empty()"])
    return chance.choice(
        [
            f"{_path(chance)}.{chance.choice(TESTS)}",
            f"{chance.choice(SINGLE)} {chance.choice(['=', '!='])} {chance.choice(WORDS)}",
            f"{chance.choice(SINGLE)}.{asked}",
            f"{chance.choice(PLAIN)}.{chance.choice(['all', 'exists'])}({inner})",
            f"{chance.choice(PLAIN)}.select({made}).{chance.choice(['isDistinct()', *TESTS])}",
        ]
    )


def _truth(chance: random.Random, depth: int) -> str:
    if not depth or chance.random() < 0.5:
        return _leaf(chance)
    if chance.random() < 0.2:
        return f"({_truth(chance, depth - 1)}).not()"
    left, right = _truth(chance, depth - 1), _truth(chance, depth - 1)
    return f"({left}) {chance.choice(LOGIC)} ({right})"


def made_up(seed: int) -> str:
    """An expression that asks a truth of a Patient."""
    return _truth(random.Random(seed), 2)  # noqa: S311 - a sample, not a secret


def _made(expression: str, definitions: Definitions, *, short: bool) -> Any:
    writer = Writer()
    compiler = Compiler(writer, schema(definitions), "Patient", short=short)
    write(compiler, "asked", parse(expression), verdict)
    return build("twin", "", writer.done, RUNTIME, None)["asked"]


def _answer(function: Any, resource: dict[str, Any], definitions: Definitions) -> bool | None:
    try:
        return bool(function(resource, Environment(resource, schema=schema(definitions))))
    except FhirPathError:
        return None


def test_twins_agree() -> None:
    """Where both can answer, 600 seeded expressions have one answer each, on five patients."""
    definitions = Definitions.open(ARCHIVE)
    patients = [PATIENT, *(broken(PATIENT, seed) for seed in range(4))]
    answers = set()
    for seed in range(600):
        expression = _truth(random.Random(seed), 3)  # noqa: S311 - a sample, not a secret
        short = _made(expression, definitions, short=True)
        general = _made(expression, definitions, short=False)
        for patient in patients:
            one, other = (_answer(each, patient, definitions) for each in (short, general))
            answers.add((one, other))
            assert one == other or None in {one, other}, expression

    assert {(True, True), (False, False)} <= answers


def _plainly(expression: str, resource: dict[str, Any], definitions: Definitions) -> Any:
    env = Environment(resource, schema=schema(definitions), now=NOW)
    try:
        return interpret(parse(expression), resource, resource["resourceType"], env)
    except FhirPathError:
        return None


def _compiled(expression: str, resource: dict[str, Any], definitions: Definitions) -> Any:
    env = Environment(resource, schema=schema(definitions), now=NOW)
    try:
        return evaluate(expression, resource, definitions, env, strict=False)
    except FhirPathError:
        return None


def test_the_interpreter_agrees_on_made_up_expressions() -> None:
    """What a plain walk of the tree gives is what the compiled source gives."""
    definitions = Definitions.open(ARCHIVE)
    agreed = 0
    for seed in range(600, 900):
        expression = made_up(seed)
        for patient in (PATIENT, broken(PATIENT, seed)):
            walked = _plainly(expression, patient, definitions)
            made = _compiled(expression, patient, definitions)
            assert walked == made or walked is None or made is None, expression
            agreed += walked == made

    assert agreed > 500


@pytest.mark.skipif(not FOLDER.exists(), reason="HL7's suite is not at hand")
def test_the_interpreter_agrees_on_the_suite() -> None:
    """On every test of HL7's suite both give the same, or both refuse."""
    definitions = Definitions.open(ARCHIVE)
    known = schema(definitions)
    examples: dict[str, Any] = {"": {"resourceType": "Patient"}}
    apart, asked = set(), 0
    for case in cases():
        if case.file not in examples:
            examples[case.file] = example(case.file, known)
        resource = examples[case.file]
        try:
            parse(case.expression)
        except FhirPathError:
            continue
        asked += 1
        walked = _plainly(case.expression, resource, definitions)
        made = _compiled(case.expression, resource, definitions)
        if walked != made and made is not None:
            apart.add(case.name)

    assert apart == set()
    assert asked > 850


def test_the_interpreter_agrees_on_invariants_and_search_parameters() -> None:
    """On every element of the samples, each invariant; on every sample, each parameter."""
    definitions = Definitions.open(ARCHIVE)
    asked = [pair for sample in SAMPLES for pair in _questions(sample, definitions)]
    apart = set()
    for expression, spot in asked:
        walked, made = _answers(expression, spot, definitions)
        if walked != made and None not in (walked, made):
            apart.add((spot.place, expression))

    assert apart == set()
    assert len(asked) > 600


def _questions(sample: dict[str, Any], definitions: Definitions) -> Iterator[tuple[str, Spot]]:
    for spot in spots(sample, schema(definitions)):
        structure = definitions.structure(spot.place.partition(".")[0])
        element = structure.element(spot.place) if structure else None
        for one in element.constraints if element else ():
            yield one.expression, spot
    whole = Spot(sample["resourceType"], sample, None, sample)
    for parameter in definitions.search_parameters(sample["resourceType"]):
        if parameter.expression:
            yield parameter.expression, whole


def _answers(expression: str, spot: Spot, definitions: Definitions) -> tuple[Any, Any]:
    answers: list[Any] = []
    for work in (_walk, _run):
        env = Environment(spot.resource, schema=schema(definitions), sibling=spot.sibling)
        try:
            answers.append(work(expression, spot, env, definitions))
        except FhirPathError:
            answers.append(None)
    return answers[0], answers[1]


def _walk(expression: str, spot: Spot, env: Environment, _known: Definitions) -> list[Any]:
    return interpret(parse(expression), spot.value, spot.place, env)


def _run(expression: str, spot: Spot, env: Environment, known: Definitions) -> list[Any]:
    return evaluate(expression, spot.value, known, env, spot.place, strict=False)
