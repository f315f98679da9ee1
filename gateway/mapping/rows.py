"""The nouns of the mapping language: a map, its rows, where a row writes, and when.

Told with examples in `docs/mapping-language.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeAlias

from gateway.model import Empty, Select, Sender

GIVES_WAY = frozenset({"merge", "move", "succeed"})
"""Modes of a map whose resource gives way to another of its type in the same group."""

EVENTFUL = frozenset({"merge", "move"})
"""Those of them that run on no other events than on those that say the same of their segment."""

Guard: TypeAlias = tuple[Any, ...]
"""`("exists" | "file", Select)`, `("in", Select, words)`, `("same", Select, Select)`,
`("count" | "length", Select, operator, number)`, `("anywhere", segment)`, `("not", Guard)`,
`("and" | "or", Guard, Guard)`."""


@dataclass(frozen=True, slots=True)
class Step:
    """One name of a target path."""

    name: str
    kind: str = "one"
    """one · append (`name[]`: each write makes an item) · slot (`name[home]`: one item per run)
    · found (`extension(URL)`: one item per resource)"""
    slot: str = ""
    url: str = ""
    """Of an extension."""

    @property
    def text(self) -> str:
        """As written."""
        name = f"{self.name}({self.url})" if self.url else self.name
        return name + {"append": "[]", "slot": f"[{self.slot}]"}.get(self.kind, "")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a row writes, and what R4 says of that place."""

    text: str
    steps: tuple[Step, ...]
    type: str = ""
    """FHIR type: `HumanName`, `date`; empty where it isn't known."""
    codes: frozenset[str] | None = None
    """The codes that a required binding allows; None: any."""

    @property
    def many(self) -> bool:
        """True: each write makes a new item."""
        return any(step.kind == "append" for step in self.steps)

    @property
    def top(self) -> str:
        """The element of the resource."""
        step = self.steps[0]
        return f"{step.name}({step.url})" if step.url else step.name


@dataclass(frozen=True, slots=True)
class Table:
    """A code table: source code -> (target, system, display)."""

    name: str
    codes: Mapping[str, tuple[str, str, str]]
    system: str = ""
    """System of the source codes that it lists, where it says so."""
    file: str = ""
    lines: Mapping[str, int] = field(default_factory=lambda: Empty)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a map. Which of the fields are set says of which kind it is."""

    id: str
    file: str = ""
    line: int = 0
    number: int = 0
    """Its number on the tape; unique in a program."""
    src: Select | None = None
    to: Target | None = None
    as_: str = ""
    code: Table | None = None
    otherwise: Any = None
    const: Any = None
    by: str = ""
    """The function that makes the constant of this text and the sender's own names."""
    ref: tuple[str, str] | None = None
    """(segment, resource type or empty)"""
    when: Guard | None = None
    switch: Select | None = None
    cases: tuple[tuple[frozenset[str], tuple[Row, ...]], ...] = ()
    """(words, rows); no words: `else`."""
    call: str = ""
    with_: tuple[tuple[str, Select | str], ...] = ()
    """(argument, place or fixed word)"""
    join: str | None = None
    ignore: str = ""
    degraded: str = ""
    rivals: tuple[tuple[int, tuple[str, ...]], ...] = ()
    """(depth, names): nothing is written where the container at that depth of `to` holds one."""
    origin: str = ""
    """The field that it reads (`PID-13`), where its list is filled from other fields too."""
    empties: str = ""
    """What `""` in its field empties."""
    action: str = ""
    """How a value is made: text · code · coding · map"""
    datatype: int = 0
    """Number of the datatype map that makes the value."""
    fallback: Any = None
    """Written where a code has no translation."""

    @property
    def kind(self) -> str:
        """Ignore · switch · const · ref · call · read"""
        if self.ignore:
            return "ignore"
        if self.switch is not None:
            return "switch"
        if self.ref is not None:
            return "ref"
        if self.call:
            return "call"
        return "read" if self.src is not None else "const"

    @property
    def late(self) -> bool:
        """Written after the others, and only where they wrote something."""
        return self.kind in ("const", "ref")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an identity key."""

    kind: str
    """text (a place) · entity · ref · control · ordinal · word"""
    select: Select | None = None
    word: str = ""
    """The fixed word, the datatype of an entity, or the segment of a ref."""
    when: Guard | None = None
    """Of a fixed word: where it holds."""


@dataclass(frozen=True, slots=True)
class Map:
    """A table of rows: `PID -> Patient`, `NTE of OBX -> Observation`, `CX -> Identifier`."""

    name: str
    """As written after `map:`."""
    root: str
    """The segment or datatype that is read."""
    type: str
    """The resource, datatype or primitive that is made; empty where all rows ignore."""
    owner: str = ""
    """The segment into whose resource it writes."""
    beside: str = ""
    """The nearest owner beside which it runs, where that is not the one it writes into."""
    further: bool = False
    """True: it runs on all but the first of several behind one owner, in place of its twin."""
    file: str = ""
    line: int = 0
    number: int = 0
    source: str = ""
    """Where the rows come from."""
    identifiers: str = ""
    """Element that holds the identifiers by which a patient is known."""
    key: tuple[tuple[Part, ...], ...] = ()
    """Alternatives, the first wholly valued one wins."""
    mode: str = "delta"
    when: Guard | None = None
    defaults: Mapping[str, Any] = field(default_factory=lambda: Empty)
    rows: tuple[Row, ...] = ()
    context: tuple[str, ...] = ()
    """The other segments that its rows name."""
    mention: int = 0
    """Of a datatype that refers: number of the map whose resource is mentioned too."""
    recurring: int = 0
    """So many of its first rows say things that come again and again, whoever it is about."""
    apart: tuple[int, ...] = ()
    """Numbers of the rows that stand behind the others, each element with fields of its own."""

    @property
    def repeats(self) -> bool:
        """True: its resource is one of many that belong to another."""
        kinds = {part.kind for alternative in self.key for part in alternative}
        whole = self.makes and not self.identifiers and self.mode not in GIVES_WAY
        return whole and {"ordinal", "ref"} <= kinds

    @property
    def makes(self) -> bool:
        """True: a resource of its own."""
        return bool(self.type) and not self.owner


@dataclass(frozen=True, slots=True)
class Event:
    """What the event itself says of the resources of one type."""

    mode: str = ""
    set: Mapping[str, Any] = field(default_factory=lambda: Empty)
    remove: tuple[str, ...] = ()
    step: str = ""
    """What the event does (`discharge`), or with the mode `restore` undoes."""
    keeps: tuple[str, ...] = ()
    """Elements that are kept as they stood before the step, so that it can be undone."""
    clears: tuple[str, ...] = ()
    """Elements of before that hold no more, unless the message says them."""


@dataclass(frozen=True, slots=True)
class Program:
    """All that one sender's messages of one format are mapped by: linked, numbered, frozen."""

    format: str
    sender: Sender
    maps: tuple[Map, ...]
    """Of segments, in the order in which they run on one."""
    datatypes: Mapping[tuple[str, str], Map]
    """(datatype, FHIR type) -> map"""
    types: tuple[str, ...]
    structures: Mapping[str, str]
    """Kind -> name of its structure."""
    grammars: Mapping[str, Any]
    """Name of a structure -> its groups, as written."""
    readings: Mapping[str, Mapping[str, Any]]
    """Name of a structure -> what it says of the order in which its segments are read."""
    events: Mapping[str, Mapping[str, Event | str]]
    """Kind -> resource type or segment -> what it says."""
    systems: Mapping[str, str]
    """Coding system as sent -> URI, shared by all senders."""


_FIELDS = tuple(one.name for one in fields(Row))
_values = attrgetter(*_FIELDS)


def changed(row: Row, **said: Any) -> Row:
    """The row with other values: `dataclasses.replace`, four times as fast."""
    return Row(**dict(zip(_FIELDS, _values(row), strict=True)) | said)


def pick(table: Mapping[str, Any], kind: str) -> Any:
    """The entry of a kind: `ADT^A01`, else `ADT^*`, else `*`, else None."""
    for key in (kind, kind.partition("^")[0] + "^*", "*"):
        if key in table:
            return table[key]
    return None


def leaves(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows and, in place of each switch, those of its cases."""
    found: list[Row] = []
    for row in rows:
        found.append(row)
        for _, inner in row.cases:
            found.extend(leaves(inner))
    return tuple(found)
