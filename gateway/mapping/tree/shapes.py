"""Which elements look alike to guards and paths, so that what they say of one holds for the next.

Two elements are alike whose names and attributes are the same, and so is what anybody looks at in
them, and whose values are, as far as any guard asks for one by its words: all others are holes. No
value of a patient is kept. https://www.w3.org/TR/1999/REC-xpath-19991116/#location-paths
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import count
from typing import Any, TypeAlias

from gateway.mapping.tree.finding import Surroundings
from gateway.mapping.tree.looks import ANY, Looks
from gateway.mapping.tree.reading import TEXT
from gateway.model import Node

Alike: TypeAlias = tuple[int, int, int, int]
"""Who looks, what an element is like, what is right around it, and what is far above."""
Views: TypeAlias = dict[tuple[int, frozenset[str], frozenset[tuple[str, str]]], int]
"""What is looked at around elements -> its number: how far, into which, and far above."""
_MOST = 10_000
"""Shapes that are known at a time; then all are forgotten."""
_UNKNOWN = 0
"""The shape of an element when there are too many."""
_TOP = -1
_NOTHING = _TOP, _TOP
"""What is like around an element of which nobody looks around, or around which nothing is."""


class Context:
    """How far around an element some guards and paths look."""

    __slots__ = ("beside", "far", "number", "ups", "view")

    def __init__(self, looks: Looks, number: int, views: Views) -> None:
        """`number` tells it from others of the same program, which all add to `views`."""
        self.number, self.far, self.beside = number, looks.far, looks.beside
        ups: dict[str, set[str]] = {}
        for name, inner in looks.above:
            ups.setdefault(name, set()).add(inner)
        self.ups = {name: frozenset(inner) for name, inner in ups.items()}
        """Name of an element that is looked for above -> names of those looked into in it."""
        self.view = views.setdefault((looks.far, looks.beside, looks.above), len(views))
        """The number of what it looks at around: many look at the same."""


class Shapes:
    """The shapes met so far by the maps of one program, and what was learnt of each."""

    __slots__ = (
        "_ids",
        "_inner",
        "_next",
        "inside",
        "learnt",
        "lengths",
        "met",
        "words",
    )

    def __init__(self, looks: Looks) -> None:
        """`looks`: all that guards and paths look at."""
        words: dict[str, set[str]] = {}
        for leaf, word in looks.words:
            words.setdefault(leaf, set()).add(word)
        self.words, self.lengths = words, looks.lengths
        self._inner: dict[str, set[str]] = {}
        for above, inner in looks.down:
            self._inner.setdefault(above, set()).add(inner)
        self.inside: dict[str, Collection[str]] = {}
        """Name of an element -> names of those in it that are looked at; ANY: all of them."""
        self._ids: dict[tuple[Any, ...], int] = {}
        self._next = count(1).__next__
        self.met: set[Alike] = set()
        """What was met: of what comes again it is learnt, as most comes once or often."""
        self.learnt: dict[Any, Any] = {}
        """What is so of all elements that are alike."""

    @property
    def full(self) -> bool:
        """Are so many known that it is time to begin again?"""
        return len(self._ids) + len(self.met) >= _MOST

    def of(self, parents: Surroundings) -> Around:
        """The shapes of the elements of one document."""
        return Around(self, parents)

    def number(self, key: tuple[Any, ...]) -> int:
        """The number of a shape; none of a new one, where there are too many."""
        found = self._ids.get(key)
        if found is None:
            if self.full:
                return _UNKNOWN
            found = self._ids[key] = self._next()
        return found

    def looked(self, name: str) -> Collection[str]:
        """Names of the elements in one of that name that are looked at."""
        found = self.inside[name] = self._inner.get(name, set()) | self._inner.get(ANY, set())
        return found

    def kind(self, leaf: str, text: str) -> str:
        """The text itself where a guard knows it, else what it is like."""
        text = text.strip()
        if not text or text in self.words.get(leaf, ()):
            return text
        return f"\0{len(text)}" if leaf in self.lengths else "\0"


class Around:
    """The shapes of one document's elements, and of what stands around them."""

    __slots__ = (
        "_beside",
        "_blank",
        "_far",
        "_known",
        "_parents",
        "_said",
        "_shapes",
        "table",
    )

    def __init__(self, table: Shapes, parents: Surroundings) -> None:
        """None is known before somebody asks."""
        self.table = table
        self._parents = parents
        self._shapes: list[int | None] = [None] * len(parents.order)
        self._said: dict[int, int] = {}
        self._blank: set[str] = set()
        self._beside: dict[tuple[int, frozenset[str]], int] = {}
        self._far: dict[tuple[int, int], int] = {}
        self._known: dict[tuple[int, int], tuple[int, int]] = {}

    def of(self, node: Node, context: Context) -> Alike | None:
        """What an element is like; None of what is met for the first time, or cannot be told."""
        near, far, shape = *_NOTHING, self.shape(node)
        if context.far or context.ups:
            near, far = self._around(self._parents[node.number], context)
        if not (shape and near and far):
            return None
        alike, met = (context.number, shape, near, far), self.table.met
        if alike in met:
            return alike
        if not self.table.full:
            met.add(alike)
        return None

    def shape(self, node: Node) -> int:
        """The number of what an element and what is in it are like."""
        found = self._shapes[node.number]
        if found is None:
            wanted = self.table.inside.get(node.name)
            if wanted is None:
                wanted = self.table.looked(node.name)
            found = self._shapes[node.number] = self._like(node, wanted)
        return found

    def _like(self, node: Node, wanted: Collection[str]) -> int:
        """What an element is like with what stands in it of these names."""
        said = self._said.get(id(node.attributes)) or self._of_attributes(node)
        if not node.content:
            return self.table.number((node.name, said))
        every, blank, text, several, inner = ANY in wanted, self._blank, "", False, list[int]()
        known, shape = self._shapes, self.shape
        for one in node.content:
            if isinstance(one, Node):
                if every or one.name in wanted:
                    found = known[one.number]
                    inner.append(shape(one) if found is None else found)
            elif not one or one in blank:
                pass
            elif one.isspace():
                blank.add(one)
            else:
                several, text = bool(text), one
        if not said or _UNKNOWN in inner:
            return _UNKNOWN
        kind = self.table.kind(TEXT, node.text() if several else text) if text else ""
        return self.table.number((node.name, said, kind, *inner))

    def _of_attributes(self, node: Node) -> int:
        """What the attributes of an element are like."""
        kind = self.table.kind
        told = [(key, kind(key.rpartition("}")[2], text)) for key, text in node.attributes.items()]
        found = self._said[id(node.attributes)] = self.table.number(("@", *told))
        return found

    def _around(self, node: Node | None, context: Context) -> tuple[int, int]:
        """What stands right around the elements in one, and what far above."""
        if node is None:
            return _NOTHING
        key = context.view, node.number
        found = self._known.get(key)
        if found is None:
            near, far = _NOTHING
            if context.far:
                near = self._right_around(node, context)
            if context.ups:
                far = self._far_above(node, context)
            found = self._known[key] = near, far
        return found

    def _right_around(self, node: Node, context: Context) -> int:
        near = [self._seen(node, context.beside)]
        for _ in range(context.far - 1):
            above = self._parents[node.number]
            if above is None:
                break
            node = above
            near.append(self._seen(node, context.beside))
        return _UNKNOWN if _UNKNOWN in near else self.table.number(("..", *near))

    def _far_above(self, node: Node, context: Context) -> int:
        """Of those around only which a path looks for by their names."""
        key = context.view, node.number
        found = self._far.get(key)
        if found is None:
            above, names = self._parents[node.number], context.ups.get(node.name)
            found = _TOP if above is None else self._far_above(above, context)
            if names is not None and found:
                seen = self._seen(node, names)
                found = self.table.number(("^", seen, found)) if seen else _UNKNOWN
            self._far[key] = found
        return found

    def _seen(self, node: Node, names: frozenset[str]) -> int:
        """What one around is like: itself, and what it holds of these names."""
        key = node.number, names
        found = self._beside.get(key)
        if found is None:
            found = self._beside[key] = self._like(node, names)
        return found
