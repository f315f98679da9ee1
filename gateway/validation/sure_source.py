"""Writes when what a profile asks of an element is surely met, so that it need not be asked.

What its base type asks of the value was asked just before, and is not asked again.
https://hl7.org/fhir/R4/profiling.html
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from gateway.definitions import TypeRef
from gateway.validation import invariants
from gateway.validation.profile_source import ProfileSource
from gateway.validation.target_source import targets
from gateway.validation.tree import Node, plain


def surely(profile: ProfileSource, child: Node, *, near: bool) -> str:
    """A condition, as source on `v` (of a list, also on its last item `w`); empty: none is known.

    `near`: what is referred to is always at hand there, and must be looked at.
    """
    element = child.element
    before = profile.ground(element)
    if child.choice or child.slices or element.slicing or len(element.types) != 1:
        return ""
    if element.alternatives or element.narrated or element.min > 1 or element.max == 0:
        return ""
    item = profile.item(child, before, element.types[0])
    others = structs.replace(item.asks, constraints=())
    if item.inner or item.allowed or others or (plain(item.code) and item):
        return ""
    value = "w" if child.many else "v"
    asked = [
        invariants.inlined(
            profile.writer, one, element.path, profile.module.definitions, focus=value
        )
        for one, _ in item.asks.constraints
    ]
    if item.type is not None:
        asked += _leads(profile, item.type, value, near=near)
    if child.many and (asked or element.max is not None):
        asked.append("len(v) == 1")
    return " and ".join(asked) or "True" if all(asked) else ""


def _leads(profile: ProfileSource, one: TypeRef, value: str, *, near: bool) -> Iterator[str]:
    """Of a Reference: that its text alone tells one of the types; empty where it cannot tell."""
    types, profiles = targets(profile.module.definitions, one)
    asked = one.profiles or one.aggregation or one.versioning or profiles
    if one.code != "Reference" or asked or near or not types:
        yield ""
        return
    heads = profile.module.constant(tuple(sorted(f"{kind}/" for kind in types)))
    yield (
        f'not x.near and "type" not in {value} and "reference" in {value}'
        f' and {value}["reference"].startswith({heads})'
    )
