"""What is left of a document where some of its entries are wrong, and nothing points to these.

https://hl7.org/fhir/R4/documents.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from msgspec import structs

from gateway.fhirjson.references import references
from gateway.intake.left_out import explained
from gateway.model import Issue, Resource, Severity, Stored

_BAD = frozenset({Severity.FATAL, Severity.ERROR})
_UNKNOWN: Mapping[str, Any] = MappingProxyType(
    {
        "extension": [
            {
                "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
                "valueCode": "unknown",
            }
        ]
    }
)
_NEEDED: Mapping[str, str] = MappingProxyType(
    {
        "Composition": "author",
        "Coverage": "payor",
        "DeviceUseStatement": "device",
        "MedicationAdministration": "medicationReference",
        "MedicationDispense": "medicationReference",
        "MedicationRequest": "medicationReference",
        "MedicationStatement": "medicationReference",
    }
)
"""Of these R4 wants what the element refers to: without it they would fall too."""


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
    fallen = {f"{one.type}/{one.id}": one.body for one in resources}
    left: list[Stored] = []
    changed: set[tuple[str, str]] = set()
    for one in resources:
        if f"{one.type}/{one.id}" in wrong:
            continue
        named = not wrong.isdisjoint(references(one.body))
        body = _without(one.body, wrong) if named else one.body
        if body is not one.body:
            body = explained(_named_instead(one.body, body, fallen))
            changed.add((one.type, one.id))
        left.append(structs.replace(one, body=body) if body is not one.body else one)
    lowered = tuple(_lowered(issue, wrong) for issue in issues)
    return Sound(tuple(left), frozenset(changed), lowered)


def _named_instead(before: Resource, after: Resource, fallen: Mapping[str, Resource]) -> Resource:
    """What must be there keeps its place: by what it was called, else saying that nobody knows."""
    element = _NEEDED.get(before["resourceType"], "")
    if element not in before or element in after:
        return after
    gone = before[element]
    named = [_by_name(one, fallen) for one in (gone if isinstance(gone, list) else [gone])]
    kept = named if isinstance(gone, list) else named[0]
    return {**after, element: kept}


def _by_name(reference: Mapping[str, Any], fallen: Mapping[str, Resource]) -> dict[str, Any]:
    body = fallen.get(reference.get("reference", ""), {})
    called = reference.get("display") or next(_names(body), "")
    return {"display": called} if called else dict(_UNKNOWN)


def _names(body: Resource) -> Iterator[str]:
    """What a resource is called: a medicine or a device by its code, the others by their name."""
    for concept in (body.get("code"), body.get("type")):
        if isinstance(concept, dict):
            yield from filter(None, (concept.get("text"),))
            yield from (one["display"] for one in concept.get("coding", ()) if "display" in one)
    name = body.get("name")
    if isinstance(name, str):
        yield name
    for one in name if isinstance(name, list) else ():
        said = (*one.get("prefix", ()), *one.get("given", ()), one.get("family"))
        yield from filter(None, (one.get("text"), " ".join(filter(None, said))))


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
