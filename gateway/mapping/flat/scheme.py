"""What of a row decides what is made of it, and what is only put in where it belongs?

Of most cells it counts only whether they have a value: a number, a date, a name stands in a place
of its own, and nothing else hangs on it. Of others (codes, what is looked up, what a condition
asks) the text itself decides.
https://www.w3.org/TR/csv2json/
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from gateway.mapping import paths
from gateway.mapping.flat.guards import columns
from gateway.mapping.flat.rows import FlatMap, Kind, Line
from gateway.mapping.flat.tree import Shape, Spot, units
from gateway.model import Heeds

PUT_IN = frozenset(
    {
        "string", "markdown", "decimal", "integer", "positiveInt", "unsignedInt",
        "date", "dateTime", "instant", "time",
    }
)  # fmt: skip
"""Types of values that may differ from row to row."""
CODED = PUT_IN | {"code"}
"""Types of those that recur, and of which a new one need not be learnt."""
_CONCEPT = "CodeableConcept"
_NEVER = frozenset(
    {"id", "meta", "contained", "extension", "modifierExtension", "implicitRules", "text"}
)
"""Elements whose resources are always looked at whole."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A value that is put in: where its row writes it."""

    line: Line
    names: tuple[str, ...]
    """Its path, without numbers of items."""


@dataclass(frozen=True, slots=True)
class Group:
    """Elements of a resource that are said together: of which only one can be said."""

    number: int
    map: int
    names: frozenset[str]
    slots: tuple[Slot, ...]
    refs: tuple[Line, ...]
    keyed: tuple[int, ...]
    """Columns whose texts decide what is said."""
    open: tuple[Slot, ...]
    """Where texts of those that recur are put in, and decide nothing else: if it is so."""
    firm: tuple[int, ...]
    """Columns of those whose texts decide more."""
    asked: tuple[int, ...]
    """Columns of which it counts whether they have a value."""
    heeded: bool
    """May rules about the whole resource look at the content?"""


@dataclass(frozen=True, slots=True)
class Scheme:
    """All of a kind of file."""

    kind: Kind
    groups: tuple[Group, ...]
    shapes: tuple[Shape, ...]
    """Of each map."""
    asked: tuple[int, ...]
    """Columns of which it counts whether they have a value, whatever the group."""
    loose: tuple[int, ...]
    """Columns whose texts may decide nothing: their cells are looked at in each row."""

    def of(self, map: int) -> tuple[Group, ...]:
        """The groups of a map, in their order."""
        return tuple(one for one in self.groups if one.map == map)


def scheme(kind: Kind, types: frozenset[str], heeds: Heeds) -> Scheme | None:
    """The scheme of a kind whose maps make resources of these types; None: each row is its own."""
    groups: list[Group] = []
    shapes: list[Shape] = []
    for number, one in enumerate(kind.maps):
        shapes.append(Shape(one.lines))
        if not one.type:
            continue
        found = _groups(number, one, kind, shapes[-1], heeds) if _usual(one, types) else None
        if found is None:
            return None
        groups += [replace(group, number=at) for at, group in enumerate(found, len(groups))]
    asked = {at for group in groups if not group.keyed for at in group.asked}
    asked |= {part.column for one in kind.maps for parts in one.key for part in parts} - {-1}
    asked |= {at for at, column in enumerate(kind.columns) if column.required}
    always = [group for group in groups if kind.maps[group.map].when is None]
    keyed = {at for group in always for at in group.keyed}
    loose = tuple(at for at in range(len(kind.columns)) if at not in keyed)
    return Scheme(kind, tuple(groups), tuple(shapes), tuple(sorted(asked)), loose)


def _usual(one: FlatMap, types: frozenset[str]) -> bool:
    steps = [step for line in one.lines if line.to is not None for step in line.to.steps]
    return one.type in types and one.mode == "delta" and not any(step.url for step in steps)


def _groups(
    number: int, one: FlatMap, kind: Kind, shape: Shape, heeds: Heeds
) -> list[Group] | None:
    keys = {spot.name for spot in shape.root.inner}
    heeded = heeds.whole(one.type, keys)
    if heeded is None or keys & _NEVER:
        return None
    found = []
    for spots in units(shape.root, one.lines):
        group = _group(number, one, kind, shape, spots, heeds, heeded)
        if group is None:
            return None
        found.append(group)
    return found


def _group(  # noqa: PLR0913, PLR0917 - where it stands, and who looks at it
    number: int,
    one: FlatMap,
    kind: Kind,
    shape: Shape,
    spots: Sequence[Spot],
    heeds: Heeds,
    heeded: frozenset[str],
) -> Group | None:
    lines = sorted((line for spot in spots for line in spot.all()), key=lambda it: it.number)
    refs = tuple(line for line in lines if line.ref)
    if any(shape.leaf[line.number].lines != [line] for line in refs):
        return None
    slots = [_slot(line, one, kind, shape, heeds) for line in lines if line.src]
    put_in = {slot.line.number for slot in slots if slot is not None}
    told = {place.steps[0] for line in lines for place in paths.texts(line.when)}
    read = [line for line in lines if line.number not in put_in]
    keyed = told | {at for line in read for at in line.src}
    asked = {at for line in lines for at in (*line.src, *columns(line.when))} - keyed
    names = frozenset(spot.name for spot in spots)
    decides = not heeded.isdisjoint(names)
    open = () if decides else _open([it for it in read if it.src], one, shape, heeds, told)
    return Group(
        number=0,
        map=number,
        names=names,
        slots=tuple(slot for slot in slots if slot is not None),
        refs=refs,
        keyed=tuple(sorted(keyed)),
        open=open,
        firm=tuple(sorted(keyed - {at for slot in open for at in slot.line.src})),
        asked=tuple(sorted(asked)),
        heeded=decides,
    )


def _slot(line: Line, one: FlatMap, kind: Kind, shape: Shape, heeds: Heeds) -> Slot | None:
    """What is put in, where the text of a cell decides nothing else."""
    if all(kind.columns[at].recurring for at in line.src):
        return None
    return _place(line, one, shape, heeds.open)


def _place(
    line: Line,
    one: FlatMap,
    shape: Shape,
    type: Callable[[str, Sequence[str]], str],
    kinds: Collection[str] = PUT_IN,
) -> Slot | None:
    """Where a text is put in that is nothing but of the type of its element."""
    if line.to is None or line.code or line.lookup is not None or line.to.codes is not None:
        return None
    names = tuple(spot.name for spot in shape.path[line.number] if not spot.slot)
    names += ("text",) if line.to.type == _CONCEPT else ()
    code = type(one.type, names)
    right = code == line.to.type or (line.to.type == _CONCEPT and code == "string")
    return Slot(line, names) if right and code in kinds else None


def _open(
    lines: Sequence[Line], one: FlatMap, shape: Shape, heeds: Heeds, firm: Collection[int]
) -> tuple[Slot, ...]:
    """Where texts that recur might be put in as well; those of `firm` columns decide more."""
    found = {
        line.number: slot
        for type in (heeds.open, heeds.named)
        for line in lines
        if (slot := _place(line, one, shape, type, CODED)) is not None
    }
    count = -1
    while len(found) != count:
        count = len(found)
        decide = {*firm, *(at for line in lines if line.number not in found for at in line.src)}
        found = {at: slot for at, slot in found.items() if decide.isdisjoint(slot.line.src)}
    return tuple(found.values())
