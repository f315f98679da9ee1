"""A document among the messages: its original is kept, and its resources are one Bundle. Pure.

The Composition heads it; what the original says is in a Binary, which a DocumentReference names.
An entry that is wrong is left out with a warning; its narrative and the original still tell it.
https://hl7.org/fhir/R4/documents.html · https://hl7.org/fhir/R4/documentreference.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import structs, to_builtins

from gateway.fhirjson.references import references
from gateway.identity.names import SID, resource_id
from gateway.intake.stated import named_as, whole
from gateway.labels import labelled, labels
from gateway.model import (
    Change,
    Document,
    Inbound,
    Issue,
    Mapped,
    Mode,
    Resource,
    Sender,
)
from gateway.wording import told

BASE = "https://fhir.gateway.example/fhir"
"""Base of the full URLs in a Bundle: its resources name one another below it."""

KEPT = frozenset({"Binary", "Provenance", "Bundle"})
"""What may speak of a document: it never falls for being wrong."""

HEADS = frozenset({"Patient", "Composition"})
"""Without these it is no document: what is wrong with them refuses it."""


_URI = "urn:ietf:rfc:3986"
_OID = re.compile(r"[0-2](\.(0|[1-9]\d*))+", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_TYPES = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
_MEDIA = {"cda": "application/cda+xml", "kmehr": "application/kmehr+xml"}
_CARRIED = ("type", "category", "subject", "author", "custodian", "relatesTo", "language")
"""What a DocumentReference says just as the Composition does."""


def number(document: Document, sender: Sender) -> dict[str, str]:
    """The document's own number, as a FHIR Identifier."""
    root, _, extension = document.control_id.partition("|")
    if _OID.fullmatch(root):
        if extension:
            return {"system": f"urn:oid:{root}", "value": extension}
        return {"system": _URI, "value": f"urn:oid:{root}"}
    if not extension and _UUID.fullmatch(root):
        return {"system": _URI, "value": f"urn:uuid:{root.lower()}"}
    return {"system": f"{SID}/{sender.name}/document", "value": document.control_id}


def reference_id(identifier: Mapping[str, Any]) -> str:
    """The id of the DocumentReference of the document with that number."""
    parts = identifier.get("system", ""), identifier.get("value", "")
    return resource_id("DocumentReference", parts)


def bundle_id(identifier: Mapping[str, Any]) -> str:
    """The id of the Bundle of the document with that number."""
    return resource_id("Bundle", (identifier.get("system", ""), identifier.get("value", "")))


def filed(mapped: Mapped, document: Document, inbound: Inbound, sender: Sender) -> Mapped:
    """The same, with what keeps the original: nothing of it depends on what could be mapped."""
    if not mapped.heads:
        return mapped
    head = next(change for change in mapped.changes if change.id == mapped.heads)
    named = number(document, sender)
    paper = [_provenance(head, named)]
    if any(change.type == "Provenance" for change in mapped.changes):
        paper = []
    said = whole(mapped.changes, head)
    changes = (*paper, *said, _reference(head, named, inbound))
    issues = (*mapped.issues, *_of_nobody(mapped, head, inbound))
    held = parts(mapped.changes)
    return structs.replace(mapped, changes=changes, number=named, parts=held, issues=issues)


def _of_nobody(mapped: Mapped, head: Change, inbound: Inbound) -> Iterator[Issue]:
    """A clinical document that names no patient says what nobody could ever be asked about.

    One whose patient has no number is told of by its mapper; in FHIR a document may be of another.
    """
    named = any(change.type == "Patient" for change in mapped.changes)
    told_of = any(issue.target == "Patient" for issue in mapped.issues)
    if inbound.format in _MEDIA and not (named or told_of):
        yield told(
            "identity-missing", "Patient", source=head.source, target="Patient", code="required"
        )


def entries(mapped: Mapped) -> frozenset[str]:
    """What may fall for being wrong, a note in it as well; never what keeps the original.

    Of a document inside a message its Composition may, too.
    """
    kept = KEPT | (HEADS - {"Composition"} if mapped.embedded else HEADS)
    own = f"DocumentReference/{reference_id(mapped.number)}"
    named = (f"{type}/{id}" for type, id in mapped.parts if type not in kept)
    return frozenset(one for one in named if one != own)


def parts(changes: Iterable[Change]) -> frozenset[tuple[str, str]]:
    """What a document holds of these."""
    return frozenset(
        (change.type, change.id)
        for change in changes
        if change.type not in ("Provenance", "Bundle", "Binary")
    )


def _reference(head: Change, named: Resource, inbound: Inbound) -> Change:
    composition = head.body
    said = {key: composition[key] for key in _CARRIED if key in composition}
    relates = [one for one in map(_related, said.pop("relatesTo", ())) if one]
    attachment: Resource = {
        "contentType": _media(inbound),
        "data": _encoded(inbound.body),
    }
    if "title" in composition:
        attachment["title"] = composition["title"]
    language = said.pop("language", None)
    if language:
        attachment["language"] = language
    body: Resource = {
        "resourceType": "DocumentReference",
        "masterIdentifier": named,
        "identifier": [named],
        "status": "current",
        **said,
        "content": [{"attachment": attachment}],
    }
    if relates:
        body["relatesTo"] = relates
    if len(composition.get("date", "")) > len("2026-11-28"):
        body["date"] = composition["date"]
    if "encounter" in composition:
        body["context"] = {"encounter": [composition["encounter"]]}
    if found := labels(composition):
        body = labelled({**body, "securityLabel": [{"coding": [one]} for one in found]}, found)
    id = reference_id(named)
    return Change("DocumentReference", id, Mode.DELTA, body, source=head.source)


def _encoded(body: bytes) -> str:
    """Base64, made as text at once: the standard library would hold it as bytes and as text."""
    made: str = to_builtins(body)
    return made


def _media(inbound: Inbound) -> str:
    """What its bytes are."""
    if inbound.format == "fhir":
        return f"application/fhir+{'xml' if inbound.body.lstrip()[:1] == b'<' else 'json'}"
    return _MEDIA.get(inbound.format, "application/xml")


def _related(one: Resource) -> Resource | None:
    """What the document replaces, by the id that its DocumentReference has here."""
    identifier = one.get("targetIdentifier")
    if not identifier:
        return None
    target = {
        "reference": f"DocumentReference/{reference_id(identifier)}",
        "identifier": identifier,
    }
    coded = {"code": one["code"]} if "code" in one else {}
    return {**coded, "target": target}


def _provenance(head: Change, named: Resource) -> Change:
    authors = head.body.get("author") or [{"identifier": named}]
    kind = {"coding": [{"system": _TYPES, "code": "author", "display": "Author"}]}
    body: Resource = {
        "resourceType": "Provenance",
        "agent": [{"type": kind, "who": authors[0]}],
        "entity": [{"role": "source", "what": {"identifier": named}}],
    }
    id = resource_id("Provenance", ("document", named["system"], named["value"]))
    return Change("Provenance", id, Mode.DELTA, body, source=head.source)


def bundle(
    bodies: Iterable[Resource], heads: str, identifier: Mapping[str, str], timestamp: str
) -> Resource:
    """The document Bundle: the Composition first, its Patient next, then all in their order."""
    held = [*bodies]
    first = [body for body in held if body["id"] == heads]
    subject = first[0].get("subject", {}).get("reference", "") if first else ""
    order = [*first, *(body for body in held if named_as(body) == subject)]
    order += [body for body in held if not any(body is one for one in order)]
    near = _near(order)
    return {
        "resourceType": "Bundle",
        "id": bundle_id(identifier),
        "identifier": dict(identifier),
        "type": "document",
        "timestamp": timestamp,
        "entry": [{"fullUrl": f"{BASE}/{named_as(body)}", "resource": body} for body in near],
    }


def _near(bodies: Sequence[Resource]) -> list[Resource]:
    """Those that are linked to the first, either way: what nobody speaks of is no part of it."""
    named = {named_as(body): set(references(body)) for body in bodies}
    naming: dict[str, set[str]] = {name: set() for name in named}
    for name, links in named.items():
        for link in links & naming.keys():
            naming[link].add(name)
    inside = {named_as(bodies[0])} if bodies else set()
    queue = list(inside)
    while queue:
        name = queue.pop()
        further = (named[name] & named.keys()) | naming[name]
        queue += further - inside
        inside |= further
    return [body for body in bodies if named_as(body) in inside]
