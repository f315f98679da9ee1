"""Reads the leaves of a document for the rows, and keeps account: what was read, and to what end.

A leaf is an attribute of an element, or the text right inside it (named ""). Datatypes are
functions of a reading and an element; whatever they read, they read here.
https://hl7.org/fhir/R4/datatypes.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from gateway.mapping.coding import Translator
from gateway.mapping.flaws import Flawed
from gateway.mapping.naming import Naming
from gateway.mapping.times import Clock
from gateway.mapping.tree.addresses import Addresses
from gateway.model import Fate, Node

_NAMES = ("ID", "id")
TEXT = ""
"""The name of the leaf that is an element's own text."""


class Claim(NamedTuple):
    """What was done with one leaf."""

    node: Node
    leaf: str
    owner: int
    """Number of the resource that it was written to; -1: none."""
    target: str
    """Below the resource: `code.coding[0].code`; empty: it decided something, or was ignored."""
    fate: Fate
    reason: str
    row: str
    """`cda/problems.yaml#code`"""


def claim(  # noqa: PLR0913, PLR0917 - a claim's own fields, in their order
    node: Node, leaf: str, owner: int, target: str, fate: Fate, reason: str, row: str
) -> Claim:
    """A claim, made without the detour of its class: a document makes thousands."""
    return _new(Claim, (node, leaf, owner, target, fate, reason, row))


def refate(claims: list[Claim], start: int, fate: Fate, reason: str | None = None) -> None:
    """Say of the claims from `start` on what became of them after all, and why."""
    for at in range(start, len(claims)):
        node, leaf, owner, target, _, why, row = claims[at]
        why = why if reason is None else reason
        claims[at] = _new(Claim, (node, leaf, owner, target, fate, why, row))


_new = tuple.__new__
_MAPPED = Fate.MAPPED


@dataclass(frozen=True, slots=True)
class Marred:
    """A leaf whose value could not be said whole: which rule, and where."""

    rule: str
    node: Node
    leaf: str


Datatype: TypeAlias = Callable[["Reading", Node], Any]
"""Gives the FHIR value of an element, or None where it has none."""

Texts: TypeAlias = Callable[[str], Any]
"""Gives the FHIR value of a text, or Flawed."""


class Reading:
    """One document being read. Datatypes use what has no underscore."""

    def __init__(  # noqa: PLR0913 - all that a sender's documents are read with
        self,
        root: Node,
        names: Naming,
        clock: Clock,
        types: Mapping[tuple[str, str], Datatype],
        texts: Mapping[tuple[str, str], Texts],
        *,
        tables: Mapping[str, Translator],
        parents: Sequence[Node | None] = (),
        order: Sequence[Node] = (),
        control: str = "",
    ) -> None:
        """`types`: (datatype, FHIR type) -> function; `texts`: the same of plain texts.

        `order`: all elements, parents first, where somebody has them at hand; `control`: by
        which number the document is known.
        """
        self._parents, self.order = parents, order
        self.root, self.control = root, control
        self.contexts: dict[int, list[Node]] = {}
        """By the id of an element, what it holds that says of whom all in it is; once asked."""
        self.addresses = Addresses(root)
        """The elements that links of the document name."""
        self.names = names
        self.clock = clock
        self.tables = tables
        self.table: Translator | None = None
        """The code table of the row that is played, where it has one."""
        self.claims: list[Claim] = []
        self.marred: list[Marred] = []
        self.owner = -1
        self.row = ""
        self._types = types
        self._texts = texts
        self.target = ""
        """Where what is being made lies in its resource."""
        self._named: dict[str, Node] | None = None

    def parent(self, node: Node) -> Node | None:
        """The element around it; None of the root."""
        return self._parents[node.number] if self._parents else None

    def has(self, node: Node, leaf: str) -> bool:
        """Is the leaf there and not blank? Looks without reading."""
        return bool(self.peek(node, leaf))

    def peek(self, node: Node, leaf: str) -> str:
        """The leaf's text, blanks at its ends gone, without reading it: to decide by."""
        if leaf:
            text = node.attributes.get(leaf)
            return text.strip() if text else ""
        return node.text().strip()

    def read(
        self,
        node: Node,
        leaf: str,
        to: str = "",
        fate: Fate = Fate.MAPPED,
        reason: str = "",
    ) -> str:
        """The leaf's text, blanks at its ends gone, "" where there is none; now it is read.

        `to`: the element that it becomes, below what the function gives (`coding[0].code`);
        `reason`: of a DEGRADED leaf what was lost.
        """
        text = self.peek(node, leaf)
        if text:
            self._claim(node, leaf, to, fate, reason)
        return text

    def take(self, node: Node, told: Sequence[tuple[str, str]], to: str = "") -> list[str]:
        """The texts of several attributes, as `read` gives each; `told`: (leaf, `to` of it).

        `to`: the element that all of them lie in, below what the function gives.
        """
        said, claims, owner, row = node.attributes, self.claims, self.owner, self.row
        start, found = joined(self.target, to), list[str]()
        for leaf, below in told:
            text = said.get(leaf, "")
            if text and (text := text.strip()):
                at = f"{start}.{below}" if start else below
                claims.append(_new(Claim, (node, leaf, owner, at, _MAPPED, "", row)))
            found.append(text)
        return found

    def value(self, node: Node, leaf: str, word: str, type: str, to: str = "") -> Any:
        """The leaf as a primitive FHIR value (`word`: ST, TS or XSD); None where it has none.

        What is no such value is noted as marred, and None.
        """
        text = self.peek(node, leaf)
        return self.convert(node, leaf, text, self._texts[word, type], to) if text else None

    def convert(self, node: Node, leaf: str, text: str, convert: Texts, to: str = "") -> Any:
        """As `value`, by a function of its own on a text that was made of the leaf."""
        made = convert(text)
        if not isinstance(made, Flawed):
            self._claim(node, leaf, to, Fate.MAPPED, "")
            return made
        self.mar(made.rule, node, leaf)
        if made.value is not None:
            self._claim(node, leaf, to, Fate.DEGRADED, made.rule)
        return made.value

    def decide(self, node: Node, leaf: str, to: str = "") -> None:
        """The leaf decided what was said, or that it was: it is in the very words."""
        if self.has(node, leaf):
            self._claim(node, leaf, to, Fate.TRANSLATED, "")

    def ignore(self, node: Node, leaf: str, reason: str) -> None:
        """Nobody needs this leaf; `reason`: position, transport, duplicate, billing or empty."""
        if self.has(node, leaf):
            self._claim(node, leaf, "", Fate.IGNORED, reason)

    def mar(self, rule: str, node: Node, leaf: str = TEXT) -> None:
        """Note a flaw (`gateway.mapping.flaws`) of a leaf."""
        self.marred.append(Marred(rule, node, leaf))

    def as_(self, word: str, type: str, node: Node, to: str = "") -> Any:
        """The value of another datatype, for the element `to` below what is being made."""
        before = self.target
        if to:
            self.target = joined(before, to)
        try:
            return self._types[word, type](self, node)
        finally:
            self.target = before

    def within(self, to: str) -> Within:
        """What is read in the block lies below that element: `coding[1]`."""
        return Within(self, to)

    def mark(self) -> tuple[int, int]:
        """Where the account stands; see `undo`."""
        return len(self.claims), len(self.marred)

    def undo(self, mark: tuple[int, int]) -> None:
        """Nothing came of what was read since: it is unread again."""
        del self.claims[mark[0] :], self.marred[mark[1] :]

    def identified(self, name: str) -> Node | None:
        """The element with that `ID` or `id` (what `#name` in a document refers to)."""
        if self._named is None:
            self._named = {}
            named = self._named.setdefault
            for node in self.order or below(self.root):
                said = node.attributes
                if said and not said.keys().isdisjoint(_NAMES):
                    for leaf in _NAMES:
                        if found := said.get(leaf):
                            named(found, node)
        return self._named.get(name)

    def _claim(self, node: Node, leaf: str, to: str, fate: Fate, reason: str) -> None:
        target = self.target
        if to:
            target = f"{target}.{to}" if target else to
        self.claims.append(_new(Claim, (node, leaf, self.owner, target, fate, reason, self.row)))


class Within:
    """The block of `Reading.within`."""

    __slots__ = ("_before", "_reading")

    def __init__(self, reading: Reading, to: str) -> None:
        """`to`: the element, below the one that is being made."""
        self._reading, self._before = reading, reading.target
        reading.target = joined(reading.target, to)

    def __enter__(self) -> None:
        """It lies there from the moment that it was asked for."""

    def __exit__(self, *_: object) -> None:
        """Back to where it was."""
        self._reading.target = self._before


def joined(path: str, name: str) -> str:
    """The path of an element below another."""
    return f"{path}.{name}" if path and name else path or name


def elements(node: Node) -> list[Node]:
    """The elements right inside one, as a list: asked so often that a generator is too slow."""
    return [one for one in node.content if one.__class__ is Node]


def below(node: Node) -> list[Node]:
    """The element and all in it, parents first."""
    found: list[Node] = []
    stack = [node]
    while stack:
        one = stack.pop()
        found.append(one)
        if one.content:
            stack += elements(one)[::-1]
    return found


def leaves(node: Node) -> list[str]:
    """The names of an element's valued leaves, its text last."""
    found = [name for name, value in node.attributes.items() if value.strip()]
    if node.content and node.text().strip():
        found.append(TEXT)
    return found
