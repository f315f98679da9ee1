"""A record with invented persons in it, for each test. https://docs.pytest.org/en/stable/fixture.html"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.disclosure.asked_house import people
from tests.intake.house import House, rules


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Real rules, and the invented persons in a store."""
    opened = House(tmp_path / "gateway.sqlite", rules())
    people(opened)
    yield opened
    opened.close()
