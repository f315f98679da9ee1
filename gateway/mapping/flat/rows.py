"""The nouns of a description of a file: its columns, its maps, and their rows.

Told with examples in `docs/how-to/send-flat-files.md`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gateway.mapping.rows import Guard, Table, Target
from gateway.model import Empty, Layout

RECURRING = frozenset({"code", "boolean"})
"""Types of columns in which the same few texts come again and again, whoever it is about."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What may stand in the cells of a column."""

    name: str
    type: str = "text"
    formats: tuple[str, ...] = ()
    """Of dates and times: `DD.MM.YYYY`."""
    pivot: int | None = None
    """Two digits of a year up to this are of this century."""
    point: str = "."
    thousands: str = ""
    true: frozenset[str] = frozenset({"true"})
    false: frozenset[str] = frozenset({"false"})
    allowed: frozenset[str] = frozenset()
    most: int = 0
    """Characters; 0: any number."""
    required: bool = False
    recurs: bool = False
    """True: the same few texts come again and again."""
    drops: bool = False
    """True: a cell that is wrong is left out, and its row is taken all the same."""

    @property
    def recurring(self) -> bool:
        """May what is made of it be kept and used again?"""
        return self.recurs or self.type in RECURRING


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an identity key: a column, another map's id, or a fixed word."""

    column: int = -1
    ref: str = ""
    text: str = ""


def decisive(when: Guard | None) -> frozenset[int]:
    """The columns by which a guard decides otherwise than by their having a value."""
    if when is None or when[0] == "exists":
        return frozenset()
    if when[0] in ("and", "or"):
        return frozenset().union(*map(decisive, when[1:]))
    return frozenset(_asked(when))


def _asked(when: Guard | None) -> Sequence[int]:
    """The columns that a guard asks of."""
    if when is None:
        return ()
    if when[0] in ("not", "and", "or"):
        return [at for inner in when[1:] for at in _asked(inner)]
    return (when[1].steps[0],)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a map; which of the fields are set says of which kind it is."""

    id: str
    number: int
    """On the tape; unique in a description."""
    file: str
    src: tuple[int, ...] = ()
    to: Target | None = None
    as_: str = ""
    """Another type than the column's."""
    code: Table | None = None
    lookup: Mapping[str, str] | None = None
    """Key -> what the other file says of it."""
    fallback: Any = None
    """Written where a code has no translation."""
    const: Any = None
    ref: str = ""
    """Name of the map whose resource is meant."""
    when: Guard | None = None
    join: str | None = None
    ignore: str = ""
    degraded: str = ""
    choices: tuple[str, ...] = ()
    """For each step of `to`: the choice of which it is one form (`value`), else empty."""

    @property
    def late(self) -> bool:
        """Written after the others, and only where they wrote something."""
        return not self.src


@dataclass(frozen=True, slots=True)
class FlatMap:
    """What one row of a file says of one resource."""

    name: str
    type: str
    """Empty: its rows only ignore."""
    mode: str = "delta"
    identifiers: bool = False
    """True: its first identifier says which it is."""
    key: tuple[tuple[Part, ...], ...] = ()
    when: Guard | None = None
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file, for one sender: how it is written, and what becomes of its rows."""

    layout: Layout
    columns: tuple[Typed, ...]
    maps: tuple[FlatMap, ...]
    file: str
    lookups: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=lambda: Empty)
