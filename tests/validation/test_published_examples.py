"""The examples that HL7, packages and programmes publish are taken, or a reason says why not.

The reasons stand in `tests/suites/reasons.toml`; one whose example is taken after all is a fault.
`make suites` runs all of them; here, base R4 and the packages are a sample. https://hl7.org/fhir/R4/downloads.html
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from gateway.model import Validator
from tests.suites import examples
from tests.suites.examples import Example, Informed
from tests.suites.places import PACKAGES
from tests.suites.reasons import faults, reasons

_EVERY = 25
"""Of how many examples of base R4 one is taken here."""
_OF_PACKAGES = 3
"""And of how many of the packages'."""

needs_shared = pytest.mark.skipif(not PACKAGES.is_dir(), reason="the shared data is not here")
needs_base = pytest.mark.skipif(
    not examples.BASE_FILE.is_file(),
    reason="the examples of R4 are fetched by `make suites`, and were not",
)


@pytest.fixture(scope="module")
def informed() -> Informed:
    """Validators that know the packages together, and base R4 alone."""
    return Informed()


def _faults(
    suite: str, informed: Informed, validator: Validator, wanted: Iterable[Example]
) -> list[str]:
    found = list(informed.refused(validator, iter(wanted)))
    otherwise = [one.name for one in found if one.errors]
    return list(faults(suite, [one.name for one in found], otherwise))


@needs_shared
def test_examples_in_packages_are_taken_or_a_reason_is_written(informed: Informed) -> None:
    """Their definitions too, but for profiles, which `make suites` judges; of others a sample."""
    told = reasons("packages")
    others = [one for one in examples.of_packages() if "/StructureDefinition-" not in one.name]
    wanted = [one for at, one in enumerate(others) if one.name in told or at % _OF_PACKAGES == 0]
    assert len(wanted) > 130
    assert _faults("packages", informed, informed.packages, wanted) == []


@needs_shared
def test_examples_of_programmes_are_taken(informed: Informed) -> None:
    wanted = list(examples.of_programmes())
    assert len(wanted) > 200
    assert _faults("programmes", informed, informed.packages, wanted) == []


@needs_shared
@needs_base
def test_examples_of_base_r4_are_taken_or_a_reason_is_written(informed: Informed) -> None:
    """All that a reason is written for but the largest, and a sample of the others."""
    told = reasons("r4-examples")
    every = enumerate(examples.of_base())
    wanted = [one for at, one in every if one.name in told or at % _EVERY == 0]
    small = [one for one in wanted if len(one.content) < 1_000_000]
    assert len(small) > len(told)
    assert _faults("r4-examples", informed, informed.base, small) == []
