"""Invariants over everything inside a resource, asked in one walk: large ones stay linear.

https://hl7.org/fhir/R4/domainresource.html#invs
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gateway.fhirpath import Environment

DOM_3 = (
    "contained.where((('#' + id in (%resource.descendants().reference"
    " | %resource.descendants().ofType(canonical) | %resource.descendants().ofType(uri)"
    " | %resource.descendants().ofType(url)))"
    " or descendants().where(reference = '#').exists()"
    " or descendants().ofType(canonical).where($this = '#').exists()).not()).empty()"
)
REF_1 = (
    "reference.empty() or reference.startsWith('#').not() or reference = '#' or "
    "(reference.substring(1) in %rootResource.contained.id)"
)
QUE_2 = "descendants().linkId.isDistinct()"
CSD_1 = "concept.code.combine($this.descendants().concept.code).isDistinct()"


def _all(value: Any) -> Iterator[Any]:
    """The value and everything in it, however deep."""
    rest = [value]
    while rest:
        one = rest.pop()
        yield one
        if one.__class__ is dict:
            rest.extend(one.values())
        elif one.__class__ is list:
            rest.extend(one)


def _marks(value: Any) -> set[str]:
    """Every text that refers inside: `#` and `#id`."""
    return {one for one in _all(value) if one.__class__ is str and one[:1] == "#"}


def referenced(resource: dict[str, Any], _env: Environment) -> bool:
    """Whether something refers to each contained resource, or it refers to what contains it."""
    inside = resource.get("contained")
    if inside.__class__ is not list or not inside:
        return True
    said = _marks(resource)
    return all(
        f"#{one['id']}" in said or "#" in _marks(one)
        for one in inside
        if one.__class__ is dict and one.get("id").__class__ is str
    )


def at_hand(reference: dict[str, Any], env: Environment) -> bool:
    """Whether what a Reference means by `#id` is contained in the resource around it."""
    said = reference.get("reference")
    if said.__class__ is not str or not said.startswith("#") or said == "#":
        return True
    return env.resolve is not None and env.resolve(said) is not None


def links_distinct(resource: dict[str, Any], _env: Environment) -> bool:
    """Whether no two items have the same linkId."""
    found = [one["linkId"] for one in _all(resource) if one.__class__ is dict and "linkId" in one]
    texts = [one for one in found if one.__class__ is str]
    return len(texts) == len({*texts})


def codes_distinct(resource: dict[str, Any], _env: Environment) -> bool:
    """Whether no two concepts have the same code."""
    held = [one.get("concept") for one in _all(resource) if one.__class__ is dict]
    found = [
        concept.get("code")
        for concepts in held
        if concepts.__class__ is list
        for concept in concepts
        if concept.__class__ is dict
    ]
    texts = [one for one in found if one.__class__ is str]
    return len(texts) == len({*texts})
