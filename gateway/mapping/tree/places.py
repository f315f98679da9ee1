"""Where does an element stand, as people say it? `/ClinicalDocument/recordTarget/id[2]`

https://www.w3.org/TR/1999/REC-xpath-19991116/#path-abbrev
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence

from gateway.mapping.tree.reading import elements
from gateway.model import Node


class Places:
    """The paths of a document's elements, each made when it is first asked for."""

    __slots__ = ("_known", "_numbers", "_parents")

    def __init__(self, root: Node, parents: Sequence[Node | None]) -> None:
        """`parents` gives, for each element (by its number), the element around it."""
        self._parents = parents
        self._known = {id(root): f"/{root.name}"}
        self._numbers: dict[int, Mapping[int, int]] = {}

    def of(self, node: Node) -> str:
        """The path of an element: numbered where it is one of several of its name."""
        found = self._known.get(id(node))
        if found is None:
            above = self._parents[node.number]
            assert above is not None  # noqa: S101 - the root is known
            numbers = self._numbers.get(id(above))
            if numbers is None:
                numbers = self._numbers[id(above)] = _numbers(elements(above))
            number = numbers.get(id(node))
            found = f"{self.of(above)}/{node.name}"
            found = self._known[id(node)] = found if number is None else f"{found}[{number}]"
        return found


class Numbered:
    """All elements of a document by their numbers, parents first, and the paths of some."""

    __slots__ = ("_above", "_known", "_numbers", "order")

    def __init__(self, order: Sequence[Node], above: Sequence[int]) -> None:
        """`above`: of each the number of the element around it."""
        self.order, self._above = order, above
        self._known = {0: f"/{order[0].name}"}
        self._numbers: dict[int, Mapping[int, int]] = {}

    def of(self, number: int) -> str:
        """The path of an element, as `Places.of` gives it; those around it are kept."""
        if number in self._known:
            return self._known[number]
        above, node = self._above[number], self.order[number]
        numbers = self._numbers.get(above)
        if numbers is None:
            numbers = self._numbers[above] = _numbers(elements(self.order[above]))
            self._known[above] = self.of(above)
        which = numbers.get(id(node))
        place = f"{self._known[above]}/{node.name}"
        return place if which is None else f"{place}[{which}]"


def walked(root: Node) -> Numbered:
    """All elements of a document, whose numbers nobody has given."""
    order: list[Node] = []
    around = array("i")
    stack, above = [root], [-1]
    while stack:
        node = stack.pop()
        around.append(above.pop())
        if node.content:
            inner = elements(node)
            stack += inner[::-1]
            above += [len(order)] * len(inner)
        order.append(node)
    return Numbered(order, around)


def _numbers(inner: list[Node]) -> Mapping[int, int]:
    """Of each element (by `id()`) which of its name it is; left out where it is the only one."""
    several: dict[str, list[Node]] = {}
    for child in inner:
        several.setdefault(child.name, []).append(child)
    return {
        id(child): number
        for same in several.values()
        if len(same) > 1
        for number, child in enumerate(same, 1)
    }


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
