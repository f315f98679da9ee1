"""What stands ready behind the HTTP door: everything a handler may reach, put together elsewhere.

https://hl7.org/fhir/R4/http.html
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol, cast

from starlette.requests import Request

from gateway.access import ANYONE, caller, configured, known, loopback
from gateway.api.incoming import pieces
from gateway.api.patience import Patience
from gateway.definitions.parameters import SearchParameter
from gateway.disclosure import Asked
from gateway.fhirxml import FhirXml
from gateway.intake.files import TIMES
from gateway.intake.lineage import Line
from gateway.intake.rest import Hearing, Write, Written
from gateway.model import (
    Answer,
    Caller,
    Inbound,
    Journal,
    Language,
    Near,
    Postponed,
    Question,
    Receipt,
    Record,
    Resource,
    Ruleset,
    Sender,
)
from gateway.search import Library
from gateway.shaping import Shaping
from gateway.telemetry import Telemetry
from gateway.wording import told


class Lineage(Protocol):
    """The journal as what says where things come from."""

    async def of_resource(self, body: Resource, path: str) -> Sequence[Line]:
        """Where each element of a kept resource (inside a path) comes from."""

    async def of_message(self, sender: str, control_id: str, place: str) -> Sequence[Line] | None:
        """What was made of a message (inside a place); None where there is no such message."""


def unheard(point: str) -> None:
    """Nobody wants to know which point is passed."""


def idle() -> None:
    """Nobody does what waits."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The hallways and rooms that handlers hand their nouns to."""

    receive: Receiving
    """(inbound, door) -> receipt, counted and logged."""
    write: Writing
    """What a REST client wants changed -> what became of it, counted and logged."""
    begin: Beginning
    """The same of what only makes new resources, without a wait."""
    new_ids: Callable[[int], tuple[str, ...]]
    """Makes so many ids for new resources."""
    ask: Callable[[Inbound, Asked, str, Language], Awaitable[Reply | None]]
    """(query message, who asks, door, language) -> its answer; None: none that is answered."""
    rules: Callable[[], Ruleset]
    """Gives the rules in force."""
    journal: Journal
    record: Record
    postponed: Postponed
    clock: Callable[[], datetime]
    number: Callable[[], str]
    """Makes the number of a request that brings none of its own."""
    types: frozenset[str]
    """Every resource type of R4."""
    parameters: Callable[[str], tuple[SearchParameter, ...]]
    """Resource type -> every search parameter by which it can be searched here."""
    secret: bytes
    """The key that signs links to pages."""
    patch: Callable[[Resource, Resource], Resource]
    """(resource, FHIRPath Patch) -> what comes of it; raises Rejected."""
    shaping: Shaping
    """Tells a part of a resource."""
    xml: FhirXml
    """Reads and writes FHIR XML."""
    telemetry: Telemetry
    contract: Path
    """The OpenAPI document."""
    max_body: int
    """Bytes."""
    lineage: Lineage
    near: Near | None = None
    """What of the record can be asked without a wait; None: nothing, it stands elsewhere."""
    terms: Callable[[Sequence[Question]], Mapping[Question, Answer]] | None = None
    """Asks the terminology server, and waits; None where none is configured."""
    wake: Callable[[], None] = idle
    """Says that a request waits for its turn."""
    patience: Patience = field(default_factory=Patience)
    """Knows who asks too often how far a request is."""
    origins: tuple[str, ...] = ()
    """Whose pages in a browser may ask; none: no other's."""

    @property
    def ruleset(self) -> Ruleset:
        """The rules in force at this moment."""
        return self.rules()

    @property
    def library(self) -> Library:
        """By what can be searched, by the rules in force."""
        return cast("Library", self.rules().searches)


class Receiving(Protocol):
    """Takes a message in."""

    def __call__(
        self, inbound: Inbound, door: str, passed: Callable[[str], None] = unheard, /
    ) -> Awaitable[Receipt]:
        """Its receipt; `passed` hears of each named point between two steps."""


class Writing(Protocol):
    """Takes in what a REST client wants changed."""

    def __call__(
        self, asked: Write, passed: Callable[[str], None] = unheard, /
    ) -> Awaitable[Written]:
        """What became of it; `passed` hears of each named point between two steps."""


class Beginning(Protocol):
    """Begins to keep what a REST client wants made."""

    def __call__(self, asked: Write, told: Hearing, passed: Callable[[str], None], /) -> bool:
        """See `intake.rest.begun`; `passed` as in `Writing`."""


class Reply(Protocol):
    """The answer to a query message."""

    @property
    def text(self) -> bytes:
        """As it goes out."""

    @property
    def fine(self) -> bool:
        """False: the query was not understood, or names what is not known."""


class Refused(Exception):  # noqa: N818 - an answer, not an error
    """A request that goes no further: answered with an OperationOutcome."""

    def __init__(
        self, status: int, code: str, way: str = "", *facts: object, place: str = ""
    ) -> None:
        """`way` names the sentence of the rule `http-STATUS`, where it has several.

        `place` is where it lies in what was sent.
        """
        super().__init__(code)
        self.status = status
        self.issue = told(f"http-{status}.{way}".rstrip("."), *facts, code=code, target=place)


def desk(request: Request) -> Desk:
    """The desk of the application that a request came to."""
    found: Desk = request.scope["app"].desk
    return found


def who(request: Request) -> Caller:
    """Who asks; raises Refused 401 where nobody known does.

    Where no token is configured, whoever is on this machine, and asks for it by a name of this
    machine: a page in a browser that was sent here by some other name is a stranger.
    """
    state = request.scope.setdefault("state", {})
    known: Caller | None = state.get("caller")
    if known is not None:
        return known
    senders = desk(request).ruleset.senders
    if "kept" in request.scope:
        return _still(request.scope["kept"], senders)
    found = caller(request.headers.get("authorization", ""), senders)
    if found is None:
        raise Refused(401, "login", "token")
    client = request.client.host if request.client else ""
    if not found.authenticated and not at_home(request.headers.get("host", ""), client):
        raise Refused(401, "login", "home")
    state["caller"] = found
    return found


@dataclass(frozen=True, slots=True)
class Credential:
    """By what it was known who asks, of a request that is done later."""

    sender: str
    token: str
    """Hashed; empty: none was asked for."""


def _still(by: Credential, senders: Mapping[str, Sender]) -> Caller:
    """Who asked then, where that is known by the same token now; raises Refused 401."""
    found = known(by.token, senders) if configured(senders) else ANYONE
    if found is None or found.name != by.sender:
        raise Refused(401, "login", "token")
    return found


def at_home(host: str, client: str) -> bool:
    """Does somebody on this machine ask for it by a name of this machine?"""
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    return loopback(client) and loopback(name)


def asked(request: Request) -> Asked:
    """Who asks, when, from where, and in what words; raises Refused 401."""
    query = request.scope["query_string"].decode("latin-1")
    words = f"{request.method} {request.scope['path']}?{query}".removesuffix("?")
    address = request.client.host if request.client else ""
    number: str = request.state.number
    return Asked(who(request), desk(request).clock(), number, address, words)


def incoming(request: Request) -> AsyncIterator[bytes]:
    """The body as it comes, unpacked; what reads it raises Refused where it cannot be."""
    limit = desk(request).max_body * TIMES

    def wrong(what: str) -> Refused:
        return too_long(limit) if what == "limit" else Refused(*_PACKED_WRONG[what], what)

    return pieces(request, limit, wrong)


_PACKED_WRONG: Mapping[str, tuple[int, str]] = {
    "encoding": (415, "not-supported"),
    "gzip": (400, "structure"),
}
"""What is wrong with how a body is packed -> status and code."""


_PIECE = 1_000_000
"""Bytes of a body that is taken as it comes: the server lets none be longer than it says."""


async def body(request: Request) -> bytes:
    """The whole body; raises Refused 413 as soon as it is larger than a message may be."""
    limit = desk(request).max_body
    if stated(request) > limit:
        raise too_long(limit)
    if 0 < stated(request) <= _PIECE and "content-encoding" not in request.headers:
        return await request.body()
    chunks: list[bytes] = []
    size = 0
    async for chunk in incoming(request):
        size += len(chunk)
        if size > limit:
            raise too_long(limit)
        chunks.append(chunk)
    return b"".join(chunks)


def stated(request: Request) -> int:
    """How many bytes the caller says that it sends; 0 where it does not."""
    declared = request.headers.get("content-length", "0")
    return int(declared[:16]) if declared.isdecimal() else 0


def too_long(limit: int) -> Refused:
    """What is said of a body that has more bytes than that."""
    return Refused(413, "too-long", "", limit)
