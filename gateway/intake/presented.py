"""A report names its documents: who opens it finds the letter that came with its results. Pure.

Each form bears its document's id: one that is sent anew or withdrawn changes no other.
https://hl7.org/fhir/R4/diagnosticreport.html
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec import structs

from gateway.model import Change, Mapped, Mode, Resource

_REPORT = "DiagnosticReport/"
_GONE = frozenset({"entered-in-error", "superseded"})
"""States of a document that shows its report no more."""


def presented(mapped: Mapped) -> Mapped:
    """The same changes, each report with the files of the documents that say they are its own."""
    found = _documents(mapped.changes)
    if not found:
        return mapped
    changes = tuple(_with_forms(one, found) for one in mapped.changes)
    altered = {(one.type, one.id) for one in changes if _named(one) in found}
    likes = {key: like for key, like in mapped.likes.items() if key not in altered}
    return structs.replace(mapped, changes=changes, likes=likes)


def _documents(changes: Sequence[Change]) -> Mapping[str, Sequence[Change]]:
    """Report -> the documents that are about it."""
    found: defaultdict[str, list[Change]] = defaultdict(list)
    for one in changes:
        if one.type == "DocumentReference" and one.mode is Mode.DELTA:
            for about in one.body.get("context", {}).get("related", ()):
                if about.get("reference", "").startswith(_REPORT):
                    found[about["reference"]].append(one)
    return found


def _named(change: Change) -> str:
    return f"{change.type}/{change.id}"


def _with_forms(report: Change, found: Mapping[str, Sequence[Change]]) -> Change:
    documents = found.get(_named(report), ())
    if not documents or report.mode is not Mode.DELTA:
        return report
    forms: list[Resource] = []
    origins: list[str] = []
    for one in documents:
        shown = _forms(one)
        forms += shown
        origins += [one.id] * len(shown)
    gone = [f"presentedForm@{one.id}" for one in documents if one.id not in origins]
    body, parts = dict(report.body), dict(report.parts)
    if forms:
        body["presentedForm"], parts["presentedForm"] = forms, tuple(origins)
    removed = tuple(sorted({*report.removed, *gone}))
    return structs.replace(report, body=body, parts=parts, removed=removed)


def _forms(document: Change) -> list[Resource]:
    """What of a document can be opened; nothing of one that counts no more."""
    if document.body.get("status") in _GONE:
        return []
    files = [one.get("attachment", {}) for one in document.body.get("content", ())]
    return [{"id": document.id, **one} for one in files if "url" in one]
