"""An entry of a patient summary is judged the same whatever summaries came before, and with care.

https://hl7.org/fhir/uv/ips/StructureDefinition-Bundle-uv-ips.html
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bench import records
from gateway import validation
from gateway.definitions import Definitions
from gateway.model import Issue, Resource, Validator
from gateway.settings import Settings
from tests.suites.places import PACKAGES

DOCUMENT = "http://hl7.org/fhir/uv/ips/StructureDefinition/Bundle-uv-ips"
PACKAGE = PACKAGES / "hl7.fhir.uv.ips-2.0.1.tgz"
ODD: tuple[Any, ...] = (None, "", "a b", "urn:uuid:1", 0, True, [], {}, [{}], {"coding": [{}]})

pytestmark = pytest.mark.skipif(not PACKAGE.is_file(), reason="the shared packages are not here")


@pytest.fixture(scope="module")
def definitions() -> Definitions:
    """The package's and the base."""
    return Definitions.open(Settings().definitions, [PACKAGE])


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where compiled code is kept."""
    return tmp_path_factory.mktemp("code")


@pytest.fixture(scope="module")
def experienced(definitions: Definitions, code: Path) -> Any:
    """A validator that has seen summaries before, and expects more of the kind."""
    made = validation.load(definitions, None, code)
    for number in range(3):
        list(made.check(records.record(number), [DOCUMENT]))
    return made


@pytest.fixture(scope="module")
def careful(definitions: Definitions, code: Path) -> Validator:
    """A validator that never takes the quick way, nor expects anything."""
    made: Any = validation.load(definitions, None, code)
    made.compiled.quick = made.compiled.fused = lambda *_, **__: lambda *_: False
    made.compiled.lacks = lambda _: lambda _: False
    return made  # type: ignore[no-any-return]


def spoilt(number: int, count: int) -> Iterator[Resource]:
    """A summary with one thing wrong in one entry, so many times."""
    chance = random.Random(number)  # noqa: S311 - a seed, no secret
    for _ in range(count):
        body = copy.deepcopy(records.record(number))
        entry = chance.choice(body["entry"])["resource"]
        owner: Any = entry
        for _ in range(chance.randrange(3)):
            inner = [one for one in owner.values() if isinstance(one, (dict, list)) and one]
            if inner:
                found = chance.choice(inner)
                owner = found[0] if isinstance(found, list) else found
            if not isinstance(owner, dict):
                owner = entry
        key = chance.choice([*owner])
        if chance.random() < 0.5:
            del owner[key]
        else:
            owner[key] = chance.choice(ODD)
        yield body


def said(validator: Validator, body: Resource) -> set[tuple[str, str, str]]:
    """Every issue, however often and in whatever order."""
    return {key(one) for one in validator.check(body, [DOCUMENT])}


def key(issue: Issue) -> tuple[str, str, str]:
    return issue.rule, issue.target, issue.text


def test_a_right_summary_is_judged_as_with_care(experienced: Any, careful: Validator) -> None:
    body = records.record(7)
    assert {
        url for (_, kind, _), url in experienced.compiled.expected.items() if kind == "Patient"
    }
    assert said(experienced, body) == said(careful, body)


@pytest.mark.parametrize("number", range(20, 24))
def test_a_spoilt_one_is_judged_as_with_care(
    number: int, experienced: Any, careful: Validator
) -> None:
    for body in spoilt(number, 10):
        assert said(experienced, body) == said(careful, body)


@pytest.mark.parametrize("number", range(3))
def test_what_came_before_changes_nothing(
    number: int, definitions: Definitions, experienced: Any, code: Path
) -> None:
    """Neither what is said, nor in which order."""
    fresh = validation.load(definitions, None, code)
    for body in spoilt(number, 1):
        told = [*map(key, fresh.check(body, [DOCUMENT]))]
        assert told == [*map(key, experienced.check(body, [DOCUMENT]))]
