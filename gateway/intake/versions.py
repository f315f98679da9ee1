"""The next version of each resource that a message changes: numbered, validated, indexed. Pure.

https://hl7.org/fhir/R4/http.html#versioning · https://hl7.org/fhir/R4/profiling.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from msgspec import structs

from gateway.intake.alike import alike
from gateway.intake.blame import BAD
from gateway.intake.plan import Plan
from gateway.intake.work import Work, spoken
from gateway.model import (
    Empty,
    Heard,
    Issue,
    Like,
    Resource,
    Ruleset,
    Severity,
    Stored,
    Version,
)
from gateway.reconcile import same

Known: TypeAlias = Callable[[Resource, Like], Sequence[str] | None]
"""What `Validator.alike` gives."""

KEPT = frozenset({"code-unknown"})
"""A code that its system does not have is kept as the sender said it: tables of HL7 v2 grow."""
SAID = ("source", "profile", "security", "tag")
"""What of `meta` a source says of a resource, in the order of its definition."""
NOTED = frozenset({"code-not-recommended"})
"""A code beyond an extensible value set is allowed, and a hospital cannot mend it: no warning."""


def versions(work: Work, ruleset: Ruleset) -> Iterator[Stored]:
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
            first = (type, id) in work.firsts
            when = work.plan.effective if first else _when(work, standing, silent=silent)
            if work.since:
                when = max(when, work.since.get((type, id), ""))
            version = standing.version + 1 if standing else 1
            like = likes.get((type, id))
            full = named(body, id, version, work.plan)
            full = judged(work, ruleset, full, like or alike(body), known)
            index = () if _gave_way(full) else ruleset.searches.rows(full)
            clocks = work.clocks.get((type, id), standing.clocks if standing else Empty)
            yield Stored(type, id, version, full, when, subject, index, clocks)


def judged(
    work: Work, ruleset: Ruleset, full: Resource, like: Like | None, known: Known
) -> Resource:
    """Validate one resource; where one like it was faultless, that in which it differs."""
    profiles = known(full, like) if like is not None else None
    if profiles is None:
        return checked(work, ruleset, full, like)
    if profiles:
        full["meta"]["profile"] = claimed(full, profiles)
    return full


def _when(work: Work, standing: Version | None, *, silent: bool) -> str:
    """Of when a version is: never of a time before that of what stands."""
    if standing is None:
        return work.plan.effective
    return standing.effective if silent else max(standing.effective, work.plan.effective)


def heard_again(work: Work) -> Iterator[Heard]:
    """What was said again as it stands: no version comes of it, and yet older words are older."""
    stands = work.standing.resources
    for key, clocks in work.clocks.items():
        standing = stands.get(key)
        if standing is not None and same(work.bodies[key][0], standing.body):
            when = _when(work, standing, silent=False)
            if (when, clocks) != (standing.effective, standing.clocks):
                yield Heard(*key, standing.version, when, clocks)


def checked(work: Work, ruleset: Ruleset, full: Resource, like: Like | None = None) -> Resource:
    """Validate one resource; a national profile is claimed only where all its rules hold."""
    profiles = ruleset.validator.bound(full)
    lowered = False
    # No step changes what another one made: what a mapper says again need not be judged again.
    lasting = like is not None
    for issue in ruleset.validator.check(full, profiles, advice=False, lasting=lasting, like=like):
        held = _lowered(issue, work.plan, full, profiles)
        if held.severity in BAD and (issue.rule in KEPT or _inherited(issue, full, work, ruleset)):
            held = structs.replace(held, severity=Severity.WARNING)
        lowered |= held is not issue
        noted = Severity.INFORMATION if issue.rule in NOTED else held.severity
        name = f"{full['resourceType']}/{full['id']}"
        work.issues.append(structs.replace(held, resource=name, severity=noted))
    if profiles and not lowered:
        full["meta"]["profile"] = claimed(full, profiles)
    return full


def claimed(full: Resource, profiles: Sequence[str]) -> list[str]:
    """Those that bind it, and those that its source claims."""
    return list(dict.fromkeys((*profiles, *full["meta"].get("profile", ()))))


def _inherited(issue: Issue, full: Resource, work: Work, ruleset: Ruleset) -> bool:
    """Is the fault in what others said before? Then it must not refuse this sender's message."""
    if full["resourceType"] != "Patient":
        key = full["resourceType"], full["id"]
        return key[0] != "Provenance" and key not in spoken(work)
    check, bound = ruleset.validator.check, ruleset.validator.bound
    mine = [{**one.body, "id": full["id"]} for one in work.folk.written]
    found = (one for body in mine for one in check(body, bound(body), advice=False))
    return not any(one.rule == issue.rule for one in found)


def named(body: Resource, id: str, version: int, plan: Plan) -> Resource:
    """The resource with its id, its version, and what its source says of it in `meta`."""
    meta: Resource = {"versionId": str(version), "lastUpdated": plan.received}
    if "meta" in body:
        meta |= {key: said for key, said in body["meta"].items() if key in SAID and said}
    full = {"resourceType": body["resourceType"], "id": id, "meta": meta, **body}
    full["id"], full["meta"] = id, meta
    return full


def _gave_way(body: Resource) -> bool:
    """A stub is read by its id only; a search finds the survivor.

    Nothing was judged yet: what others call `link` may be anything.
    """
    links = body.get("link", ())
    return isinstance(links, list) and any(
        isinstance(link, dict) and link.get("type") == "replaced-by" for link in links
    )


def _lowered(issue: Issue, plan: Plan, full: Resource, profiles: Sequence[str]) -> Issue:
    """A national rule that this sender may break for a while warns instead.

    So does one that something in a document breaks: documents come from other countries too.
    """
    today = plan.inbound.received_at.date()
    key = full["resourceType"], full["id"]
    frames = plan.mapped.heads and key[0] in ("DocumentReference", "Provenance")
    held = any(key in one.parts for one in plan.mapped.documents)
    inside = frames or (held and key[0] != "Patient")
    if inside and issue.profile in profiles:
        return structs.replace(issue, severity=Severity.WARNING)
    lowered = any(low.rule == issue.rule and today <= low.until for low in plan.sender.lowered)
    national = bool(issue.profile)
    return structs.replace(issue, severity=Severity.WARNING) if lowered and national else issue
