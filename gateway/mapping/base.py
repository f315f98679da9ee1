"""What the maps say to every sender alike: linked once, however many senders there are.

A sender's own rows are linked beside them; what they do not touch is taken as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from gateway.mapping.dialect import Dialect
from gateway.mapping.link import Linker
from gateway.mapping.origins import traced
from gateway.mapping.raw import Raw
from gateway.mapping.recurring import arranged
from gateway.mapping.rows import GIVES_WAY, Map
from gateway.model import Fault

Datatypes: TypeAlias = dict[tuple[str, str], Map]
"""(datatype, FHIR type) -> the map without its rows."""

Body: TypeAlias = tuple[Map, tuple[Fault, ...]]
"""A linked map, and what is wrong with it."""


@dataclass(slots=True)
class Base:
    """The maps of all senders, linked."""

    heads: list[tuple[Map, Raw]]
    faults: tuple[Fault, ...]
    """Of the heads."""
    datatypes: Datatypes
    bodies: dict[int, Body]
    """By the number of the map."""
    last: int
    """The last number on the tape that is taken."""
    finished: dict[str, tuple[Sequence[Map], Sequence[Map]]] = field(default_factory=dict)
    """FHIR type -> (its maps, the same knowing one another)"""


def linked(maps: Sequence[Raw], linker: Linker, rows: Any) -> Base:
    """Link the maps; `rows` gives the rows of one."""
    heads = [(head, raw) for raw in maps if (head := linker.head(raw))]
    faults = linker.taken()
    known = datatypes([head for head, _ in heads], roots(maps))
    bodies = {head.number: body(linker, head, raw, rows, known) for head, raw in heads}
    return Base(heads, faults, known, bodies, linker.last)


def body(linker: Linker, head: Map, raw: Raw, rows: Any, known: Datatypes) -> Body:
    """One map with its rows, and their faults."""
    made = linker.body(head, raw, rows(head, raw), known)
    return made, linker.taken()


def roots(maps: Sequence[Raw]) -> set[str]:
    """The names of all datatypes."""
    return {
        one.value.get("map", "").split()[0] for one in maps if "/datatypes/" in one.written.file
    }


def datatypes(heads: Sequence[Map], names: set[str]) -> Datatypes:
    """The maps of datatypes."""
    return {(one.root, one.type): one for one in heads if one.root in names}


def finished(
    base: Base, maps: Sequence[Map], dialect: Dialect, definitions: Any
) -> tuple[Map, ...]:
    """The maps of segments, in the order in which they run on one, each knowing the others.

    Only maps that make the same type know one another.
    """
    ordered = sorted(maps, key=lambda one: (bool(one.owner), one.number))
    types: dict[str, list[Map]] = {}
    for one in ordered:
        types.setdefault(one.type, []).append(one)
    made: dict[int, Map] = {}
    for type_, alike in types.items():
        before, after = base.finished.get(type_, ((), ()))
        if len(before) != len(alike) or any(
            a is not b for a, b in zip(before, alike, strict=True)
        ):
            known = tuple(traced(tuple(survivors(alike)), dialect, definitions))
            after = tuple(arranged(known, dialect.field))
            base.finished.setdefault(type_, (alike, after))
        made |= {one.number: one for one in after}
    return tuple(made[one.number] for one in ordered)


def survivors(maps: Sequence[Map]) -> Iterator[Map]:
    """The maps, each merge also knowing the segment whose resource survives."""
    for one in maps:
        others = [
            other.root
            for other in maps
            if other.makes and other.type == one.type and other.mode not in GIVES_WAY
        ]
        wanted = {*one.context, *others[:1]} if one.mode in GIVES_WAY else set(one.context)
        yield replace(one, context=tuple(sorted(wanted - {one.root})))
