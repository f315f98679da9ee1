"""What a REST client wants changed, and what became of it.

https://hl7.org/fhir/R4/http.html#create · https://hl7.org/fhir/R4/http.html#update
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct, structs

from gateway.model import Empty, Inbound, Query, Receipt, Resource
from gateway.reconcile import effective

ANY = "*"
"""Whatever version stands."""


class Verb(StrEnum):
    """The changes that there are; of several, they are made in this order."""

    DELETE = "delete"
    CREATE = "create"
    UPDATE = "update"
    PATCH = "patch"


class Wish(Struct, frozen=True):
    """One change; a Struct, as all of which a transaction has one for each entry."""

    verb: Verb
    type: str
    id: str = ""
    """Empty of a create, and where a search says which."""
    body: Resource = {}
    """Of a create and an update."""
    patch: Callable[[Resource], Resource] | None = None
    """What stands -> what shall stand; raises Rejected."""
    match: tuple[str, ...] = ()
    """Versions, one of which must stand, or ANY (If-Match); empty: nothing need stand."""
    since: datetime | None = None
    """The time after which it may not have changed (If-Unmodified-Since), to the second."""
    unless: tuple[str, ...] = ()
    """Versions of which none may stand, or ANY (If-None-Match)."""
    query: Query | None = None
    """Which resource is meant, or must not stand yet (If-None-Exist); three at most are found."""
    full_url: str = ""
    """By what the others of a transaction name it."""
    place: str = ""
    """Where its resource lies in what was sent: `Bundle.entry[3].resource`; empty: it is all."""


class Write(Struct, frozen=True):
    """All that one request wants changed."""

    inbound: Inbound
    key: str
    """Makes the request the same request: its Idempotency-Key, else its number."""
    kind: str
    """`create Patient`, `transaction`."""
    wishes: tuple[Wish, ...]
    ids: tuple[str, ...]
    """A new id for each, should it need one."""
    at: str
    """When it came, as a FHIR instant."""
    when: str
    """The same as text that sorts; see `reconcile.effective`."""
    links: Mapping[str, Query] = Empty
    """Conditional reference, as sent -> the one resource that it means."""
    fresh: bool = False
    """The key was drawn for this request: nothing can have been kept under it."""


def asked_for(  # noqa: PLR0913, PLR0917 - all that a request is made of
    inbound: Inbound,
    key: str,
    kind: str,
    wishes: Sequence[Wish],
    ids: Sequence[str],
    links: Mapping[str, Query] = Empty,
    *,
    fresh: bool = False,
) -> Write:
    """The request, with its time said once for all that comes of it."""
    came = inbound.received_at
    when = effective("", None, came)
    at = came.isoformat()
    return Write(inbound, key, kind, tuple(wishes), tuple(ids), at, when, links, fresh)


def kept_at(asked: Write, at: datetime) -> Write:
    """The same, ordered by when it came, and kept at another moment than that."""
    inbound = structs.replace(asked.inbound, received_at=at)
    return structs.replace(asked, inbound=inbound, at=at.isoformat())


class What(StrEnum):
    """What became of one wish."""

    CREATED = "created"
    UPDATED = "updated"
    SAME = "same"
    """Stands already, just so, or by what must not stand twice."""
    DELETED = "deleted"
    ABSENT = "absent"
    """Stood no more when it was to be deleted."""


class Result(Struct, frozen=True):
    """What became of one wish, and what stands by now."""

    what: What
    type: str = ""
    id: str = ""
    version: int = 0
    at: str = ""
    """When that version was kept, as a FHIR instant."""
    body: Resource = {}
    """Empty of what is deleted, and of what is told again."""


@dataclass(frozen=True, slots=True)
class Written:
    """What became of all: as many results as wishes, or none where nothing was kept."""

    receipt: Receipt
    results: tuple[Result, ...]


Hearing: TypeAlias = Callable[[Written | None], None]
"""Hears what became of a request; None: it is not kept."""
