"""Where in a document does a row read? Paths over elements, and the guards that ask of them.

Told in `docs/mapping-documents.md`; a small part of what XPath can say.
https://www.w3.org/TR/1999/REC-xpath-19991116/
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias

from gateway.mapping import paths
from gateway.mapping.tree.reading import TEXT, elements
from gateway.model import Node

Parents: TypeAlias = Mapping[int, Node]
"""id of an element -> the element around it."""

Test: TypeAlias = Callable[[Node, Parents], bool]
Find: TypeAlias = Callable[[Node, Parents], Sequence[Node]]

_NAME = re.compile(r"[A-Za-z_][\w.-]*|\*", re.ASCII)
_LEAF = re.compile(r"@([A-Za-z_][\w.-]*)|text\(\)", re.ASCII)
_SIGNS: Mapping[str, Callable[[Any, Any], bool]] = MappingProxyType(
    {
        "=": operator.eq,
        "!=": operator.ne,
        "<": operator.lt,
        "<=": operator.le,
        ">": operator.gt,
        ">=": operator.ge,
    }
)


_MANY = 24
"""Elements in one beyond which they are looked up by their names."""


class Surroundings(dict[int, Node]):
    """The element around each, and, of those that hold many, what they hold by name.

    Without that, a thousand items that ask of what stands beside them look at a million.
    """

    __slots__ = ("_inside",)

    def __init__(self, around: Mapping[int, Node]) -> None:
        super().__init__(around)
        self._inside: dict[int, dict[str, list[Node]]] = {}

    def inside(self, node: Node) -> Mapping[str, list[Node]]:
        """Name -> the elements of that name in an element."""
        found = self._inside.get(id(node))
        if found is None:
            found = self._inside[id(node)] = {}
            for child in elements(node):
                found.setdefault(child.name, []).append(child)
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


@dataclass(frozen=True, slots=True)
class Path:
    """A path, compiled."""

    text: str
    steps: tuple[Step, ...]
    leaf: str | None = None
    """Name of the leaf that it ends in ("" for the text); None: it ends in an element."""

    find: Find = field(init=False, repr=False, compare=False)
    """The elements that it leads to from an element, in their order."""
    first: frozenset[str] | None = field(init=False, repr=False, compare=False)
    """Names, one of which a child of the element must have for it to lead anywhere; None: any."""

    def __post_init__(self) -> None:
        """Choose the quickest way."""
        object.__setattr__(self, "find", _finder(self.steps))
        down = bool(self.steps) and not self.steps[0].up
        object.__setattr__(self, "first", self.steps[0].names if down else None)

    def texts(self, node: Node, parents: Parents) -> Iterator[str]:
        """The valued texts at its end; of an element its own text."""
        leaf = self.leaf if self.leaf is not None else TEXT
        for one in self.find(node, parents):
            if text := look(one, leaf):
                yield text

    def exists(self, node: Node, parents: Parents) -> bool:
        """Is there such an element, or such a leaf that is not blank?"""
        found = self.find(node, parents)
        if self.leaf is None:
            return bool(found)
        return any(look(one, self.leaf) for one in found)


def _finder(steps: tuple[Step, ...]) -> Find:
    """What follows the steps; most are one name, or two, without a guard."""
    if not steps:
        return lambda node, _: (node,)
    plain = [next(iter(step.names)) for step in steps if step.names and len(step.names) == 1]
    if len(plain) < len(steps) or any(step.up or step.tests for step in steps):
        return lambda node, parents: _followed(steps, node, parents)
    if len(plain) == 1:
        (name,) = plain
        return lambda node, _: [
            one for one in node.content if one.__class__ is Node and one.name == name
        ]
    return lambda node, _: _down(plain, node)


def _followed(steps: tuple[Step, ...], node: Node, parents: Parents) -> Sequence[Node]:
    found: Sequence[Node] = (node,)
    for step in steps:
        found = _step(step, found, parents)
        if not found:
            break
    return found


def _down(names: list[str], node: Node) -> list[Node]:
    found = [node]
    for name in names:
        found = [
            one
            for above in found
            for one in above.content
            if one.__class__ is Node and one.name == name
        ]
        if not found:
            break
    return found


def named(node: Node, leaf: str) -> str:
    """The key of an attribute of that local name; the name itself where there is none."""
    if leaf in node.attributes or not leaf:
        return leaf
    end = f"}}{leaf}"
    return next((key for key in node.attributes if key.endswith(end)), leaf)


def look(node: Node, leaf: str) -> str:
    """A leaf's text, blanks at its ends gone."""
    if leaf == TEXT:
        return node.text().strip()
    text = node.attributes.get(leaf)
    if text is None:
        text = node.attributes.get(named(node, leaf), "")
    return text.strip()


def _step(step: Step, nodes: Sequence[Node], parents: Parents) -> Sequence[Node]:
    made: list[Node] = []
    for node in nodes:
        found = _reached(step, node, parents)
        for test in step.tests:
            if isinstance(test, int):
                found = found[test - 1 : test]
            else:
                found = [one for one in found if test(one, parents)]
        made += found
    return made


def _reached(step: Step, node: Node, parents: Parents) -> list[Node]:
    names = step.names
    if step.up == "..":
        above = parents.get(id(node))
        return [] if above is None else [above]
    if step.up == "^":
        return _above(names, node, parents)
    if names is None:
        return elements(node)
    if len(names) == 1 and len(node.content) > _MANY and isinstance(parents, Surroundings):
        return parents.inside(node).get(next(iter(names)), [])
    return [one for one in node.content if one.__class__ is Node and one.name in names]


def _above(names: frozenset[str] | None, node: Node, parents: Parents) -> list[Node]:
    one: Node | None = node
    while one is not None:
        if names is None or one.name in names:
            return [one]
        one = parents.get(id(one))
    return []


@dataclass(slots=True)
class _Cutter:
    """Reads the text of a path."""

    text: str
    at: int = 0
    steps: list[Step] = field(default_factory=list)
    leaf: str | None = None

    def whole(self) -> Path:
        if self.text == ".":
            return Path(self.text, ())
        while True:
            self.step()
            if self.at == len(self.text):
                return Path(self.text, tuple(self.steps), self.leaf)
            if self.leaf is not None or self.text[self.at] != "/":
                raise ValueError(f"`{self.text}`: `/` is expected at position {self.at + 1}")
            self.at += 1

    def step(self) -> None:
        leaf = _LEAF.match(self.text, self.at)
        if leaf:
            self.leaf, self.at = leaf[1] or TEXT, leaf.end()
            return
        up = ""
        if self.text.startswith("..", self.at):
            self.at += 2
            self.steps.append(Step(None, "..", tuple(self.tests())))
            return
        if self.text.startswith("^", self.at):
            up, self.at = "^", self.at + 1
        names = self.names()
        self.steps.append(Step(names, up, tuple(self.tests())))

    def names(self) -> frozenset[str] | None:
        found: set[str] = set()
        while True:
            name = _NAME.match(self.text, self.at)
            if not name:
                raise ValueError(f"`{self.text}`: a name is expected at position {self.at + 1}")
            found.add(name[0])
            self.at = name.end()
            if not self.text.startswith("|", self.at):
                return None if "*" in found else frozenset(found)
            self.at += 1

    def tests(self) -> Iterator[Test | int]:
        while self.text.startswith("[", self.at):
            end = _closing(self.text, self.at)
            inner, self.at = self.text[self.at + 1 : end], end + 1
            yield int(inner) if inner.isdigit() else guard(inner)


def _closing(text: str, start: int) -> int:
    """Where the bracket that opens at `start` is closed; quoted text is stepped over."""
    depth, quoted = 0, False
    for at in range(start, len(text)):
        sign = text[at]
        quoted ^= sign == "'"
        if quoted:
            continue
        depth += (sign == "[") - (sign == "]")
        if depth == 0:
            return at
    raise ValueError(f"`{text}`: a bracket is not closed")


def path(text: str) -> Path:
    """Read a path; raises ValueError with a plain sentence."""
    return _Cutter(text.strip()).whole()


def guard(text: str) -> Test:
    """Read a guard; raises ValueError with a plain sentence."""
    return _test(_Guard(text, _select).read())


def asked(text: str) -> tuple[Path, ...]:
    """The leaves that a guard asks of, as paths; raises ValueError as `guard` does."""
    found: Any = paths.places(_Guard(text, _select).read())
    return tuple(one for one in found if one.leaf is not None)


def _select(text: str) -> Any:
    return path(text)


class _Guard(paths.GuardReader):
    """As in the mapping language; a path alone asks whether there is such a thing."""

    def cut(self) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        at, text = 0, self.text
        while at < len(text):
            sign = text[at]
            if sign.isspace():
                at += 1
                continue
            kind, end = _token(text, at)
            found.append((kind, text[at:end]))
            at = end
        return found

    def test(self) -> Any:
        if self.peek() not in ("exists", "count", "length") and self.after() not in _TESTS:
            return ("exists", self.select(self.take("name")))
        return super().test()


_TESTS = frozenset({"=", "!=", "in", "not"})


def _token(text: str, at: int) -> tuple[str, int]:
    sign = text[at]
    if sign == "'":
        end = text.find("'", at + 1)
        if end < 0:
            raise ValueError(f"`{text}`: a quote is not closed")
        return "word", end + 1
    if text[at : at + 2] in ("!=", ">=", "<="):
        return "sign", at + 2
    if sign in "()=<>,":
        return "sign", at + 1
    if sign.isdigit():
        return "number", next(
            (n for n in range(at, len(text)) if not text[n].isdigit()), len(text)
        )
    return "name", _path_end(text, at)


def _path_end(text: str, at: int) -> int:
    start = at
    while at < len(text):
        if text[at] == "[":
            at = _closing(text, at)
        elif text.startswith("text()", at):
            at += 5
        elif text[at].isspace() or text[at] in "'=!<>(),":
            break
        at += 1
    if at == start:
        raise ValueError(f"`{text}`: not understood at position {at + 1}")
    return at


def _test(said: Any) -> Test:
    kind = said[0]
    if kind == "not":
        inner = _test(said[1])
        return lambda node, parents: not inner(node, parents)
    if kind in ("and", "or"):
        one, other = _test(said[1]), _test(said[2])
        if kind == "and":
            return lambda node, parents: one(node, parents) and other(node, parents)
        return lambda node, parents: one(node, parents) or other(node, parents)
    place: Path = said[1]
    if kind == "exists":
        return place.exists
    if kind == "in":
        return _among(place, frozenset(said[2]))
    return _measured(kind, place, _SIGNS[said[2]], said[3])


def _among(place: Path, words: frozenset[str]) -> Test:
    if not place.steps and place.leaf is not None:
        leaf = place.leaf
        return lambda node, _: look(node, leaf) in words

    def test(node: Node, parents: Parents) -> bool:
        valued = False
        for text in place.texts(node, parents):
            valued = True
            if text in words:
                return True
        return not valued and "" in words

    return test


def _measured(kind: str, place: Path, sign: Callable[[Any, Any], bool], number: int) -> Test:
    def count(node: Node, parents: Parents) -> bool:
        return sign(len(place.find(node, parents)), number)

    def length(node: Node, parents: Parents) -> bool:
        return sign(len(next(place.texts(node, parents), "")), number)

    return count if kind == "count" else length
