"""All tests in short time: what they share is made once, and is never taken for garbage.

Eleven thousand tests and their rules are most of what lives in a worker, and live to its end.
https://docs.python.org/3/library/gc.html#gc.freeze
"""

from __future__ import annotations

import gc

import pytest

from gateway.mapping import recent

_LOADED = 50_000
"""New objects before the youngest are gone through; the gateway's own start does likewise."""


def pytest_configure() -> None:
    """Nothing that collecting makes is garbage; tests go to and fro between sets of rows."""
    gc.set_threshold(_LOADED, 20, 100)
    vars(recent)["ROOM"] = 4


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What is there now stays."""
    gc.freeze()
