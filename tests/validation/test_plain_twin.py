"""What is compiled finds the same errors as a plain walk beside the definitions' facts.

https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

import os
from pathlib import Path
from random import Random
from typing import Any, cast

import pytest

from gateway import fhirjson
from gateway.definitions import Definitions
from gateway.model import Validator
from tests.drawn import EACH
from tests.validation.plain_agreement import disagreement
from tests.validation.structure_cases import BROKEN, RIGHT, changed
from tests.validation.test_quick_and_careful import BUNDLES, SAMPLES, spoilt
from tools.mutations.mutants import mutants
from tools.mutations.specimens import Maker

SEED = os.environ.get("GATEWAY_SEED", "1")
"""Another one spoils in other ways."""
AGREED: tuple[set[Any], set[Any]] = (set(), set())
HL7 = "http://hl7.org/fhir/StructureDefinition/"
MUTANTS = 15 * EACH
"""Of each type and profile."""


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: f"{file.parts[-3]}-{file.stem}")
def test_both_find_the_same_in_a_sample_and_in_what_is_spoilt(
    file: Path, validator: Validator
) -> None:
    """Right ones, broken ones, and what comes of them with a leaf taken, doubled or odd."""
    resource = fhirjson.decode(file.read_bytes())
    profiles = validator.bound(resource)
    draw = Random(f"{SEED}{file.name}")  # noqa: S311 - a seeded choice of what to spoil
    others = list(spoilt(resource, draw))

    for one in (resource, *draw.sample(others, min(EACH, len(others)))):
        assert disagreement(validator, one, profiles) == AGREED


def test_both_find_the_same_in_bundles(validator: Validator) -> None:
    """What their entries are, not how they go together."""
    bodies = [fhirjson.decode(file.read_bytes()) for file in BUNDLES]
    bundles = [one for one in bodies if isinstance(one, dict) and one.get("type")]

    assert len(bundles) > 20
    for one in bundles:
        assert disagreement(validator, one) == AGREED


@pytest.mark.parametrize("case", [*BROKEN, *RIGHT], ids=lambda case: case[1])
def test_both_find_the_same_by_each_rule_of_structure(case: Any, validator: Validator) -> None:
    """One thing changed in a right resource."""
    assert disagreement(validator, changed(*case[:3])) == AGREED


@pytest.mark.parametrize(
    "name",
    ["Patient", "Questionnaire", HL7 + "bp", HL7 + "vitalsigns", HL7 + "cholesterol"],
    ids=lambda name: name.rpartition("/")[2],
)
def test_both_find_the_same_in_mutants(name: str, validator: Validator) -> None:
    """Of a resource with all that its definition knows, each spoilt by a rule of it."""
    definitions: Definitions = cast("Any", validator).compiled.definitions
    draw = Random(f"{SEED}{name}")  # noqa: S311 - a sample that can be drawn again
    whole = Maker(definitions, draw).most(name)
    made = [one.resource for one in mutants(definitions, whole, name, draw)]

    assert len(made) > MUTANTS
    for one in (whole, *draw.sample(made, MUTANTS)):
        assert disagreement(validator, one) == AGREED


def test_the_comparison_can_fail(validator: Validator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the twin is told of no errors at all, what the other finds stands alone."""
    resource = {"resourceType": "Patient", "gender": "man"}
    monkeypatch.setattr("tests.validation.plain_agreement.walk", lambda *_: set())

    assert disagreement(validator, resource) == (
        {("code-not-in-value-set", "Patient.gender")},
        set(),
    )
