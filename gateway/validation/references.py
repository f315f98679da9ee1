"""What a reference means: by its text, inside its container, inside its Bundle.

https://hl7.org/fhir/R4/references.html · https://hl7.org/fhir/R4/bundle.html#references
"""

from __future__ import annotations

import re
from typing import Any

from gateway.model import Resource

_LITERAL = re.compile(
    r"(?P<base>https?://.*/)?(?P<type>[A-Z][A-Za-z]+)/(?P<id>[A-Za-z0-9\-.]{1,64})(/_history/.+)?",
)


_WHOLE = ("document", "message", "transaction", "batch")


def mismatched(entry: dict[str, Any]) -> bool:
    """Whether the fullUrl of an entry, read as an address, is not that of its resource."""
    resource, url = entry.get("resource"), entry.get("fullUrl")
    match = _LITERAL.fullmatch(url) if url.__class__ is str else None
    if match is None or resource.__class__ is not dict or "id" not in resource:
        return False
    return match["type"] == resource.get("resourceType") and match["id"] != resource["id"]


def named(value: dict[str, Any]) -> str | None:
    """The type that a Reference says it refers to: in its `type`, else in its text."""
    kind = value.get("type")
    if kind.__class__ is str:
        return str(kind).rpartition("/")[2]
    reference = value.get("reference")
    match = _LITERAL.fullmatch(reference) if reference.__class__ is str else None
    return match["type"] if match else None


def refers(value: dict[str, Any], types: frozenset[str]) -> bool:
    """Whether it surely refers to one of the types: quick, for the usual `Type/id`."""
    reference = value.get("reference")
    return (
        reference.__class__ is str
        and str(reference).partition("/")[0] in types
        and ("type" not in value or named(value) in types)
    )


def allowed(value: dict[str, Any], types: frozenset[str]) -> bool:
    """Whether what it refers to may be of one of the types, as far as its own words tell."""
    kind = named(value)
    return kind is None or kind in types


def contained(root: Resource, reference: str) -> Resource | None:
    """The resource that `#id` means: the container itself for `#`."""
    if reference == "#":
        return root
    inside = root.get("contained")
    if inside.__class__ is not list:
        return None
    for resource in inside:
        if resource.__class__ is dict and resource.get("id") == reference[1:]:
            return dict(resource)
    return None


class Bundled:
    """The resources of a Bundle, to be found by what refers to them."""

    __slots__ = ("_bases", "_bundle", "_short", "_urls", "whole")

    def __init__(self, bundle: Resource) -> None:
        self._bundle: Resource | None = bundle
        self.whole = bundle.get("type") in _WHOLE
        """Whether all that it refers to by urn must be in it."""
        self._urls: dict[str, Resource] = {}
        self._short: dict[str, Resource] = {}
        self._bases: dict[int, str] = {}

    def _read(self) -> None:
        """Look at the entries, when something is first asked for."""
        if self._bundle is None:
            return
        entries = self._bundle.get("entry")
        self._bundle = None
        for entry in entries if entries.__class__ is list else ():
            if entry.__class__ is dict and entry.get("resource").__class__ is dict:
                self._keep(entry.get("fullUrl"), entry["resource"])

    def _keep(self, url: Any, resource: Resource) -> None:
        self._short.setdefault(f"{resource.get('resourceType')}/{resource.get('id')}", resource)
        if url.__class__ is str:
            self._urls.setdefault(url, resource)
            match = _LITERAL.fullmatch(url)
            if match and match["base"]:
                self._bases[id(resource)] = match["base"]

    def find(self, reference: str, owner: Resource) -> Resource | None:
        """The entry that a reference in `owner` means, or None."""
        self._read()
        found = self._urls.get(reference)
        if found is not None:
            return found
        match = _LITERAL.fullmatch(reference)
        if match is None:
            return None
        short = f"{match['type']}/{match['id']}"
        if match["base"]:
            return self._urls.get(match["base"] + short)
        base = self._bases.get(id(owner))
        if base is not None:
            return self._urls.get(base + short)
        return self._short.get(short)
