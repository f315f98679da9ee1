"""A data folder, and a registry, for the tests of this room.

https://hl7.org/fhir/packages.html
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.packages.made_registry import Registry, serving


@pytest.fixture
def registry() -> Iterator[Registry]:
    """A registry on this machine."""
    with serving() as one:
        yield one


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own, and no registry."""
    for name in ("GATEWAY_PACKAGES", "GATEWAY_REGISTRY", "GATEWAY_PROFILES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GATEWAY_DATA", str(tmp_path / "data"))
    return tmp_path


@pytest.fixture
def configured(
    house: Path, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> tuple[Path, Registry]:
    """The same, with the registry configured."""
    monkeypatch.setenv("GATEWAY_REGISTRY", registry.base)
    return house, registry
