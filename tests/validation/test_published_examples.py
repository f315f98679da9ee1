"""The examples that programmes publish are taken; each that is not is listed here with its reason.

https://hl7.org/fhir/R4/downloads.html
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gateway import fhirjson, validation
from gateway.definitions import Definitions
from gateway.model import Severity, Validator
from gateway.settings import Settings

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("GATEWAY_SHARED_DATA", ROOT / "../shared/data"))
EXAMPLES = SHARED / "suites" / "fhir-examples"
PACKAGES = SHARED / "packages"

REJECTED: dict[str, str] = {}
"""File -> why it is rightly refused."""

pytestmark = pytest.mark.skipif(not EXAMPLES.is_dir(), reason="the shared examples are not here")


@pytest.fixture(scope="module")
def informed() -> Validator:
    """A validator that knows the packages which the examples come from."""
    places = sorted(PACKAGES.glob("*.tgz"))
    return validation.load(Definitions.open(Settings().definitions, places))


def test_published_examples_are_taken(informed: Validator) -> None:
    refused: dict[str, list[tuple[str, str]]] = {}
    files = sorted(EXAMPLES.rglob("*.json"))
    for file in files:
        issues = informed.check(fhirjson.resource(file.read_bytes()))
        errors = [(one.rule, one.target) for one in issues if one.severity is Severity.ERROR]
        if errors:
            refused[file.name] = errors
    assert len(files) > 200
    assert refused.keys() == REJECTED.keys(), refused
