"""What would become of a message, keeping nothing: the walk against an empty record. Pure.

https://hl7.org/fhir/R4/bundle.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gateway.intake.account import account
from gateway.intake.document import BASE
from gateway.intake.meet import meet
from gateway.intake.plan import Plan, plan
from gateway.intake.settle import Outcome, outcome
from gateway.intake.work import Work
from gateway.model import (
    Inbound,
    Issue,
    Pending,
    Rejected,
    Resource,
    Row,
    Ruleset,
    Standing,
    Status,
    Trace,
)

_QUESTIONS = 8
"""How often more may have to be known of one message."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """A message said in FHIR, whatever the verdict."""

    status: Status
    kind: str
    bundle: Resource
    """A collection Bundle, of a document its own; empty where nothing could be read."""
    issues: tuple[Issue, ...]
    ledger: tuple[Trace, ...]
    """Every leaf of the message, and what became of it; empty unless asked for."""


class _Unsearched:
    """What nobody keeps, nobody searches for: it has no index rows."""

    indexed: frozenset[tuple[str, str]] = frozenset()

    def rows(self, body: Resource) -> tuple[Row, ...]:  # noqa: ARG002 - as `Searches` has it
        """None."""
        return ()


_UNSEARCHED = _Unsearched()


def convert(inbound: Inbound, ruleset: Ruleset, *, ledger: bool = False) -> Conversion:
    """Say one message in FHIR: the Bundle, what is wrong, and (on request) the ledger.

    Never raises for what a message contains: what cannot be read is among the issues.
    """
    try:
        planned = plan(inbound, ruleset)
    except Rejected as verdict:
        return unread(*verdict.issues, status=verdict.status)
    return converted(planned, ruleset, ledger=ledger)


def converted(planned: Plan, ruleset: Ruleset, *, ledger: bool = False) -> Conversion:
    """The same of a message that has been read and said in FHIR."""
    unsearched = replace(ruleset, searches=_UNSEARCHED)
    work = _met(planned, unsearched)
    found = Outcome((), (), Status.FAULTED)
    if isinstance(work, Work):
        found = outcome(work, unsearched, advice=True)
    traces = account(planned, ruleset) if ledger else ()
    bodies = [stored.body for stored in found.resources]
    whole = _bundle(bodies)
    if planned.mapped.heads:
        whole = next((body for body in bodies if body["resourceType"] == "Bundle"), whole)
    return Conversion(found.status, planned.document.kind, whole, found.issues, tuple(traces))


def unread(*issues: Issue, status: Status = Status.REJECTED) -> Conversion:
    """What is said of something of which nothing can be read."""
    return Conversion(status, "", _bundle(()), issues, ())


def _met(planned: Plan, ruleset: Ruleset) -> Work | Pending:
    """The message against an empty record: whatever more must be known of it, there is nothing."""
    standing = Standing()
    work = meet(planned, standing, ruleset)
    for _ in range(_QUESTIONS):
        if isinstance(work, Work):
            break
        known = dict.fromkeys(work.keys.identities, 0)
        standing = replace(
            standing,
            loaded=standing.loaded.union(work.keys.dependents),
            revisions={**standing.revisions, **known},
        )
        work = meet(planned, standing, ruleset)
    return work


def _bundle(bodies: Sequence[Resource]) -> Resource:
    bundle: Resource = {"resourceType": "Bundle", "type": "collection"}
    entries = [
        {"fullUrl": f"{BASE}/{body['resourceType']}/{body['id']}", "resource": body}
        for body in bodies
    ]
    return {**bundle, "entry": entries} if entries else bundle
