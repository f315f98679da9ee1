"""Our answers beside those of fhirpathpy: each disagreement is known, with its reason.

https://pypi.org/project/fhirpathpy/ (installed by `bench/peer.py` for the bench)
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

import gateway
from gateway.definitions import Definitions
from gateway.fhirpath import Environment, FhirPathError, evaluate, schema
from tests.fhirpath.fhirpath_samples import PATIENT, SAMPLES, broken, spots
from tests.fhirpath.test_fhirpath_twins import made_up

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".cache" / "peers" / "fhirpathpy" / "bin" / "python"
ARCHIVE = Path(gateway.__file__).parent / "definitions" / "base.archive"
pytestmark = [
    pytest.mark.skipif(not PYTHON.exists(), reason="fhirpathpy is not installed for the bench"),
    pytest.mark.skipif(not ARCHIVE.exists(), reason="`make setup` has not built the definitions"),
]
REASONS: Mapping[str, str] = MappingProxyType(
    {
        r"(active|deceased) !?= 1": "in its Python true and 1 are equal; a truth is no number",
        r"gender !?=": "it compares a code that has only extensions; N1 compares values only",
    }
)
"""What an expression on which we differ holds -> why we differ."""
Question = tuple[str, str, Any, Any]


def _questions(definitions: Definitions) -> Iterator[Question]:
    """(place, expression, focus, resource): every invariant at every element of the samples."""
    for sample in (*SAMPLES, *(broken(each, 7) for each in SAMPLES)):
        for spot in spots(sample, schema(definitions)):
            structure = definitions.structure(spot.place.partition(".")[0])
            element = structure.element(spot.place) if structure else None
            if isinstance(spot.value, dict):
                for one in element.constraints if element else ():
                    yield spot.place, one.expression, spot.value, spot.resource
    for seed in range(400):
        patient = broken(PATIENT, seed)
        yield "", made_up(seed), patient, patient


def _ours(question: Question, definitions: Definitions) -> list[Any] | None:
    place, expression, value, resource = question
    place = place or resource["resourceType"]
    try:
        env = Environment(resource)
        return evaluate(expression, value, definitions, env, place, strict=False)
    except FhirPathError:
        return None


def test_each_disagreement_is_known() -> None:
    """Where both answer, they answer alike, or the reason why not is written down."""
    definitions = Definitions.open(ARCHIVE)
    questions = list(_questions(definitions))
    done = subprocess.run(  # noqa: S603 - our own runner, in the peer's Python
        [str(PYTHON), str(Path(__file__).with_name("fhirpath_peer_run.py"))],
        input=json.dumps(questions, default=float),
        capture_output=True,
        text=True,
        check=True,
    )

    theirs = json.loads(done.stdout)
    both = [
        (question[1], ours, other)
        for question, other in zip(questions, theirs, strict=True)
        if other is not None and (ours := _ours(question, definitions)) is not None
    ]
    apart = {expression for expression, ours, other in both if ours != other}

    assert {one for one in apart if not any(re.search(known, one) for known in REASONS)} == set()
    assert all(any(re.search(known, one) for one in apart) for known in REASONS)
    assert len(both) > 500
