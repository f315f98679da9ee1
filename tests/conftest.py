"""The run of all tests in short time: what is collected is never gone through for garbage again.

Eleven thousand tests and the rules they share are most of what lives in a worker, and live to its
end. https://docs.python.org/3/library/gc.html#gc.freeze
"""

from __future__ import annotations

import gc

import pytest

_LOADED = 50_000
"""New objects before the youngest are gone through; the gateway's own start does likewise."""


def pytest_configure() -> None:
    """Nothing that collecting makes is garbage."""
    gc.set_threshold(_LOADED, 20, 100)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What is there now stays."""
    gc.freeze()
