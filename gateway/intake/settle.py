"""The second half of the walk: identify, reconcile, validate, index. Pure.

The same plan and the same standing give the same entry, byte for byte.
https://hl7.org/fhir/R4/ · https://hl7.org/fhir/R4/provenance.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from msgspec import structs

from gateway.identity.names import resource_id
from gateway.intake.account import packed
from gateway.intake.alike import alike
from gateway.intake.blame import BAD, blame
from gateway.intake.documented import documented, supersede
from gateway.intake.meet import meet
from gateway.intake.plan import Plan, papers
from gateway.intake.told import ORPHAN
from gateway.intake.versions import heard_again, judged, named, versions
from gateway.intake.waiting import awaited
from gateway.intake.work import Work
from gateway.model import (
    Entry,
    Issue,
    Pending,
    Receipt,
    Review,
    Ruleset,
    Severity,
    Standing,
    Status,
    Stored,
)
from gateway.wording import told

_LEFT_OUT = frozenset({"time-omitted", "time-only-a-day"})
"""Rules of a time that is not written."""
_LOUDEST = tuple(Severity)
_NUMBER = {"hl7v2": "MSH-10", "fhir": "Bundle.identifier"}
"""Where a message of a format says its own number."""


def settle(plan: Plan, standing: Standing, ruleset: Ruleset) -> Entry | Pending:
    """All that this message leaves behind, given what stands; Pending where more must be known."""
    if standing.receipt is not None:
        return _again(plan, standing.receipt, ruleset)
    work = meet(plan, standing, ruleset)
    return work if isinstance(work, Pending) else _entry(work, ruleset)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a message comes to, whatever the verdict: the resources as they would be kept."""

    resources: tuple[Stored, ...]
    issues: tuple[Issue, ...]
    status: Status


def outcome(work: Work, ruleset: Ruleset, *, advice: bool = False) -> Outcome:
    """Validate and number every resource that changes, and judge the whole.

    `advice`: somebody reads all of it now, so that mere advice is told with its place too.
    """
    supersede(work)
    resources = [*versions(work, ruleset)]
    for one in work.plan.mapped.documents:
        resources = documented(work, resources, ruleset, one)
    resources += _provenance(work, resources, ruleset)
    issues = _judged(work, ruleset, advice=advice)
    return Outcome(tuple(resources), issues, _status(work.plan, issues))


def _entry(work: Work, ruleset: Ruleset) -> Entry:
    plan, persons = work.plan, work.folk
    found = outcome(work, ruleset)
    waits = awaited(work) if found.status is Status.ACCEPTED else {}
    if waits:
        return _parked(work, found, waits, ruleset)
    receipt = _receipt(plan, found.status, found.issues, ruleset)
    if found.status is not Status.ACCEPTED:
        return Entry(
            plan.inbound, receipt, lineage=packed(plan.mapped), mapper=plan.mapper.version
        )
    written = [f"{r.type}/{r.id}/_history/{r.version}" for r in found.resources]
    heard = tuple(heard_again(work))
    return Entry(
        inbound=plan.inbound,
        receipt=structs.replace(receipt, resources=tuple(written)),
        resources=found.resources,
        contributions=(*persons.written, *work.states.values()),
        links=(*persons.links, *work.numbers.links),
        unlinked=persons.unlinked,
        reviews=tuple(Review(rule, who) for rule, who in persons.questions),
        lineage=packed(plan.mapped),
        mapper=plan.mapper.version,
        heard=heard,
        expects={(r.type, r.id): r.version - 1 for r in found.resources}
        | {(one.type, one.id): one.version for one in heard},
        revisions=_rests(work),
        follows=bool(work.standing.loaded),
    )


def _rests(work: Work) -> dict[str, int]:
    """The revisions of all that this rests on: none of it may have moved when it is kept."""
    known, persons, found = work.standing.revisions, work.folk, work.numbers
    numbered = (id for id in work.numbered if id in known)
    rests = (*persons.touched, *work.states, *found.named, *numbered, *work.plan.announced)
    rests += (*sorted(work.standing.loaded),)
    return {id: known.get(id, 0) for id in rests}


def _parked(work: Work, found: Outcome, waits: Mapping[str, Issue], ruleset: Ruleset) -> Entry:
    """Right in itself, and about something that is not known yet: it still must not be."""
    plan, known = work.plan, work.standing.revisions
    issues = (*blame([*waits.values()], plan, {}, ruleset), *found.issues)
    receipt = _receipt(plan, Status.PARKED, issues, ruleset)
    tape, version = packed(plan.mapped), plan.mapper.version
    return Entry(
        plan.inbound,
        receipt,
        lineage=tape,
        mapper=version,
        awaits=tuple(waits),
        revisions={id: known[id] for id in waits if id in known},
    )


def _judged(work: Work, ruleset: Ruleset, *, advice: bool) -> tuple[Issue, ...]:
    """Every issue, the worst first, each with its place in what was sent."""
    if not work.issues and not work.plan.unsupported:
        return ()
    blamed = blame(work.issues, work.plan, _names(work), ruleset, advice=advice)
    found = [*work.plan.unsupported, *blamed]
    return tuple(sorted(dict.fromkeys(_as_loud(found)), key=_loudness))


def _loudness(issue: Issue) -> int:
    return _LOUDEST.index(issue.severity)


def _as_loud(found: Sequence[Issue]) -> Iterator[Issue]:
    """Where a resource is refused, a time of it that was left out is told as an error too.

    It may be why the resource is wrong, and then its field is the one to mend.
    """
    refused = {issue.resource for issue in found if issue.severity in BAD}
    for issue in found:
        left_out = issue.rule in _LEFT_OUT and issue.resource in refused - {""}
        yield structs.replace(issue, severity=Severity.ERROR) if left_out else issue


def _names(work: Work) -> dict[str, str]:
    """`Type/id` as the mapper named it -> as it is kept: survivors, and papers of our own."""
    plan, persons = work.plan, work.folk
    changes = plan.mapped.changes
    people = [change.id for change in changes if change.type == "Patient"]
    names = {f"Patient/{id}": f"Patient/{persons.served_as(id)}" for id in people}
    own = [change.id for change in papers(plan)[-1:]]
    return names | {f"Provenance/{id}": f"Provenance/{_paper(plan)}" for id in own}


def _paper(plan: Plan) -> str:
    """The id of a receipt's Provenance."""
    return resource_id("Provenance", (plan.sender.name, plan.key, plan.digest))


def _status(plan: Plan, issues: Sequence[Issue]) -> Status:
    if plan.unsupported:
        return Status.UNSUPPORTED
    if any(issue.severity in BAD for issue in issues):
        return Status.REJECTED
    return Status.PARKED if any(issue.rule == ORPHAN for issue in issues) else Status.ACCEPTED


def _receipt(plan: Plan, status: Status, issues: tuple[Issue, ...], ruleset: Ruleset) -> Receipt:
    return Receipt(
        sender=plan.sender.name,
        control_id=plan.document.control_id,
        key=plan.key,
        status=status,
        kind=plan.document.kind,
        received_at=plan.inbound.received_at,
        digest=plan.digest,
        issues=issues,
        ruleset=ruleset.version,
    )


def _again(plan: Plan, first: Receipt, ruleset: Ruleset) -> Entry:
    """The control id is taken: the same bytes are answered as before, others are a conflict."""
    if first.digest == plan.digest:
        receipt = structs.replace(
            first, status=Status.DUPLICATE, received_at=plan.inbound.received_at
        )
        return Entry(plan.inbound, receipt)
    place = _NUMBER.get(plan.inbound.format, "")
    reused = told("control-id-reused", source=place, code="duplicate")
    return Entry(plan.inbound, _receipt(plan, Status.CONFLICT, (reused,), ruleset))


def _provenance(work: Work, resources: Sequence[Stored], ruleset: Ruleset) -> Iterator[Stored]:
    """One for each receipt: which versions came of it, who sent it, and which message it was."""
    plan = work.plan
    draft = next((change.body for change in papers(plan)[-1:]), None)
    if draft is None or not resources:
        return
    id = _paper(plan)
    target = [{"reference": f"{r.type}/{r.id}/_history/{r.version}"} for r in resources]
    body = {"recorded": plan.received, **draft, "target": target}
    full = named(body, id, 1, plan)
    # We made these references ourselves, all of one form: one of each type is looked at.
    few = {r.type: at for r, at in zip(resources, target, strict=True)}
    shown = {**full, "target": [*few.values()]}
    judged(work, ruleset, shown, alike(body), ruleset.validator.alike())
    yield Stored("Provenance", id, 1, full, plan.effective, "", ruleset.searches.rows(full))
