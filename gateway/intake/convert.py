"""What would become of a message, keeping nothing: the walk against an empty record. Pure.

https://hl7.org/fhir/R4/bundle.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.intake.meet import meet
from gateway.intake.plan import plan
from gateway.intake.settle import outcome
from gateway.model import (
    Inbound,
    Issue,
    Keys,
    Pending,
    Rejected,
    Resource,
    Ruleset,
    Standing,
    Status,
    Trace,
)

BASE = "https://fhir.gateway.example/fhir"
"""Base of the full URLs in a Bundle that no server has kept."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """A message said in FHIR, whatever the verdict."""

    status: Status
    kind: str
    bundle: Resource
    """A collection Bundle; empty where the message cannot be read at all."""
    issues: tuple[Issue, ...]
    ledger: tuple[Trace, ...]
    """Every leaf of the message, and what became of it; empty unless asked for."""


def convert(inbound: Inbound, ruleset: Ruleset, *, ledger: bool = False) -> Conversion:
    """Say one message in FHIR: the Bundle, what is wrong, and (on request) the ledger.

    Never raises for what a message contains: what cannot be read is among the issues.
    """
    try:
        planned = plan(inbound, ruleset)
    except Rejected as verdict:
        return Conversion(verdict.status, "", _bundle(()), verdict.issues, ())
    work = meet(planned, Standing(), ruleset)
    while isinstance(work, Pending):
        work = meet(planned, _nothing(work.keys), ruleset)
    found = outcome(work, ruleset)
    traces = planned.mapper.traces(planned.document, planned.mapped.tape) if ledger else ()
    bodies = [stored.body for stored in found.resources]
    return Conversion(
        found.status, planned.document.kind, _bundle(bodies), found.issues, tuple(traces)
    )


def _nothing(keys: Keys) -> Standing:
    """What an empty record holds of these: nothing, and that is known."""
    revisions = dict.fromkeys(keys.identities, 0)
    return Standing(loaded=frozenset(keys.dependents), revisions=revisions)


def _bundle(bodies: Sequence[Resource]) -> Resource:
    bundle: Resource = {"resourceType": "Bundle", "type": "collection"}
    entries = [
        {"fullUrl": f"{BASE}/{body['resourceType']}/{body['id']}", "resource": body}
        for body in bodies
    ]
    return {**bundle, "entry": entries} if entries else bundle
