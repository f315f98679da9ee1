"""What is left of a document where some of its entries are wrong, and nothing points to these.

https://hl7.org/fhir/R4/documents.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import structs

from gateway.fhirjson.references import references
from gateway.intake.left_out import explained
from gateway.model import Issue, Resource, Severity, Stored

_BAD = frozenset({Severity.FATAL, Severity.ERROR})


@dataclass(frozen=True, slots=True)
class Sound:
    """What is left of a document's resources where some were wrong."""

    resources: tuple[Stored, ...]
    changed: frozenset[tuple[str, str]]
    """Those that named one that was left out, and must be looked at again."""
    issues: tuple[Issue, ...]


def sound(resources: Sequence[Stored], issues: Sequence[Issue], entries: frozenset[str]) -> Sound:
    """Leave out the `entries` (`Type/id`) that are wrong; what is wrong with one warns then."""
    wrong = frozenset(
        issue.resource for issue in issues if issue.severity in _BAD and issue.resource in entries
    )
    if not wrong:
        return Sound(tuple(resources), frozenset(), tuple(issues))
    left: list[Stored] = []
    changed: set[tuple[str, str]] = set()
    for one in resources:
        if f"{one.type}/{one.id}" in wrong:
            continue
        named = not wrong.isdisjoint(references(one.body))
        body = _without(one.body, wrong) if named else one.body
        if body is not one.body:
            body = explained(body)
            changed.add((one.type, one.id))
        left.append(structs.replace(one, body=body) if body is not one.body else one)
    lowered = tuple(_lowered(issue, wrong) for issue in issues)
    return Sound(tuple(left), frozenset(changed), lowered)


def _lowered(issue: Issue, wrong: frozenset[str]) -> Issue:
    if issue.severity in _BAD and issue.resource in wrong:
        return structs.replace(issue, severity=Severity.WARNING)
    return issue


def _without(node: Any, gone: frozenset[str], *, modifies: bool = False) -> Any:
    """The node less every Reference to what is gone; itself where there is none.

    `modifies`: a modifier stays without its value, and what it modifies falls for that.
    """
    if isinstance(node, dict):
        made = {
            key: _without(value, gone, modifies=key == "modifierExtension")
            for key, value in node.items()
        }
        kept = {key: value for key, value in made.items() if value is not None}
        same = len(kept) == len(node) and all(kept[key] is node[key] for key in kept)
        named = node.get("reference")
        if isinstance(named, str) and named in gone:
            return None
        if same:
            return node
        return None if _emptied(node, kept) and not modifies else kept or None
    if isinstance(node, list):
        found = [_without(value, gone, modifies=modifies) for value in node]
        left = [value for value in found if value is not None]
        same = len(left) == len(node) and all(
            one is other for one, other in zip(left, node, strict=True)
        )
        return node if same else left or None
    return node


def _emptied(before: Resource, kept: Resource) -> bool:
    """Is it an extension that said nothing but what is gone? One without a value refuses all."""
    lost = [key for key in before if key.startswith("value") or key == "extension"]
    return "url" in kept and bool(lost) and not any(key in kept for key in lost)
