"""What each room promises the others: the verbs of the house, as protocols.

https://docs.python.org/3/library/typing.html#typing.Protocol
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, SupportsBytes, TypeAlias

from gateway.model.asked import Found, Inquiry
from gateway.model.heeds import Heeds
from gateway.model.kept import Receipt
from gateway.model.said import Document, Inbound, Like, Mapped, Select, Sender, Trace
from gateway.model.terms import Answer, Question
from gateway.model.verdict import Empty, Issue, Language, Resource

Wanted: TypeAlias = Mapping[str, Collection[str]]
"""`Type/id` -> elements right below it, without numbers (`code`), of which somebody asks where
they come from; empty: of all of it."""


class Mapper(Protocol):
    """Mappings of one format for one sender, compiled."""

    version: str
    """Hash of all rows, tables and overlays in it."""

    @property
    def types(self) -> frozenset[str]:
        """Message types that are taken: `ADT`, `ORU`."""

    @property
    def catalogue(self) -> bytes:
        """What is needed, beside a document and a tape, to read the tape in years."""

    def apply(self, document: Document) -> Mapped:
        """Say the document in FHIR. Pure."""

    def traces(
        self, document: Document, tape: SupportsBytes, resources: Wanted | None = None
    ) -> Iterator[Trace]:
        """The ledger: every leaf of the document, in its order, and what became of it.

        `tape`: as it was kept, or what the mapper gave in its place (`Mapped.account`).
        `resources`: nobody asks of more than of what became part of these.
        """

    def spans(
        self, document: Document, tape: SupportsBytes, places: Collection[str]
    ) -> Iterator[tuple[str, tuple[int, int]]]:
        """(place, bytes [start, end)) of every leaf that lies in one of these places.

        Others may be among them. `tape` as in `traces`.
        """

    def field(self, place: str, target: str) -> str:
        """Where in that place an element that nobody said would be said; empty: nobody knows."""


Piece: TypeAlias = bytes | Issue
"""One message of several, or what is wrong with what holds them."""


class Splitter(Protocol):
    """Finds the messages of one stream of bytes; see `gateway.adapters.hl7v2.split`."""

    several: bool
    """True: this is no single message."""
    header: bytes
    """What opens the batch, as it was sent; empty where nothing does."""
    rest: bytes
    """After `end`: a last message that may not be whole."""

    def feed(self, data: bytes) -> list[Piece]:
        """All that became whole, or turned out to be wrong, by these bytes."""

    def end(self) -> list[Piece]:
        """Nothing more comes."""


class Adapter(Protocol):
    """One source format."""

    name: str
    media_types: tuple[str, ...]
    queries: frozenset[str]
    """Kinds of messages that ask, and are answered (`QBP^Q23`)."""

    def split(self, body: bytes) -> Iterator[bytes]:
        """Each message of a body that may hold several."""

    def several(self, body: bytes) -> bool:
        """Does a body hold more than one message, or the frame of a batch?"""

    def splitter(self, most: int, sender: Sender | None = None, file: str = "") -> Splitter:
        """What cuts a stream of messages, none of which may have more than `most` bytes.

        Whose file it is, and its name, help where its content does not say what it is.
        """

    def parse(self, body: bytes, sender: Sender) -> Document:
        """Read one message; raises Rejected with every place that cannot be read."""

    def control_id(self, body: bytes) -> str:
        """The control id of a body that cannot be read, as far as it shows; else empty."""

    def key(self, document: Document, sender: Sender) -> str:
        """The idempotency key that the sender declares."""

    def path(self, text: str) -> Select:
        """Compile a path; raises ValueError with a plain sentence."""

    def acknowledge(
        self, inbound: Inbound, receipt: Receipt, language: Language = Language.EN
    ) -> bytes:
        """What the sender is told, and in which language."""

    def unavailable(self, inbound: Inbound, language: Language = Language.EN) -> bytes:
        """What the sender is told where nothing could be kept: send it again later."""

    def answers(
        self, inbound: Inbound, receipt: Receipt | None, sender: Sender
    ) -> tuple[bytes, ...]:
        """All that goes back over a line that stays open; None: nothing could be kept."""

    def asks(self, body: bytes) -> bool:
        """Does a body look like one message that asks? Cheap; `parse` says for certain."""

    def inquiry(self, document: Document) -> Inquiry:
        """What one of `queries` asks; raises Rejected with all that cannot be understood."""

    def answer(self, document: Document, found: Found, at: datetime, language: Language) -> bytes:
        """What whoever asked is told."""

    def committed(self, inbound: Inbound, sender: Sender) -> tuple[bytes, ...]:
        """What goes over a line that stays open before such an answer."""

    def batch_opened(self, header: bytes, at: datetime) -> bytes:
        """What stands before the answers to a batch; empty where it had no header."""

    def batch_closed(
        self, header: bytes, count: int, issues: Sequence[Issue], language: Language
    ) -> bytes:
        """What stands after them: how many there are, and what is wrong with the batch."""


class Checker(Protocol):
    """A compiled profile."""

    url: str

    def check(self, resource: Resource, resolver: Resolver | None = None) -> Iterator[Issue]:
        """Everything that is wrong with the resource. Never waits."""


class Resolver(Protocol):
    """Finds the resource that a reference means, inside what is at hand."""

    def __call__(self, reference: str) -> Resource | None:
        """The resource, or None where it is not at hand."""


class Validator(Protocol):
    """All compiled profiles, and which of them binds what."""

    @property
    def heeds(self) -> Heeds:
        """What tells how much of a resource its rules look at."""

    def profile(self, url: str) -> Checker | None:
        """The profile of that canonical, or None where it is not known."""

    def bound(self, resource: Resource) -> Sequence[str]:
        """Canonicals of the national profiles that bind this resource."""

    def claims(self, resource: Resource, guide: str) -> Sequence[str]:
        """Canonicals that this resource may claim in a document of that guide, where they hold."""

    def check(  # noqa: PLR0913 - each is given by its name, or not at all
        self,
        resource: Resource,
        profiles: Sequence[str] = (),
        *,
        advice: bool = True,
        answers: Mapping[Question, Answer] = Empty,
        resolver: Resolver | None = None,
        now: datetime | None = None,
        must_support: bool = False,
        lasting: bool = False,
        like: Like | None = None,
        framed: bool = False,
    ) -> Iterator[Issue]:
        """Base R4, the resource's own meta.profile and these: every issue. Never waits.

        `advice`: also of code systems that are not at hand; `answers`: to its `questions`;
        `resolver`: finds what references mean beyond the resource; `now`: what limits in time are
        measured from; `must_support`: also tell what the profiles want supported and is absent;
        `lasting`: the caller vouches that no value in the resource, `meta` aside, will ever
        change; `like`: what it has in common with others then; `framed`: each entry of the
        Bundle was judged by itself, and need not be again.
        """

    def alike(self) -> Callable[[Resource, Like], Sequence[str] | None]:
        """What asks, of the resources of one message, whether those like them were faultless.

        It gives the profiles that bind a resource, where one like it was found faultless and so
        is all that differs; None where it must be checked.
        """

    def questions(self, resource: Resource, profiles: Sequence[str] = ()) -> Sequence[Question]:
        """What only a terminology server can tell of the resource."""


Row: TypeAlias = tuple[Any, ...]
"""By which a resource is found; what follows the form and the parameter is what `Criterion` meets:

("token", param, system, code), ("reference", param, type, id) or, of an address elsewhere,
("reference", param, "", address), ("string", param, folded text), ("uri", param, address),
("date", param, low, high), ("number", param, low, high), ("quantity", param, key, low, high).
"""


class Searches(Protocol):
    """By what each type can be searched, and which of it has index rows."""

    @property
    def indexed(self) -> frozenset[tuple[str, str]]:
        """(type, parameter) of all that the data wants index rows for."""

    def rows(self, body: Resource) -> tuple[Row, ...]:
        """The index rows of a resource. Pure."""


@dataclass(frozen=True, slots=True)
class Ruleset:
    """Everything that is data, loaded, linted and compiled: swapped whole between messages."""

    version: str
    senders: Mapping[str, Sender]
    adapters: Mapping[str, Adapter]
    mappers: Any
    """callable (format, sender name) -> Mapper"""
    validator: Validator
    searches: Searches
    ranks: tuple[str, ...] = ()
    """Identifier systems from the highest rank to the lowest; unlisted ones come after."""
    national: Mapping[str, str] = field(default_factory=lambda: Empty)
    """Identifier system -> name of its check (`matricule`, `ssin`); links across senders."""
    processing: frozenset[str] = frozenset({"P"})
    """Processing ids (MSH-11.1) that this installation takes."""
