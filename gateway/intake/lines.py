"""A text that was sent a line at a time is one result: its lines in their order, empty ones too.

Else whoever reads it finds as many results as lines, in any order, and of a text that was
corrected and became shorter the last lines would stand for ever.
https://www.hl7.eu/HL7v2x/v251/std251/ch07.html (7.4.2) · https://hl7.org/fhir/R4/observation.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import structs

from gateway.model import Change, Mapped, Resource

_STATES = ("preliminary", "corrected", "amended", "registered", "unknown", "final")
"""What a line may be so that it goes with others: the first that one of them is, the whole is."""
_TEXT = frozenset({"status", "valueString"})
_NAMES = (("DiagnosticReport", "result"), ("ServiceRequest", "supportingInfo"))
"""Where the results of a message are named."""


def one_text(mapped: Mapped, lines: Sequence[tuple[str, str]]) -> Mapped:
    """The same changes, each text whole in the result of its first line.

    Takes (place of a line, place of the one before it). A line that says more than its text and
    its state, or that was withdrawn, stays by itself.
    """
    places = {one.source: at for at, one in enumerate(mapped.changes) if one.type == "Observation"}
    changes: dict[int, Change] = dict(enumerate(mapped.changes))
    heads: dict[int, int] = {}
    headings: dict[int, Resource] = {}
    for line, before in lines:
        at, there = places.get(line), places.get(before)
        if at is None or there is None:
            continue
        head = heads.get(there, there)
        if head not in headings:
            headings[head] = _heading(changes[head].body)
        alike = headings[head] == _heading(changes[at].body)
        if alike and _goes_on(changes[head], changes[at], joined=head != there):
            changes[head] = _joined(changes[head], changes.pop(at))
            heads[at] = head
    if not heads:
        return mapped
    ids = {mapped.changes[at].id: changes[head].id for at, head in heads.items()}
    made = {*ids, *ids.values()}
    return structs.replace(
        mapped,
        changes=tuple(_naming(one, ids) for one in changes.values()),
        likes={key: like for key, like in mapped.likes.items() if key[1] not in made},
        moved={**mapped.moved, **dict(_moved(mapped, heads))},
    )


def _goes_on(head: Change, line: Change, *, joined: bool) -> bool:
    """Is a line under that heading one of that text? One without words begins none."""
    states = head.body.get("status", "unknown"), line.body.get("status", "unknown")
    begun = joined or "valueString" in head.body or "valueString" in line.body
    return begun and head.mode == line.mode and all(one in _STATES for one in states)


def _heading(body: Resource) -> Resource:
    """All that a line says beside its text."""
    return {key: said for key, said in body.items() if key not in _TEXT}


def _joined(head: Change, line: Change) -> Change:
    words = [one.body.get("valueString", "") for one in (head, line)]
    states = {one.body["status"] for one in (head, line) if "status" in one.body}
    body: Resource = {**head.body, "valueString": "\n".join(words)}
    if states:
        body["status"] = next(one for one in _STATES if one in states)
    return structs.replace(head, body=body)


def _naming(change: Change, ids: Mapping[str, str]) -> Change:
    """What names a line names the whole text, once."""
    for type, element in _NAMES:
        if change.type == type and element in change.body:
            named = [
                one
                for one in change.body[element]
                if str(one.get("reference", "")).removeprefix("Observation/") not in ids
            ]
            if len(named) < len(change.body[element]):
                change = structs.replace(change, body={**change.body, element: named})
    return change


def _moved(
    mapped: Mapped, heads: Mapping[int, int]
) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Where the ledger finds what a line said: in the result of the first one."""
    for at, head in heads.items():
        line, whole = mapped.changes[at], mapped.changes[head]
        yield (f"Observation/{line.id}", ""), (f"Observation/{whole.id}", "")
