"""The shape of what a map writes: which elements its rows fill, and in what they stand.

A row of a file has one cell of each column, so that the shape is known before the first comes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gateway.mapping.flat.rows import Line
from gateway.mapping.rows import Step


@dataclass(slots=True, eq=False)
class Spot:
    """An element: a value that rows write, an object, or a list."""

    name: str
    kind: str
    """leaf · object · list"""
    number: int
    lines: list[Line] = field(default_factory=list)
    """Of a leaf: rows in their order, the first that has a value is written."""
    inner: list[Spot] = field(default_factory=list)
    slot: tuple[str, ...] = ()
    """Of an item of a list: which it is."""
    url: str = ""
    """Of an item that is an extension."""

    @property
    def early(self) -> bool:
        """Does a cell decide whether it is there?"""
        return any(not line.late for line in self.all())

    def all(self) -> Iterator[Line]:
        """Every row that writes here or inside."""
        yield from self.lines
        for spot in self.inner:
            yield from spot.all()


class Shape:
    """What the rows of one map write."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._count = 0
        self.root = self._spot("", "object")
        self.leaf: dict[int, Spot] = {}
        """Number of a row -> the leaf that it writes."""
        self.path: dict[int, tuple[Spot, ...]] = {}
        """Number of a row -> all from the root's element to the leaf."""
        for line in lines:
            if line.to is not None and not line.ignore:
                self._add(line)

    def _spot(self, name: str, kind: str) -> Spot:
        self._count += 1
        return Spot(name, kind, self._count)

    def _add(self, line: Line) -> None:
        if line.to is None:
            return
        at, path = self.root, list[Spot]()
        *outer, last = line.to.steps
        for step in line.to.steps:
            ends = step is last
            kind = "leaf" if ends and step.kind == "one" else "object"
            if step.kind == "one":
                at = self._inner(at, step.name, kind)
                path.append(at)
                continue
            at = self._inner(at, step.name, "list")
            path.append(at)
            kind = "leaf" if ends and not step.url else "object"
            at = self._item(at, line, step, kind)
            path.append(at)
        del outer
        at.lines.append(line)
        self.leaf[line.number] = at
        self.path[line.number] = tuple(path)

    def _inner(self, at: Spot, name: str, kind: str) -> Spot:
        for one in at.inner:
            if one.name == name and (one.kind == kind):
                return one
        made = self._spot(name, kind)
        at.inner.append(made)
        return made

    def _item(self, at: Spot, line: Line, step: Step, kind: str) -> Spot:
        slot = (step.kind, step.slot, step.url)
        if step.kind == "append":
            slot = ("append", str(line.number), step.url)
        for one in at.inner:
            if one.slot == slot and one.kind == kind:
                return one
        made = self._spot("", kind)
        made.slot, made.url = slot, step.url
        at.inner.append(made)
        return made


def units(root: Spot, lines: Sequence[Line]) -> list[list[Spot]]:
    """The elements of the resource, those together of which only one can be said."""
    groups: dict[str, list[Spot]] = {}
    choices = {}
    for line in lines:
        if line.to is not None and line.choices:
            choices[line.to.steps[0].name] = line.choices[0]
    for spot in root.inner:
        groups.setdefault(choices.get(spot.name) or f"={spot.name}", []).append(spot)
    return list(groups.values())


def place(path: Sequence[Spot], present: Sequence[Spot] | frozenset[int]) -> str:
    """A path as issues and ledgers name it; `present`: the numbers of the items that are there."""
    said = ""
    for at, spot in enumerate(path):
        if spot.slot:
            before = path[at - 1].inner
            index = sum(
                one.early and one.number in present for one in before[: before.index(spot)]
            )
            said += f"[{index}]"
        else:
            said += f".{spot.name}"
    return said
