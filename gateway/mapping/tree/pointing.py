"""A row that points to what was made elsewhere: it is written when all has been made.

https://hl7.org/fhir/R4/references.html
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from gateway.mapping.tree.finding import Find, finder
from gateway.mapping.tree.making import Late, Made, Making
from gateway.mapping.tree.placing import placer, standing
from gateway.mapping.tree.rows import TreeRow
from gateway.model import Node


def reference(row: TreeRow) -> Late:
    """A row that points to what was made elsewhere."""
    assert row.to is not None  # noqa: S101 - linked
    steps, found = row.to.steps, _finder(row)
    spot_of, put = placer(steps, row.rivals)
    listed = steps[0].name if len(steps) == 1 and steps[0].kind == "append" else ""
    single = all(step.kind == "one" for step in steps)

    def play(making: Making, made: Made) -> None:
        if made.owner in making.withdrawn and not made.map.part:
            return
        if not (others := found(making, made)):
            return
        said = _named(made, listed)
        for other in others:
            if other is made or not other.id or other.reference["reference"] in said:
                continue
            if spot_of(made) is not None:
                put(made, other.reference)
                if listed:
                    said.add(other.reference["reference"])
            elif (told := standing(made, steps)) is not None:
                told.setdefault("reference", other.reference["reference"])
            if single:  # what comes behind has no place
                return

    return play


Found: TypeAlias = Callable[[Making, Made], Sequence[Made]]


def _finder(row: TreeRow) -> Found:
    """What a row points to, each once."""
    if row.kind == "ref":
        return lambda making, made: _nearest(making, made, row)
    assert row.src is not None  # noqa: S101 - linked
    up = finder(row.src.steps[:1]) if row.src.steps and row.src.steps[0].up else None
    return lambda making, made: _inherited(making, made, row, up)


def _nearest(making: Making, made: Made, row: TreeRow) -> Sequence[Made]:
    one = making.found(made.node, row.ref)
    return () if one is None else (one,)


def _named(made: Made, listed: str) -> set[str | None]:
    """What the list names already, by another row or as another mention of the same."""
    return {one.get("reference") for one in made.body.get(listed, ())} if listed else set()


def _inherited(making: Making, made: Made, row: TreeRow, up: Find | None) -> Sequence[Made]:
    """What was made at the row's path; where nothing was, at that of an element around it.

    Statements beside one another ask the same of all that is around them: it is found once.
    """
    found = _there(making, made.node, row, up)
    if found or not row.inherit:
        return found
    known, way = making.inherited.setdefault(id(row), {}), list[int]()
    for node in [*making.above(made.node)][1:]:
        if (before := known.get(node.number)) is not None:
            found = before
            break
        way.append(node.number)
        if found := _there(making, node, row, up):
            break
    known.update(dict.fromkeys(way, found))
    return found


def _there(making: Making, node: Node, row: TreeRow, up: Find | None) -> Sequence[Made]:
    """What was made at the row's path; from where it leads up, it leads all to the same."""
    if up is None:
        return _at(making, node, row)
    known = making.beside.setdefault(id(row), {})
    for top in up(node, making.parents):
        if top.number not in known:
            known[top.number] = _at(making, node, row)
        return known[top.number]
    return ()


def _at(making: Making, node: Node, row: TreeRow) -> Sequence[Made]:
    assert row.src is not None  # noqa: S101 - linked
    nodes = row.src.find(node, making.parents)
    return tuple(dict.fromkeys(making.of_type(nodes, row.allowed, row.types))) if nodes else ()
