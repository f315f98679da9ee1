"""Profiles and resources of our own invention, for the tests of what profiles ask.

https://hl7.org/fhir/R4/profiling.html
"""

from __future__ import annotations

from typing import Any

from gateway.model import Resource, Severity, Validator
from tests.validation.plain_agreement import disagreement

URL = "https://e.org/p"
CANONICAL = "http://hl7.org/fhir/StructureDefinition/"
Profile = dict[str, Any]


def profile(kind: str, *elements: Profile, url: str = URL, **more: Any) -> Profile:
    """A profile on a type, with this differential; an element's path may stand in its id."""
    lower = kind[:1].islower()
    return {
        "resourceType": "StructureDefinition",
        "url": url,
        "name": "P",
        "status": "active",
        "fhirVersion": "4.0.1",
        "kind": "primitive-type" if lower else _KINDS.get(kind, "resource"),
        "abstract": False,
        "type": kind,
        "baseDefinition": f"{CANONICAL}{kind}",
        "derivation": "constraint",
        "differential": {"element": [element(one) for one in elements]},
        **more,
    }


_KINDS = dict.fromkeys(("Extension", "Coding", "CodeableConcept", "Quantity"), "complex-type")


def element(said: Profile) -> Profile:
    """An element with both id and path, whichever was said; slices of its id become their name."""
    ident = said.get("id") or said["path"]
    path = ".".join(part.partition(":")[0] for part in ident.split("."))
    last = ident.rpartition(".")[2].partition(":")[2]
    return {"id": ident, "path": path, **({"sliceName": last} if last else {}), **said}


def slicing(path: str, kind: str, at: str, rules: str = "open", **more: Any) -> Profile:
    """The element that is sliced by one discriminator."""
    told = {"discriminator": [{"type": kind, "path": at}], "rules": rules, **more}
    return {"id": path, "slicing": told}


def wrong(validator: Validator, resource: Resource, url: str = URL) -> list[tuple[str, str]]:
    """(rule, place) of each error, by the base and this profile; the plain twin finds the same."""
    assert disagreement(validator, resource, [url]) == (set(), set())
    issues = validator.check(resource, [url])
    return [(one.rule, one.target) for one in issues if one.severity is Severity.ERROR]


def observation(**more: Any) -> Resource:
    """An Observation that is right."""
    return {"resourceType": "Observation", "status": "final", "code": {"text": "x"}, **more}


def patient(**more: Any) -> Resource:
    """A Patient that is right."""
    return {"resourceType": "Patient", "active": True, **more}
