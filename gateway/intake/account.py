"""The ledger of a message as it is kept: with what became a Binary, and what documents in it say.

Each document inside has a tape of its own, kept in one with that of its message. Pure.
https://hl7.org/fhir/R4/provenance.html
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from gateway.intake.plan import Plan
from gateway.model import Fate, Inside, Mapped, Ruleset, Sender, Trace, Wanted

_SEVERAL = b"\xff\xff\xff\xff"
"""With what several tapes in one begin: no tape does by itself."""
_SIZE = 4
_MESSAGES_OWN = frozenset({"Patient", "Provenance"})
"""Of these the message speaks, and not a document in it."""


def packed(mapped: Mapped) -> bytes:
    """The tape of a message, with those of the documents in it."""
    if not mapped.inside:
        return mapped.tape
    tapes = [one.mapped.tape for one in mapped.inside]
    told = [[one.place, len(tape)] for one, tape in zip(mapped.inside, tapes, strict=True)]
    head = json.dumps([len(mapped.tape), told], separators=(",", ":")).encode()
    return b"".join((_SEVERAL, len(head).to_bytes(_SIZE), head, mapped.tape, *tapes))


def parted(tape: bytes) -> tuple[bytes, dict[str, bytes]]:
    """(tape of the message, place of a document in it -> its tape)"""
    if not tape.startswith(_SEVERAL):
        return tape, {}
    at = 2 * _SIZE
    begin = at + int.from_bytes(tape[_SIZE:at])
    size, told = json.loads(tape[at:begin])
    found, at = {}, begin + size
    for place, length in told:
        found[place] = tape[at : at + length]
        at += length
    return tape[begin : begin + size], found


def account(plan: Plan, ruleset: Ruleset, resources: Wanted | None = None) -> Iterator[Trace]:
    """Every leaf of the message and of the documents in it, and what became of it.

    `resources`: nobody asks of more than of what became part of these.
    """
    own = plan.mapper.traces(plan.document, plan.mapped.account, _asked(plan.mapped, resources))
    tapes = {one.place: one.mapped.tape for one in plan.mapped.inside}
    return told(own, plan.mapped, tapes, ruleset, plan.sender)


def _asked(mapped: Mapped, resources: Wanted | None) -> Wanted | None:
    """Those whose leaves the mapper must tell of: all, where documents inside are told of.

    What was moved lay in another element of another resource: of all of that one is asked.
    """
    if resources is None or mapped.inside:
        return None
    moved = {old for (old, _), (new, _) in mapped.moved.items() if new in resources}
    return {**resources, **dict.fromkeys(moved, ())}


def told(
    own: Iterable[Trace],
    mapped: Mapped,
    tapes: Mapping[str, bytes],
    ruleset: Ruleset,
    sender: Sender,
) -> Iterator[Trace]:
    """The traces of a message as it is kept, those of each document behind the leaf it came in."""
    inside = {one.place: one for one in mapped.inside if one.place in tapes}
    for trace in own:
        yield _moved(trace, mapped.moved)
        document = inside.get(trace.source)
        if document is not None:
            tape = tapes[document.place]
            mapper = ruleset.mappers(document.format, sender.name)
            for one in mapper.traces(document.document, tape):
                yield _within(one, document, trace.span)


def _moved(trace: Trace, moved: Mapping[tuple[str, str], tuple[str, str]]) -> Trace:
    """Its target as it is kept: content that became a Binary, or that others were joined to."""
    if not moved or not trace.resource:
        return trace
    exact = moved.get((trace.resource, trace.target))
    if exact is not None:
        return replace(trace, resource=exact[0], target=exact[1])
    whole = moved.get((trace.resource, ""))
    if whole is not None:
        return replace(trace, resource=whole[0])
    head, bracket, rest = trace.target.partition("]")
    near = moved.get((trace.resource, head + bracket))
    return trace if near is None else replace(trace, resource=near[0], target=near[1] + rest)


def _within(trace: Trace, document: Inside, span: tuple[int, int]) -> Trace:
    """Its place behind that of the document; whom it is about is said by the message."""
    source = f"{document.place}{trace.source}"
    if trace.resource.partition("/")[0] in _MESSAGES_OWN:
        return Trace(source, Fate.IGNORED, row=trace.row, reason="duplicate", span=span)
    return replace(trace, source=source, span=span)
