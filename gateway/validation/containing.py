"""Contained resources at a glance: each is right by itself, and its container says nothing before.

What is unusual in any of them is left to a careful look at the whole.
https://hl7.org/fhir/R4/references.html#contained
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gateway.validation.entries import agrees

if TYPE_CHECKING:
    from gateway.model import Resource
    from gateway.validation.paths import Path
    from gateway.validation.run import Run

_BEFORE = frozenset({"id", "implicitRules", "language", "meta", "resourceType", "text"})
"""Keys that may stand before what is contained: there is no code in them..."""
_META = frozenset({"lastUpdated", "profile", "source", "versionId"})
"""...where `meta` has no more than these. Strange code systems are told as they are met."""
_LEFT = frozenset({"contained", "meta"})
"""What a contained resource must not have, or hardly has."""


def containing(owner: Resource, run: Run) -> bool:
    """Whether all that a resource contains is surely right; may raise on another shape."""
    for key in owner:
        if key == "contained":
            break
        if key not in _BEFORE:
            return False
    if "meta" in owner and not owner["meta"].keys() <= _META:
        return False
    inside = owner["contained"]
    if inside.__class__ is not list or not inside:
        return False
    place = None, owner["resourceType"]
    return all(_right(one, (place, "contained", at), run) for at, one in enumerate(inside))


def _right(value: Any, place: Path, run: Run) -> bool:
    """Whether one contained resource is surely right, and has an id that no other one has."""
    kind, ident = value["resourceType"], value["id"]
    if kind.__class__ is not str or kind == "Bundle" or not _LEFT.isdisjoint(value):
        return False
    if ident.__class__ is not str or not run.fresh(f"#{ident}"):
        return False
    inner = run.inner(value, place)
    inner.doubts = []
    right = run.compiled.fused(kind, (), where="holding")(value, inner) and not inner.doubts
    inner.done()
    return right


def within(value: Any, types: frozenset[str], run: Run) -> bool:
    """Whether a Reference leads to what is contained, or contains it, of one of these types.

    Where there are no types, any will do. It may raise on what has another shape.
    """
    found = run.contained(value["reference"])
    kind = found.get("resourceType") if found is not None else None
    if kind.__class__ is not str or (types and kind not in types):
        return False
    return len(value) == 1 or agrees(value, str(kind))
