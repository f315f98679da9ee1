"""What every store promises, whatever database stands behind it.

Journal and Record are the model's; a Store is both, and can say where an element came from.
https://hl7.org/fhir/R4/provenance.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from gateway.model import Decision, Inbound, Journal, Postponed, Receipt, Record, Resource

Crash: TypeAlias = Callable[[str], None]
"""Called with the name of each step; does nothing, but tests may kill the process there."""

Wanted: TypeAlias = frozenset[tuple[str, str]]
"""(type, parameter)"""
RowsOf: TypeAlias = Callable[[Resource], Iterable[tuple[Any, ...]]]
"""The index rows of a body; see `gateway.model.Row`."""
Progress: TypeAlias = Callable[[int], None]
"""Is told how many resources have been done."""

POINTS = (
    "store.before-begin",
    "store.after-journal",
    "store.after-resources",
    "store.before-commit",
    "store.after-commit",
)
"""The steps at which a crash is tried; after-journal and after-resources once for each entry."""


class Refused(Exception):  # noqa: N818 - a verdict on the file, not an error of ours
    """This file is not opened: it is in use, newer than this program, or not a store."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What says where each element came from, together with a mapper's catalogue."""

    inbound: Inbound
    receipt: Receipt
    tape: bytes
    """The tape, as the entry brought it."""
    mapper: str
    """Version of the mapper that made the tape: names its catalogue."""


class Store(Journal, Record, Postponed, Protocol):
    """The journal, the record and what waits for its turn in one place."""

    async def keep_catalogue(self, version: str, catalogue: bytes) -> None:
        """Keep what reads the tapes of this version; once is enough, again is harmless."""

    async def catalogue(self, version: str) -> bytes | None:
        """The catalogue kept under that version."""

    async def lineage(self, sender: str, control_id: str) -> Origin | None:
        """The accepted attempt of a control id, else its newest."""

    async def attempt(self, seq: int) -> Origin | None:
        """The attempt of that number; None: there is none, or its bytes are no longer kept."""

    async def reindex(self, wanted: Wanted, rows_of: RowsOf, progress: Progress = ...) -> None:
        """Bring the index rows of all that is kept to what is wanted, while others go on."""

    async def origin(self, version: str) -> Origin | None:
        """The attempt that wrote `Type/id/_history/version`."""


def allow(decision: Decision) -> None:
    """Raise PermissionError where the decision says no: no door may forget to look."""
    if not decision.allowed:
        raise PermissionError("the decision does not allow this")


def parts(version: str) -> tuple[str, str, int] | None:
    """`Type/id/_history/version` in its three parts; None where it is not written so."""
    match version.split("/"):
        case [kind, id_, "_history", number] if number.isdecimal():
            return kind, id_, int(number)
    return None
