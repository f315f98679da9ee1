"""What the numbers on a tape mean: a row and what happened to it, then where, where that varies.

A number on the tape is thirty-two times the row's number plus a role. Behind it stand, where they
are needed: the node (if the row reads another segment), the repetition (if it may read several),
the flaw. The catalogue tells all of that without the mapping files.
"""

from __future__ import annotations

import json
import zlib
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.mapping.convert import RAW
from gateway.mapping.dialect import Dialect
from gateway.mapping.flaws import FLAWS
from gateway.mapping.rows import Map, Program, Row, leaves
from gateway.model import Select

VERSION = 1
ROLES = 32
EXIT = 0
"""A datatype is left."""
CLAIM, ENTER, FLAWED, REFUSED, TRANSLATED, EMPTIED, IGNORED, BESIDE, ARGUMENT = range(9)
"""A leaf was written · a datatype is entered · written with a flaw · not written · written in
translation · the place is to be emptied · ignored here · a translation stands beside what the row
just wrote · the first of the leaves that `with` reads."""
_FLAWS = (FLAWED, REFUSED)
"""Behind these stands which flaw it is."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row or map of the catalogue."""

    name: str
    """`hl7v2/segments/PID.yaml#pid-5`"""
    kind: str
    """map · datatype · row"""
    root: str
    src: str
    to: tuple[tuple[str, str, str], ...]
    """(name, kind, slot) of each step; the name of an extension holds its URL."""
    foreign: bool
    numbered: bool
    degraded: str
    arguments: tuple[tuple[str, bool, bool], ...]
    """(place, foreign, numbered) of each place of `with`."""
    ignored: tuple[tuple[str, str, str], ...] = ()
    """Of a map: (row, place, reason) that it ignores whatever happens."""
    whole: bool = False
    """It reads running text: its place with all that stands in it."""


def numbers(tape: bytes) -> Sequence[int]:
    """The numbers of a tape as it is kept."""
    made = array("i")
    made.frombytes(tape)
    return made


def entries(program: Program, dialect: Dialect) -> dict[int, Entry]:
    """Number -> entry, of every map and row."""
    made: dict[int, Entry] = {}
    for one in program.maps:
        made |= _entries(one, "map", dialect)
    for one in program.datatypes.values():
        made |= _entries(one, "datatype", dialect)
    return made


def _entries(one: Map, kind: str, dialect: Dialect) -> Iterator[tuple[int, Entry]] | Any:
    rows = leaves(one.rows)
    ignored = tuple(
        (f"{row.file}#{row.id}", row.src.text, row.ignore)
        for row in one.rows
        if row.ignore and row.when is None and row.src is not None
    )
    head = Entry(
        name=f"{one.file}#{one.name}",
        kind=kind,
        root=one.root,
        src=one.type,
        to=(),
        foreign=False,
        numbered=False,
        degraded="",
        arguments=(),
        ignored=ignored,
    )
    return {one.number: head} | {row.number: _entry(one, row, dialect) for row in rows}


def _entry(one: Map, row: Row, dialect: Dialect) -> Entry:
    def place(select: Select) -> tuple[str, bool, bool]:
        return select.text, select.root != one.root, dialect.numbered(select)

    src, foreign, numbered = place(row.src) if row.src else ("", False, False)
    steps = row.to.steps if row.to else ()
    return Entry(
        name=f"{row.file}#{row.id}",
        kind="row",
        root=one.root,
        src=src,
        to=tuple(
            (f"{step.name}({step.url})" if step.url else step.name, step.kind, step.slot)
            for step in steps
        ),
        foreign=foreign,
        numbered=numbered,
        degraded=row.degraded if not row.ignore else row.ignore,
        whole=row.as_ in RAW and row.kind == "read",
        arguments=tuple(place(value) for _, value in row.with_ if isinstance(value, Select)),
    )


def pack(found: Mapping[int, Entry], format: str) -> bytes:
    """The catalogue, compressed."""
    rows = {
        number: [
            one.name,
            one.kind,
            one.root,
            one.src,
            one.to,
            one.foreign,
            one.numbered,
            one.degraded,
            one.arguments,
            one.ignored,
            one.whole,
        ]
        for number, one in found.items()
    }
    flaws = {flaw.number: [rule, flaw.reason] for rule, flaw in FLAWS.items()}
    whole = {"format": format, "version": VERSION, "flaws": flaws, "rows": rows}
    return zlib.compress(json.dumps(whole, separators=(",", ":")).encode(), 9)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A catalogue, read back."""

    format: str
    rows: Mapping[int, Entry]
    flaws: Mapping[int, tuple[str, str]]
    """Number -> (rule, what was lost)."""


def unpack(packed: bytes) -> Catalogue:
    """The catalogue; raises ValueError where it is of a later version."""
    whole = json.loads(zlib.decompress(packed))
    if whole["version"] != VERSION:
        raise ValueError(f"a catalogue of version {whole['version']} is not understood")
    rows = {int(number): Entry(*_frozen(row)) for number, row in whole["rows"].items()}
    flaws = {int(number): (rule, reason) for number, (rule, reason) in whole["flaws"].items()}
    return Catalogue(whole["format"], rows, flaws)


class Sizes(dict[int, int]):
    """A number that says what happened -> how many numbers it is of; 0: a map begins there."""

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__({EXIT: 1})
        self._rows = catalogue.rows
        self.foreign: set[int] = set()
        """Those behind which the number of another node stands."""
        self.mentions: set[int] = set()
        """Those that begin a resource which is only mentioned."""

    def __missing__(self, code: int) -> int:
        entry, role = self._rows[code // ROLES], code % ROLES
        foreign, numbered = entry.foreign, entry.numbered
        if role >= ARGUMENT:
            _, foreign, numbered = entry.arguments[role - ARGUMENT]
        size = 0 if entry.kind == "map" else 1 + foreign + numbered + (role in _FLAWS)
        self[code] = size
        if foreign and size:
            self.foreign.add(code)
        if entry.kind == "datatype":
            self.mentions.add(code)
        return size

    def after(self, tape: Sequence[int], at: int) -> tuple[int, int]:
        """(where the next map begins, resources mentioned until there), from a row on."""
        end, mentions, mentioned = len(tape), self.mentions, 0
        while at < end:
            code = tape[at]
            size = self[code]
            if not size:
                break
            mentioned += code in mentions
            at += size
        return at, mentioned

    def beside(self, tape: Sequence[int], places: Sequence[int]) -> set[int]:
        """Numbers of the resources that took anything from the nodes which are at these places.

        A place is the beginning of a row on the tape, or lies within it.
        """
        stretches = list(self._stretches(tape))
        begins = [at for at, _ in stretches]
        own = [stretches[bisect_right(begins, place) - 1] for place in places]
        nodes = {tape[at + 1] for at, _ in own}
        nodes |= {tape[place + 1] for place in places if tape[place] in self.foreign}
        took = {tape[at + 2] for at, _ in own}
        for at, foreign in stretches:
            if tape[at + 1] in nodes or not nodes.isdisjoint(foreign):
                took.add(tape[at + 2])
        return took

    def _stretches(self, tape: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
        """(where a map begins, the other nodes that its rows read) of each run of a map."""
        at, end, foreign = 0, len(tape), self.foreign
        while at < end:
            begin, read = at, []
            at += 3
            while at < end and (size := self[tape[at]]):
                if tape[at] in foreign:
                    read.append(tape[at + 1])
                at += size
            yield begin, read


class Taped:
    """The tape of a run that is at hand, and what its resources are called."""

    def __init__(
        self, numbers: array[int], names: Callable[[], Mapping[int, tuple[str, str]]]
    ) -> None:
        """`names` gives (type, id) of each resource by its number; see `Run.names`."""
        self.numbers, self.names = numbers, names

    def __bytes__(self) -> bytes:
        """As it is kept."""
        return self.numbers.tobytes()

    def __eq__(self, other: object) -> bool:
        """Two are the same whose numbers are."""
        return isinstance(other, Taped) and self.numbers == other.numbers

    __hash__ = None  # type: ignore[assignment]  # it is an array


def _frozen(value: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(_frozen(one) if isinstance(one, list) else one for one in value)
