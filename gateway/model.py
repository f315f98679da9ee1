"""The nouns of the house: what is handed from one room to the next.

Nothing here does anything and nothing here changes once made. Each step of the walk
takes one noun and makes the next: Inbound, Document, Change, Entry, Receipt.
https://hl7.org/fhir/R4/ · https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Protocol, TypeAlias

Resource: TypeAlias = dict[str, Any]
"""Plain FHIR JSON: dict, list, str, int, bool, Decimal, None and nothing else."""

Empty: Mapping[Any, Any] = MappingProxyType({})


class Severity(StrEnum):
    """How bad an issue is. https://hl7.org/fhir/R4/valueset-issue-severity.html"""

    FATAL = "fatal"
    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


class Status(StrEnum):
    """What became of a message."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    REJECTED = "rejected"
    UNSUPPORTED = "unsupported"
    PARKED = "parked"
    FAULTED = "faulted"


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong: which rule says so, where, in a plain sentence; never whose."""

    rule: str
    """Stable id, lower case with hyphens (`value-required`), or the invariant's key."""
    severity: Severity = Severity.ERROR
    text: str = ""
    """A plain English sentence that never quotes a patient's data."""
    source: str = ""
    """Place in what was sent, in the format's own notation: `PID-7`, `OBX[3]-5[2].4`."""
    target: str = ""
    """Place in the resource: `Patient.birthDate`, `Observation.category[0].coding`."""
    code: str = "invalid"
    """https://hl7.org/fhir/R4/valueset-issue-type.html"""
    profile: str = ""
    """Canonical of the profile that asked, where one did."""
    span: tuple[int, int] | None = None
    """Bytes [start, end) of what was sent."""
    resource: str = ""
    """`Type/id` of the resource that the target lies in, where there is one."""


class Rejected(Exception):  # noqa: N818 - a verdict, not an error; the name is the domain's
    """The verdict: what was sent is not taken, and these are all the reasons."""

    def __init__(self, issues: Sequence[Issue], status: Status = Status.REJECTED) -> None:
        super().__init__(", ".join(issue.rule for issue in issues))
        self.issues = tuple(issues)
        self.status = status


class Unavailable(Exception):  # noqa: N818 - names the state of the world, as Rejected does
    """A fault of the surroundings (store, disk, network): the same call may succeed later."""


class Stale(Exception):  # noqa: N818 - names the state of the world, as Rejected does
    """What stood when the entry was computed no longer stands: compute it again."""


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
    listen: int | None = None
    """MLLP port on which whoever speaks is this sender."""
    snapshots: bool = False
    """True: a segment that is missing deletes."""
    lowered: tuple[Lowered, ...] = ()
    file: str = ""
    """Where it is written, for the linter."""


@dataclass(frozen=True, slots=True)
class Inbound:
    """Bytes that came through a door, and who the door says sent them."""

    sender: str
    format: str
    body: bytes
    received_at: datetime
    """With offset."""


@dataclass(frozen=True, slots=True)
class Document:
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


class Mode(StrEnum):
    """What a change says about its resource."""

    DELTA = "delta"
    """Valued elements replace; absent ones say nothing."""
    SNAPSHOT = "snapshot"
    """Absent elements go."""
    MENTION = "mention"
    """Make it if nothing stands, else leave it alone."""
    CANCEL = "cancel"
    """It did not happen: status and nothing else."""
    REMOVE = "remove"
    """The source deleted it: entered-in-error, inactive."""
    MERGE = "merge"
    """A Patient known by these identifiers is the Patient of `into`."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one message says about one resource."""

    type: str
    id: str
    """UUIDv5 of the declared key; for a Patient the id of its source identity."""
    mode: Mode
    body: Resource
    """`resourceType` and the elements that are said; no `id`, no `meta`."""
    removed: tuple[str, ...] = ()
    """Top-level elements that the source empties (`""`): `birthDate`, and where several fields
    feed one list, the field too: `telecom@PID-13`."""
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: Empty)
    """Top-level list -> the field that each of its items came from (`telecom`: PID-13, PID-14)."""
    defaults: Mapping[str, Any] = field(default_factory=lambda: Empty)
    """Elements used only when nothing stands yet (`status: unknown`)."""
    source: str = ""
    """The segment it came from: `PID`, `OBX[3]`."""
    into: str = ""
    """For a merge: the id of the Patient change that survives."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """A document in the words of FHIR: changes, and the tape of every read and write made."""

    changes: tuple[Change, ...]
    tape: tuple[int, ...]
    """Understood by `Mapper.traces` together with the same document and mapper version."""
    issues: tuple[Issue, ...] = ()


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
    """Ignored: position, transport, duplicate, billing, empty; degraded: what was lost."""
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
    """`national` or `merge`."""


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


@dataclass(frozen=True, slots=True)
class Pending:
    """Settling needs more of what stands."""

    keys: Keys


@dataclass(frozen=True, slots=True)
class Receipt:
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


@dataclass(frozen=True, slots=True)
class Stored:
    """One resource version to be written."""

    type: str
    id: str
    version: int
    body: Resource
    effective: str
    subject: str
    """Source identity; empty where there is no patient."""
    index: tuple[tuple[Any, ...], ...] = ()
    """Index rows: ("token", parameter, system, value), ("reference", parameter, type, id)."""


@dataclass(frozen=True, slots=True)
class Review:
    """A question for a person: are these two patients one?"""

    kind: str
    """Rule id that opened it."""
    identities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """All that one message leaves behind: written whole in one transaction, or not at all."""

    inbound: Inbound
    receipt: Receipt
    resources: tuple[Stored, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    links: tuple[Link, ...] = ()
    reviews: tuple[Review, ...] = ()
    audit: tuple[Resource, ...] = ()
    lineage: bytes = b""
    """Compressed tape: with its mapper version's catalogue, where each element came from."""
    mapper: str = ""
    """Version of the mapper that made the tape."""
    expects: Mapping[tuple[str, str], int] = field(default_factory=lambda: Empty)
    """(type, id) -> version that must still stand (0: none)."""
    revisions: Mapping[str, int] = field(default_factory=lambda: Empty)
    """Source identity -> revision that must still stand."""


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


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault in our own data, found before the first message: file, line and what is wrong."""

    file: str
    line: int
    rule: str
    text: str


class Mapper(Protocol):
    """Mappings of one format for one sender, compiled."""

    version: str
    """Hash of all rows, tables and overlays in it."""
    types: frozenset[str]
    """Message types that are taken: `ADT`, `ORU`."""
    catalogue: bytes
    """What is needed, beside a document and a tape, to read the tape in years."""

    def apply(self, document: Document) -> Mapped:
        """Say the document in FHIR. Pure."""

    def traces(self, document: Document, tape: Sequence[int]) -> Iterator[Trace]:
        """The ledger: every leaf of the document, in its order, and what became of it."""


class Adapter(Protocol):
    """One source format."""

    name: str
    media_types: tuple[str, ...]

    def split(self, body: bytes) -> Iterator[bytes]:
        """Each message of a body that may hold several."""

    def parse(self, body: bytes, sender: Sender) -> Document:
        """Read one message; raises Rejected with every place that cannot be read."""

    def key(self, document: Document, sender: Sender) -> str:
        """The idempotency key that the sender declares."""

    def path(self, text: str) -> Select:
        """Compile a path; raises ValueError with a plain sentence."""

    def acknowledge(self, inbound: Inbound, receipt: Receipt) -> bytes:
        """What the sender is told."""

    def unavailable(self, inbound: Inbound) -> bytes:
        """What the sender is told where nothing could be kept: send it again later."""


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

    def profile(self, url: str) -> Checker | None:
        """The profile of that canonical, or None where it is not known."""

    def bound(self, resource: Resource) -> Sequence[str]:
        """Canonicals of the national profiles that bind this resource."""

    def check(self, resource: Resource, profiles: Sequence[str] = ()) -> Iterator[Issue]:
        """Base R4, the resource's own meta.profile and these: every issue."""


@dataclass(frozen=True, slots=True)
class Ruleset:
    """Everything that is data, loaded, linted and compiled: swapped whole between messages."""

    version: str
    senders: Mapping[str, Sender]
    adapters: Mapping[str, Adapter]
    mappers: Any
    """callable (format, sender name) -> Mapper"""
    validator: Validator
    ranks: tuple[str, ...] = ()
    """Identifier systems from the highest rank to the lowest; unlisted ones come after."""
    national: Mapping[str, str] = field(default_factory=lambda: Empty)
    """Identifier system -> name of its check (`matricule`, `ssin`); links across senders."""
    processing: frozenset[str] = frozenset({"P"})
    """Processing ids (MSH-11.1) that this installation takes."""


class Journal(Protocol):
    """The only place where anything is kept."""

    async def standing(self, keys: Keys) -> Standing:
        """What the store holds of these."""

    async def commit(self, entry: Entry) -> Receipt:
        """Keep it all, in one transaction; raises Stale or Unavailable."""

    async def receipt(self, sender: str, control_id: str) -> Receipt | None:
        """The accepted receipt of a control id, else its newest attempt."""

    async def record_audit(self, events: Sequence[Resource]) -> None:
        """Keep audit events that belong to no message; durable on return."""

    async def close(self) -> None:
        """Write what waits, then let go."""


class Record(Protocol):
    """The shared record, for reading. No method runs without a decision."""

    async def read(self, decision: Decision, type: str, id: str) -> bytes | None:
        """The current body, as stored JSON text, or None."""

    async def search(self, decision: Decision, query: Query) -> Page:
        """One page."""

    async def compartment(self, decision: Decision, patient: str) -> Sequence[bytes]:
        """Everything about one patient, in the order it was first kept."""
