"""Who asks for what, and what may be told.

https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, as the door made out."""

    name: str
    authenticated: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """May the caller, and what of it may the caller see?"""

    allowed: bool
    reason: str
    criteria: tuple[tuple[str, str], ...] = ()
    """Search criteria added before paging; empty: everything."""


@dataclass(frozen=True, slots=True)
class Query:
    """A search of one type, already understood: every criterion must hold."""

    type: str
    criteria: tuple[tuple[str, tuple[str, ...]], ...]
    """(parameter, values any of which may match)"""
    count: int = 50
    after: int = 0
    """Row id after which the page begins."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a search."""

    resources: tuple[bytes, ...]
    """Bodies as stored JSON text."""
    total: int
    after: int = 0
    """Where the next page begins; 0: this was the last."""
