"""Who asks for what, and what may be told.

https://hl7.org/fhir/R4/search.html · https://profiles.ihe.net/ITI/TF/Volume2/ITI-21.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from gateway.model.verdict import Empty, Issue, Resource


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, as the door made out."""

    name: str
    authenticated: bool
    proof: str = "token"
    """What said so, where it is authenticated."""


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


@dataclass(frozen=True, slots=True)
class Authority:
    """Whose numbers they are, as a source calls it (HD)."""

    namespace: str = ""
    universal: str = ""
    type: str = ""
    """Of what kind the universal id is: `ISO`, `URI`, `UUID`."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number that a query message names."""

    value: str
    authority: Authority | None = None
    """None: whoever gave it."""
    type: str = ""
    """Kind of number (table 0203); empty: any."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A query message, understood: who is meant, and what is wanted of them."""

    kind: str
    """`QBP^Q23`"""
    words: str
    """What was asked, word for word."""
    numbers: tuple[Number, ...]
    """Whoever is meant has all of these."""
    wanted: tuple[Authority, ...] = ()
    """Whose numbers of theirs are wanted; empty: everybody's."""
    place: str = ""
    """Where that is said: `QPD-4`."""
    accounts: tuple[Number, ...] = ()
    """Numbers of accounts, all of which are theirs."""
    fits: Callable[[Resource], bool] | None = None
    """What else must be true of a Patient; None: nothing."""
    demographics: bool = False
    """True: who the persons are, of whom there may be several; False: numbers of one."""
    count: int = 0
    """Persons in one answer at most; 0: all."""
    after: int = 0
    """So many were told of before."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a query message is answered."""

    persons: tuple[Resource, ...] = ()
    """As much of each Patient as is wanted and may be told."""
    names: Mapping[str, Authority] = field(default_factory=lambda: Empty)
    """Identifier system -> what the sender calls it."""
    total: int = 0
    """How many there are in all."""
    told: int = 0
    """Of these, with this answer."""
    issues: tuple[Issue, ...] = ()
    """Why nothing is told, where the query cannot be answered."""
