"""Each row as one function, made when rows are linked: it reads, converts, and writes.

What a row is like is looked at once, here; a document only asks what it says.
https://hl7.org/fhir/R4/json.html
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from gateway.mapping.flaws import Flawed
from gateway.mapping.tree.deciding import asks, decisions
from gateway.mapping.tree.finding import Names, beginner, named
from gateway.mapping.tree.making import Made, Making
from gateway.mapping.tree.path import Path
from gateway.mapping.tree.placing import placer
from gateway.mapping.tree.pointing import reference
from gateway.mapping.tree.reading import (
    TEXT,
    Datatype,
    Reading,
    Texts,
    claim,
    joined,
    leaves,
    refate,
)
from gateway.mapping.tree.reading import below as all_in
from gateway.mapping.tree.rows import TreeRow
from gateway.mapping.tree.translate import translated
from gateway.model import Fate, Node

Taken: TypeAlias = dict[int, Node]
"""id of a statement that a row has read -> the element whose map it is a row of."""
Run: TypeAlias = Callable[[Making, Made, Names, Taken], None]
Value: TypeAlias = Callable[[Reading, Node], Any]
"""Reads what a row wants of an element that its path leads to; None: it has none."""
Wrote: TypeAlias = Callable[[Making, Made, Node, str, Taken, bool], None]
"""What follows from a value that was written: of which element, where in the resource, and
whether it is the first of its row: what the row was played by is accounted for once."""

Types: TypeAlias = Mapping[tuple[str, str], Datatype]
Words: TypeAlias = Mapping[tuple[str, str], Texts]


def run(row: TreeRow, types: Types, words: Words, statements: frozenset[str]) -> Run:
    """A row that is no fixed value."""
    if row.kind in ("ref", "made"):
        late = reference(row)
        return lambda making, made, names, taken: making.later.append((made, late))  # noqa: ARG005
    if row.kind == "ignore":
        return _ignored(row)
    if row.join is not None:
        return _joined(row, _wrote(replace(row, asked=()), statements))
    return _read(row, _value(row, types, words), _wrote(row, statements))


def _read(row: TreeRow, value_of: Value, wrote: Wrote | None) -> Run:
    """A row that writes what it reads, once for each element that it finds."""
    assert row.src is not None  # noqa: S101 - linked
    assert row.to is not None  # noqa: S101 - linked
    begin, id_ = beginner(row.src.steps), row.id
    spot_of, put = placer(row.to.steps, row.rivals)

    def play(making: Making, made: Made, names: Names, taken: Taken) -> None:
        nodes = begin(made.node, making.parents, names)
        if not nodes:
            return
        reading, place = making.reading, made.place
        claims, first = reading.claims, True
        reading.row = id_
        for node in nodes:
            spot = spot_of(made)
            if spot is None:
                break
            mark = len(claims)
            reading.target = f"{place}.{spot}" if place else spot
            value = value_of(reading, node)
            reading.target = place
            if value is None:
                del claims[mark:]  # what is wrong with it is told
                continue
            put(made, value)
            made.wrote = True
            if wrote is not None:
                wrote(making, made, node, spot, taken, first)
                first = False

    return play


def _value(row: TreeRow, types: Types, words: Words) -> Value:
    """How the value of one element is read, translated and accounted for."""
    assert row.src is not None  # noqa: S101 - linked
    assert row.to is not None  # noqa: S101 - linked
    type, codes = row.to.type, row.to.codes
    if row.src.leaf is None:
        read: Value = types[row.word, type]
    elif row.table is not None:
        read = _text(row.src.leaf)
    else:
        read = _leaf(row.src.leaf, words[row.word, type])
    if row.table is None and codes is not None and type not in ("CodeableConcept", "Coding"):
        read = _allowed(row, read, codes)
    elif row.table is not None or codes is not None:
        read = _coded(row, read)
    if row.whole:
        read = _whole(read)
    return _degraded(read, row.reason) if row.reason else read


def _text(leaf: str) -> Value:
    return lambda reading, node: reading.read(node, named(node, leaf)) or None


def _leaf(leaf: str, convert: Texts) -> Value:
    def read(reading: Reading, node: Node) -> Any:
        attributes = node.attributes
        key = leaf if not leaf or leaf in attributes else named(node, leaf)
        text = (attributes.get(key, "") if key else node.text()).strip()
        if not text:
            return None
        made = convert(text)
        if made.__class__ is Flawed:
            return reading.convert(node, key, text, convert)
        claims, owner = reading.claims, reading.owner
        claims.append(claim(node, key, owner, reading.target, Fate.MAPPED, "", reading.row))
        return made

    return read


def _coded(row: TreeRow, read: Value) -> Value:
    name = row.table.name if row.table is not None else ""

    def found(reading: Reading, node: Node) -> Any:
        mark = reading.mark()
        reading.table = reading.tables[name] if name else None
        value = read(reading, node)
        return None if value is None else translated(reading, node, row, value, mark)

    return found


def _allowed(row: TreeRow, read: Value, codes: frozenset[str]) -> Value:
    """A code of a required value set, as it is."""

    def found(reading: Reading, node: Node) -> Any:
        mark = reading.mark()
        value = read(reading, node)
        known = value is None or value in codes
        return value if known else translated(reading, node, row, value, mark)

    return found


def _whole(read: Value) -> Value:
    """All leaves inside that the datatype did not name are in what it gave, too."""

    def found(reading: Reading, node: Node) -> Any:
        start = len(reading.claims)
        value = read(reading, node)
        if value is not None:
            known = {(id(one.node), one.leaf) for one in reading.claims[start:]}
            for one in all_in(node):
                for leaf in leaves(one):
                    if (id(one), leaf) not in known:
                        reading.read(one, leaf)
        return value

    return found


def _degraded(read: Value, reason: str) -> Value:
    def found(reading: Reading, node: Node) -> Any:
        start = len(reading.claims)
        value = read(reading, node)
        if value is not None:
            refate(reading.claims, start, Fate.DEGRADED, reason)
        return value

    return found


def _wrote(row: TreeRow, statements: frozenset[str]) -> Wrote | None:
    """The statements that it took, and the leaves by which it was played; None: neither."""
    takes = not row.aside and _passes(row.src, statements)
    if not takes and not row.asked:
        return None
    asked = [*map(asks, row.asked)]

    def follow(  # noqa: PLR0913, PLR0917 - what was written, and where
        making: Making,
        made: Made,
        node: Node,
        spot: str,
        taken: Taken,
        first: bool,  # noqa: FBT001 - as its table has it
    ) -> None:
        if asked and first:
            target = joined(made.place, spot)
            for decide in asked:
                decide(making, made, target)
        if takes:
            taken |= _taken(making, made, node, statements)

    return follow


def _passes(src: Path | None, statements: frozenset[str]) -> bool:
    """May a statement stand between the element of the map and what is read?"""
    steps = src.steps if src is not None else ()
    return any(step.names is None or step.names & statements for step in steps)


def _taken(making: Making, made: Made, node: Node, statements: frozenset[str]) -> Taken:
    """The statements between the element of a map and one below it that a row has read."""
    found: Taken = {}
    for one in making.above(node):
        if one is made.node:
            return found
        if one.name in statements:
            found[id(one)] = made.node
    return {}


def _joined(row: TreeRow, wrote: Wrote | None) -> Run:
    """A row that writes all texts as one."""
    assert row.src is not None  # noqa: S101 - linked
    assert row.to is not None  # noqa: S101 - linked
    begin, id_, between = beginner(row.src.steps), row.id, row.join or ""
    leaf = row.src.leaf or TEXT
    spot_of, put = placer(row.to.steps, row.rivals)

    def play(making: Making, made: Made, names: Names, taken: Taken) -> None:
        nodes = begin(made.node, making.parents, names)
        spot = spot_of(made) if nodes else None
        if spot is None:
            return
        reading, place = making.reading, made.place
        reading.row, reading.target = id_, joined(place, spot)
        found = [(one, reading.read(one, named(one, leaf))) for one in nodes]
        reading.target = place
        text = between.join([text for _, text in found if text])
        if not text:
            return
        put(made, text)
        made.wrote = True
        if wrote is not None:
            for one, said in found:
                if said:
                    wrote(making, made, one, spot, taken, False)  # noqa: FBT003 - as above

    return play


def _ignored(row: TreeRow) -> Run:
    assert row.src is not None  # noqa: S101 - linked
    begin, leaf, reason, id_ = beginner(row.src.steps), row.src.leaf, row.reason, row.id

    def play(making: Making, made: Made, names: Names, _: Taken) -> None:
        reading = making.reading
        reading.row = id_
        for node in begin(made.node, making.parents, names):
            if leaf is not None:
                reading.ignore(node, named(node, leaf), reason)
                continue
            for one in all_in(node):
                for inner in leaves(one):
                    reading.ignore(one, inner, reason)

    return play


def fixed(row: TreeRow) -> Callable[[Making, Made], None]:
    """A row that always says the same, beside what others said."""
    assert row.to is not None  # noqa: S101 - linked
    steps, const, id_ = row.to.steps, row.const, row.id
    spot_of, put = placer(steps, row.rivals)
    plain = isinstance(const, str | int)
    decide = decisions(row.asked) if row.asked else None
    shared = next((step for step in steps if step.kind == "slot"), None)
    # A named item must have been made by another row; a numbered one need not.
    wanted = None if shared is None or shared.slot.isdigit() else (shared.name, shared.slot)

    def play(making: Making, made: Made) -> None:
        if wanted is not None and all(key[1:] != wanted for key in made.slots):
            return
        spot = spot_of(made)
        if spot is not None:
            put(made, const if plain else copy.deepcopy(const))
            if decide is not None:
                making.reading.row = id_
                decide(making, made, joined(made.place, spot))

    return play
