"""schemathesis draws requests from the contract: no 5xx, and no answer that it does not document.

A short seeded run; `SCHEMATHESIS_SECONDS` makes it a longer one (`make proof`).
https://pypi.org/project/schemathesis/
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bench.peer import Absent
from tests.clients.rooms import facts
from tests.clients.served import served


def test_nothing_drawn_from_the_contract_is_answered_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCHEMATHESIS_SEED", os.environ.get("SCHEMATHESIS_SEED", "7"))
    monkeypatch.setenv("SCHEMATHESIS_SECONDS", os.environ.get("SCHEMATHESIS_SECONDS", "20"))
    try:
        with served(tmp_path / "data") as base:
            found = facts("schemathesis", base)
    except Absent as reason:
        pytest.skip(f"schemathesis: {reason}")

    assert found["cases"] > 40  # as many as the machine allows
    assert found["wrong"] == []
