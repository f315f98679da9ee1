"""Which element of its own document a path names: `//transaction[id='2']/item[id='1']`.

Only what KMEHR writes is understood: names, and in brackets a position, or what number one has.
https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema (lnkType)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias, TypeVar

from gateway.model import Node

_STEP = re.compile(r"(//?)(?:\w+:)?(\w+)((?:\[(?:[^\[\]]|\[[^\[\]]*\])*\])*)", re.ASCII)
_TEST = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]")
_SCHEME = re.compile(r"@S\s*=\s*(?:'([^']*)'|\"([^\"]*)\")")
_NUMBER = re.compile(r"=\s*(?:'([^']*)'|\"([^\"]*)\"|([\w.-]+))", re.ASCII)
_LONGEST = 500
"""Letters of a path that is looked into."""
_Key = TypeVar("_Key")
_Made: TypeAlias = Callable[[Sequence[Node]], "_Found"]


class Addresses:
    """The paths of one document, each step looked for once, however many links take it."""

    __slots__ = ("_known", "_root")

    def __init__(self, root: Node) -> None:
        """`root`: of the document; it is not looked into before a path is asked for."""
        self._root = root
        self._known: dict[tuple[int, ...], _Found] = {}

    def named(self, address: str) -> Node | None:
        """The one element at a path from the root; None where there is none, or more."""
        if not address.startswith("/") or len(address) > _LONGEST:
            return None
        at, found = 0, self._made([self._root])
        while at < len(address):
            step = _STEP.match(address, at)
            if step is None:
                return None
            axis = "self" if at == 0 and step.group(1) == "/" else step.group(1)
            found = found.reached(axis, step.group(2))
            for test in _TEST.finditer(step.group(3)):
                found = found.tested(test.group(1).strip())
            at = step.end()
        return found.nodes[0] if len(found.nodes) == 1 else None

    def _made(self, nodes: Sequence[Node]) -> _Found:
        """The same elements are the same, whichever path leads to them."""
        key = tuple(map(id, nodes))
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = _Found(nodes, self._made)
        return found


class _Found:
    """Elements that a path leads to, and what it leads to from there."""

    __slots__ = ("_by_name", "_by_number", "_made", "nodes")

    def __init__(self, nodes: Sequence[Node], made: _Made) -> None:
        self.nodes = nodes
        self._made = made
        self._by_name: dict[str, Mapping[str, _Found]] = {}
        """Axis -> name -> the elements."""
        self._by_number: Mapping[tuple[str, str], _Found] | None = None
        """Scheme (or "", of whichever) and number -> the elements that have it."""

    def reached(self, axis: str, name: str) -> _Found:
        """One step on: `/`, `//`, or `self` for the elements themselves."""
        if axis not in self._by_name:
            named: dict[str, dict[int, Node]] = {}
            for one in _AXES[axis](self.nodes):
                named.setdefault(one.name, {})[id(one)] = one
            self._by_name[axis] = self._kept(named)
        return self._by_name[axis].get(name) or self._made(())

    def tested(self, test: str) -> _Found:
        """Those that stand at a position, or have a number."""
        if test.isdecimal():
            return self._made(self.nodes[int(test) - 1 : int(test)])
        scheme = next((a or b for a, b in _SCHEME.findall(test)), "")
        said = _NUMBER.search(_SCHEME.sub("", test))
        number = "" if said is None else next(filter(None, said.groups()), "")
        if self._by_number is None:
            self._by_number = self._kept(_numbered(self.nodes))
        return self._by_number.get((scheme, number)) or self._made(())

    def _kept(self, found: Mapping[_Key, Mapping[int, Node]]) -> dict[_Key, _Found]:
        return {key: self._made([*nodes.values()]) for key, nodes in found.items()}


def _numbered(nodes: Sequence[Node]) -> dict[tuple[str, str], dict[int, Node]]:
    """Each by all its numbers."""
    found: dict[tuple[str, str], dict[int, Node]] = {}
    for node in nodes:
        for one in node.children():
            if one.name == "id" and (number := one.text().strip()):
                for scheme in ("", one.attributes.get("S", "")):
                    found.setdefault((scheme, number), {})[id(node)] = node
    return found


def _below(nodes: Sequence[Node]) -> Iterator[Node]:
    """The elements and all in them, parents first, each once."""
    met: set[int] = set()
    for node in nodes:
        stack = [node]
        while stack:
            one = stack.pop()
            if id(one) not in met:
                met.add(id(one))
                yield one
                stack += [*one.children()][::-1]


_AXES: Mapping[str, Callable[[Sequence[Node]], Iterator[Node]]] = {
    "self": iter,
    "//": _below,
    "/": lambda nodes: (one for node in nodes for one in node.children()),
}
