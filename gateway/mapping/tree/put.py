"""Runs the rows of one map on one element: reads, converts, translates, and puts it in its place.

https://hl7.org/fhir/R4/json.html
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from gateway.mapping.rows import Step
from gateway.mapping.tree.making import Made, Making
from gateway.mapping.tree.path import Path, named
from gateway.mapping.tree.placing import put, spot_of, standing
from gateway.mapping.tree.reading import TEXT, Reading, below, elements
from gateway.mapping.tree.rows import TreeMap, TreeRow
from gateway.mapping.tree.translate import translated
from gateway.model import Fate, Node, Resource

_LATE = ("ref", "made")
_SAID_ONCE = frozenset({"name"})


def item(holder: Made, map: TreeMap, node: Node) -> Made:
    """The next item of a list of what holds it."""
    items: list[Any] = holder.body.setdefault(map.element, [])
    place = f"{map.element}[{len(items)}]"
    whole = f"{holder.place}.{place}" if holder.place else place
    body: Resource = {}
    items.append(body)
    holder.wrote = True
    return Made(map, node, holder.owner, body, place=whole, items=items)


def played(making: Making, made: Made, statements: frozenset[str]) -> dict[int, Node]:
    """Run the rows; gives the statements that they took."""
    taken: dict[int, Node] = {}
    inside = frozenset([child.name for child in elements(made.node)])
    for row in made.map.rows:
        # Most rows ask for what most elements do not have.
        if row.kind == "const" or (row.first is not None and row.first.isdisjoint(inside)):
            continue
        if row.when is None or row.when(made.node, making.parents):
            taken |= _run(making, made, row, statements)
    if made.wrote:
        _fixed(making, made)
        making.reading.row = f"{made.map.file}#{made.map.name}"
        _decided(making, made, made.map.asked, "")
    return taken


def _run(making: Making, made: Made, row: TreeRow, statements: frozenset[str]) -> dict[int, Node]:
    """One row; gives the statements that it took."""
    taken: dict[int, Node] = {}
    if row.kind in _LATE:
        making.later.append(partial(_later, making, made, row))
    elif row.kind == "ignore":
        _ignore(making, made, row)
    else:
        for node in _read(making, made, row):
            taken |= {} if row.aside else _taken(making, made, node, statements)
    return taken


def _fixed(making: Making, made: Made) -> None:
    """What is always said where anything is."""
    for row in made.map.rows:
        if row.kind == "const" and (row.when is None or row.when(made.node, making.parents)):
            _const(making, made, row)


def _decided(making: Making, made: Made, asked: Sequence[Path], spot: str) -> None:
    """What guards asked of, and went by."""
    for path in asked:
        for node in path.find(made.node, making.parents):
            making.reading.decide(node, named(node, path.leaf or TEXT), spot)


def add_missing(body: Resource, other: Mapping[str, Any]) -> None:
    """What one mention lacks, another may say: another telephone too; a name is said once."""
    for key, value in other.items():
        held = body.setdefault(key, value)
        if isinstance(value, list) and held is not value and key not in _SAID_ONCE:
            held += [one for one in value if one not in held]


def _read(making: Making, made: Made, row: TreeRow) -> list[Node]:
    """The elements of which something was written."""
    assert row.src is not None  # noqa: S101 - linked
    nodes = row.src.find(made.node, making.parents)
    reading = making.reading
    reading.row = row.id
    if row.to is None:
        return []
    if row.join is not None:
        return _joined(reading, made, row, nodes)
    wrote: list[Node] = []
    for node in nodes:
        spot = spot_of(made, row)
        if spot is None:
            break
        mark = reading.mark()
        with reading.within(spot):
            value = _value(reading, node, row)
            if value is not None and (row.table is not None or row.to.codes is not None):
                value = translated(reading, node, row, value, mark)
        if value is None:
            reading.undo((mark[0], len(reading.marred)))
            continue
        if row.whole:
            _rest(reading, node, mark[0], spot)
        if row.reason:
            _degrade(reading, mark[0], row.reason)
        put(made, row.to.steps, value)
        made.wrote = True
        wrote.append(node)
        _decided(making, made, row.asked, spot)
    return wrote


def _value(reading: Reading, node: Node, row: TreeRow) -> Any:
    assert row.src is not None  # noqa: S101 - linked
    assert row.to is not None  # noqa: S101 - linked
    if row.src.leaf is None:
        return reading.as_(row.word, row.to.type, node)
    leaf = named(node, row.src.leaf)
    if row.table is not None:
        return reading.read(node, leaf) or None
    return reading.value(node, leaf, row.word, row.to.type)


def _joined(reading: Reading, made: Made, row: TreeRow, nodes: Sequence[Node]) -> list[Node]:
    assert row.src is not None  # noqa: S101 - linked
    assert row.to is not None  # noqa: S101 - linked
    spot = spot_of(made, row)
    if spot is None:
        return []
    with reading.within(spot):
        leaf = row.src.leaf or TEXT
        found = [(one, reading.read(one, named(one, leaf))) for one in nodes]
    text = (row.join or "").join(text for _, text in found if text)
    if not text:
        return []
    put(made, row.to.steps, text)
    made.wrote = True
    return [one for one, text in found if text]


def _rest(reading: Reading, node: Node, start: int, spot: str) -> None:
    """All leaves inside that the datatype did not name are in what it gave, too."""
    known = {(id(claim.node), claim.leaf) for claim in reading.claims[start:]}
    with reading.within(spot):
        for one in below(node):
            for leaf in leaves(one):
                if (id(one), leaf) not in known:
                    reading.read(one, leaf)


def _degrade(reading: Reading, start: int, reason: str) -> None:
    reading.claims[start:] = [
        claim._replace(fate=Fate.DEGRADED, reason=reason) for claim in reading.claims[start:]
    ]


def leaves(node: Node) -> list[str]:
    """The names of an element's valued leaves, its text last."""
    found = [name for name, value in node.attributes.items() if value.strip()]
    if node.content and node.text().strip():
        found.append(TEXT)
    return found


def _taken(making: Making, made: Made, node: Node, statements: frozenset[str]) -> dict[int, Node]:
    """The statements between the element of a map and one below it that a row has read."""
    found: dict[int, Node] = {}
    for one in making.above(node):
        if one is made.node:
            return found
        if one.name in statements:
            found[id(one)] = made.node
    return {}


def _ignore(making: Making, made: Made, row: TreeRow) -> None:
    assert row.src is not None  # noqa: S101 - linked
    reading = making.reading
    reading.row = row.id
    for node in row.src.find(made.node, making.parents):
        if row.src.leaf is not None:
            reading.ignore(node, named(node, row.src.leaf), row.reason)
            continue
        for one in below(node):
            for leaf in leaves(one):
                reading.ignore(one, leaf, row.reason)


def _const(making: Making, made: Made, row: TreeRow) -> None:
    assert row.to is not None  # noqa: S101 - linked
    steps = row.to.steps
    shared = next((at for at, step in enumerate(steps) if step.kind == "slot"), None)
    if shared is not None and not _shared(made, steps, shared):
        return
    spot = spot_of(made, row)
    if spot is not None:
        put(made, steps, copy.deepcopy(row.const))
        making.reading.row = row.id
        _decided(making, made, row.asked, spot)


def _shared(made: Made, steps: Sequence[Step], at: int) -> bool:
    """Was the named item made by another row? A numbered one need not have been."""
    return steps[at].slot.isdigit() or any(
        key[1:] == (steps[at].name, steps[at].slot) for key in made.slots
    )


def _later(making: Making, made: Made, row: TreeRow) -> None:
    if made.owner in making.withdrawn and not made.map.part:
        return
    assert row.to is not None  # noqa: S101 - linked
    if row.kind == "ref":
        one = making.nearest(made.node, row.ref)
        found = [] if one is None or one is made else [one]
    else:
        found = _inherited(making, made, row)
    for other in dict.fromkeys(found):
        if other is made or not other.id:
            continue
        if spot_of(made, row) is not None:
            put(made, row.to.steps, other.reference)
        elif (told := standing(made, row.to.steps)) is not None:
            told.setdefault("reference", other.reference["reference"])


def _inherited(making: Making, made: Made, row: TreeRow) -> list[Made]:
    assert row.src is not None  # noqa: S101 - linked
    for node in making.above(made.node):
        nodes = row.src.find(node, making.parents)
        found = [*making.of_type(nodes, row.allowed, row.types)]
        if found or not row.inherit:
            return found
    return []
