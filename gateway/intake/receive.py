"""One message, from its bytes to its receipt: the only place where a verdict is caught.

Nothing is acknowledged before it is durable: the receipt that is returned here has been committed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain
from time import monotonic

from msgspec import structs

from gateway.adapters.recognise import DELIMITED, recognise
from gateway.audit.lines import ingest_line
from gateway.intake.lanes import Lanes
from gateway.intake.plan import Plan, digest, kept_at, plan
from gateway.intake.release import released
from gateway.intake.settle import settle
from gateway.model import (
    Entry,
    Inbound,
    Issue,
    Journal,
    Keys,
    Pending,
    Receipt,
    Rejected,
    Ruleset,
    Stale,
    Standing,
    Status,
    Unavailable,
)
from gateway.search import subjects
from gateway.wording import told

ATTEMPTS = 50
"""How often a message is settled again because what stood has moved on meanwhile."""


PATIENCE = 1.0
"""Seconds that a message may wait for others and still be kept as of the moment of its coming."""


def waited(came: datetime, begun: float) -> datetime:
    """As of when something is kept that came at that moment, by a clock of ours at `begun`.

    What waited longer is kept as of now: who has asked meanwhile what is new, and asks next what
    is new since then, must not miss it.
    """
    gone = monotonic() - begun
    return came if gone < PATIENCE else came + timedelta(seconds=gone)


def nothing(at: str) -> None:
    """Stands at every named point between two steps; a test hands in one that kills."""


async def receive(
    inbound: Inbound,
    ruleset: Ruleset,
    journal: Journal,
    crash: Callable[[str], None] = nothing,
    lanes: Lanes | None = None,
) -> Receipt:
    """Take in one message and give its receipt, whatever the verdict.

    `lanes` is shared by all messages of one process; without it, messages about one patient that
    come at the same time make one another's work void, and do it again. Raises Unavailable where
    the store cannot keep it; then nothing of it is kept, and the sender must send it again.
    """
    crash("intake.received")
    found = planned(inbound, ruleset)
    crash("intake.planned")
    if isinstance(found, Entry):
        return await journal.commit(audited(found))
    keys, begun = found.keys, monotonic()
    async with (lanes or Lanes()).hold(keys.identities):
        for attempt in range(ATTEMPTS):
            try:
                at = waited(inbound.received_at, begun)
                read = found if at is inbound.received_at else kept_at(found, at)
                asked = keys if attempt else likely(keys)
                entry = await settled(read, keys, ruleset, journal, crash, asked)
                crash("intake.settled")
                receipt = await journal.commit(audited(entry))
            except Stale:
                continue
            crash("intake.committed")
            return receipt
    raise Unavailable("others keep changing what this message touches")


def audited(entry: Entry) -> Entry:
    """The same entry, with the audit event of who brought it and whose it was."""
    kept = entry.resources
    if kept and kept[0].type == "Patient":
        line = ingest_line(entry.inbound, entry.receipt, kept[0].id)
        return structs.replace(entry, audit=(line,))
    patients = (stored.id for stored in kept if stored.type == "Patient")
    named = (subject for stored in kept for subject in subjects(stored.body))
    about = (subject.get("reference", "").removeprefix("Patient/") for subject in named)
    gone = (stored.subject for stored in kept if stored.deleted)
    whose = next(chain(patients, about, gone), "")
    return structs.replace(entry, audit=(ingest_line(entry.inbound, entry.receipt, whose),))


def planned(inbound: Inbound, ruleset: Ruleset) -> Plan | Entry:
    """What the message says, or what it leaves behind where it cannot be read."""
    try:
        return plan(inbound, ruleset)
    except Rejected as verdict:
        return _refused(inbound, ruleset, verdict)
    except Exception as fault:  # noqa: BLE001 - a fault of a pure step must not block the queue
        return _faulted(inbound, ruleset, fault)


async def settled(  # noqa: PLR0913, PLR0917 - what is asked first may be less than all
    read: Plan,
    keys: Keys,
    ruleset: Ruleset,
    journal: Journal,
    crash: Callable[[str], None],
    asked: Keys | None = None,
) -> Entry:
    """What the message leaves behind by what stands now, with what waited for it.

    `asked`: as many of these keys as are looked for first; None: all.
    """
    asked = asked or keys
    while True:
        standing = await journal.standing(asked)
        crash("intake.standing")
        entry = _attempt(read, standing, ruleset)
        asked = keys
        if isinstance(entry, Entry):
            if standing.assumed and not _new(entry, standing.assumed):
                continue
            entry = structs.replace(entry, moment=standing.moment)
            if standing.waiting and entry.receipt.status is Status.ACCEPTED:
                return await _released(entry, standing, ruleset, journal)
            return entry
        asked = keys = replace(
            keys,
            resources=(*keys.resources, *entry.keys.resources),
            dependents=(*keys.dependents, *entry.keys.dependents),
            identities=(*keys.identities, *entry.keys.identities),
        )


def likely(keys: Keys) -> Keys:
    """The same, without the results of a report where that does not stand.

    Their ids are made from its own, so that they stand where it does, or were kept without it,
    which is rare: then it is found out when they are written, and all is looked for.
    """
    wholes = frozenset(key for key in keys.resources if key[0] == "DiagnosticReport")
    if not wholes:
        return keys
    parts = tuple(key for key in keys.resources if key[0] == "Observation")
    others = tuple(key for key in keys.resources if key[0] != "Observation")
    return replace(keys, resources=others, parts=parts, wholes=wholes)


def _new(entry: Entry, assumed: frozenset[tuple[str, str]]) -> bool:
    """Does it write all of these as new, so that the store finds out if they are not?"""
    if entry.receipt.status is not Status.ACCEPTED:
        return False
    return assumed <= {(it.type, it.id) for it in entry.resources if it.version == 1}


async def _released(entry: Entry, standing: Standing, ruleset: Ruleset, journal: Journal) -> Entry:
    """With what waited for it, each audited; a fault in those must not refuse this one."""
    try:
        found = await released(entry, standing.waiting, ruleset, journal.standing, standing)
    except Stale:
        raise
    except Exception:  # noqa: BLE001 - they stay parked
        return entry
    return structs.replace(found, released=tuple(map(audited, found.released)))


def _attempt(planned: Plan, standing: Standing, ruleset: Ruleset) -> Entry | Pending:
    try:
        return settle(planned, standing, ruleset)
    except Exception as fault:  # noqa: BLE001 - a fault of a pure step must not block the queue
        return _faulted(planned.inbound, ruleset, fault, planned)


def _refused(inbound: Inbound, ruleset: Ruleset, verdict: Rejected) -> Entry:
    receipt = Receipt(
        sender=inbound.sender,
        control_id=ruleset.adapters[inbound.format].control_id(inbound.body),
        key="",
        status=verdict.status,
        kind="",
        received_at=inbound.received_at,
        digest=digest(inbound.body),
        issues=(*_mistaken(inbound, ruleset), *verdict.issues),
        ruleset=ruleset.version,
    )
    return Entry(inbound, receipt)


def _mistaken(inbound: Inbound, ruleset: Ruleset) -> Iterator[Issue]:
    """What cannot be read may be of another format, sent to the wrong address."""
    shown = recognise(inbound.body)
    if shown in ruleset.adapters and shown not in (inbound.format, DELIMITED):
        yield told("format-other", shown, inbound.format, code="structure")


def _faulted(
    inbound: Inbound, ruleset: Ruleset, fault: Exception, at: Plan | None = None
) -> Entry:
    """Journaled and replayable; names the kind of fault, never what was in the message."""
    kind = type(fault).__name__
    issue = told("internal-fault", kind, code="exception")
    entry = _refused(inbound, ruleset, Rejected([issue], Status.FAULTED))
    if at is None:
        return entry
    document = at.document
    named = structs.replace(
        entry.receipt, control_id=document.control_id, key=at.key, kind=document.kind
    )
    return structs.replace(entry, receipt=named)
