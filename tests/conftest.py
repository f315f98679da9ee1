"""All tests in short time: what they share is made once, and is never taken for garbage.

Eleven thousand tests and their rules are most of what lives in a worker, and live to its end.
https://docs.python.org/3/library/gc.html#gc.freeze
"""

from __future__ import annotations

import gc
import os
import shutil
from functools import cache, lru_cache
from pathlib import Path

import pytest
import typer.testing

from gateway import codegen
from gateway.mapping import recent

_LOADED = 50_000
"""New objects before the youngest are gone through; the gateway's own start does likewise."""
_COMPILED = 8_192
"""Texts whose bytecode is at hand: a small profile of a test brings most of R4's types with it."""

_MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder there that is its user's alone
_ROOM = 2_000_000_000
"""Bytes that must be free there for the folders of tests."""


def pytest_configure() -> None:
    """Nothing that collecting makes is garbage; tests go to and fro between sets of rows.

    The same text of a generated module gives the same bytecode, whichever definitions it is of.
    Folders of tests are in memory where there is room: each of two thousand stores waits for the
    disk many times. A killed process loses nothing there either; what a disk does when the power
    goes is played (`tests/store/made_disk.py`).
    """
    gc.set_threshold(_LOADED, 20, 100)
    vars(recent)["ROOM"] = 4
    if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))
    vars(typer.testing)["_get_command"] = cache(vars(typer.testing)["_get_command"])
    vars(codegen)["compile"] = lru_cache(maxsize=_COMPILED)(compile)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """What is left is gone through once, not five times."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What is there now stays."""
    gc.freeze()
