"""All tests in short time: what they share is made once, and is never taken for garbage.

Eleven thousand tests and their rules are most of what lives in a worker, and live to its end.
https://docs.python.org/3/library/gc.html#gc.freeze
"""

from __future__ import annotations

import gc
import os
import tempfile
from functools import cache, lru_cache
from pathlib import Path

import pytest
import typer.testing
from hypothesis import HealthCheck, settings

from gateway import codegen
from gateway.mapping import recent

_LOADED = 50_000
"""New objects before the youngest are gone through; the gateway's own start does likewise."""
_COMPILED = 8_192
"""Texts whose bytecode is at hand: a small profile of a test brings most of R4's types with it."""

_MEMORY = Path("/dev/shm")  # noqa: S108 - whoever makes a folder there makes it its user's alone
_ROOM = 2_000_000_000
"""Bytes that must be free there for the folders of tests."""


def _in_memory() -> None:
    """Let temporary folders, also those of processes that tests start, lie in memory.

    Each of two thousand stores waits for a disk many times. A killed process loses nothing in
    memory either; what a disk does when the power goes is played (`tests/store/made_disk.py`).
    Not where there is little room, where nothing may be run from there, or another place is said.
    """
    if _MEMORY.is_dir() and "TMPDIR" not in os.environ:
        about = os.statvfs(_MEMORY)
        if about.f_bavail * about.f_frsize > _ROOM and not about.f_flag & os.ST_NOEXEC:
            os.environ["TMPDIR"] = tempfile.tempdir = str(_MEMORY)


def pytest_configure() -> None:
    """Nothing that collecting makes is garbage; tests go to and fro between sets of rows.

    The same text of a generated module gives the same bytecode, whichever definitions it is of.
    """
    gc.set_threshold(_LOADED, 20, 100)
    vars(recent)["ROOM"] = 4
    _in_memory()
    # How fast a machine draws is no fact about what is drawn.
    settings.register_profile("any pace", suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("any pace")
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
