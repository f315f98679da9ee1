"""To which elements does a path lead, and does a guard hold? Each is one function, made once.

What a path says is known when the rows are linked; so the way that is quickest for it is chosen
then, and no step is looked at again while a document is read.
https://www.w3.org/TR/1999/REC-xpath-19991116/
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from gateway.mapping.tree.reading import TEXT, elements
from gateway.model import Node

Names: TypeAlias = Mapping[str, list[Node]]
"""Name -> the elements of that name right inside an element."""

_MANY = 24
"""Elements in one beyond which they are looked up by their names."""


class Surroundings(list[Node | None]):
    """The element around each, by its number, and of those that hold many what they hold by name.

    Without that, a thousand items that ask of what stands beside them look at a million.
    """

    __slots__ = ("_inside", "at", "names", "order")

    def __init__(self, around: Sequence[Node | None] = (), order: Sequence[Node] = ()) -> None:
        super().__init__(around)
        self.order = order
        """All elements, parents first."""
        self.at: Node | None = None
        """The element that rows are played on: of it is asked most."""
        self.names: Names = {}
        """Name -> the elements of that name in it."""
        self._inside: dict[int, Names] = {}

    def turn(self, node: Node) -> Names:
        """Look at another element from now on; gives what stands in it."""
        self.at, self.names = node, names_in(node)
        return self.names

    def inside(self, node: Node) -> Names:
        """Name -> the elements of that name in an element."""
        found = self._inside.get(id(node))
        if found is None:
            found = self._inside[id(node)] = names_in(node)
        return found


Parents: TypeAlias = Surroundings
NOWHERE = Surroundings()
"""Of who does not look around."""

Test: TypeAlias = Callable[[Node, Parents], bool]
Find: TypeAlias = Callable[[Node, Parents], Sequence[Node]]
Begin: TypeAlias = Callable[[Node, Parents, Names], Sequence[Node]]
"""As `Find`, from an element of which it is known what stands in it."""


def names_in(node: Node) -> Names:
    """Name -> the elements of that name in an element."""
    found: dict[str, list[Node]] = {}
    for one in node.content:
        if one.__class__ is Node:
            if one.name in found:
                found[one.name].append(one)
            else:
                found[one.name] = [one]
    return found


@dataclass(frozen=True, slots=True)
class Step:
    """One step down (or up) of a path."""

    names: frozenset[str] | None
    """Names that an element may have; None: any."""
    up: str = ""
    """`..`, or `^` for the nearest of these names above, or the element itself."""
    tests: tuple[Test | int, ...] = ()
    """Guards, and numbers (from 1)."""

    @property
    def name(self) -> str:
        """The one name that an element right inside must have; empty where it is not so."""
        one = not self.up and self.names is not None and len(self.names) == 1
        return next(iter(self.names or ())) if one else ""


def named(node: Node, leaf: str) -> str:
    """The key of an attribute of that local name; the name itself where there is none."""
    if leaf in node.attributes or not leaf:
        return leaf
    for key in node.attributes:
        if key[0] == "{" and key.endswith(leaf) and key[-len(leaf) - 1] == "}":
            return key
    return leaf


def look(node: Node, leaf: str) -> str:
    """A leaf's text, blanks at its ends gone."""
    if leaf == TEXT:
        return node.text().strip()
    text = node.attributes.get(leaf)
    if text is None:
        if not node.attributes:
            return ""
        text = node.attributes.get(named(node, leaf), "")
    return text.strip()


def finder(steps: Sequence[Step]) -> Find:
    """What follows the steps from an element."""
    if not steps:
        return lambda node, _: (node,)
    ways = [_tested(step) for step in steps]
    first, *rest = ways
    if not rest:
        return first

    def find(node: Node, parents: Parents) -> Sequence[Node]:
        found = first(node, parents)
        for way in rest:
            if len(found) == 1:
                found = way(found[0], parents)
            elif not found:  # most often: what a row asks for is seldom there
                return found
            else:
                found = [one for above in found for one in way(above, parents)]
        return found

    plain = [step.name for step in steps if step.name and not step.tests]
    return _grandchildren(*plain) if len(plain) == len(steps) == 2 else find  # noqa: PLR2004


def beginner(steps: Sequence[Step]) -> Begin:
    """What follows the steps from an element of which it is known what stands in it."""
    name = steps[0].name if steps else ""
    if not name:
        find = finder(steps)
        return lambda node, parents, names: find(node, parents)  # noqa: ARG005
    tests, rest = steps[0].tests, steps[1:]
    if not tests and not rest:
        return lambda node, parents, names: names.get(name, ())  # noqa: ARG005
    further = finder(rest)

    def begin(node: Node, parents: Parents, names: Names) -> Sequence[Node]:  # noqa: ARG001
        found: Sequence[Node] = names.get(name, ())
        if tests and found:
            found = _sifted(tests, found, parents)
        if not rest or not found:
            return found
        return [one for above in found for one in further(above, parents)]

    return begin


def _children(name: str) -> Find:
    """The elements of one name right inside."""

    def find(node: Node, parents: Parents) -> Sequence[Node]:
        if parents.at is node:
            return parents.names.get(name, ())
        if not (content := node.content):
            return ()
        if len(content) > _MANY and parents:
            return parents.inside(node).get(name, ())
        return [one for one in content if one.__class__ is Node and one.name == name]

    return find


def _grandchildren(name: str, inner: str) -> Find:
    children, further = _children(name), _children(inner)
    return lambda node, parents: [
        one for above in children(node, parents) for one in further(above, parents)
    ]


def _tested(step: Step) -> Find:
    """One step, its tests included."""
    tests, reach = step.tests, _reached(step)
    if not tests:
        return reach

    def find(node: Node, parents: Parents) -> Sequence[Node]:
        found = reach(node, parents)
        return _sifted(tests, found, parents) if found else found

    return find


def _sifted(
    tests: Sequence[Test | int], found: Sequence[Node], parents: Parents
) -> Sequence[Node]:
    for test in tests:
        if isinstance(test, int):
            found = found[test - 1 : test]
        else:
            found = [one for one in found if test(one, parents)]
    return found


def _reached(step: Step) -> Find:
    """One step, before its tests."""
    names, name = step.names, step.name
    if step.up == "..":
        return _around
    if step.up == "^":
        return lambda node, parents: _above(names, node, parents)
    if names is None:
        return lambda node, _: elements(node)
    if name:
        return _children(name)
    return lambda node, _: [
        one for one in node.content if one.__class__ is Node and one.name in names
    ]


def _above(names: frozenset[str] | None, node: Node, parents: Parents) -> Sequence[Node]:
    one: Node | None = node
    while one is not None:
        if names is None or one.name in names:
            return (one,)
        one = parents[one.number] if parents else None
    return ()


def _around(node: Node, parents: Parents) -> Sequence[Node]:
    one = parents[node.number] if parents else None
    return () if one is None else (one,)


def among(steps: Sequence[Step], leaf: str, words: frozenset[str]) -> Test:
    """Is one of the texts there one of these? No text at all is the empty one."""
    if not steps:
        return lambda node, _: look(node, leaf) in words
    blank, find = "" in words, finder(steps)
    if len(steps) == 1 and steps[0].name and not steps[0].tests:
        return _child_among(steps[0].name, leaf, words)

    def test(node: Node, parents: Parents) -> bool:
        valued = False
        for one in find(node, parents):
            if text := look(one, leaf):
                if text in words:
                    return True
                valued = True
        return blank and not valued

    return test


def _child_among(name: str, leaf: str, words: frozenset[str]) -> Test:
    """The same of the elements of one name right inside, as most guards ask."""
    blank, children = "" in words, _children(name)

    def test(node: Node, parents: Parents) -> bool:
        valued = False
        for one in children(node, parents):
            if text := look(one, leaf):
                if text in words:
                    return True
                valued = True
        return blank and not valued

    return test


def existing(steps: Sequence[Step], leaf: str | None) -> Test:
    """Is there such an element, or such a leaf that is not blank?"""
    find = finder(steps)
    if leaf is None:
        return lambda node, parents: bool(find(node, parents))
    if not steps:
        return lambda node, _: bool(look(node, leaf))
    return lambda node, parents: any([look(one, leaf) for one in find(node, parents)])  # noqa: C419


def compared(
    kind: str,
    texts: Callable[[Node, Parents], Iterator[str]],
    find: Find,
    held: Callable[[int], bool],
) -> Test:
    """Does the `count` of elements there, or the `length` of the first text, hold?"""
    if kind == "count":
        return lambda node, parents: held(len(find(node, parents)))
    return lambda node, parents: held(len(next(texts(node, parents), "")))
