"""What another process makes is kept, and found by the one that serves: it makes nothing itself.

https://docs.python.org/3/library/multiprocessing.html#contexts-and-start-methods
"""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.bootstrap.apart import apart
from gateway.bootstrap.rules import ruleset
from gateway.settings import Settings

FILES = {
    "identities.yaml": "ranks: []\n",
    "senders/nord.yaml": "rank: 50\n",
    "hl7v2/events.yaml": "types: [ADT]\nstructures: {'*': ALL}\nevents: {}\n",
    "hl7v2/structures/ALL.yaml": "structure: ALL\ngroups: [MSH, PID?]\n",
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The mappings of a house that takes little."""
    for name, text in FILES.items():
        file = tmp_path / "mappings" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return Settings(data=tmp_path / "data", mappings=(tmp_path / "mappings",))


def test_what_was_made_apart_is_found(settings: Settings) -> None:
    """Whoever asks for the code then need not ask for it to be made."""
    asked: list[str] = []
    apart(settings, "hl7v2")()

    mapper = ruleset(settings, lambda: asked.append("here")).mappers("hl7v2", "nord")

    assert [*mapper.types] == ["ADT"]
    assert not asked


def test_where_nobody_made_it_it_is_made_here_after_asking(settings: Settings) -> None:
    """As where the other process failed, or where nothing can be kept."""
    asked: list[str] = []

    mapper = ruleset(settings, lambda: asked.append("here")).mappers("hl7v2", "nord")

    assert asked == ["here"]
    assert [*mapper.types] == ["ADT"]
