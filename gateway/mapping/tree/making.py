"""One document under way: what was made of which element, and what must wait for the rest.

https://hl7.org/fhir/R4/references.html
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from gateway.mapping.run import Identify
from gateway.mapping.tree.account import Account
from gateway.mapping.tree.finding import Surroundings
from gateway.mapping.tree.reading import Reading, elements
from gateway.mapping.tree.rows import TreeMap
from gateway.model import Node, Resource, Sender


@dataclass(slots=True, eq=False)
class Made:
    """A resource, or an item of one, in the making."""

    map: TreeMap
    node: Node
    owner: int
    """Number of the resource that it is, or lies in."""
    body: Resource
    id: str = ""
    """Of a resource."""
    place: str = ""
    """Of an item: where in its resource it lies: `section[2]`."""
    items: list[Any] | None = None
    """Of an item: the list that it lies in."""
    slots: dict[tuple[int, str, str], Resource] = field(default_factory=dict)
    """(list, name, slot) -> the item that rows share."""
    wrote: bool = False

    _reference: dict[str, str] | None = None

    @property
    def reference(self) -> dict[str, str]:
        """The Reference to it: one for all that refer to it, and nobody adds to it."""
        if self._reference is None:
            self._reference = {"reference": sys.intern(f"{self.map.type}/{self.id}")}
        return self._reference


Late: TypeAlias = "Callable[[Making, Made], None]"


@dataclass(slots=True)
class Making:
    """What the maps of one document fill."""

    reading: Reading
    parents: Surroundings
    control: str
    series: str
    """What its versions have in common: the set id, else its own."""
    sender: Sender
    identify: Identify
    resources: list[Made] = field(default_factory=list)
    """In the order of their elements; None of them gave way to another."""
    owners: int = 0
    of: dict[int, list[Made]] = field(default_factory=dict)
    """id of an element -> what was made of it."""
    taken: dict[int, Node] = field(default_factory=dict)
    """id of a statement that a row of another read -> that other's element."""
    meant: dict[int, Node] = field(default_factory=dict)
    """id of a statement that only names another -> that other."""
    account: Account = field(default_factory=Account)
    """What became of each leaf, as far as it is settled."""
    ids: dict[tuple[str, str], Made] = field(default_factory=dict)
    ordinals: dict[tuple[str, ...], int] = field(default_factory=dict)
    kinds: dict[str, list[Made]] = field(default_factory=dict)
    """Type -> those of `resources` that are of it."""
    later: list[tuple[Made, Late]] = field(default_factory=list)
    """References, which are written when all has been made."""
    inherited: dict[int, dict[int, Sequence[Made]]] = field(default_factory=dict)
    """id of a row that refers to what is around, too -> number of an element -> what was found."""
    beside: dict[int, dict[int, Sequence[Made]]] = field(default_factory=dict)
    """id of a row whose path begins upwards -> number of the element there -> what was found."""
    items: list[Made] = field(default_factory=list)
    nameless: list[tuple[str, Node]] = field(default_factory=list)
    """(type, element) of what nobody can be told by."""
    same: dict[int, int] = field(default_factory=dict)
    """Number of a resource that was named before -> the number of the first."""
    withdrawn: set[int] = field(default_factory=set)
    """Numbers of resources of which nothing came."""

    def ordinal(self, key: tuple[str, ...]) -> str:
        """1, 2, ... among equal keys of the document."""
        number = self.ordinals[key] = self.ordinals.get(key, 0) + 1
        return str(number)

    def above(self, node: Node) -> Iterator[Node]:
        """The element and those around it, the nearest first."""
        one: Node | None = node
        while one is not None:
            yield one
            one = self.parents[one.number]

    def nearest(self, node: Node, types: Sequence[str]) -> Made | None:
        """The nearest resource of the first of these types above, else the first there is."""
        for type in types:
            one: Node | None = node
            while one is not None:
                for made in self.of.get(id(one), ()):
                    if made.map.type == type and not made.map.part:
                        return made
                one = self.parents[one.number]
        for type in types:
            if type in self.kinds:
                return self.kinds[type][0]
        return None

    def found(self, node: Node, types: Sequence[str]) -> Made | None:
        """As `nearest`, when all has been made: nobody looks for what there is none of."""
        known = [type for type in types if type in self.kinds]
        if len(known) == 1 and len(self.kinds[known[0]]) == 1:
            return self.kinds[known[0]][0]
        return self.nearest(node, known) if known else None

    def add(self, made: Made) -> None:
        """One more resource."""
        self.resources.append(made)
        self.kinds.setdefault(made.map.type, []).append(made)

    def around(self, node: Node, types: frozenset[str]) -> Made | None:
        """The resource that was made of the element right around; of these types, if any."""
        one = self.parents[node.number]
        for made in self.of.get(id(one), ()) if one is not None else ():
            if not made.map.part and (not types or made.map.type in types):
                return made
        return None

    def holder(self, node: Node, owners: frozenset[str]) -> Made | None:
        """What an item of an element is added to."""
        one = self.parents[node.number]
        while one is not None:
            for made in self.of.get(id(one), ()):
                if made.map.made in owners:
                    return made
            one = self.parents[one.number]
        for made in self.of.get(id(node), ()):
            if made.map.made in owners:
                return made
        return None

    def of_type(
        self, nodes: Sequence[Node], allowed: frozenset[str] | None, types: Sequence[str] = ()
    ) -> Iterator[Made]:
        """What was made of these elements, or where nothing was of one, of those in it.

        `types`: of each element only the first of these.
        """
        for named in nodes:
            node = self.meant.get(id(named), named)
            found = [*self._of(node, allowed)] or [*self._inside(node, allowed)]
            if types:
                order = {type: number for number, type in enumerate(types)}
                fitting = [made for made in found if made.map.type in order]
                found = sorted(fitting, key=lambda made: order[made.map.type])[:1]
            yield from found

    def _of(self, node: Node, allowed: frozenset[str] | None) -> Iterator[Made]:
        taker = self.taken.get(id(node))
        for made in self.of.get(id(node if taker is None else taker), ()):
            if not made.map.part and (allowed is None or made.map.type in allowed):
                yield made

    def _inside(self, node: Node, allowed: frozenset[str] | None) -> Iterator[Made]:
        """Of the nearest elements inside: what lies in something that was made is its own."""
        for child in elements(node):
            found = [*self._of(child, allowed)]
            if found:
                yield from found
            elif not any(not made.map.part for made in self.of.get(id(child), ())):
                yield from self._inside(child, allowed)


def surroundings(root: Node) -> Surroundings:
    """Numbers all elements in their order, and gives, by its number, the element around each."""
    order, around = [root], list[Node | None]([None])
    root.number = 0
    _numbered(root, order, around)
    return Surroundings(around, order)


def _numbered(above: Node, order: list[Node], around: list[Node | None]) -> None:
    """The same of all that is in an element: no document is deeper than its reader lets it be."""
    number = len(order)
    for node in above.content:
        if node.__class__ is Node:
            node.number = number
            order.append(node)
            around.append(above)
            if node.content:
                _numbered(node, order, around)
                number = len(order)
            else:
                number += 1
