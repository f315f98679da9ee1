"""A document that a report brings along is at least as secret as the report. Pure.

https://hl7.org/fhir/R4/security-labels.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import structs

from gateway.model import Change, Mapped, Resource

_REPORT, _DOCUMENT = "DiagnosticReport", "DocumentReference"


def hidden(mapped: Mapped) -> Mapped:
    """The same changes, each document with the security labels of its report."""
    labels = {
        f"{_REPORT}/{one.id}": one.body["meta"]["security"]
        for one in mapped.changes
        if one.type == _REPORT and one.body.get("meta", {}).get("security")
    }
    if not labels:
        return mapped
    changes = tuple(
        _labelled(one, labels) if one.type == _DOCUMENT else one for one in mapped.changes
    )
    likes = {key: like for key, like in mapped.likes.items() if key[0] != _DOCUMENT}
    return structs.replace(mapped, changes=changes, likes=likes)


def _labelled(document: Change, labels: Mapping[str, Sequence[Resource]]) -> Change:
    named = [one.get("reference", "") for one in _related(document.body)]
    said = document.body.get("securityLabel", [])
    more = [{"coding": [one]} for name in named for one in labels.get(name, ())]
    more = [one for one in more if one not in said]
    if not more:
        return document
    return structs.replace(document, body={**document.body, "securityLabel": [*said, *more]})


def _related(body: Resource) -> Sequence[dict[str, Any]]:
    found: Sequence[dict[str, Any]] = body.get("context", {}).get("related", ())
    return found
