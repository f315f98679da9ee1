"""Where in the message does a fault of the resource come from? `Patient.birthDate` is `PID-7`.

The ledger knows which field wrote each element; it is read only when something is wrong.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from msgspec import structs

from gateway.intake.account import account
from gateway.intake.places import around, inside
from gateway.intake.plan import Plan
from gateway.model import Issue, Ruleset, Severity, Trace, Wanted

Span: TypeAlias = tuple[int, int]
Field: TypeAlias = tuple[int, str, Span]
"""(which leaf of the message it is, its place, its bytes)"""

BAD = frozenset({Severity.FATAL, Severity.ERROR})
TOLD = BAD | {Severity.WARNING}
"""What a sender is told at once."""


def blame(
    issues: Iterable[Issue],
    plan: Plan,
    names: Mapping[str, str],
    ruleset: Ruleset,
    *,
    advice: bool = False,
) -> Iterator[Issue]:
    """Each issue, with its place (and bytes) in what was sent where the ledger knows it.

    `names` tells under which `Type/id` a resource that the mapper named is kept. The ledger is
    read only where something is in the way, or the places of mere `advice` are asked for too:
    that costs more than taking the message in.
    """
    held = [structs.replace(i, resource=names.get(i.resource, i.resource)) for i in issues]
    asks = advice or _asks(held)
    yield from _blamed(held, plan, names, ruleset) if asks else held


def _asks(held: Sequence[Issue]) -> bool:
    """Is something in the way, or a sender to be told of something without its place?"""
    told = [issue for issue in held if issue.severity in TOLD]
    return any(issue.severity in BAD or not issue.source for issue in told)


def _blamed(
    held: Sequence[Issue], plan: Plan, names: Mapping[str, str], ruleset: Ruleset
) -> Iterator[Issue]:
    wanted: dict[str, set[str]] = {}
    for issue in held:
        if not issue.source:
            wanted.setdefault(issue.resource, set()).update(_around(issue.target))
    asked = _asked(wanted, names)
    written = _Written(wanted)
    if asked:
        written.read(account(plan, ruleset, asked), names)
    leaves = _leaves(
        [one.source for one in held if one.source and one.span is None], plan, ruleset
    )
    made = {
        names.get(f"{c.type}/{c.id}", f"{c.type}/{c.id}"): c.source for c in plan.mapped.changes
    }
    for issue in held:
        if issue.source:
            yield _spanned(issue, leaves)
        else:
            segment = made.get(issue.resource, "")
            yield _placed(issue, written, segment, plan)


def _leaves(places: Collection[str], plan: Plan, ruleset: Ruleset) -> list[tuple[str, Span]]:
    """(place, bytes) of the leaves in these places, and maybe of others: sorted."""
    if not places:
        return []
    if plan.mapped.inside:
        return sorted((one.source, one.span) for one in account(plan, ruleset))
    return sorted(plan.mapper.spans(plan.document, plan.mapped.account, {*places}))


def _asked(wanted: Mapping[str, Collection[str]], names: Mapping[str, str]) -> Wanted:
    """The elements right below resources that are asked for, or that what is asked for lies in.

    What stands under another name was written under its own.
    """
    heads = {
        name: {at.split(".", 2)[1].partition("[")[0] for at in places}
        for name, places in wanted.items()
        if places
    }
    own = {name: heads[kept] for name, kept in names.items() if kept in heads}
    return heads | {name: known | heads.get(name, set()) for name, known in own.items()}


class _Written:
    """Which fields wrote the wanted elements, something in them, or what they are in.

    What only stands beside a resource (an ignored field of the segment before) wrote none of it.
    """

    def __init__(self, wanted: Mapping[str, Collection[str]]) -> None:
        self._wanted = wanted
        self._within: dict[tuple[str, str], Field] = {}
        """(resource, element) -> the first field that wrote it or in it, and the bytes of all."""
        self._whole: dict[tuple[str, str], Field] = {}
        """The same of what wrote just this: an element in it looks for it once it is asked for."""

    def read(self, ledger: Iterable[Trace], names: Mapping[str, str]) -> None:
        """Take in what the ledger tells."""
        for number, trace in enumerate(ledger):
            name, target = names.get(trace.resource, trace.resource), trace.target
            wanted = self._wanted.get(name)
            if wanted and "." in target:
                field = number, trace.source, trace.span
                _add(self._whole, (name, target), field)
                for at in around(target):
                    if at in wanted:
                        _add(self._within, (name, at), field)

    def of(self, resource: str, element: str) -> Field | None:
        """The first field of this element, and the bytes of all."""
        found = [self._within.get((resource, element))]
        found += [self._whole.get((resource, at)) for at in around(element)]
        known = [one for one in found if one is not None]
        return _both(known) if known else None


def _add(known: dict[tuple[str, str], Field], key: tuple[str, str], field: Field) -> None:
    before = known.get(key)
    known[key] = field if before is None else _both((before, field))


def _both(fields: Sequence[Field]) -> Field:
    number, place, _ = min(fields)
    return number, place, _hull([span for _, _, span in fields])


def _spanned(issue: Issue, leaves: Sequence[tuple[str, Span]]) -> Issue:
    """With the bytes of its place, where it does not know them itself."""
    if issue.span:
        return issue
    spans = [*_spans(issue.source, leaves)]
    return structs.replace(issue, span=_hull(spans) if spans else None)


def _spans(source: str, leaves: Sequence[tuple[str, Span]]) -> Iterator[Span]:
    """The bytes of the leaves in a place: they stand together, since their places begin alike."""
    for at in range(bisect_left(leaves, (source,)), len(leaves)):
        place, span = leaves[at]
        if not place.startswith(source):
            return
        if inside(place, source):
            yield span


def _placed(issue: Issue, written: _Written, segment: str, plan: Plan) -> Issue:
    """At the field that wrote the element, or what is around it, or else would have written it.

    A whole resource is its segment's matter.
    """
    for at in _around(issue.target):
        near = written.of(issue.resource, at)
        if near is not None:
            return structs.replace(issue, source=near[1], span=near[2])
    unsaid = plan.mapper.field(segment, issue.target) if segment and "." in issue.target else ""
    return structs.replace(issue, source=unsaid or segment)


def _around(target: str) -> Iterator[str]:
    """An element and those that it is in, but for the resource: from the inside out."""
    while "." in target:
        yield target
        target = target.rpartition(".")[0]


def _hull(spans: Sequence[Span]) -> Span:
    return min(s for s, _ in spans), max(e for _, e in spans)
