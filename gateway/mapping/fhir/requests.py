"""What the request of an entry asks: a message says how a resource is now, or that it is gone.

https://hl7.org/fhir/R4/bundle-definitions.html#Bundle.entry.request
https://hl7.org/fhir/R4/http.html#trules
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from gateway.mapping.fhir.names import number_asked
from gateway.model import Issue, Resource
from gateway.wording import told

_WRITES = frozenset({"", "POST", "PUT"})
_OTHERS = frozenset({"GET", "HEAD", "PATCH"})
_NAMED = re.compile(r"/?([A-Z][A-Za-z]+)/([^/?#|\s]{1,255})")
_ADDRESS = re.compile(r"(?:.*/)?([A-Z][A-Za-z]+)(?:/([^/?#|\s]{1,255}))?(?:\?(.*))?")
"""`Patient`, `Patient/p7`, `Patient?identifier=...`, perhaps behind the address of a server."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the resource of an entry."""

    gone: bool = False
    """True: it was deleted; type and id say which."""
    type: str = ""
    id: str = ""
    """Of what stays: only where the resource itself has none."""


def asked(entry: Resource, place: str) -> Asked | Issue:
    """What is asked, or why a message does not ask for it."""
    stated = entry.get("request", {})
    if not isinstance(stated, dict):
        return told("value-form", "request", source=f"{place}.request", code="structure")
    method, url = stated.get("method", ""), stated.get("url", "")
    if method == "DELETE" and isinstance(url, str):
        return _deleted(url, place)
    if method not in _WRITES:
        known = method if method in _OTHERS else ""
        rule = "entry-request-untaken" if known else "entry-request-untaken.method"
        facts = (known,) if known else ()
        return told(rule, *facts, source=f"{place}.request.method", code="not-supported")
    resource = entry.get("resource")
    if not (method and url and isinstance(url, str) and isinstance(resource, dict)):
        return Asked()
    return _written(method, url, resource, f"{place}.request.url")


def _deleted(url: str, place: str) -> Asked | Issue:
    named = _NAMED.fullmatch(url)
    if named:
        return Asked(gone=True, type=named[1], id=named[2])
    source = f"{place}.request.url"
    return told("entry-request-untaken.search", source=source, code="not-supported")


def _written(method: str, url: str, resource: Resource, source: str) -> Asked | Issue:
    """Of a POST or a PUT: does its address say of which resource it is, as the resource does?"""
    address = _ADDRESS.fullmatch(url)
    if address is None:
        return Asked()
    type_, id_, search = address.groups()
    own = resource.get("id")
    strange = id_ and (id_[0] in "_$" or (method == "PUT" and own not in (None, id_)))
    if type_ != resource.get("resourceType") or strange:
        return told("request-url-wrong", source=source, code="conflict")
    if method == "PUT" and search is not None and not _stated(search, resource):
        return told("entry-search-untaken", source=source, code="not-supported")
    return Asked(id=id_) if method == "PUT" and id_ and own is None else Asked()


def _stated(search: str, resource: Resource) -> bool:
    """Does a search ask for one number that the resource itself states, and for nothing else?"""
    asks = number_asked(search)
    said: Any = resource.get("identifier", ())
    several = said if isinstance(said, list) else [said]
    found = [(it.get("system", ""), it.get("value")) for it in several if isinstance(it, dict)]
    return asks is not None and asks in found
