"""Security labels of a resource: silence never takes one away, and a new degree replaces the old.

https://hl7.org/fhir/R4/security-labels.html
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from gateway.model import Resource

DEGREES = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
"""The system whose codes are degrees of one thing: only one of them holds."""


def labels(body: Resource) -> list[dict[str, Any]]:
    """The labels of a resource."""
    found: list[dict[str, Any]] = body.get("meta", {}).get("security", [])
    return found


def bare(body: Resource) -> Resource:
    """A resource as kept, less its id and what the store says of it: the labels stay."""
    said = {key: value for key, value in body.items() if key not in ("id", "meta")}
    return labelled(said, labels(body))


def labelled(body: Resource, found: Sequence[dict[str, Any]]) -> Resource:
    """The same resource, with these labels and no other."""
    left = {key: value for key, value in body.items() if key != "meta"}
    return {**left, "meta": {"security": list(found)}} if found else left


def restated(standing: Resource, said: Resource) -> list[dict[str, Any]]:
    """The labels where a source says some anew: a degree of its own replaces the one before."""
    new = labels(said)
    graded = any(label.get("system") == DEGREES for label in new)
    kept = [one for one in labels(standing) if not (graded and one.get("system") == DEGREES)]
    return union((kept, new))


def union(lists: Iterable[Sequence[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Each label once."""
    found: dict[tuple[Any, Any], dict[str, Any]] = {}
    for stated in lists:
        for label in stated:
            found.setdefault((label.get("system"), label.get("code")), label)
    return list(found.values())
