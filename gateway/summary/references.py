"""References inside a document: each leads to an entry, or says by number what it meant.

https://hl7.org/fhir/R4/bundle.html#references
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from gateway.model import Resource

CANONICAL = "https://fhir.gateway.example/lu"
SPACE = uuid5(NAMESPACE_URL, f"{CANONICAL}/summary")
"""Namespace of the ids that a summary makes."""

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TYPE_AND_ID = re.compile(r"([A-Z][A-Za-z]+)/([A-Za-z0-9.\-]{1,64})")


@dataclass(frozen=True, slots=True)
class Places:
    """Where each reference leads: `Type/id` -> fullUrl for what is in the document."""

    urls: Mapping[str, str]
    gone: frozenset[str]
    """`Type/id` of what was retracted: no reference to it stays."""


def key(resource: Resource) -> str:
    """`Type/id`."""
    return f"{resource['resourceType']}/{resource['id']}"


def full_url(resource: Resource) -> str:
    """Under which a resource stands in the document: `urn:uuid:` and 36 characters."""
    return urn(resource["resourceType"], resource["id"])


def urn(kind: str, id_: str) -> str:
    """`urn:uuid:` of the id itself where it is a UUID, else of one that is derived from it."""
    return f"urn:uuid:{id_ if _UUID.fullmatch(id_) else uuid5(SPACE, f'{kind}/{id_}')}"


def target(reference: Resource) -> str:
    """What a Reference leads to, without its version; empty where it says none."""
    text = reference.get("reference", "")
    return text.partition("/_history/")[0] if isinstance(text, str) else ""


def references(value: Any) -> Iterator[str]:
    """Everything that is referred to in a resource, however deep."""
    if isinstance(value, list):
        for item in value:
            yield from references(item)
    elif isinstance(value, dict):
        if text := target(value):
            yield text
        for item in value.values():
            yield from references(item)


def resettle(value: Any, places: Places) -> Any:
    """The same, with every reference leading to an entry, or else naming what it meant."""
    if isinstance(value, list):
        return [resettle(item, places) for item in value if not _leads_to_gone(item, places)]
    if not isinstance(value, dict):
        return value
    body = {
        key: settled
        for key, item in value.items()
        if not _leads_to_gone(item, places) and (settled := resettle(item, places)) != []
    }
    match = _TYPE_AND_ID.fullmatch(target(body))
    if match is None:
        return body
    if match[0] in places.urls:
        return {**body, "reference": places.urls[match[0]]}
    return _named_only(body, match[1], urn(match[1], match[2]))


def _named_only(reference: Resource, kind: str, urn: str) -> Resource:
    """A reference to what the document does not hold: still says which thing it is."""
    body = {key: item for key, item in reference.items() if key != "reference"}
    body.setdefault("type", kind)
    body.setdefault("identifier", {"system": "urn:ietf:rfc:3986", "value": urn})
    return body


def _leads_to_gone(value: Any, places: Places) -> bool:
    return isinstance(value, dict) and target(value) in places.gone
