"""Accounts for the leaves that a guard asked of, and went by: they are in the very words.

https://hl7.org/fhir/R4/provenance.html
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from gateway.mapping.tree.finding import named
from gateway.mapping.tree.making import Made, Making
from gateway.mapping.tree.path import Path
from gateway.mapping.tree.reading import TEXT, claim
from gateway.model import Fate

Decide: TypeAlias = Callable[[Making, Made, str], None]
"""Accounts for what a guard asked of, and went by."""


def asks(path: Path) -> Decide:
    """Of one path."""
    find, leaf = path.find, path.leaf or TEXT

    def decide(making: Making, made: Made, target: str) -> None:
        reading = making.reading
        for node in find(made.node, making.parents):
            key = named(node, leaf)
            if reading.peek(node, key):
                owner, row = reading.owner, reading.row
                reading.claims.append(claim(node, key, owner, target, Fate.TRANSLATED, "", row))

    return decide


def decisions(asked: Sequence[Path]) -> Callable[[Making, Made, str], None]:
    """The same of all that a guard asks."""
    each = [*map(asks, asked)]

    def decide(making: Making, made: Made, target: str) -> None:
        for one in each:
            one(making, made, target)

    return decide
