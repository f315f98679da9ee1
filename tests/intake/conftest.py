"""A fresh gateway without doors for each test. https://docs.pytest.org/en/stable/fixture.html"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.intake.house import House, rules


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Real rules, an empty store."""
    opened = House(tmp_path / "gateway.sqlite", rules())
    yield opened
    opened.close()
