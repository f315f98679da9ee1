"""One map, each of its rows a function; and which of them have anything to do with an element.

Most rows ask for what most elements lack. Which have something to read is found out once for all
elements that are alike (`shapes.py`). https://hl7.org/fhir/R4/
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from gateway.mapping.tree.deciding import decisions
from gateway.mapping.tree.finding import Parents, Test, named
from gateway.mapping.tree.looks import HERE, Looks, every
from gateway.mapping.tree.making import Made, Making
from gateway.mapping.tree.rows import TreeMap, TreeRow
from gateway.mapping.tree.running import Run, Types, Words, fixed, run
from gateway.model import Node

Reads: TypeAlias = Callable[[TreeRow, Node, Parents], bool]
Fixed: TypeAlias = Callable[[Making, Made], None]
Rows: TypeAlias = tuple[Sequence[Run], Sequence[Fixed]]
"""What is run on an element; and what is said beside, where any of that wrote something."""


def looked(map: TreeMap) -> Looks:
    """All that decides whether a map is for an element, and which of its rows do anything."""
    return (map.looks | _rows_look(map)).of(map.at)


def _rows_look(map: TreeMap) -> Looks:
    paths = [row.src.looks for row in map.rows if row.src is not None and _reads(row)]
    firsts = {(HERE, name) for row in map.rows for name in row.first or ()}
    return every((*paths, *(row.looks for row in map.rows), Looks(down=frozenset(firsts))))


def _reads(row: TreeRow) -> bool:
    """Does a row read when its turn comes? References wait until all has been made."""
    return row.kind not in ("ref", "made")


class Played:
    """One map of a program."""

    __slots__ = ("_fixed", "_rows", "decide", "file", "map", "needs")

    def __init__(
        self, map: TreeMap, types: Types, words: Words, statements: frozenset[str]
    ) -> None:
        """`statements`: what is mapped by itself."""
        self.map = map
        self.needs = tuple(tuple(one.split(".")) for one in map.needs)
        self.file = f"{map.file}#{map.name}"
        self.decide = decisions(map.asked) if map.asked else None
        rows = [row for row in map.rows if row.kind != "const"]
        self._rows = [(row, run(row, types, words, statements)) for row in rows]
        self._fixed = [(row.when, fixed(row)) for row in map.rows if row.kind == "const"]

    def fits(self, node: Node, parents: Parents) -> bool:
        """Is the map for such an element?"""
        return self.map.when is None or self.map.when(node, parents)

    def rows(self, node: Node, parents: Parents, reads: Reads) -> Rows:
        """The rows that have anything to do with an element, as far as `reads` tells."""
        known: dict[Test | None, bool] = {None: True}  # rows of one map often ask the same
        inside, runs, consts = parents.names.keys(), list[Run](), list[Fixed]()
        for row, play in self._rows:
            if row.first is not None and row.first.isdisjoint(inside):
                continue
            if _holds(row.when, known, node, parents) and reads(row, node, parents):
                runs.append(play)
        for when, const in self._fixed:
            if _holds(when, known, node, parents):
                consts.append(const)
        return runs, consts


def _holds(
    when: Test | None, known: dict[Test | None, bool], node: Node, parents: Parents
) -> bool:
    held = known.get(when)
    if held is None and when is not None:
        held = known[when] = when(node, parents)
    return bool(held)


def may(row: TreeRow, node: Node, parents: Parents) -> bool:  # noqa: ARG001 - as `finds`
    """May there be something that a row reads, as far as is told at a glance?"""
    src = row.src
    if src is None or src.steps or not src.leaf:
        return True
    return named(node, src.leaf) in node.attributes


def finds(row: TreeRow, node: Node, parents: Parents) -> bool:
    """Is there anything that a row reads?"""
    if row.src is None or not _reads(row):
        return True
    return may(row, node, parents) and bool(row.src.find(node, parents))
