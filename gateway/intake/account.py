"""The ledger of a message as it is kept: with what became a Binary, and what documents in it say.

Each document inside has a tape of its own, kept in one with that of its message. Pure.
https://hl7.org/fhir/R4/provenance.html
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from gateway.intake.plan import Plan
from gateway.intake.work import claims
from gateway.model import Change, Fate, Inside, Mapped, Ruleset, Sender, Trace, Wanted
from gateway.reconcile import in_order

_SEVERAL = b"\xff\xff\xff\xff"
"""With what several tapes in one begin: no tape does by itself."""
_SIZE = 4
_FIELD = "-"
"""What is in the name of a field, and not in that of a segment alone: `PID-13`."""
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
    moved = {**_where_kept(mapped.changes), **mapped.moved}
    for trace in own:
        yield _moved(trace, moved)
        document = inside.get(trace.source)
        if document is not None:
            tape = tapes[document.place]
            mapper = ruleset.mappers(document.format, sender.name)
            for one in mapper.traces(document.document, tape):
                yield _within(one, document, trace.span)


def _where_kept(changes: Iterable[Change]) -> dict[tuple[str, str], tuple[str, str]]:
    """Items of lists that are kept elsewhere than the tape tells: where it does -> where they are.

    What no field says (a constant, who the message is about) is on no tape, and a list is kept in
    the order of its fields where others may speak of the same thing.
    """
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for one in changes:
        for key, origins in one.parts.items():
            order = in_order(origins) if claims(one) else range(len(origins))
            now = {before: at for at, before in enumerate(order)}
            told = [before for before, origin in enumerate(origins) if _FIELD in origin]
            for at, before in enumerate(told):
                if now[before] != at:
                    name, element = f"{one.type}/{one.id}", f"{one.type}.{key}"
                    found[name, f"{element}[{at}]"] = name, f"{element}[{now[before]}]"
    return found


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
