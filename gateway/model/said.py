"""What was sent, by whom, and what it says in FHIR: from Inbound to the ledger.

https://hl7.org/fhir/R4/ · https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, SupportsBytes, TypeAlias

from msgspec import Struct

from gateway.model.verdict import Empty, Issue, Language, Resource


@dataclass(frozen=True, slots=True)
class Lowered:
    """A national rule that one sender may break until a day: it warns instead of rejecting."""

    rule: str
    until: date


@dataclass(frozen=True, slots=True)
class Sender:
    """A hospital system that sends: all that varies by it, from `mappings/senders/<name>.yaml`."""

    name: str
    rank: int = 100
    """Whose elements win when a patient is composed: the smaller the number, the higher."""
    key: tuple[str, ...] = ("MSH-10",)
    """What makes a message the same message: `MSH-10`, or `MSH-10` and `MSH-7`."""
    charset: str = "UTF-8"
    """MSH-18 word assumed where MSH-18 is silent."""
    zone: str | None = None
    """IANA zone of times without an offset; None: such times are cut to their date."""
    processing: str = "P"
    """Assumed where MSH-11 is empty."""
    authorities: Mapping[str, str] = field(default_factory=lambda: Empty)
    """Assigning authority as sent (namespace or OID) -> system URI."""
    own: frozenset[str] = frozenset()
    """System URIs of the sender's own identifiers: merges act inside these only."""
    default_authority: str | None = None
    """System URI of identifiers sent without an authority."""
    systems: Mapping[str, str] = field(default_factory=lambda: Empty)
    """Coding system as sent (`LN`, `99CHEM`) -> system URI."""
    tokens: tuple[str, ...] = ()
    """`sha256:<hex>` of each bearer token that names this sender."""
    certificates: tuple[str, ...] = ()
    """Names in a client certificate that name this sender: `DNS:…`, `CN=…`, `sha256:…`."""
    listen: int | None = None
    """MLLP port on which whoever speaks is this sender."""
    language: Language = Language.EN
    """In which the sender's people are answered."""
    point: str = "."
    """What stands before the decimals in the numbers of its HL7 v2 messages."""
    acknowledgements: str = "as-asked"
    """Over MLLP: by MSH-15 and MSH-16 (`as-asked`), or always one ACK (`original`)."""
    snapshots: bool = False
    """True: a segment that is missing deletes."""
    lowered: tuple[Lowered, ...] = ()
    file: str = ""
    """Where it is written, for the linter."""


class Inbound(Struct, frozen=True):
    """Bytes that came through a door, and who the door says sent them.

    A Struct, as are Document, Mapped and Change: a file has millions of rows, and a frozen
    dataclass costs ten times as much.
    """

    sender: str
    format: str
    body: bytes
    received_at: datetime
    """With offset."""


Kin: TypeAlias = tuple[tuple[str, str, str], ...]


class Document(Struct, frozen=True):
    """What an adapter read. The tree is the format's own: only its adapter and dialect know it."""

    kind: str
    """Message code and event: `ORU^R01`."""
    control_id: str
    sent_at: str
    """When it was sent, as sent (`20261121101500+0100`), or empty."""
    version: str
    processing: str
    tree: Any
    issues: tuple[Issue, ...] = ()
    happened_at: str = ""
    """When the source says it happened (EVN-2), as sent; empty: when it was sent."""
    past_at: str = ""
    """When the stay was as it is said, of a movement of the past (ZBE-2), as sent; else empty."""
    related: Callable[[Any], Kin] | None = None
    """What looks in the tree for its `kin`, once somebody asks."""
    digest: str = ""
    """SHA-256 of its bytes, hex, where reading it took that; else empty."""

    @property
    def kin(self) -> Kin:
        """(place of a result, `member` or `specimen`, place of what it is that of)."""
        return self.related(self.tree) if self.related else ()


class Mode(StrEnum):
    """What a change says about its resource."""

    DELTA = "delta"
    """Valued elements replace; absent ones say nothing."""
    SNAPSHOT = "snapshot"
    """Absent elements go."""
    JOIN = "join"
    """What is named joins the lists of it; what is not named stays in them."""
    MENTION = "mention"
    """Make it if nothing stands, else leave it alone."""
    CANCEL = "cancel"
    """It did not happen: status and nothing else."""
    REMOVE = "remove"
    """The source deleted it: entered-in-error, inactive."""
    RESTORE = "restore"
    """A step is undone: what stood before it stands again."""
    MERGE = "merge"
    """A Patient known by these identifiers is the Patient of `into`."""
    MOVE = "move"
    """What is named moves away from the Patient known by these identifiers, to that of `into`."""
    SUCCEED = "succeed"
    """A stay or an account known by this number is the one of `into`."""
    LINK = "link"
    """All Patients that the message says this of are one person."""
    UNLINK = "unlink"
    """They are not, whatever linked them before."""


class Like(Struct, frozen=True, eq=False):
    """What resources have in common that a mapper made alike: the very same values, mostly.

    Two are alike if they have the same one: it is known by its identity.
    """

    same: frozenset[str]
    """Elements whose values are the very same in all, `resourceType` among them."""
    size: int
    """How many keys each has as the mapper made it; what has more was added to."""


class Change(Struct, frozen=True):
    """What one message says about one resource.

    A Struct, as is Stored: a message makes dozens, and a frozen dataclass costs ten times as much.
    """

    type: str
    id: str
    """UUIDv5 of the declared key; for a Patient the id of its source identity."""
    mode: Mode
    body: Resource
    """`resourceType` and the elements that are said; no `id`, no `meta`."""
    removed: tuple[str, ...] = ()
    """Top-level elements that the source empties (`""`): `birthDate`, and where several fields
    feed one list, the field too: `telecom@PID-13`."""
    parts: Mapping[str, tuple[str, ...]] = Empty
    """Top-level list -> the field that each of its items came from (`telecom`: PID-13, PID-14)."""
    defaults: Mapping[str, Any] = Empty
    """Elements used only when nothing stands yet (`status: unknown`)."""
    source: str = ""
    """The segment it came from: `PID`, `OBX[3]`."""
    into: str = ""
    """For a merge: the id of the Patient change that survives."""
    step: str = ""
    """What happens (`discharge`, `transfer`), or where the mode is RESTORE, what is undone."""
    keeps: tuple[str, ...] = ()
    """Elements that are kept as they stood, so that the step can be undone: `period.end`."""


class Mapped(Struct, frozen=True, eq=False):
    """A document in the words of FHIR: changes, and the tape of every read and write made."""

    changes: tuple[Change, ...]
    account: SupportsBytes
    """What `tape` is made of, which some mappers write down only when it is asked for."""
    issues: tuple[Issue, ...] = ()
    likes: Mapping[tuple[str, str], Like] = Empty
    """(type, id) of a change -> what its body has in common with others, where that is known."""
    heads: str = ""
    """Of a document: the id of the Composition that heads it; empty: this is none."""
    number: Mapping[str, str] = Empty
    """The document's own number, as a FHIR Identifier."""
    parts: frozenset[tuple[str, str]] = frozenset()
    """(type, id) of the changes that the document holds; others only came with it."""
    embedded: bool = False
    """Did the document come inside a message that says more?"""
    inside: tuple[Inside, ...] = ()
    """Of a message: the documents in it that are taken in beside it."""
    moved: Mapping[tuple[str, str], tuple[str, str]] = Empty
    """(`Type/id`, place) as the rows wrote it -> as it is kept: what became a Binary, or where the
    place is empty, a whole resource that others were joined to."""

    def __eq__(self, other: object) -> bool:
        """Is the same said? What is known of bodies that are alike says nothing."""
        said = [name for name in self.__struct_fields__ if name != "likes"]
        return isinstance(other, Mapped) and all(
            getattr(self, name) == getattr(other, name) for name in said
        )

    __hash__ = None  # type: ignore[assignment]  # it holds dicts

    @property
    def tape(self) -> bytes:
        """32-bit numbers, understood by `Mapper.traces` with the same document and version."""
        return bytes(self.account)

    @property
    def documents(self) -> tuple[Mapped, ...]:
        """Each document that becomes a Bundle: this one, or those inside."""
        return (self,) if self.heads else tuple([one.mapped for one in self.inside])

    @property
    def head(self) -> Resource:
        """Of a document: what its Composition says; empty where this is none."""
        return next((one.body for one in self.changes if one.id == self.heads), {})


@dataclass(frozen=True, slots=True)
class Inside:
    """A document inside a message, read by itself."""

    place: str
    """Where in the message it stands: `OBX[2]-5.5`."""
    format: str
    document: Document
    mapped: Mapped


class Fate(StrEnum):
    """What became of one leaf of the source."""

    MAPPED = "mapped"
    TRANSLATED = "translated"
    IGNORED = "ignored"
    DEGRADED = "degraded"
    UNMAPPED = "unmapped"


@dataclass(frozen=True, slots=True)
class Trace:
    """A row of the ledger: one leaf of the source, and what became of it."""

    source: str
    """`PID-5[1].2`"""
    fate: Fate
    target: str = ""
    """`Patient.name[0].given[0]`"""
    resource: str = ""
    """`Type/id` that the target lies in."""
    row: str = ""
    """`hl7v2/segments/PID.yaml#pid-5`"""
    reason: str = ""
    """Ignored: position, transport, duplicate, billing, empty, control; degraded: what is lost."""
    span: tuple[int, int] = (0, 0)
    """Bytes [start, end) in the body."""


@dataclass(frozen=True, slots=True)
class Select:
    """A compiled path into a source tree, in the format's own notation."""

    text: str
    """As written in the mapping: `PID-5[].2`, and inside a datatype `CX.4`."""
    root: str
    """Segment (or datatype) that it starts from."""
    steps: tuple[Any, ...]
    """The format's own business."""
    many: bool = False
    """True: every repetition."""
