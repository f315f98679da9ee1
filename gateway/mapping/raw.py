"""A map or a row as it is written, and where: what faults point at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.yamlfile import Place, Written


@dataclass(frozen=True, slots=True)
class Raw:
    """A map or a row as written, and where."""

    value: Mapping[str, Any]
    written: Written
    place: Place

    @property
    def line(self) -> int:
        """Its line in its file."""
        return self.written.line(self.place)

    def at(self, *keys: str | int) -> int:
        """Line of something in it."""
        return self.written.line((*self.place, *keys))
