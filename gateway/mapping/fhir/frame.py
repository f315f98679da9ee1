"""What holds the resources of one message: nothing, or a Bundle, and what it asks of each.

https://hl7.org/fhir/R4/bundle.html · https://hl7.org/fhir/R4/http.html#transaction
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gateway.fhirxml.shapes import Shapes
from gateway.mapping.fhir.meaning import frame_meaning, meaning
from gateway.mapping.fhir.requests import asked
from gateway.mapping.fhir.versions import foreign
from gateway.model import Issue, Rejected, Resource
from gateway.wording import told

TAKEN = frozenset({"transaction", "batch", "document", "message", "collection", "searchset"})
"""Types of Bundles that are messages."""
UNTAKEN = frozenset({"Parameters", "OperationOutcome", "Bundle"})
"""Types that say nothing that could be kept by itself."""
_ASIDE = frozenset({"OperationOutcome"})
_RETIRED = ("verificationStatus", "lifecycleStatus", "active", "status")
"""Elements that say of a resource that it no longer holds, the first that its type has."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One resource of a message."""

    source: str
    """`Bundle.entry[3].resource`, or the type where it is alone."""
    resource: Resource
    url: str = ""
    """Its full URL."""
    gone: bool = False
    """True: the sender deleted it; of the resource only type and id are known."""
    named: str = ""
    """Where its id stands, if only its request says it: `Bundle.entry[3].request.url`."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A message, taken out of what holds it."""

    entries: tuple[Entry, ...]
    document: bool = False
    directory: bool = True
    """Is it about nobody but practitioners and organisations?"""


def framed(said: Resource, shapes: Shapes) -> Frame:
    """The resources of a message; raises Rejected with all that is not taken."""
    if said.get("resourceType") != "Bundle":
        entries = [Entry(str(said.get("resourceType")), said)]
        issues: list[Issue] = []
    else:
        entries, issues = _entries(said)
        issues += frame_meaning(said)
    for one in entries:
        issues += _untaken(one, shapes)
    if issues:
        raise Rejected(issues)
    types = {one.resource["resourceType"] for one in entries}
    return Frame(
        tuple(entries),
        said.get("type") == "document" and said["resourceType"] == "Bundle",
        types <= {"Practitioner", "Organization"},
    )


def retired(type_: str, shapes: Shapes) -> str:
    """The element that says of a type that it no longer holds; "" where it has none."""
    parts = shapes.of(type_)
    return next((name for name in _RETIRED if name in parts), "")


def _entries(bundle: Resource) -> tuple[list[Entry], list[Issue]]:
    found: list[Entry] = []
    issues: list[Issue] = []
    kind = bundle.get("type")
    if not isinstance(kind, str) or kind not in TAKEN:
        return [], [told("bundle-type-untaken", source="Bundle.type", code="not-supported")]
    stated = bundle.get("entry", [])
    if not isinstance(stated, list) or any(not isinstance(one, dict) for one in stated):
        return [], [told("value-form", "entry", source="Bundle.entry", code="structure")]
    for number, entry in enumerate(stated):
        one = _entry(entry, f"Bundle.entry[{number}]")
        if isinstance(one, Issue):
            issues.append(one)
        elif one is not None:
            found.append(one)
    if not found and not issues:
        return [], [told("bundle-empty", source="Bundle", code="required")]
    first = found[0].resource.get("resourceType") if found else ""
    for wanted, type_ in (("document", "Composition"), ("message", "MessageHeader")):
        if kind == wanted and first != type_ and not issues:
            issues.append(told("bundle-first", type_, source="Bundle.entry[0]", code="structure"))
    return found, issues


def _entry(entry: Resource, place: str) -> Entry | Issue | None:
    request = asked(entry, place)
    if isinstance(request, Issue):
        return request
    if request.gone:
        gone = {"resourceType": request.type, "id": request.id}
        return Entry(f"{place}.request.url", gone, gone=True)
    resource, url = entry.get("resource"), entry.get("fullUrl")
    if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
        return told("entry-without-resource", source=place, code="required")
    if resource["resourceType"] in _ASIDE:
        return None
    named = f"{place}.request.url" if request.id else ""
    resource = {**resource, "id": request.id} if named else resource
    return Entry(f"{place}.resource", resource, url if isinstance(url, str) else "", named=named)


def _untaken(one: Entry, shapes: Shapes) -> Iterator[Issue]:
    found = list(foreign(one.resource, one.source))
    type_ = one.resource["resourceType"]
    if found:
        yield from found
    elif not shapes.is_resource(type_):
        yield told("resource-type-unknown", source=one.source, code="not-supported")
    elif type_ in UNTAKEN:
        yield told("resource-untaken", type_, source=one.source, code="not-supported")
    elif one.gone and not retired(type_, shapes):
        yield told("entry-delete-untaken", type_, source=one.source, code="not-supported")
    else:
        yield from meaning(one.resource, one.source)
