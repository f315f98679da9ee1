"""Faults in the profiles of our packages, each with its file and line.

https://hl7.org/fhir/R4/profiling.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from gateway.definitions.package import Held
from gateway.definitions.snapshot import Snapshot
from gateway.model import Fault


def faults(
    held: Iterable[Held], snapshot: Snapshot, known: Callable[[str, str], bool]
) -> Iterator[Fault]:
    """Every fault of these StructureDefinitions."""
    yield from ()
