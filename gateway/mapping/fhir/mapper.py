"""Says FHIR that others send in FHIR of ours: whole resources, under ids that they always have.

Resources of a message state all that their source knows of them: what is absent goes.
https://hl7.org/fhir/R4/
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import SupportsBytes

from gateway.definitions import Definitions
from gateway.fhirxml.shapes import Shapes
from gateway.fhirxml.written import Written
from gateway.mapping import files
from gateway.mapping.fhir.account import Leaf
from gateway.mapping.fhir.clashes import apart, contradicting, shared
from gateway.mapping.fhir.frame import Entry, Frame, framed, retired
from gateway.mapping.fhir.meaning import labelled_by_degree
from gateway.mapping.fhir.names import DIRECTORY, Named, Names
from gateway.mapping.fhir.rows import FORMAT, Rows, gathered
from gateway.mapping.fhir.tape import Part, pack, spans_of, traces
from gateway.mapping.fhir.walk import Walk
from gateway.mapping.run import Identify
from gateway.model import (
    Change,
    Document,
    Fault,
    Issue,
    Mapped,
    Mode,
    Rejected,
    Resource,
    Sender,
    Trace,
    Wanted,
)
from gateway.wording import told

VERSION = 2
"""Raise it when the same input would be said otherwise."""
_TYPES = "http://hl7.org/fhir/ValueSet/resource-types"
_ASSEMBLER = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"


class Broken(ValueError):  # noqa: N818 - names the state of the files, as Rejected does of a message
    """The rows hold faults, and these are all of them."""

    def __init__(self, faults: list[Fault]) -> None:
        shown = "; ".join(f"{one.file}:{one.line}: {one.text}" for one in faults[:5])
        super().__init__(f"the rows hold {len(faults)} faults: {shown}")
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class _Said:
    """A message, taken through the rows."""

    changes: tuple[Change, ...]
    issues: tuple[Issue, ...]
    account: tuple[Part, ...]
    heads: str
    """Of a document: the id of its Composition."""


class FhirMapper:
    """The mapper of one sender; see `gateway.model.Mapper`."""

    catalogue = b""
    """The account of a message is readable by itself."""

    def __init__(
        self,
        version: str,
        rows: Rows,
        sender: Sender,
        definitions: Definitions,
        identify: Identify,
    ) -> None:
        self.version = version
        self._rows = rows
        self._sender = sender
        self._definitions = definitions
        self._shapes = Shapes(definitions)
        self._identify = identify

    @property
    def types(self) -> frozenset[str]:
        """Every type of R4: those that say nothing that can be kept are refused one by one."""
        return self._types()

    def apply(self, document: Document) -> Mapped:
        """Say the message; raises Rejected where it is of another version or form. Pure."""
        said = self._said(document)
        return Mapped(said.changes, pack(said.account), said.issues, heads=said.heads)

    def traces(
        self,
        document: Document,
        tape: SupportsBytes,
        resources: Wanted | None = None,  # noqa: ARG002 - all are told
    ) -> Iterator[Trace]:
        """The ledger: every leaf of the message, and what became of it."""
        written: Written = document.tree
        known = () if written.document is not None else spans_of(written.text, written.mark)
        return traces(written.said(self._shapes)[0], bytes(tape), known)

    def spans(
        self,
        document: Document,
        tape: SupportsBytes,
        places: Collection[str],  # noqa: ARG002 - all are told
    ) -> Iterator[tuple[str, tuple[int, int]]]:
        """(place, bytes) of every leaf."""
        return ((one.source, one.span) for one in self.traces(document, tape))

    def field(self, place: str, target: str) -> str:  # noqa: ARG002 - no row names a field
        """An element of FHIR is its own place."""
        return ""

    def _types(self) -> frozenset[str]:
        known = self._definitions.codes(_TYPES)
        return known.codes if known is not None else frozenset()

    def _said(self, document: Document) -> _Said:
        resource, issues = document.tree.said(self._shapes)
        frame = framed(resource, self._shapes)
        names = Names(self._sender, self._rows, self._identify, self._shapes, document.control_id)
        named = [_called(one, names) for one in frame.entries]
        walk = Walk(self._shapes, self._rows, names, self._sender)
        changes: list[Change] = []
        account: list[Part] = []
        missing: list[Issue] = []
        for one, name in zip(frame.entries, named, strict=True):
            walk.leaves.clear()
            if not name.id:
                missing.append(told("identity-missing", name.type, source=one.source,
                                    target=name.type, code="required"))  # fmt: skip
            changes.append(self._change(one, name, walk, frame))
            account.append((name.reference, one.source, tuple(walk.leaves)))
        clashing = [
            *shared(frame.entries, named),
            *apart(frame.entries, self._rows.bases, self._shapes),
        ]
        if not frame.document and not clashing:
            clashing += contradicting(changes)
        if walk.broken or missing or clashing:
            raise Rejected([*walk.broken, *missing, *clashing])
        ordered = _ordered(changes, names, frame)
        heads = changes[0].id if frame.document else ""
        return _Said(ordered, (*issues, *walk.issues), tuple(account), heads)

    def _change(self, one: Entry, name: Named, walk: Walk, frame: Frame) -> Change:
        if one.gone:
            element = retired(name.type, self._shapes)
            walk.leaves.append(Leaf(one.source, f"{name.type}.{element}"))
            body: Resource = {"resourceType": name.type}
            if name.type == "Patient":
                body["identifier"] = [*name.identifiers]
            return Change(name.type, name.id, Mode.REMOVE, body, source=one.source)
        body = labelled_by_degree(walk.resource(one.resource, one.source, name))
        if one.named:
            walk.leaves[-1] = walk.leaves[-1]._replace(source=one.named)
        if name.type == "Patient" and "identifier" not in body and name.identifiers:
            body["identifier"] = [*name.identifiers]
        mention = name.type in DIRECTORY and not frame.directory
        mode = Mode.MENTION if mention else Mode.SNAPSHOT
        return Change(name.type, name.id, mode, body, source=one.source)


def _called(one: Entry, names: Names) -> Named:
    if one.gone:
        return names.gone(one.resource["resourceType"], one.resource["id"])
    return names.name(one.resource, one.url)


def _ordered(changes: list[Change], names: Names, frame: Frame) -> tuple[Change, ...]:
    """A Composition first, then who is mentioned; last the message's own Provenance.

    That of a document is made where the document is filed.
    """
    head = changes[:1] if frame.document else []
    held = {change.id for change in changes if change.type == "Patient"}
    mentioned = [
        Change("Patient", id_, Mode.MENTION,
               {"resourceType": "Patient", "identifier": [*name.identifiers]}, source="Bundle")
        for id_, name in names.mentioned.items()
        if id_ not in held
    ]  # fmt: skip
    made = () if frame.document else (_provenance(names),)
    return (*head, *mentioned, *changes[len(head) :], *made)


def _provenance(names: Names) -> Change:
    """Who sent it, and which message it was; the receipt tells when, and what came of it."""
    role = {"coding": [{"system": _ASSEMBLER, "code": "assembler", "display": "Assembler"}]}
    who = {"identifier": {"system": names.folder("sender"), "value": names.sender.name}}
    what = {"identifier": {"system": names.folder("message"), "value": names.control}}
    body: Resource = {
        "resourceType": "Provenance",
        "agent": [{"type": role, "who": who}],
        "entity": [{"role": "source", "what": what}],
    }
    return Change("Provenance", "", Mode.DELTA, body)


def made(
    found: files.Files, sender: Sender, definitions: Definitions, identify: Identify
) -> FhirMapper:
    """The mapper of a sender by these files; raises Broken with every fault of its rows."""
    rows, faults = gathered(found, sender.name, Shapes(definitions))
    if faults:
        raise Broken(faults)
    words = (
        f"{FORMAT} {VERSION}",
        sender.name,
        str(definitions.version),
        repr(sorted(sender.authorities.items())),
        repr(sorted(sender.systems.items())),
        repr((sorted(sender.own), sender.default_authority)),
    )
    version = files.fingerprint((found.shared, found.sender(sender.name)), words)
    return FhirMapper(version, rows, sender, definitions, identify)
