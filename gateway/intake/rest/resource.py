"""One resource that a client sends: as it is kept, what is wrong with it, and the receipt. Pure.

https://hl7.org/fhir/R4/http.html#create · https://hl7.org/fhir/R4/resource.html#Meta
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from msgspec import structs

from gateway.intake.blame import BAD
from gateway.intake.plan import digest
from gateway.intake.rest.wish import Write
from gateway.model import Entry, Issue, Receipt, Resource, Ruleset, Severity, Status

OURS = ("versionId", "lastUpdated")
"""What of `meta` only this server says."""


def full_of(body: Resource, id: str, version: int, at: str) -> Resource:
    """The same with its id, its version, when it was kept, and all of `meta` that was sent."""
    meta = {"versionId": str(version), "lastUpdated": at}
    if "meta" in body:
        said = body["meta"]
        meta = {**meta, **said_of(said)} if isinstance(said, dict) else said
    full = {"resourceType": body["resourceType"], "id": id, "meta": meta, **body}
    full["id"], full["meta"] = id, meta
    return full


def said_of(meta: Resource) -> Resource:
    """What of a `meta` its sender says."""
    return {key: value for key, value in meta.items() if key not in OURS}


def lowered_for(write: Write, ruleset: Ruleset) -> Collection[str]:
    """The rules that this sender may break today."""
    lowered = ruleset.senders[write.inbound.sender].lowered
    if not lowered:
        return ()
    today = write.inbound.received_at.date()
    return {one.rule for one in lowered if today <= one.until}


def checked(
    full: Resource, place: str, lowered: Collection[str], ruleset: Ruleset
) -> tuple[Issue, ...]:
    """Everything that is wrong with it, at its place in what was sent."""
    validator = ruleset.validator
    found = tuple(validator.check(full, validator.bound(full), advice=False))
    return tuple(_told(found, place, lowered)) if found else found


def _told(found: Sequence[Issue], place: str, lowered: Collection[str]) -> Iterator[Issue]:
    for issue in found:
        mild = issue.profile and issue.rule in lowered and issue.severity in BAD
        held = structs.replace(issue, severity=Severity.WARNING) if mild else issue
        yield structs.replace(held, target=_inside(place, issue.target))


def _inside(place: str, target: str) -> str:
    if not place:
        return target
    head, _, rest = target.partition(".")
    inner = rest if head[:1].isupper() else target
    return f"{place}.{inner}" if inner else place


def refused(write: Write, issues: Sequence[Issue], ruleset: Ruleset) -> Entry:
    """What a request leaves behind of which these issues let nothing be kept: the worst first."""
    order = [*Severity]
    found = sorted(issues, key=lambda issue: order.index(issue.severity))
    return Entry(write.inbound, receipt_of(write, Status.REJECTED, found, ruleset))


def receipt_of(
    write: Write,
    status: Status,
    issues: Sequence[Issue],
    ruleset: Ruleset,
    resources: tuple[str, ...] = (),
) -> Receipt:
    """What became of the request, before it is kept."""
    inbound = write.inbound
    return Receipt(
        sender=inbound.sender,
        control_id=write.key.removeprefix("rest|"),
        key=write.key,
        status=status,
        kind=write.kind,
        received_at=inbound.received_at,
        digest=digest(inbound.body),
        issues=tuple(issues),
        resources=resources,
        ruleset=ruleset.version,
    )
