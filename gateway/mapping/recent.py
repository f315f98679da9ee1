"""What was read and linked last, at hand for the next sender of the same files.

Linked rows take tens of megabytes, which nobody needs once all senders' code is made.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

ROOM = 1
"""Sets of files that are at hand; whoever goes to and fro between several gives room for more."""

_kept: dict[str, Any] = {}


def recent(mark: str, make: Callable[[], Any]) -> Any:
    """What is of this mark: kept from before, else made now, in place of what was kept longest."""
    found = _kept.pop(mark, None)
    if found is None:
        found = make()
    _kept[mark] = found
    while len(_kept) > ROOM:
        del _kept[next(iter(_kept))]
    return found


def forget() -> None:
    """Keep nothing any more: all code that is needed is made."""
    _kept.clear()
