"""A fresh gateway without doors for each test, and a mapper alone. https://docs.pytest.org/en/stable/fixture.html"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from gateway.adapters.hl7v2 import paths
from gateway.adapters.hl7v2.adapter import ADAPTER
from gateway.definitions import Definitions
from gateway.identity.names import Identify
from gateway.mapping.load import load
from gateway.mapping.senders import senders
from gateway.model import Change, Sender
from gateway.settings import Settings
from tests.intake.house import House, rules
from tests.safety.v2_said import Say, body


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Real rules, an empty store."""
    opened = House(tmp_path / "gateway.sqlite", rules())
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def speaker() -> tuple[Any, Sender]:
    """The mapper of the invented hospital, and the hospital."""
    settings = Settings()
    definitions = Definitions.open(settings.definitions, settings.profiles)
    sender = senders(settings.mappings)[0]["hopital-du-nord"]
    made = load(settings.mappings, "hl7v2", sender, definitions, paths.HL7v2(), Identify(), None)
    return made, sender


@pytest.fixture
def say(speaker: tuple[Any, Sender]) -> Say:
    """The changes that a message of this kind and these segments makes."""

    def changes(
        kind: str, *segments: str, charset: str = "UNICODE UTF-8", encoding: str = "utf-8"
    ) -> Sequence[Change]:
        mapper, sender = speaker
        document = ADAPTER.parse(body(kind, segments, charset, encoding), sender)
        made: Sequence[Change] = mapper.apply(document).changes
        return made

    return changes
