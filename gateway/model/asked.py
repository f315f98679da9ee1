"""Who asks for what, and what may be told.

https://hl7.org/fhir/R4/search.html · https://profiles.ihe.net/ITI/TF/Volume2/ITI-21.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct

from gateway.model.verdict import Empty, Issue, Resource


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, as the door made out."""

    name: str
    authenticated: bool
    proof: str = "token"
    """What said so, where it is authenticated."""


class Criterion(Struct, frozen=True):
    """One condition of a search, which any of its values may meet.

    What a value holds is told by the form, and it is that which index rows hold too:

    - `id`: (logical id,)
    - `token`: (system, code); system None: in any, `""`: in none; code None: any code of it
    - `reference`: (`Type/id`, or an absolute address,)
    - `string`: (folded text, with which the folded value begins,)
    - `uri`: (address,)
    - `date`: (prefix, low, high): microseconds since 1970, UTC, both inclusive
    - `number`: (prefix, low, high): floats, both inclusive
    - `quantity`: (prefix, key, low, high); the key as in the index row: unit and system, or empty
    """

    param: str
    """As it stands in a search: `birthdate`."""
    form: str
    values: tuple[tuple[Any, ...], ...]
    way: str = ""
    """`not`: what none of the values fits; `missing`: what has no such element; `present`: what
    has one; of a uri `below`: what begins with it."""


@dataclass(frozen=True, slots=True)
class Decision:
    """May the caller, and what of it may the caller see?"""

    allowed: bool
    reason: str
    criteria: tuple[Criterion, ...] = ()
    """Added to every search before paging; empty: everything."""


class Rest(Struct, frozen=True):
    """What of a search no index row says: asked of each resource that the rows leave."""

    fits: Callable[[Resource], bool]
    params: tuple[str, ...]
    """Who is to blame where that would be too many."""
    texts: tuple[tuple[bytes, ...], ...] = ()
    """One of each stands in the stored text of whatever fits: what has none need not be read."""
    sign: bytes = b""
    """Stands among the signs of the codes of whatever fits; empty: of nothing that is known."""


@dataclass(frozen=True, slots=True)
class Order:
    """In which order the found are told."""

    key: Callable[[Resource], tuple[Any, ...]]
    """What is compared: plain values, the same kinds of every resource."""
    params: tuple[str, ...]


class Query(Struct, frozen=True):
    """A search of one type, already understood: every criterion must hold."""

    type: str
    criteria: tuple[Criterion, ...]
    """What index rows can say."""
    count: int = 50
    after: tuple[Any, ...] = ()
    """Position after which the page begins, as `Page.after` gave it; empty: at the beginning."""
    back: bool = False
    """True: the page that ends before that position, as `Page.before` gave it."""
    rest: Rest | None = None
    order: Order | None = None
    """None: as the store likes it best, but always the same."""
    newest: bool | None = None
    """True: what changed last comes first; False: comes last; None: see `order`."""
    total: str = "some"
    """`none`, `some` (where it is cheap) or `all`: is it told how many there are?"""


class Page(Struct, frozen=True):
    """One page of a search."""

    resources: tuple[bytes, ...]
    """Bodies as stored JSON text."""
    total: int | None
    """None: nobody counted."""
    after: tuple[Any, ...] = ()
    """Where the next page begins; empty: this was the last."""
    before: tuple[Any, ...] = ()
    """Where the page before this one ends; empty: this was the first."""


class TooCostly(Exception):  # noqa: N818 - an answer, not an error
    """More resources would have to be looked at one by one than a search may; says for what."""

    def __init__(self, params: Sequence[str], most: int) -> None:
        super().__init__(f"{', '.join(params)}: more than {most} resources")
        self.params = tuple(params)
        self.most = most


@dataclass(frozen=True, slots=True)
class Past:
    """One version of one resource, the present one too."""

    type: str
    id: str
    version: int
    at: str
    """When it was kept, as a FHIR instant."""
    body: bytes | None
    """As stored JSON text; None: from here on it is deleted."""
    anew: bool = False
    """Nothing stood before it: it is the first, or comes after a deletion."""


@dataclass(frozen=True, slots=True)
class Span:
    """Which versions are asked for: of one resource, of a type (id empty), of all (both empty)."""

    type: str = ""
    id: str = ""
    since: str = ""
    """An instant: none that was kept before; empty: from the beginning."""
    until: str = ""
    """An instant: what stood then or was kept before; empty: until now."""
    current: str = ""
    """An instant: none that had given way to a newer one by then; empty: those, too."""
    count: int = 50
    after: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Chronicle:
    """Versions, the newest first: one page of them."""

    versions: tuple[Past, ...]
    total: int | None
    after: tuple[Any, ...] = ()
    """Where the next page begins; empty: this was the last."""


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
    """Whoever is meant has all of these; where there are none, `leads` say where to look."""
    wanted: tuple[Authority, ...] = ()
    """Whose numbers of theirs are wanted; empty: everybody's."""
    place: str = ""
    """Where that is said: `QPD-4`."""
    accounts: tuple[Number, ...] = ()
    """Numbers of accounts, all of which are theirs."""
    leads: tuple[tuple[str, str], ...] = ()
    """(search parameter of a Patient, text): of a date its day, of words how they begin."""
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
