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
    changes = list(mapped.changes)
    places = _places(changes, "Observation")
    specimens = _places(changes, "Specimen")
    named: dict[int, Resource] = {}
    touched: set[int] = set()
    for child, kind, other in kin:
        at = places.get(child)
        there = (specimens if kind == "specimen" else places).get(other)
        if at is not None and there is not None and kind in _RELATE:
            if there not in named:
                named[there] = _named(changes[there])
            touched.update(_RELATE[kind](changes, at, there, named[there]))
    gone = {(changes[at].type, changes[at].id) for at in touched}
    likes = {
        key: like
        for key, like in mapped.likes.items()
        if key not in gone or like.same.isdisjoint(_SAID)
    }
    return structs.replace(mapped, changes=tuple(changes), likes=likes)


def _places(changes: Sequence[Change], type: str) -> dict[str, int]:
    """Place in the message -> which change it is, of the resources of a type."""
    return {one.source: at for at, one in enumerate(changes) if one.type == type}


def _member(changes: list[Change], at: int, there: int, named: Resource) -> tuple[int, ...]:
    """A susceptibility is a member of its isolate, and says of which it is one."""
    child, parent = changes[at], changes[there]
    before = parent.body.get("hasMember", [])
    changes[there] = _with(parent, hasMember=[*before, _named(child)])
    stated = child.body.get("derivedFrom", [{}])
    changes[at] = _with(child, derivedFrom=[{**stated[0], **named}, *stated[1:]])
    return at, there


def _specimen(changes: list[Change], at: int, there: int, named: Resource) -> tuple[int, ...]:  # noqa: ARG001 - as its table has it
    """What a result was made of, where it does not say it itself."""
    if "specimen" in changes[at].body:
        return ()
    changes[at] = _with(changes[at], specimen=named)
    return (at,)


_SAID = frozenset({"specimen", "hasMember", "derivedFrom"})
"""What is said here: results that were alike in other elements are so still."""
_RELATE = {"member": _member, "specimen": _specimen}


def _with(change: Change, **more: Any) -> Change:
    body: Resource = {**change.body, **more}
    return structs.replace(change, body=body)


def _named(change: Change) -> Resource:
    return {"reference": f"{change.type}/{change.id}"}
