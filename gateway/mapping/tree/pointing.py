"""A row that points to what was made elsewhere: it is written when all has been made.

https://hl7.org/fhir/R4/references.html
"""

from __future__ import annotations

from gateway.mapping.tree.making import Late, Made, Making
from gateway.mapping.tree.placing import placer, standing
from gateway.mapping.tree.rows import TreeRow
from gateway.model import Node


def reference(row: TreeRow) -> Late:
    """A row that points to what was made elsewhere."""
    assert row.to is not None  # noqa: S101 - linked
    steps, ref = row.to.steps, row.ref
    spot_of, put = placer(steps, row.rivals)

    def play(making: Making, made: Made) -> None:
        if made.owner in making.withdrawn and not made.map.part:
            return
        if row.kind == "ref":
            one = making.found(made.node, ref)
            found = [] if one is None else [one]
        else:
            found = _inherited(making, made, row)
        for other in dict.fromkeys(found):
            if other is made or not other.id or _said(made, row, other):
                continue
            if spot_of(made) is not None:
                put(made, other.reference)
            elif (told := standing(made, steps)) is not None:
                told.setdefault("reference", other.reference["reference"])

    return play


def _said(made: Made, row: TreeRow, other: Made) -> bool:
    """Does the list name it already, by another row or as another mention of the same?"""
    assert row.to is not None  # noqa: S101 - linked
    step = row.to.steps[0]
    if len(row.to.steps) > 1 or step.kind != "append":
        return False
    named = other.reference["reference"]
    return any(one.get("reference") == named for one in made.body.get(step.name, ()))


def _inherited(making: Making, made: Made, row: TreeRow) -> list[Made]:
    """What was made at the row's path; where nothing was, at that of an element around it.

    Statements beside one another ask the same of all that is around them: it is found once.
    """
    assert row.src is not None  # noqa: S101 - linked
    found = _there(making, made.node, row)
    if found or not row.inherit:
        return found
    known, way = making.inherited.setdefault(id(row), {}), list[int]()
    for node in [*making.above(made.node)][1:]:
        if (before := known.get(node.number)) is not None:
            found = before
            break
        way.append(node.number)
        if found := _there(making, node, row):
            break
    known.update(dict.fromkeys(way, found))
    return found


def _there(making: Making, node: Node, row: TreeRow) -> list[Made]:
    assert row.src is not None  # noqa: S101 - linked
    nodes = row.src.find(node, making.parents)
    return [*making.of_type(nodes, row.allowed, row.types)] if nodes else []
