"""Where does an element stand, as people say it? `/ClinicalDocument/recordTarget/patientRole/id[2]`

https://www.w3.org/TR/1999/REC-xpath-19991116/#path-abbrev
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gateway.mapping.tree.reading import elements
from gateway.model import Node


class Places:
    """The paths of a document's elements, each made when it is first asked for."""

    __slots__ = ("_known", "_parents")

    def __init__(self, root: Node, parents: Mapping[int, Node]) -> None:
        """`parents` gives, for each element (by its `id()`), the element around it."""
        self._parents = parents
        self._known = {id(root): f"/{root.name}"}

    def of(self, node: Node) -> str:
        """The path of an element: numbered where it is one of several of its name."""
        found = self._known.get(id(node))
        if found is None:
            above = self._parents[id(node)]
            for child, place in numbered(elements(above), self.of(above)):
                self._known[id(child)] = place
            found = self._known[id(node)]
        return found


def placed(root: Node) -> Iterator[tuple[Node, str]]:
    """Every element with its path, parents first."""
    stack = [(root, f"/{root.name}")]
    while stack:
        one = stack.pop()
        yield one
        inner = elements(one[0])
        if inner:
            stack += numbered(inner, one[1])[::-1]


def numbered(inner: list[Node], place: str) -> list[tuple[Node, str]]:
    """The elements inside one, with their paths."""
    if len(inner) == 1:
        return [(inner[0], f"{place}/{inner[0].name}")]
    several: dict[str, int] = {}
    for child in inner:
        several[child.name] = several.get(child.name, 0) + 1
    seen: dict[str, int] = {}
    found: list[tuple[Node, str]] = []
    for child in inner:
        name = child.name
        if several[name] == 1:
            found.append((child, f"{place}/{name}"))
        else:
            number = seen[name] = seen.get(name, 0) + 1
            found.append((child, f"{place}/{name}[{number}]"))
    return found
