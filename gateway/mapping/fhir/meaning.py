"""What changes the meaning of all beside it: nobody may pass over it, nor take a part for all.

https://hl7.org/fhir/R4/resource.html#implicitRules · https://hl7.org/fhir/R4/extensibility.html
https://hl7.org/fhir/R4/security-labels.html · https://hl7.org/fhir/R4/search.html#summary
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gateway.labels import DEGREES
from gateway.model import Issue, Resource
from gateway.wording import told

_SECRET = frozenset({"R", "V"})
"""Degrees that ask for more than what is usual."""
_VALUES = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue"
_PARTIAL = "SUBSETTED"
_AROUND = ("search", "request", "response")
"""Parts of an entry that may say something of it, beside its resource."""


def meaning(resource: Resource, source: str) -> Iterator[Issue]:
    """What a resource says of itself by which it would be misread, or be taken for whole."""
    if "implicitRules" in resource:
        yield _unread(f"{source}.implicitRules")
    inside = resource.get("contained")
    for number, one in enumerate(inside if isinstance(inside, list) else ()):
        if isinstance(one, dict) and "implicitRules" in one:
            yield _unread(f"{source}.contained[{number}].implicitRules")
    if any(_coded(one, _VALUES, (_PARTIAL,)) for one in _listed(resource, "tag")):
        yield told("resource-subsetted", source=f"{source}.meta.tag", code="incomplete")


def frame_meaning(bundle: Resource) -> Iterator[Issue]:
    """What a Bundle says of all that is in it, beside its resources."""
    if "implicitRules" in bundle:
        yield _unread("Bundle.implicitRules")
    entries = [one for one in _list(bundle.get("entry")) if isinstance(one, dict)]
    for number, entry in enumerate(entries):
        yield from _modified(entry, f"Bundle.entry[{number}]")
    if any(_coded(one, _VALUES, (_PARTIAL,)) for one in _listed(bundle, "tag")):
        yield told("resource-subsetted", source="Bundle.meta.tag", code="incomplete")
    secret = any(_coded(one, DEGREES, _SECRET) for one in _listed(bundle, "security"))
    if secret and any(not _graded(one.get("resource")) for one in entries):
        yield told("bundle-label-untold", source="Bundle.meta.security", code="security")


def labelled_by_degree(body: Resource) -> Resource:
    """A Composition with what it says of its secrecy as a label too, as one of CDA."""
    degree = body.get("confidentiality")
    if (
        body["resourceType"] != "Composition"
        or not (isinstance(degree, str) and degree in _SECRET)
        or _graded(body)
    ):
        return body
    found = [*_listed(body, "security"), {"system": DEGREES, "code": degree}]
    return {**body, "meta": {**body.get("meta", {}), "security": found}}


def _unread(source: str) -> Issue:
    return told("implicit-rules-unknown", source=source, code="not-supported")


def _modified(entry: Resource, place: str) -> Iterator[Issue]:
    parts = [(place, entry)] + [(f"{place}.{name}", entry.get(name)) for name in _AROUND]
    for at, part in parts:
        if isinstance(part, dict) and "modifierExtension" in part:
            source = f"{at}.modifierExtension"
            yield told("modifier-extension-unknown", source=source, code="extension")


def _graded(resource: Any) -> bool:
    """Does it say itself how confidential it is, or is there nothing to say it of?"""
    if not isinstance(resource, dict):
        return True
    return any(one.get("system") == DEGREES for one in _listed(resource, "security"))


def _listed(resource: Resource, name: str) -> list[Resource]:
    meta = resource.get("meta")
    found = _list(meta.get(name)) if isinstance(meta, dict) else []
    return [one for one in found if isinstance(one, dict)]


def _coded(coding: Resource, system: str, codes: Any) -> bool:
    return coding.get("system") == system and coding.get("code") in codes


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
