"""A clinical document inside a message: what it says is taken in beside what the message says.

A message that brings a document of CDA (a letter, a report) keeps it as it came; what its entries
say is taken in as well, if it is about the patient of the message.
https://hl7.org/fhir/R4/documents.html · https://www.hl7.org/implement/standards/product_brief.cfm?product_id=496
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import structs

from gateway.adapters.recognise import CDA, recognise
from gateway.identity.names import pairs
from gateway.intake.document import number, parts
from gateway.intake.stated import whole
from gateway.model import (
    Change,
    Document,
    Inside,
    Issue,
    Mapped,
    Mapper,
    Rejected,
    Ruleset,
    Sender,
    Severity,
)
from gateway.reconcile import patient_of
from gateway.wording import told

_SHORTEST = 64
"""Characters below which nothing is a document."""
_BEGINNING = 4 * 1366
"""Characters that are looked at: whole groups of four."""
_HOLDER = "DocumentReference"


def unfolded(
    mapped: Mapped, message: Document, mapper: Mapper, ruleset: Ruleset, sender: Sender
) -> Mapped:
    """The same, with what each document in it says; itself where there is none."""
    if mapped.heads or CDA not in ruleset.adapters:
        return mapped
    holders = [change for change in mapped.changes if change.type == _HOLDER]
    held = [*_documents(holders)] if holders else ()
    if not held:
        return mapped
    wrote = {(one.resource, one.target): one.source for one in mapper.traces(message, mapped.tape)}
    for holder, target, body in held:
        place = wrote.get((f"{_HOLDER}/{holder.id}", target), holder.source)
        mapped = _with(mapped, holder, place, body, ruleset, sender)
    return mapped


def _documents(changes: Sequence[Change]) -> Iterator[tuple[Change, str, bytes]]:
    """(what holds it, place in that, bytes) of each document of CDA that a change holds."""
    for change in changes:
        for at, content in enumerate(change.body.get("content", ())):
            data = content.get("attachment", {}).get("data", "")
            if len(data) > _SHORTEST and (body := _decoded(data)):
                place = f"{_HOLDER}.content[{at}].attachment.data"
                yield change, place, body


def _decoded(data: str) -> bytes:
    """The bytes of a document of CDA; empty where it is something else."""
    try:
        if recognise(b64decode(data[:_BEGINNING])) != CDA:
            return b""
        return b64decode(data)
    except ValueError:
        return b""


def _with(  # noqa: PLR0913, PLR0917 - what holds it, where, and what reads it
    mapped: Mapped, holder: Change, place: str, body: bytes, ruleset: Ruleset, sender: Sender
) -> Mapped:
    """With what the document at that place of the message says."""
    try:
        document = ruleset.adapters[CDA].parse(body, sender)
    except Rejected as verdict:
        return _told(mapped, [_inside(issue, place) for issue in verdict.issues])
    named = number(document, sender)
    if any(one.mapped.number == named for one in mapped.inside):
        return mapped
    inner = ruleset.mappers(CDA, sender.name).apply(document)
    whose = patient_of(holder.body)
    ours = next((o for o in mapped.changes if o.type == "Patient" and o.id == whose), None)
    theirs = next((one for one in inner.changes if one.type == "Patient"), None)
    if not inner.heads or ours is None or theirs is None or not _same(ours, theirs):
        return _told(mapped, [_untaken("document-of-another", place)])
    if any(one.mapped.heads == inner.heads for one in mapped.inside):
        return _told(mapped, [_untaken("document-version-beside", place)])
    head = next(one for one in inner.changes if one.id == inner.heads)
    added = tuple(
        structs.replace(one, source=holder.source, body=_turned(one.body, theirs.id, ours.id))
        for one in whole(inner.changes, head)
        if one.type not in ("Patient", "Provenance")
    )
    held = structs.replace(
        inner, changes=added, number=named, parts=parts((*added, ours)), embedded=True, issues=()
    )
    merged = structs.replace(
        mapped,
        changes=(*mapped.changes, *added),
        inside=(*mapped.inside, Inside(place, CDA, document, held)),
    )
    return _told(merged, [_inside(issue, place) for issue in inner.issues])


def _untaken(rule: str, place: str) -> Issue:
    """It is kept as it came, and nothing of it is taken in."""
    return told(
        rule,
        severity=Severity.WARNING,
        source=place,
        target=_HOLDER,
        code="business-rule",
    )


def _same(ours: Change, theirs: Change) -> bool:
    """Do message and document name one patient by a number that both know?"""
    known = set(pairs(ours.body.get("identifier", ())))
    return not known.isdisjoint(pairs(theirs.body.get("identifier", ())))


def _turned(node: Any, old: str, new: str) -> Any:
    """The node, every reference to the document's patient turned to that of the message."""
    if old == new:
        return node
    if isinstance(node, dict):
        made = {key: _turned(value, old, new) for key, value in node.items()}
        if made.get("reference") == f"Patient/{old}":
            made["reference"] = f"Patient/{new}"
        return made
    return [_turned(one, old, new) for one in node] if isinstance(node, list) else node


def _inside(issue: Issue, place: str) -> Issue:
    """What is wrong inside never refuses the message: the document is kept as it came."""
    bad = issue.severity in (Severity.FATAL, Severity.ERROR)
    severity = Severity.WARNING if bad else issue.severity
    further = issue.source if issue.source.startswith("/") else f"/{issue.source}"
    source = place + further if issue.source else place
    return structs.replace(issue, severity=severity, source=source, span=None)


def _told(mapped: Mapped, issues: Sequence[Issue]) -> Mapped:
    return structs.replace(mapped, issues=(*mapped.issues, *issues))
