"""Are two elements of one id one resource? Where they say the same, and refer to the same.

People copy ids: two reports of one number whose results differ are two reports, and lose nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from gateway.mapping.tree.making import Made, Making
from gateway.mapping.tree.reading import below
from gateway.mapping.tree.rows import TreeRow
from gateway.model import Node


def one_thing(making: Making, one: Made, other: Made) -> bool:
    """Does the second say no more, and nothing else, than the first?"""
    if one.body != other.body:
        return False
    if one.map is not other.map:
        return True
    pairs = zip(_named(making, one), _named(making, other), strict=True)
    return all(mine == theirs for mine, theirs in pairs)


def _named(making: Making, made: Made) -> Iterator[list[str]]:
    """What stands in the elements that each row refers to, of those inside its own."""
    for row in made.map.rows:
        if row.kind == "made" and not row.inherit:
            yield [*_said(making, made, row)]


def _said(making: Making, made: Made, row: TreeRow) -> Iterator[str]:
    assert row.src is not None  # noqa: S101 - linked
    for node in row.src.find(made.node, making.parents):
        if any(around is made.node for around in [*making.above(node)][1:]):
            yield _words(node)


def _words(node: Node) -> str:
    return " ".join(text for one in below(node) if (text := one.text().strip()))
