"""Definitions at hand for the tests of this room.

https://hl7.org/fhir/R4/packages.html
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.definitions import Definitions
from gateway.settings import Settings

MANIFEST = '{"name": "test", "version": "1.0.0", "fhirVersions": ["4.0.1"]}'


@pytest.fixture(scope="session")
def base() -> Definitions:
    """The base definitions alone."""
    return Definitions.open(Settings().definitions)


@pytest.fixture
def packed(tmp_path: Path) -> Callable[..., Definitions]:
    """Makes definitions of the base and one package that holds these files."""

    def pack(*texts: str, manifest: str = MANIFEST) -> Definitions:
        (tmp_path / "package.json").write_text(manifest, encoding="utf-8")
        for number, text in enumerate(texts):
            (tmp_path / f"resource-{number}.json").write_text(text, encoding="utf-8")
        return Definitions.open(Settings().definitions, [tmp_path])

    return pack
