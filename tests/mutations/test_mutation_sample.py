"""Right resources of every type are taken, spoilt ones refused: a sample of `make mutations`.

https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from random import Random

import pytest

from gateway.definitions import Definitions
from gateway.settings import Settings
from tests.drawn import TIMES
from tools.mutations.breakers import BREAKERS
from tools.mutations.operators import OPERATORS
from tools.mutations.proof import LEAST_CAUGHT, Proof, explained, read

SEED = os.environ.get("GATEWAY_SEED", "1")
"""Another one makes another sample."""
LU = "https://fhir.gateway.example/lu/StructureDefinition/"
DIFFERENCES = Path(__file__).parents[2] / "tools" / "mutations" / "differences.toml"
SAMPLES = Path(__file__).parents[1] / "resources"


@pytest.fixture(scope="module")
def definitions() -> Definitions:
    """The base definitions and our own profiles."""
    return Definitions.open(Settings().definitions, Settings().profiles)


def _types(definitions: Definitions) -> list[str]:
    found = map(definitions.structure, definitions.canonicals("StructureDefinition"))
    return sorted(
        one.type
        for one in found
        if one
        and one.kind == "resource"
        and one.derivation == "specialization"
        and not one.abstract
    )


def test_the_greatest_and_the_least_of_a_type_are_taken(definitions: Definitions) -> None:
    """What the definitions allow is allowed, in every element: of some types, others each seed."""
    proof = Proof(definitions, SEED)
    names = _types(definitions)
    some = Random(SEED).sample(names, min(len(names), 15 * TIMES))  # noqa: S311 - a sample that can be drawn again

    refused = [f"{name}: {errors}" for name in some for errors in proof.tried(name) if errors]

    assert len(names) == 146
    assert not refused


@pytest.mark.parametrize(
    "name",
    [
        "Patient",
        "Observation",
        "Questionnaire",
        "Bundle",
        LU + "lu-patient",
        LU + "lu-observation-laboratory",
        "http://hl7.org/fhir/StructureDefinition/bp",
    ],
    ids=lambda name: name.rpartition("/")[2],
)
def test_what_is_spoilt_by_its_definition_is_refused(name: str, definitions: Definitions) -> None:
    """Each element in turn, by every way of spoiling that applies to it."""
    proof = Proof(definitions, SEED)
    reasons = explained()

    proof.made(name)

    assert sum(proof.made_by.values()) > 100
    assert not proof.refused
    assert not proof.unmade
    assert proof.caught >= LEAST_CAUGHT
    assert not [one.name for one in proof.survivors if not reasons.of(one)]


def test_our_own_samples_are_refused_once_they_are_spoilt(definitions: Definitions) -> None:
    proof = Proof(definitions, SEED)
    reasons = explained()

    for resource in read(SAMPLES, ()):
        if resource["resourceType"] in {"Encounter", "Practitioner", "Provenance"}:
            proof.sample(resource)

    assert proof.bases > 5
    assert not [one.name for one in proof.survivors if not reasons.of(one)]


def test_a_validator_that_takes_everything_is_found_out(
    definitions: Definitions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proof itself can fail."""
    monkeypatch.setattr(Proof, "errors", lambda *_: [])
    proof = Proof(definitions, SEED)

    proof.made("Basic")

    assert len(proof.survivors) > 100


def test_there_are_many_ways_of_spoiling_and_each_is_named_once() -> None:
    names = [operator.__name__ for operator in OPERATORS]

    assert len(names) >= 20
    assert len({*names}) == len(names)


def test_the_breakers_are_of_invariants_that_there_are(definitions: Definitions) -> None:
    """A key written wrong would break nothing, and nobody would see it."""
    known = set()
    for url in definitions.canonicals("StructureDefinition"):
        structure = definitions.structure(url)
        for element in structure.elements if structure else ():
            for one in element.constraints:
                known |= {one.key, f"{one.key}@{element.path}"}

    assert not BREAKERS.keys() - known


def test_every_reason_names_what_there_is() -> None:
    """A row for an operator that is gone would explain nothing."""
    names = {operator.__name__ for operator in OPERATORS}
    rows = tomllib.loads(DIFFERENCES.read_text("utf-8"))["class"]
    told = {what for row in rows for what in row["what"] if not what.startswith("right ")}

    assert told <= names
    assert {row["operator"] for row in explained().rows} <= names
    assert all(row["reason"].endswith(".") for row in rows)
