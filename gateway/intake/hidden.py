"""What a report brings along, its documents and its results, is at least as secret. Pure.

https://hl7.org/fhir/R4/security-labels.html
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any, TypeAlias

from msgspec import structs

from gateway.model import Change, Mapped, Resource

Labels: TypeAlias = Mapping[str, Sequence[Resource]]
"""`Type/id` of a report or of one of its results -> the security labels of the report."""

_REPORT, _DOCUMENT, _RESULT = "DiagnosticReport", "DocumentReference", "Observation"


def hidden(mapped: Mapped) -> Mapped:
    """The same changes, each document and each result with the security labels of its report."""
    labels = _said(mapped.changes)
    if not labels:
        return mapped
    changes = tuple(_labelled(one, labels) for one in mapped.changes)
    likes = {
        key: like
        for key, like in mapped.likes.items()
        if key[0] != _DOCUMENT and "/".join(key) not in labels
    }
    return structs.replace(mapped, changes=changes, likes=likes)


def _said(changes: Sequence[Change]) -> Labels:
    """Of a result that stands in several reports: the labels of each."""
    found: defaultdict[str, list[Resource]] = defaultdict(list)
    for name, label in _each(changes):
        if label not in found[name]:
            found[name].append(label)
    return found


def _each(changes: Sequence[Change]) -> Iterator[tuple[str, Resource]]:
    for one in changes:
        labels = one.body.get("meta", {}).get("security") if one.type == _REPORT else None
        if labels:
            names = f"{_REPORT}/{one.id}", *_within(one.body, changes)
            yield from product(names, labels)


def _within(report: Resource, changes: Sequence[Change]) -> Iterator[str]:
    """The results of a report, and the members of each."""
    bodies = {f"{_RESULT}/{one.id}": one.body for one in changes if one.type == _RESULT}
    seen: set[str] = set()
    left = [*_led(report, "result")]
    while left:
        name = left.pop()
        if name not in seen:
            seen.add(name)
            yield name
            left += _led(bodies.get(name, {}), "hasMember")


def _led(body: Resource, key: str) -> Iterator[str]:
    return (one["reference"] for one in body.get(key, ()) if "reference" in one)


def _labelled(change: Change, labels: Labels) -> Change:
    if change.type == _DOCUMENT:
        return _document(change, labels)
    more = labels.get(f"{_RESULT}/{change.id}", ()) if change.type == _RESULT else ()
    if not more:
        return change
    meta = change.body.get("meta", {})
    said = meta.get("security", [])
    whole = [*said, *(one for one in more if one not in said)]
    return structs.replace(change, body={**change.body, "meta": {**meta, "security": whole}})


def _document(document: Change, labels: Labels) -> Change:
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
