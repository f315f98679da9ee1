"""Which elements look alike to guards and paths, so that what they say of one holds for the next.

Two elements are alike whose names, attributes and elements are the same, and whose values are, as
far as any guard asks for one by its words: all others are holes. No value of a patient is kept.
https://www.w3.org/TR/1999/REC-xpath-19991116/#location-paths
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any, TypeAlias

from gateway.mapping.tree.finding import Surroundings
from gateway.mapping.tree.looks import ANY, Looks
from gateway.mapping.tree.reading import TEXT, elements
from gateway.model import Node

Alike: TypeAlias = tuple[int, int, int, int]
"""Who looks, what an element is like, what is right around it, and what is far above."""
_MOST = 10_000
"""Shapes that are known at a time; then all are forgotten."""


class Context:
    """How far around an element some guards and paths look."""

    __slots__ = ("beside", "far", "number", "ups")

    def __init__(self, looks: Looks, number: int) -> None:
        """`number` tells it from others of the same program."""
        self.number, self.far, self.beside = number, looks.far, looks.beside
        ups: dict[str, set[str]] = {}
        for name, inner in looks.above:
            ups.setdefault(name, set()).add(inner)
        self.ups = {name: frozenset(inner) for name, inner in ups.items()}
        """Name of an element that is looked for above -> names of those looked into in it."""


class Shapes:
    """The shapes met so far by the maps of one program, and what was learnt of each."""

    __slots__ = ("_ids", "_lengths", "_next", "_words", "learnt", "met")

    def __init__(self, looks: Looks) -> None:
        """`looks`: all that guards and paths look at."""
        words: dict[str, set[str]] = {}
        for leaf, word in looks.words:
            words.setdefault(leaf, set()).add(word)
        self._words, self._lengths = words, looks.lengths
        self._ids: dict[tuple[Any, ...], int] = {}
        self._next = count(1).__next__
        self.met: set[Alike] = set()
        """What was met: of what comes again it is learnt, as most comes once or often."""
        self.learnt: dict[Alike, Any] = {}
        """What is so of all elements that are alike."""

    @property
    def full(self) -> bool:
        """Are so many known that it is time to begin again?"""
        return len(self._ids) + len(self.met) >= _MOST

    def of(self, parents: Surroundings) -> Around:
        """The shapes of the elements of one document."""
        order = parents.order
        shapes, ids, known = [0] * len(order), self._ids, dict[int, int]()
        for number in range(len(order) - 1, -1, -1):  # what is in an element, before it
            node = order[number]
            said = known.get(id(node.attributes))
            if said is None:
                said = known[id(node.attributes)] = self._said(node)
            key: tuple[Any, ...] = (node.name, said)
            if node.content:
                inner = [shapes[one.number] for one in node.content if one.__class__ is Node]
                key = (node.name, said, self.kind(TEXT, node.text()), *inner)
            found = ids.get(key)
            if found is None:
                if self.full:
                    break  # those around it are of no shape that is known
                found = self.number(key)
            shapes[number] = found
        return Around(self, parents, shapes, known)

    def number(self, key: tuple[Any, ...]) -> int:
        """The number of a shape."""
        return self._ids.setdefault(key, self._next())

    def _said(self, node: Node) -> int:
        """What the attributes of an element are like."""
        told = [
            (key, self.kind(key.rpartition("}")[2], text)) for key, text in node.attributes.items()
        ]
        return self.number(("@", *told))

    def kind(self, leaf: str, text: str) -> str:
        """The text itself where a guard knows it, else what it is like."""
        text = text.strip()
        if not text or text in self._words.get(leaf, ()):
            return text
        return f"\0{len(text)}" if leaf in self._lengths else "\0"


class Around:
    """The shapes of one document's elements, and of what stands around them."""

    __slots__ = ("_known", "_near", "_parents", "_said", "_shapes", "table")

    def __init__(
        self,
        table: Shapes,
        parents: Surroundings,
        shapes: Sequence[int],
        said: Mapping[int, int],
    ) -> None:
        """`shapes`: of each element, by its number, 0: none that is known; `said`: by `id()`."""
        self.table = table
        self._parents, self._shapes, self._said = parents, shapes, said
        self._near: dict[tuple[int, frozenset[str]], int] = {}
        self._known: dict[tuple[int, int], tuple[int, int]] = {}

    def of(self, node: Node, context: Context) -> Alike | None:
        """What an element is like; None of what is met for the first time, or cannot be told."""
        if not self._shapes[0]:  # there were too many
            return None
        alone = not (context.far or context.ups)
        around = (0, 0) if alone else self._around(self._parents[node.number], context)
        alike = context.number, self._shapes[node.number], *around
        met = self.table.met
        if alike in met:
            return alike
        met.add(alike)
        return None

    def _around(self, node: Node | None, context: Context) -> tuple[int, int]:
        """What stands right around the elements in one, and what far above."""
        if node is None:
            return 0, 0
        key = context.number, node.number
        found = self._known.get(key)
        if found is None:
            near = self._right_around(node, context) if context.far else 0
            far = self._far_above(node, context) if context.ups else 0
            found = self._known[key] = near, far
        return found

    def _right_around(self, node: Node, context: Context) -> int:
        near = [self._like(node, context.beside)]
        for _ in range(context.far - 1):
            above = self._parents[node.number]
            if above is None:
                break
            node = above
            near.append(self._like(node, context.beside))
        return near[0] if len(near) == 1 else self.table.number(("..", *near))

    def _far_above(self, node: Node, context: Context) -> int:
        """Of those around only which a path looks for by their names."""
        found: list[int] = []
        ups, one = context.ups, node
        while True:
            if (names := ups.get(one.name)) is not None:
                found.append(self._like(one, names))
            above = self._parents[one.number]
            if above is None:
                return self.table.number(("^", *found))
            one = above

    def _like(self, node: Node, names: frozenset[str]) -> int:
        """What one around is like: itself, and what it holds of these names."""
        key = node.number, names
        found = self._near.get(key)
        if found is None:
            every, shapes = ANY in names, self._shapes
            inner = [shapes[one.number] for one in elements(node) if every or one.name in names]
            said, text = self._said[id(node.attributes)], self.table.kind(TEXT, node.text())
            found = self._near[key] = self.table.number((node.name, said, text, *inner))
        return found
