"""Made-up expressions: the short source and the general one give the same answer to each."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

import gateway
from gateway.codegen import Writer, build
from gateway.definitions import Definitions
from gateway.fhirpath import RUNTIME, Environment, FhirPathError, parse, schema
from gateway.fhirpath import _test as verdict
from gateway.fhirpath import _write as write
from gateway.fhirpath.compile import Compiler
from tests.fhirpath.fhirpath_samples import PATIENT, broken

ARCHIVE = Path(gateway.__file__).parent / "definitions" / "base.archive"
pytestmark = pytest.mark.skipif(
    not ARCHIVE.exists(), reason="`make setup` has not built the definitions"
)
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
