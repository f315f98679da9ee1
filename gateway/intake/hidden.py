"""What a report brings along, its documents and its results, is at least as secret. Pure.

https://hl7.org/fhir/R4/security-labels.html
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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


def _said(changes: Iterable[Change]) -> Labels:
    """Of a result that stands in several reports: the labels of each."""
    found: defaultdict[str, list[Resource]] = defaultdict(list)
    for name, label in _each(changes):
        if label not in found[name]:
            found[name].append(label)
    return found


def _each(changes: Iterable[Change]) -> Iterator[tuple[str, Resource]]:
    for one in changes:
        if one.type == _REPORT:
            names = f"{_REPORT}/{one.id}", *(it.get("reference", "") for it in _results(one.body))
            labels = one.body.get("meta", {}).get("security", ())
            yield from product(names, labels)


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


def _results(body: Resource) -> Sequence[dict[str, Any]]:
    found: Sequence[dict[str, Any]] = body.get("result", ())
    return found


def _related(body: Resource) -> Sequence[dict[str, Any]]:
    found: Sequence[dict[str, Any]] = body.get("context", {}).get("related", ())
    return found
