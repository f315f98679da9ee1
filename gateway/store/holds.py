"""Of whom nothing goes, however old it is: a legal hold, and what it means in rows.

https://www.edrm.net/resources/frameworks-and-standards/edrm-model/
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hold:
    """Of whom nothing goes."""

    patients: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """What a hold means in rows."""

    seqs: frozenset[int]
    """Attempts that wrote of held patients, or that still wait."""
    resources: frozenset[tuple[int, bytes]]
    """(type, id) of what lies under held patients."""
