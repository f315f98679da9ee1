"""What was read and linked last, at hand for the next sender of the same files.

Linked rows take tens of megabytes, which nobody needs once all senders' code is made.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_kept: dict[str, Any] = {}


def recent(mark: str, make: Callable[[], Any]) -> Any:
    """What is of this mark: kept from before, else made now, in place of what was kept."""
    found = _kept.get(mark)
    if found is None:
        found = make()
        _kept.clear()
        _kept[mark] = found
    return found


def forget() -> None:
    """Keep nothing any more: all code that is needed is made."""
    _kept.clear()
