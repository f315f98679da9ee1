"""The first half of the walk: read the bytes, say them in FHIR, name what must be known. Pure.

https://hl7.org/fhir/R4/ · https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import lru_cache

from msgspec import Struct, structs

from gateway.identity.clusters import touched
from gateway.identity.names import apart_id
from gateway.intake.accounts import account_id, bare_stays, by_id, known_by_visit
from gateway.intake.contents import apart
from gateway.intake.document import bundle_id, filed, reference_id
from gateway.intake.embedded import unfolded
from gateway.intake.hidden import hidden
from gateway.intake.isolates import asked, awaited
from gateway.intake.kin import related
from gateway.intake.presented import presented
from gateway.intake.stated import replaced
from gateway.intake.twice import once
from gateway.model import (
    Change,
    Document,
    Inbound,
    Issue,
    Keys,
    Mapped,
    Mapper,
    Mode,
    Ruleset,
    Sender,
)
from gateway.reconcile import HELD, effective
from gateway.wording import told

SNAPSHOTS = frozenset({"Patient", "Encounter"})
"""What a sender that declares snapshots restates whole in each message."""

DIRECTORY = frozenset({"Practitioner", "Organization"})
"""What messages about patients mention, and only a master file tells."""

TOLD_OF = HELD | DIRECTORY | {"Patient", "Account"}
"""Of what something may be known by its id beside what stands."""

_OFFSET = re.compile(r"[+-]\d{4}$")
_VERSION = re.compile(r"2(\.\d+)*")
_VERSIONS = frozenset({"2.1", "2.2", "2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.8"})
"""What nearly all messages say in MSH-12."""


class Plan(Struct, frozen=True):
    """One message, read and said in FHIR, before anything is known of what stands."""

    inbound: Inbound
    sender: Sender
    document: Document
    mapper: Mapper
    mapped: Mapped
    key: str
    digest: str
    effective: str
    unsupported: tuple[Issue, ...]
    """Why this installation does not take such a message, where it does not."""

    received: str
    """When it came, as a FHIR instant."""

    types: frozenset[str]
    """Of which types of resources the message speaks, at most: of others nothing is looked for."""

    modes: frozenset[Mode]
    """What it says of them, at most: who moves nobody need not ask who follows."""

    past: str = ""
    """The same of the stay, where the message tells how it was before; else empty."""

    def when(self, change: Change) -> str:
        """When the source said it, to order by: a stay of the past counts as told when it was so.

        The movement itself, which is part of that stay, is told now: it may be corrected late.
        """
        stays = self.past and change.type == "Encounter" and "partOf" not in change.body
        return self.past if stays else self.effective

    @property
    def keys(self) -> Keys:
        """What must be known of what stands."""
        changes = self.mapped.changes
        patients = [change for change in changes if change.type == "Patient"]
        numbers = [touched(change.body) for change in patients]
        persons = [id for ids in numbers for id in ids]
        persons += [
            apart_id(self.sender.name, change.id, change.body.get("birthDate", ""))
            for change, ids in zip(patients, numbers, strict=True)
            if ids == (change.id,)
        ]
        speaks = [one for one in changes if one.type in TOLD_OF or one.mode is Mode.SUCCEED]
        kept = [id for change in speaks for id in _known_by(change)]
        renumbers = changes if Mode.SUCCEED in self.modes else ()
        told = by_id(renumbers)
        bare = [id for change in renumbers for id in bare_stays(change, told) or ()]
        named = dict.fromkeys((change.type, change.id) for change in changes)
        named |= dict.fromkeys(("Encounter", id) for id in bare)
        booked = [*map(account_id, _booked(changes))]
        booked += [id for one in known_by_visit(changes) for id in (one.id, one.into)]
        brought = dict.fromkeys(kept + bare + persons + booked)
        kin = self.document.kin
        waiting = [*awaited(self.mapped, kin)]
        named |= dict.fromkeys(("Account", id) for id in booked)
        return Keys(
            receipt=(self.sender.name, self.key),
            resources=(*named, *self._papers, *asked(self.mapped, kin)),
            identities=tuple(dict.fromkeys((*brought, *self.announced, *waiting))),
            brings=tuple(brought),
        )

    @property
    def _papers(self) -> tuple[tuple[str, str], ...]:
        """Of each document and of each it takes the place of: DocumentReference and Bundle."""
        found: list[tuple[str, str]] = []
        for one in self.mapped.documents:
            old = replaced(one)
            found += [("Bundle", bundle_id(number)) for number in (one.number, *old)]
            found += [("DocumentReference", reference_id(number)) for number in old]
        return tuple(dict.fromkeys(found))

    @property
    def announced(self) -> list[str]:
        """Under which ids others may have said that they take a document's place."""
        return [reference_id(one.number) for one in self.mapped.documents]


def _booked(changes: Iterable[Change]) -> list[tuple[str, str]]:
    """(system, value) of each account that the message's stays are booked on."""
    stays = (change.body for change in changes if change.type == "Encounter")
    named = [one.get("identifier", {}) for stay in stays for one in stay.get("account", ())]
    return [(one["system"], one["value"]) for one in named if {"system", "value"} <= one.keys()]


def _known_by(change: Change) -> tuple[str, ...]:
    """The ids under which something is known of what a change is about."""
    if change.mode is Mode.SUCCEED:
        return change.id, change.into
    if change.type in ("Patient", "Account") or change.type in HELD:
        return (change.id,)
    told = change.type in DIRECTORY and change.mode is not Mode.MENTION
    return (change.id,) if told else ()


def papers(plan: Plan) -> list[Change]:
    """What a message says of Provenances: the last is its own, and is named by the receipt."""
    return [change for change in plan.mapped.changes if change.type == "Provenance"]


def digest(body: bytes) -> str:
    """What makes two bodies the same body: SHA-256, hex."""
    return hashlib.sha256(body).hexdigest()


def plan(inbound: Inbound, ruleset: Ruleset) -> Plan:
    """Read one message and say it in FHIR; raises Rejected with all that cannot be read."""
    sender = ruleset.senders[inbound.sender]
    adapter = ruleset.adapters[inbound.format]
    document = adapter.parse(inbound.body, sender)
    mapper = ruleset.mappers(inbound.format, sender.name)
    said = filed(mapper.apply(document), document, inbound, sender)
    mapped = _declared(_whole(said, document, mapper, ruleset, sender), sender)
    received, arrived = _came(inbound.received_at, inbound.received_at.utcoffset())
    when = _when(document.happened_at, document.sent_at, sender)
    past = _when(document.past_at, document.sent_at, sender) if document.past_at else ""
    return Plan(
        inbound,
        sender,
        document,
        mapper,
        mapped=mapped,
        key=adapter.key(document, sender),
        digest=document.digest or digest(inbound.body),
        effective=effective(when, sender.zone, inbound.received_at) if when else arrived,
        received=received,
        unsupported=tuple(_unsupported(document, mapper, ruleset, sender)),
        types=_types(mapped),
        modes=frozenset([change.mode for change in mapped.changes]),
        past=effective(past, sender.zone, inbound.received_at) if past else "",
    )


def _whole(
    said: Mapped, document: Document, mapper: Mapper, ruleset: Ruleset, sender: Sender
) -> Mapped:
    """With what its documents hold, and each thing told once; most messages have neither."""
    types = _types(said)
    papers = "DocumentReference" in types
    if papers:
        said = unfolded(said, document, mapper, ruleset, sender)
        types = _types(said)
    if "RelatedPerson" in types:
        said = once(said)
    said = related(said, document.kin)
    if "DiagnosticReport" in types:
        said = hidden(said)
    return presented(apart(said)) if papers else said


def _types(mapped: Mapped) -> frozenset[str]:
    return frozenset([change.type for change in mapped.changes])


def kept_at(plan: Plan, at: datetime) -> Plan:
    """The same message, ordered by its own time, and kept at another than that of its coming."""
    inbound = structs.replace(plan.inbound, received_at=at)
    return structs.replace(plan, inbound=inbound, received=at.isoformat())


def received(inbound: Inbound) -> str:
    """When it came, as a FHIR instant."""
    return _came(inbound.received_at, inbound.received_at.utcoffset())[0]


@lru_cache(maxsize=8)
def _came(at: datetime, offset: timedelta | None) -> tuple[str, str]:  # noqa: ARG001 - tells apart
    """(the moment as a FHIR instant, and as text that sorts): rows of a file come at once."""
    return at.isoformat(), effective("", None, at)


def _when(happened: str, sent: str, sender: Sender) -> str:
    """When the source said it, to order by: EVN-2, else MSH-7.

    A day without a time is not midnight, if it was sent that day; and where no zone is declared,
    both are told by the same clock, so that an offset of one is that of the other.
    """
    if sent.startswith(happened):
        return sent
    offset = _OFFSET.search(sent)
    alone = offset is not None and sender.zone is None and not _OFFSET.search(happened)
    return happened + offset[0] if alone and offset else happened


def _declared(mapped: Mapped, sender: Sender) -> Mapped:
    """A sender may declare that its messages say all there is: then what is absent goes."""
    if not sender.snapshots:
        return mapped
    changes = [
        structs.replace(change, mode=Mode.SNAPSHOT)
        if change.type in SNAPSHOTS and change.mode is Mode.DELTA
        else change
        for change in mapped.changes
    ]
    return structs.replace(mapped, changes=tuple(changes))


def _unsupported(
    document: Document, mapper: Mapper, ruleset: Ruleset, sender: Sender
) -> Iterator[Issue]:
    """Type, processing id and version: each is refused by name."""
    if _usual(document, mapper, ruleset, sender):
        return
    adapters = ruleset.adapters.values()
    if [adapter for adapter in adapters if document.kind in adapter.queries]:
        yield told("unsupported-type.query", source="MSH-9", code="not-supported")
    elif document.kind.partition("^")[0] not in mapper.types:
        queries = {kind for adapter in adapters for kind in adapter.queries}
        taken = ", ".join((*sorted(mapper.types), *sorted(queries)))
        yield told("unsupported-type", taken, source="MSH-9.1", code="not-supported")
    yield from misplaced(document, ruleset, sender)


def _usual(document: Document, mapper: Mapper, ruleset: Ruleset, sender: Sender) -> bool:
    """Is it as nearly all are: a type that is taken, of a version that is written in digits?"""
    kind, version = document.kind, document.version
    return (
        version in _VERSIONS
        and (document.processing or sender.processing) in ruleset.processing
        and kind.partition("^")[0] in mapper.types
        and not any(kind in adapter.queries for adapter in ruleset.adapters.values())
    )


def misplaced(document: Document, ruleset: Ruleset, sender: Sender) -> Iterator[Issue]:
    """Why a document of whatever type is not for this installation."""
    if (document.processing or sender.processing) not in ruleset.processing:
        taken = ", ".join(sorted(ruleset.processing))
        yield told("unsupported-processing-id", taken, source="MSH-11.1", code="not-supported")
    if document.version and not _VERSION.fullmatch(document.version):
        yield told("unsupported-version", source="MSH-12.1", code="not-supported")
