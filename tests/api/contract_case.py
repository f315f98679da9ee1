"""One request, and what the contract has for it.

https://spec.openapis.org/oas/v3.1.0#responses-object
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Case:
    """One request, and the operation and status that the contract has for it."""

    operation: str
    status: int
    path: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    state: str = "open"
    """Which gateway is asked: see `_states` in the test."""

    def __str__(self) -> str:
        return f"{self.operation}-{self.status}-{self.state}-{self.headers.get('Accept', '')}"
