"""Has the code of mappings made by another process, so that the memory which that takes goes back.

To make it takes some hundreds of megabytes for a few seconds, of which the allocator would give
back little: what stays of it lies all over them.
https://docs.python.org/3/library/multiprocessing.html#contexts-and-start-methods
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cache

from gateway.bootstrap.rules import ruleset
from gateway.settings import Settings


def apart(settings: Settings, format: str) -> Callable[[], None]:
    """Gives what has the code of all senders' mappings in this format made, once, and kept.

    Where that fails, or nothing can be kept, whoever needs the code makes it, and tells what is
    wrong.
    """

    @cache
    def make() -> None:
        from multiprocessing import get_context  # noqa: PLC0415 - no warm start needs it

        process = get_context("spawn").Process(target=_make, args=(settings, format), daemon=True)
        process.start()
        process.join()

    return make


def _make(settings: Settings, format: str) -> None:
    with suppress(Exception):  # whoever asked meets it again, and tells it
        rules = ruleset(settings)
        for name in rules.senders:
            rules.mappers(format, name)
