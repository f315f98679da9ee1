"""The second half of the walk: identify, reconcile, validate, index. Pure.

The same plan and the same standing give the same entry, byte for byte.
https://hl7.org/fhir/R4/ · https://hl7.org/fhir/R4/provenance.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from msgspec import structs

from gateway.identity.names import resource_id
from gateway.intake.blame import BAD, blame
from gateway.intake.document import bundle, bundle_id, number, replaced, sound
from gateway.intake.meet import meet
from gateway.intake.plan import Plan, papers
from gateway.intake.told import ORPHAN
from gateway.intake.waiting import awaited
from gateway.intake.work import Work
from gateway.labels import bare
from gateway.model import (
    Change,
    Empty,
    Entry,
    Heard,
    Issue,
    Like,
    Pending,
    Receipt,
    Resource,
    Review,
    Ruleset,
    Severity,
    Standing,
    Status,
    Stored,
    Version,
)
from gateway.reconcile import same
from gateway.wording import told

KEPT = frozenset({"code-unknown"})
"""A code that its system does not have is kept as the sender said it: tables of HL7 v2 grow."""
SAID = ("source", "profile", "security", "tag")
"""What of `meta` a source says of a resource, in the order of its definition."""
NOTED = frozenset({"code-not-recommended"})
"""A code beyond an extensible value set is allowed, and a hospital cannot mend it: no warning."""

_PAPERS = frozenset({"Composition", "DocumentReference", "Provenance"})
"""What frames a document: a national rule that it breaks does not refuse what it says."""
_ROUNDS = 8
"""How often an entry may fall because of another one that fell."""


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


def outcome(work: Work, ruleset: Ruleset) -> Outcome:
    """Validate and number every resource that changes, and judge the whole."""
    if work.plan.mapped.heads:
        _supersede(work)
    resources = [*_versions(work, ruleset)]
    if work.plan.mapped.heads:
        resources = _documented(work, resources, ruleset)
    resources += _provenance(work, resources, ruleset)
    issues = _judged(work)
    return Outcome(tuple(resources), issues, _status(work.plan, issues))


def _entry(work: Work, ruleset: Ruleset) -> Entry:
    plan, persons = work.plan, work.folk
    found = outcome(work, ruleset)
    waits = awaited(work) if found.status is Status.ACCEPTED else {}
    if waits:
        return _parked(plan, found, waits, ruleset)
    receipt = _receipt(plan, found.status, found.issues, ruleset)
    if found.status is not Status.ACCEPTED:
        return Entry(plan.inbound, receipt, lineage=plan.mapped.tape, mapper=plan.mapper.version)
    written = [f"{r.type}/{r.id}/_history/{r.version}" for r in found.resources]
    known = work.standing.revisions
    heard = tuple(_heard(work))
    return Entry(
        inbound=plan.inbound,
        receipt=replace(receipt, resources=tuple(written)),
        resources=found.resources,
        contributions=(*persons.written, *work.states.values()),
        links=(*persons.links, *work.numbers.links),
        unlinked=persons.unlinked,
        reviews=tuple(Review(rule, who) for rule, who in persons.questions),
        lineage=plan.mapped.tape,
        mapper=plan.mapper.version,
        heard=heard,
        expects={(r.type, r.id): r.version - 1 for r in found.resources}
        | {(one.type, one.id): one.version for one in heard},
        revisions={
            id: known.get(id, 0) for id in (*persons.touched, *work.states, *work.numbers.named)
        },
    )


def _parked(plan: Plan, found: Outcome, waits: Mapping[str, Issue], ruleset: Ruleset) -> Entry:
    """Right in itself, and about something that is not known yet."""
    issues = (*blame([*waits.values()], plan, {}), *found.issues)
    receipt = _receipt(plan, Status.PARKED, issues, ruleset)
    tape, version = plan.mapped.tape, plan.mapper.version
    return Entry(plan.inbound, receipt, lineage=tape, mapper=version, awaits=tuple(waits))


def _versions(work: Work, ruleset: Ruleset) -> Iterator[Stored]:
    """The next version of each resource that really changes."""
    said = {(change.type, change.id) for change in work.plan.mapped.changes}
    stands = {(version.type, version.id): version for version in work.standing.dependents}
    stands.update(work.standing.resources)
    likes, known = work.likes, ruleset.validator.alike()
    for (type, id), (body, subject) in work.bodies.items():
        standing = stands.get((type, id))
        if standing is None or not same(body, standing.body):
            theirs = standing is not None and standing.sender != work.plan.sender.name
            silent = theirs or (type, id) not in said
            when = _when(work, standing, silent=silent)
            version = standing.version + 1 if standing else 1
            like = likes.get((type, id)) if standing is None else None
            full = _named(body, id, version, work.plan)
            profiles = known(full, like) if like is not None else None
            if profiles is None:
                full = _checked(work, ruleset, full, like)
            elif profiles:
                full["meta"]["profile"] = _claimed(full, profiles)
            index = () if _gave_way(full) else ruleset.searches.rows(full)
            clocks = work.clocks.get((type, id), Empty)
            yield Stored(type, id, version, full, when, subject, index, clocks)


def _supersede(work: Work) -> None:
    """The document that this one replaces is no longer current."""
    for id in replaced(work.plan.mapped):
        key = "DocumentReference", id
        standing = work.standing.resources.get(key)
        if standing is not None and standing.sender == work.plan.sender.name:
            body = {**bare(standing.body), "status": "superseded"}
            work.bodies[key] = body, standing.subject


def _documented(work: Work, made: list[Stored], ruleset: Ruleset) -> list[Stored]:
    """What is right of a document's resources, and their Bundle."""
    resources: Sequence[Stored] = made
    for _ in range(_ROUNDS):
        left = sound(resources, work.issues)
        work.issues[:] = left.issues
        again = left.changed
        resources = [
            _again_checked(work, one, ruleset) if (one.type, one.id) in again else one
            for one in left.resources
        ]
        if not again:
            break
    found = _bundle(work, resources, ruleset)
    return [*resources] if found is None else [*resources, found]


def _again_checked(work: Work, one: Stored, ruleset: Ruleset) -> Stored:
    bound = ruleset.validator.bound(one.body)
    meta = dict(one.body["meta"])
    meta["profile"] = [url for url in meta.pop("profile", ()) if url not in bound]
    meta = {key: value for key, value in meta.items() if value}
    body = _checked(work, ruleset, {**one.body, "meta": meta})
    return replace(one, body=body, index=ruleset.searches.rows(body))


def _bundle(work: Work, resources: Sequence[Stored], ruleset: Ruleset) -> Stored | None:
    """The document Bundle; None where another sender's document of that number stands."""
    plan = work.plan
    identifier = number(plan.document, plan.sender)
    if ("Bundle", bundle_id(identifier)) in work.standing.resources:
        return None
    known = {(one.type, one.id): one.body for one in resources}
    stands = {key: one.body for key, one in work.standing.resources.items()}
    keys = dict.fromkeys((change.type, _served(work, change)) for change in plan.mapped.changes)
    bodies = [known.get(key) or stands.get(key) for key in keys]
    said = [body for body in bodies if body is not None]
    whole = bundle(said, plan.mapped.heads, identifier, plan.received)
    full = _named(whole, whole["id"], 1, plan)
    full = _checked_bundle(work, full, ruleset)
    subject = next((one.subject for one in resources if one.id == plan.mapped.heads), "")
    rows = ruleset.searches.rows(full)
    return Stored("Bundle", full["id"], 1, full, plan.effective, subject, rows)


def _served(work: Work, change: Change) -> str:
    return work.folk.served_as(change.id) if change.type == "Patient" else change.id


def _checked_bundle(work: Work, full: Resource, ruleset: Ruleset) -> Resource:
    """Claim the document's profile where it holds; its entries were judged by themselves."""
    profiles = ruleset.validator.bound(full)
    name = f"Bundle/{full['id']}"
    broken = False
    for issue in ruleset.validator.check(full, profiles, advice=False):
        if not issue.profile and ".resource" in issue.target:
            continue
        national = bool(issue.profile)
        broken |= national and issue.severity in BAD
        severity = Severity.WARNING if national and issue.severity in BAD else issue.severity
        work.issues.append(structs.replace(issue, resource=name, severity=severity))
    if profiles and not broken:
        full["meta"]["profile"] = list(profiles)
    return full


def _when(work: Work, standing: Version | None, *, silent: bool) -> str:
    """Of when a version is: never of a time before that of what stands."""
    if standing is None:
        return work.plan.effective
    return standing.effective if silent else max(standing.effective, work.plan.effective)


def _heard(work: Work) -> Iterator[Heard]:
    """What was said again as it stands: no version comes of it, and yet older words are older."""
    stands = work.standing.resources
    for key, clocks in work.clocks.items():
        standing = stands.get(key)
        if standing is not None and same(work.bodies[key][0], standing.body):
            when = _when(work, standing, silent=False)
            if (when, clocks) != (standing.effective, standing.clocks):
                yield Heard(*key, standing.version, when, clocks)


def _checked(work: Work, ruleset: Ruleset, full: Resource, like: Like | None = None) -> Resource:
    """Validate one resource; a national profile is claimed only where all its rules hold."""
    profiles = ruleset.validator.bound(full)
    lowered = False
    # No step changes what another one made: what a mapper says again need not be judged again.
    lasting = like is not None
    for issue in ruleset.validator.check(full, profiles, advice=False, lasting=lasting, like=like):
        held = _lowered(issue, work.plan)
        if held.severity in BAD and (issue.rule in KEPT or _inherited(issue, full, work, ruleset)):
            held = structs.replace(held, severity=Severity.WARNING)
        lowered |= held is not issue
        noted = Severity.INFORMATION if issue.rule in NOTED else held.severity
        name = f"{full['resourceType']}/{full['id']}"
        work.issues.append(structs.replace(held, resource=name, severity=noted))
    if profiles and not lowered:
        full["meta"]["profile"] = _claimed(full, profiles)
    return full


def _claimed(full: Resource, profiles: Sequence[str]) -> list[str]:
    """Those that bind it, and those that its source claims."""
    return list(dict.fromkeys((*profiles, *full["meta"].get("profile", ()))))


def _inherited(issue: Issue, full: Resource, work: Work, ruleset: Ruleset) -> bool:
    """Is the fault in what others said before? Then it must not refuse this sender's message."""
    if full["resourceType"] != "Patient":
        said = {(change.type, change.id) for change in work.plan.mapped.changes}
        return (
            full["resourceType"] != "Provenance" and (full["resourceType"], full["id"]) not in said
        )
    check, bound = ruleset.validator.check, ruleset.validator.bound
    mine = [{**one.body, "id": full["id"]} for one in work.folk.written]
    found = (one for body in mine for one in check(body, bound(body), advice=False))
    return not any(one.rule == issue.rule for one in found)


def _named(body: Resource, id: str, version: int, plan: Plan) -> Resource:
    meta: Resource = {"versionId": str(version), "lastUpdated": plan.received}
    if "meta" in body:
        meta |= {key: said for key, said in body["meta"].items() if key in SAID and said}
    full = {"resourceType": body["resourceType"], "id": id, "meta": meta, **body}
    full["id"], full["meta"] = id, meta
    return full


def _gave_way(body: Resource) -> bool:
    """A stub is read by its id only; a search finds the survivor."""
    return "link" in body and any(link["type"] == "replaced-by" for link in body["link"])


def _lowered(issue: Issue, plan: Plan) -> Issue:
    """A national rule that this sender may break for a while warns instead."""
    today = plan.inbound.received_at.date()
    if plan.mapped.heads and issue.profile and issue.target.partition(".")[0] in _PAPERS:
        return structs.replace(issue, severity=Severity.WARNING)
    lowered = any(low.rule == issue.rule and today <= low.until for low in plan.sender.lowered)
    national = bool(issue.profile)
    return structs.replace(issue, severity=Severity.WARNING) if lowered and national else issue


def _judged(work: Work) -> tuple[Issue, ...]:
    """Every issue, the worst first, each with its place in what was sent."""
    if not work.issues and not work.plan.unsupported:
        return ()
    order = tuple(Severity)
    found = [*work.plan.unsupported, *blame(work.issues, work.plan, _names(work))]
    return tuple(sorted(dict.fromkeys(found), key=lambda issue: order.index(issue.severity)))


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
        receipt = replace(first, status=Status.DUPLICATE, received_at=plan.inbound.received_at)
        return Entry(plan.inbound, receipt)
    reused = told("control-id-reused", source="MSH-10", code="duplicate")
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
    full = _checked(work, ruleset, _named(body, id, 1, plan))
    yield Stored("Provenance", id, 1, full, plan.effective, "", ruleset.searches.rows(full))
