"""Apply what a profile changes to what it is based on, so that each profile stands by itself.

https://hl7.org/fhir/R4/profiling.html#snapshot
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gateway.definitions.strip import Record


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Makes snapshots out of what `find` gives (canonical or type -> record)."""

    find: Callable[[str], Record | None]

    def of(self, url: str) -> Record | None:
        """The record with its snapshot; None where it is not at hand."""
        record = self.find(url)
        return record if record is None or "elements" in record else self.whole(record)

    def whole(self, record: Record) -> Record:
        """The record with a snapshot made from its differential; raises ValueError."""
        raise ValueError(record["url"])
