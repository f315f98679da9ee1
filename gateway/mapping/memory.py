"""What was made of a text once and is used again when the text comes again; bounded as a whole.

Nobody changes a kept value: it stands in several resources. Tests run with a memory that looks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

MOST = 16_384
"""So many values are kept for one sender and one way of writing messages."""


class Memory:
    """The stores of one compiled mapper."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._count = 0
        self._stores: list[dict[Any, Any]] = []

    def store(self) -> dict[Any, Any]:
        """A new, empty store: key -> value."""
        self._stores.append(self.made())
        return self._stores[-1]

    def made(self) -> dict[Any, Any]:
        """What a store is."""
        return {}

    def keep(self, store: dict[Any, Any], key: Any, value: Any) -> Any:
        """Keep a value by its key, and give it back; full stores are all emptied first."""
        if value is not None:
            if self._count >= self._most:
                self._count = 0
                for one in self._stores:
                    one.clear()
            store[key] = value
            self._count += 1
        return value


def copied(value: Any) -> Any:
    """A value of its own, of which more will be said: what is kept stays as it is."""
    if isinstance(value, dict):
        return {key: copied(one) for key, one in value.items()}
    return [copied(one) for one in value] if isinstance(value, list) else value


Memories: TypeAlias = Callable[[], Memory]
"""Makes a memory for each way of writing messages."""
