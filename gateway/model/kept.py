"""What stands in the record, and all that one message leaves behind there.

https://hl7.org/fhir/R4/http.html#versioning
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from msgspec import Struct

from gateway.model.asked import Query
from gateway.model.said import Inbound
from gateway.model.verdict import Empty, Issue, Resource, Status

UNKNOWN = -1
"""No moment: what stands may have changed meanwhile."""


@dataclass(frozen=True, slots=True)
class Version:
    """What the store holds of one resource."""

    type: str
    id: str
    version: int
    body: Resource
    """As stored, with id and meta."""
    sender: str
    effective: str
    """Comparable text of when the source said so; see `reconcile.effective`."""
    subject: str = ""
    """Source identity (Patient id as the source knows it) it came under."""
    clocks: Mapping[str, str] = field(default_factory=lambda: Empty)
    """Element -> when it was last said, of those that were not said at `effective`."""
    deleted: bool = False
    """True: what stands is that it is gone; the body is empty then."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one sender says of a Patient under one of its own identities, or of an Encounter."""

    identity: str
    """Source identity id: UUIDv5 of (system, value); for an Encounter its id."""
    sender: str
    effective: str
    body: Resource
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: Empty)
    """As in `Change.parts`."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two source identities that are one person, and why."""

    low: str
    high: str
    """`low` gives way to `high` where rank does not decide."""
    kind: str
    """`national`, `own`, `merge`, `link`; of stays and accounts `number`; `unlinked` (of
    numbers) and `apart` (of records) link nobody: until when the two were not to be one."""
    at: str = ""
    """When its source said so last, where it can be taken back."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What a plan needs to know of what stands."""

    receipt: tuple[str, str] = ("", "")
    """(sender, key)"""
    resources: tuple[tuple[str, str], ...] = ()
    """(type, id)"""
    identities: tuple[str, ...] = ()
    """Source identities (and Encounter ids): the answer holds the contributions, links, revisions
    and Patient resources of all that are linked to them, transitively."""
    dependents: tuple[str, ...] = ()
    """Source identities whose resources (all that remember them as subject) are wanted."""
    brings: tuple[str, ...] = ()
    """Ids that this sender's parked messages may be waiting for."""
    searches: tuple[Query, ...] = ()
    """What a conditional write looks for."""
    parts: tuple[tuple[str, str], ...] = ()
    """(type, id) of what hardly stands where none of `wholes` does: it need not be looked for
    then. `resources` do not name it again."""
    wholes: frozenset[tuple[str, str]] = frozenset()
    """Some of `resources`."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the store holds that this message touches."""

    receipt: Receipt | None = None
    resources: Mapping[tuple[str, str], Version] = field(default_factory=lambda: Empty)
    contributions: tuple[Contribution, ...] = ()
    links: tuple[Link, ...] = ()
    revisions: Mapping[str, int] = field(default_factory=lambda: Empty)
    """Source identity -> revision of its links and contributions (0: not known)."""
    dependents: tuple[Version, ...] = ()
    loaded: frozenset[str] = frozenset()
    """The identities whose dependents are loaded."""
    waiting: tuple[Parked, ...] = ()
    """Parked messages of this sender that wait for something that the message brings."""
    found: tuple[tuple[tuple[str, str], ...], ...] = ()
    """(type, id) of what each of `Keys.searches` finds, in their order; three of them at most."""
    assumed: frozenset[tuple[str, str]] = frozenset()
    """Those of `Keys.parts` that were not looked for, and do not stand unless a commit is Stale:
    true of what is written as new only."""
    moment: int = UNKNOWN
    """As of which change of the store, at least, where the store counts them."""


@dataclass(frozen=True, slots=True)
class Parked:
    """A message that waits until what it speaks of is known."""

    inbound: Inbound
    key: str
    kind: str
    control_id: str
    seq: int
    """The attempt by which it was parked."""
    awaits: str
    """The id that it waits for."""


@dataclass(frozen=True, slots=True)
class Pending:
    """Settling needs more of what stands."""

    keys: Keys


class Receipt(Struct, frozen=True):
    """What became of one attempt, said again word for word to whoever asks."""

    sender: str
    control_id: str
    key: str
    """The idempotency key: control id, or control id and date joined by `|`."""
    status: Status
    kind: str
    received_at: datetime
    digest: str
    """SHA-256 of the body, hex."""
    issues: tuple[Issue, ...] = ()
    resources: tuple[str, ...] = ()
    """`Type/id/_history/version` of each version written."""
    seq: int = 0
    """Number of the attempt in the journal; 0 until committed."""
    ruleset: str = ""
    released: tuple[str, ...] = ()
    """Control ids of parked messages that waited for this one, and were taken in with it."""
    released_by: str = ""
    """Control id of the message that this one had waited for, parked."""


class Stored(Struct, frozen=True):
    """One resource version to be written."""

    type: str
    id: str
    version: int
    body: Resource
    effective: str
    subject: str
    """Source identity; empty where there is no patient."""
    index: tuple[tuple[Any, ...], ...] = ()
    """Index rows; see `Row`."""
    clocks: Mapping[str, str] = Empty
    """As in `Version.clocks`."""
    deleted: bool = False
    """True: this version says that it is gone; the body is empty then."""
    drawn: bool = False
    """True: its id was drawn for it, so that nothing can stand under it."""


class Heard(Struct, frozen=True):
    """A resource of which a message said no other than what stands: its time goes on."""

    type: str
    id: str
    version: int
    """That stands."""
    effective: str
    clocks: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Review:
    """A question for a person: are these two patients one?"""

    kind: str
    """Rule id that opened it."""
    identities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """What a conditional write found, and must still find when it is kept."""

    query: Query
    found: tuple[tuple[str, str], ...]
    """(type, id), in the order of the search; three of them at most."""


class Entry(Struct, frozen=True):
    """All that one message leaves behind: written whole in one transaction, or not at all."""

    inbound: Inbound
    receipt: Receipt
    resources: tuple[Stored, ...] = ()
    heard: tuple[Heard, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    links: tuple[Link, ...] = ()
    unlinked: tuple[Link, ...] = ()
    """Links that no longer hold."""
    reviews: tuple[Review, ...] = ()
    audit: tuple[Resource | bytes, ...] = ()
    lineage: bytes = b""
    """The tape, as 32-bit numbers: with its mapper's catalogue, where each element came from."""
    mapper: str = ""
    """Version of the mapper that made the tape."""
    expects: Mapping[tuple[str, str], int] = Empty
    """(type, id) -> version that must still stand (0: none)."""
    revisions: Mapping[str, int] = Empty
    """Source identity -> revision that must still stand."""
    follows: bool = False
    """Was all that is kept of some identities looked through, since a stay goes elsewhere?"""
    awaits: tuple[str, ...] = ()
    """Of a parked message: the ids that it waits for."""
    released: tuple[Entry, ...] = ()
    """What parked messages leave behind that waited for this one: kept with it, or not at all."""
    conditions: tuple[Condition, ...] = ()
    """Stale where one of them finds something else by now."""
    moment: int = UNKNOWN
    """That of the Standing from which it was worked out."""

    @property
    def carries(self) -> bool:
        """Does it carry along what is kept of its identities? Then no more of it may have come."""
        return bool(self.follows or self.links or self.unlinked)
