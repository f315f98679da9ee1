"""Results know those that they belong to: isolates, and what was found of them; and specimens.

https://hl7.org/fhir/R4/observation.html#obsgrouping
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import structs

from gateway.intake.lines import one_text
from gateway.model import Change, Mapped, Resource


def related(mapped: Mapped, kin: Sequence[tuple[str, str, str]]) -> Mapped:
    """The same changes, each result knowing its members, what it is a member of, its specimen.

    Takes what the adapter says of places; what names no resource of the message says nothing.
    """
    if not kin:
        return mapped
    lines = [(one, before) for one, kind, before in kin if kind == "line"]
    if lines:
        mapped = one_text(mapped, lines)
    places = {(one.type, one.source): at for at, one in enumerate(mapped.changes)}
    changes = list(mapped.changes)
    named: dict[int, Resource] = {}
    for child, kind, other in kin:
        type = "Specimen" if kind == "specimen" else "Observation"
        at, there = places.get(("Observation", child)), places.get((type, other))
        if at is not None and there is not None and kind in _RELATE:
            if there not in named:
                named[there] = {"reference": f"{type}/{changes[there].id}"}
            _RELATE[kind](changes, at, there, named[there])
    touched = {
        (new.type, new.id)
        for new, old in zip(changes, mapped.changes, strict=True)
        if new is not old
    }
    likes = {
        key: like
        for key, like in mapped.likes.items()
        if key not in touched or like.same.isdisjoint(_SAID)
    }
    return structs.replace(mapped, changes=tuple(changes), likes=likes)


def _member(changes: list[Change], at: int, there: int, name: Resource) -> None:
    """A susceptibility is a member of its isolate, and says of which it is one."""
    child, parent = changes[at], changes[there]
    before = parent.body.get("hasMember", [])
    member = {"reference": f"{child.type}/{child.id}"}
    changes[there] = _with(parent, hasMember=[*before, member])
    stated = child.body.get("derivedFrom", [{}])
    changes[at] = _with(child, derivedFrom=[{**stated[0], **name}, *stated[1:]])


def _specimen(changes: list[Change], at: int, there: int, name: Resource) -> None:  # noqa: ARG001 - a row's shape
    """What a result was made of, where it does not say it itself."""
    if "specimen" not in changes[at].body:
        changes[at] = _with(changes[at], specimen=name)


_SAID = frozenset({"specimen", "hasMember", "derivedFrom"})
"""What is said here: results that were alike in other elements are so still."""
_RELATE = {"member": _member, "specimen": _specimen}


def _with(change: Change, **more: Any) -> Change:
    body: Resource = {**change.body, **more}
    return structs.replace(change, body=body)
