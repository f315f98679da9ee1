"""A clinical document inside a message: what it says is taken in beside what the message says.

A message that brings a document of CDA (a letter, a report) keeps it as it came; what its entries
say is taken in as well, if it is about the patient of the message.
https://hl7.org/fhir/R4/documents.html · https://www.hl7.org/implement/standards/product_brief.cfm?product_id=496
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from msgspec import structs

from gateway.adapters.recognise import CDA, recognise
from gateway.identity.names import pairs
from gateway.intake.document import number, parts
from gateway.intake.stated import whole
from gateway.model import Change, Issue, Mapped, Rejected, Ruleset, Sender, Severity
from gateway.wording import told

_SHORTEST = 64
"""Characters below which nothing is a document."""
_BEGINNING = 4 * 1366
"""Characters that are looked at: whole groups of four."""
_HOLDER = "DocumentReference"


def unfolded(mapped: Mapped, ruleset: Ruleset, sender: Sender) -> Mapped:
    """The same, with what the first document in it says; itself where there is none."""
    if mapped.heads or CDA not in ruleset.adapters:
        return mapped
    for change, body in _documents(mapped.changes):
        return _with(mapped, change, body, ruleset, sender)
    return mapped


def _documents(changes: Sequence[Change]) -> Iterator[tuple[Change, bytes]]:
    """Each document of CDA that a change holds."""
    for change in changes:
        if change.type != _HOLDER:
            continue
        for content in change.body.get("content", ()):
            data = content.get("attachment", {}).get("data", "")
            if len(data) > _SHORTEST and (body := _decoded(data)):
                yield change, body


def _decoded(data: str) -> bytes:
    """The bytes of a document of CDA; empty where it is something else."""
    try:
        if recognise(b64decode(data[:_BEGINNING])) != CDA:
            return b""
        return b64decode(data)
    except ValueError:
        return b""


def _with(mapped: Mapped, holder: Change, body: bytes, ruleset: Ruleset, sender: Sender) -> Mapped:
    try:
        document = ruleset.adapters[CDA].parse(body, sender)
    except Rejected as verdict:
        return _told(mapped, [_inside(issue, holder) for issue in verdict.issues])
    inner = ruleset.mappers(CDA, sender.name).apply(document)
    ours = next((one for one in mapped.changes if one.type == "Patient"), None)
    theirs = next((one for one in inner.changes if one.type == "Patient"), None)
    if not inner.heads or not _same(ours, theirs):
        issue = told(
            "document-of-another",
            severity=Severity.WARNING,
            source=holder.source,
            target=_HOLDER,
            code="business-rule",
        )
        return _told(mapped, [issue])
    assert ours is not None  # noqa: S101 - they are the same
    assert theirs is not None  # noqa: S101 - they are the same
    head = next(one for one in inner.changes if one.id == inner.heads)
    added = [
        structs.replace(one, source=holder.source, body=_turned(one.body, theirs.id, ours.id))
        for one in whole(inner.changes, head)
        if one.type not in ("Patient", "Provenance")
    ]
    merged = replace(
        mapped,
        changes=(*mapped.changes, *added),
        heads=inner.heads,
        number=number(document, sender),
        parts=parts((*added, ours)),
        embedded=True,
    )
    return _told(merged, [_inside(issue, holder) for issue in inner.issues])


def _same(ours: Change | None, theirs: Change | None) -> bool:
    """Do message and document name one patient by a number that both know?"""
    if ours is None or theirs is None:
        return False
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


def _inside(issue: Issue, holder: Change) -> Issue:
    """What is wrong inside never refuses the message: the document is kept as it came."""
    bad = issue.severity in (Severity.FATAL, Severity.ERROR)
    severity = Severity.WARNING if bad else issue.severity
    return structs.replace(
        issue, severity=severity, source=f"{holder.source}{issue.source}", span=None
    )


def _told(mapped: Mapped, issues: Sequence[Issue]) -> Mapped:
    return replace(mapped, issues=(*mapped.issues, *issues))
