"""The elements of a snapshot as a tree, in which a subtree can be copied under another name.

https://hl7.org/fhir/R4/elementdefinition.html#id
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from gateway.definitions.strip import Record

CHOICE = "[x]"
_WHOLE = "types before a shortcut"


class Node:
    """An element under construction: its facts without id, its children, its slices."""

    __slots__ = ("children", "facts", "slices")

    def __init__(self, facts: Record) -> None:
        self.facts = facts
        self.children: dict[str, Node] = {}
        self.slices: dict[str, Node] = {}

    def copy(self) -> Node:
        """The same, deep, sharing only what is never changed in place."""
        made = Node(dict(self.facts))
        made.children = {name: child.copy() for name, child in self.children.items()}
        made.slices = {name: part.copy() for name, part in self.slices.items()}
        return made

    def template(self) -> Node:
        """A copy to make a slice of."""
        made = Node({key: value for key, value in self.facts.items() if key != "slicing"})
        made.children = {name: child.copy() for name, child in self.children.items()}
        return made  # the slices there are would be copied for each further one

    def size(self) -> int:
        """How many elements it is, with all below it."""
        below = (*self.children.values(), *self.slices.values())
        return 1 + sum(one.size() for one in below)

    def adopt(self, other: Node) -> None:
        """Take copies of the children that are not here yet."""
        taken = {name: child.copy() for name, child in other.children.items()}
        self.children = {**taken, **self.children}

    def whole_types(self) -> list[Record]:
        """The types, as they were before any shortcut limited them."""
        types: list[Record] = self.facts.get(_WHOLE) or self.facts.get("type", [])
        return types

    def limit(self, kept: Record) -> None:
        """Limit a choice to this type and those before; not where slicing is declared."""
        if _WHOLE in self.facts:
            self.facts["type"] = [*self.facts["type"], kept]
        elif "slicing" not in self.facts:
            self.facts[_WHOLE] = self.facts["type"]
            self.facts["type"] = [kept]
            self.facts["slicing"] = {"discriminator": [["type", "$this"]], "rules": "closed"}


def steps(element_id: str) -> Iterator[tuple[str, str]]:
    """(name, slice name or empty) for each step below the root."""
    for part in element_id.split(".")[1:]:
        name, _, said = part.partition(":")
        yield name, said


def grow(elements: Iterable[Record]) -> Node:
    """The tree of a snapshot's elements; raises ValueError where one stands under none."""
    rest = iter(elements)
    root = Node(_facts(next(rest)))
    for element in rest:
        *way, (name, said) = steps(element["id"])
        try:
            node = _down(root, way)
            holder = node.children[name].slices if said else node.children
        except KeyError:
            raise ValueError(f"the snapshot has nothing above {element['id']}") from None
        holder[said or name] = Node(_facts(element))
    return root


def _facts(element: Record) -> Record:
    return {key: value for key, value in element.items() if key != "id"}


def _down(root: Node, way: Iterable[tuple[str, str]]) -> Node:
    node = root
    for name, said in way:
        node = node.children[name]
        node = node.slices[said] if said else node
    return node


def flatten(node: Node, element_id: str) -> Iterator[dict[str, Any]]:
    """The elements of a tree, each with its id, in the order of a snapshot."""
    facts = {key: value for key, value in node.facts.items() if key != _WHOLE}
    yield {"id": element_id, **facts}
    for name, child in node.children.items():
        yield from flatten(child, f"{element_id}.{name}")
        for said, part in child.slices.items():
            yield from flatten(part, f"{element_id}.{name}:{said}")
