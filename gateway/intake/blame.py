"""Where in the message does a fault of the resource come from? `Patient.birthDate` is `PID-7`.

The ledger knows which field wrote each element; it is read only when something is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from gateway.intake.plan import Plan
from gateway.model import Issue, Severity, Trace

BAD = frozenset({Severity.FATAL, Severity.ERROR})
TOLD = BAD | {Severity.WARNING}
"""What a sender is told at once."""


def blame(issues: Iterable[Issue], plan: Plan) -> Iterator[Issue]:
    """Each issue, with its place (and bytes) in what was sent where the ledger knows it.

    Bytes are looked up only where something is in the way: reading the ledger costs more than
    taking the message in.
    """
    held = list(issues)
    if all(issue.source for issue in held if issue.severity in TOLD) and not any(
        issue.severity in BAD for issue in held
    ):
        yield from held
        return
    traces = tuple(plan.mapper.traces(plan.document, plan.mapped.tape))
    for issue in held:
        yield _placed(issue, traces, plan)


def _placed(issue: Issue, traces: Sequence[Trace], plan: Plan) -> Issue:
    if issue.source:
        spans = [t.span for t in traces if _inside(t.source, issue.source)]
        return replace(issue, span=issue.span or _hull(spans))
    written = [t for t in traces if t.resource == issue.resource and t.target]
    near = [t for t in written if _touches(t.target, issue.target)]
    if near:
        return replace(issue, source=near[0].source, span=_hull([t.span for t in near]))
    made = next(
        (c.source for c in plan.mapped.changes if f"{c.type}/{c.id}" == issue.resource), ""
    )
    return replace(issue, source=made)


def _touches(written: str, at: str) -> bool:
    """Is one place inside the other?"""
    return _inside(written, at) or _inside(at, written)


def _inside(place: str, other: str) -> bool:
    rest = place[len(other) :]
    return place.startswith(other) and (not rest or rest[0] in ".[-")


def _hull(spans: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    return (min(s for s, _ in spans), max(e for _, e in spans)) if spans else None
