"""Validators at hand for the tests of this room.

https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from gateway import validation
from gateway.definitions import Definitions
from gateway.model import Validator
from gateway.settings import Settings
from tests.warm import CODE

MANIFEST = '{"name": "test", "version": "1.0.0", "fhirVersions": ["4.0.1"]}'
BINDINGS = Settings().mappings[0] / "profiles.yaml"


@pytest.fixture(scope="session")
def national() -> Definitions:
    """The base definitions and our own profiles."""
    settings = Settings()
    return Definitions.open(settings.definitions, settings.profiles)


@pytest.fixture(scope="session")
def validator(national: Definitions) -> Validator:
    """The validator as the gateway has it."""
    return validation.load(national, BINDINGS, CODE)


@pytest.fixture(scope="session")
def careful(national: Definitions) -> Validator:
    """A validator that never takes the quick way; it alone, not all that are at hand."""
    made: Any = validation.load(national, None, CODE)
    made.compiled.quick = made.compiled.fused = lambda *_, **__: lambda *_: False
    return cast("Validator", made)


@pytest.fixture
def profiled(tmp_path: Path) -> Callable[..., Validator]:
    """Makes a validator that knows these profiles besides the base."""

    def make(*profiles: dict[str, Any]) -> Validator:
        folder = tmp_path / "package"
        folder.mkdir()
        (folder / "package.json").write_text(MANIFEST, encoding="utf-8")
        for number, profile in enumerate(profiles):
            text = json.dumps(profile)
            (folder / f"StructureDefinition-{number}.json").write_text(text, encoding="utf-8")
        return validation.load(Definitions.open(Settings().definitions, [folder]))

    return make
