"""Whatever a stranger's JSON holds where FHIR expects something else, it is told, never raised."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway.model import Validator
from tests.drawn import TIMES

EXAMPLES = sorted((Path(__file__).parents[1] / "resources").glob("*/valid/*.json"))
JUNK: tuple[Any, ...] = (
    None, True, 0, -1, "", " ", "x", [], {}, [None], [[]], [{}], {"a": 1}, {"reference": 5},
    {"coding": "x"}, {"coding": None}, {"extension": [{}]}, {"resourceType": "Patient"},
    {"resourceType": {"a": []}}, {"resourceType": ["Patient"]}, "2026-13-01",
)  # fmt: skip
SPOILINGS = 12 * TIMES


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every (container, key) of a JSON tree."""
    keys = list(value) if isinstance(value, dict) else range(len(value))
    for key in keys:
        yield value, key
        if isinstance(value[key], dict | list):
            yield from places(value[key])


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: f"{file.parents[1].name}-{file.stem}")
def test_junk_anywhere_is_told(validator: Validator, file: Path) -> None:
    """One place at a time holds what it never should; each answer is a list of issues."""
    seed = random.Random(file.name)  # noqa: S311 - the same spoilings in every run
    right = json.loads(file.read_bytes())

    for _ in range(SPOILINGS):
        spoiled = copy.deepcopy(right)
        container, key = seed.choice(list(places(spoiled)))
        container[key] = copy.deepcopy(seed.choice(JUNK))
        assert isinstance(list(validator.check(spoiled, validator.bound(spoiled))), list)
