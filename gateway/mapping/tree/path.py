"""Where in a document does a row read? Paths over elements, and the guards that ask of them.

Told in `docs/mapping-documents.md`; a small part of what XPath can say.
https://www.w3.org/TR/1999/REC-xpath-19991116/
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any

from gateway.mapping import paths
from gateway.mapping.tree.finding import (
    Find,
    Parents,
    Step,
    Test,
    among,
    compared,
    existing,
    finder,
    look,
)
from gateway.mapping.tree.looks import UNSEEN, Looks, along, every
from gateway.mapping.tree.reading import TEXT
from gateway.model import Node

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


@dataclass(frozen=True, slots=True)
class Path:
    """A path, compiled."""

    text: str
    steps: tuple[Step, ...]
    leaf: str | None = None
    """Name of the leaf that it ends in ("" for the text); None: it ends in an element."""
    looks: Looks = UNSEEN
    """What it looks at on its way."""

    find: Find = field(init=False, repr=False, compare=False)
    """The elements that it leads to from an element, in their order."""
    first: frozenset[str] | None = field(init=False, repr=False, compare=False)
    """Names, one of which a child of the element must have for it to lead anywhere; None: any."""

    def __post_init__(self) -> None:
        """Choose the quickest way."""
        object.__setattr__(self, "find", finder(self.steps))
        down = bool(self.steps) and not self.steps[0].up
        object.__setattr__(self, "first", self.steps[0].names if down else None)

    def texts(self, node: Node, parents: Parents) -> Iterator[str]:
        """The valued texts at its end; of an element its own text."""
        leaf = self.leaf if self.leaf is not None else TEXT
        for one in self.find(node, parents):
            if text := look(one, leaf):
                yield text


@dataclass(slots=True)
class _Cutter:
    """Reads the text of a path."""

    text: str
    at: int = 0
    steps: list[Step] = field(default_factory=list)
    leaf: str | None = None
    looks: list[Looks] = field(default_factory=list)
    """What the tests of each step look at."""

    def whole(self) -> Path:
        if self.text == ".":
            return Path(self.text, ())
        while True:
            self.step()
            if self.at == len(self.text):
                looks = along(self.steps, self.looks)
                return Path(self.text, tuple(self.steps), self.leaf, looks)
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
            self.take(None, "..")
            return
        if self.text.startswith("^", self.at):
            up, self.at = "^", self.at + 1
        self.take(self.names(), up)

    def take(self, names: frozenset[str] | None, up: str) -> None:
        """One step, and the tests behind it."""
        inner = [*self.tests()]
        tests = [int(one) if one.isdigit() else guard(one) for one in inner]
        self.looks.append(every(looks(one) for one in inner if not one.isdigit()))
        self.steps.append(Step(names, up, tuple(tests)))

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

    def tests(self) -> Iterator[str]:
        while self.text.startswith("[", self.at):
            end = _closing(self.text, self.at)
            inner, self.at = self.text[self.at + 1 : end], end + 1
            yield inner


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


@cache
def guard(text: str) -> Test:
    """Read a guard, once for all that say it; raises ValueError with a plain sentence."""
    return _test(_Guard(text, _select).read())


@cache
def looks(text: str) -> Looks:
    """What a guard looks at; raises ValueError as `guard` does."""
    return _looks(_Guard(text, _select).read())


def _looks(said: Any) -> Looks:
    kind = said[0]
    if kind in ("not", "and", "or"):
        return every(map(_looks, said[1:]))
    place: Path = said[1]
    leaf = TEXT if place.leaf is None else place.leaf
    if kind == "in":
        return place.looks | Looks(words=frozenset((leaf, word) for word in said[2]))
    return place.looks | Looks(lengths=frozenset({leaf})) if kind == "length" else place.looks


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


def _parts(said: Any, kind: str) -> Iterator[Test]:
    """What is joined by `and`, or by `or`, however many there are."""
    for one in said[1:]:
        if one[0] == kind:
            yield from _parts(one, kind)
        else:
            yield _test(one)


def _all(tests: list[Test]) -> Test:
    def test(node: Node, parents: Parents) -> bool:
        for one in tests:  # noqa: SIM110 - a generator costs more than most tests
            if not one(node, parents):
                return False
        return True

    return test


def _any(tests: list[Test]) -> Test:
    def test(node: Node, parents: Parents) -> bool:
        for one in tests:  # noqa: SIM110 - as above
            if one(node, parents):
                return True
        return False

    return test


def _test(said: Any) -> Test:
    kind = said[0]
    if kind == "not":
        inner = _test(said[1])
        return lambda node, parents: not inner(node, parents)
    if kind in ("and", "or"):
        return _all([*_parts(said, kind)]) if kind == "and" else _any([*_parts(said, kind)])
    place: Path = said[1]
    if kind == "exists":
        return existing(place.steps, place.leaf)
    if kind == "in":
        leaf = TEXT if place.leaf is None else place.leaf
        return among(place.steps, leaf, frozenset(said[2]))
    sign, number = _SIGNS[said[2]], said[3]
    return compared(kind, place.texts, place.find, lambda size: sign(size, number))
