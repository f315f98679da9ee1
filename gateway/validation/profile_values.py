"""Writes what a profile asks of one value: its codes, patterns and targets, what is inside it.

https://hl7.org/fhir/R4/profiling.html
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from msgspec import Struct, structs

from gateway.definitions import Element, Structure, TypeRef
from gateway.definitions.structure import path as unsliced
from gateway.validation import facets
from gateway.validation.facets import Asked
from gateway.validation.module import Module
from gateway.validation.target_source import emit_types
from gateway.validation.tree import Node, ground, plain

_ANY = frozenset[str]()


class Item(Struct, frozen=True):
    """What is newly asked of each value of one form of an element."""

    code: str
    asks: Asked
    type: TypeRef | None
    """Where the type's profiles or targets are new."""
    allowed: frozenset[str]
    """Types of resource that may stand here; empty: any."""
    inner: str
    """The function that checks what is below it; empty where nothing is new there."""

    def __bool__(self) -> bool:
        return bool(self.asks or self.type or self.allowed or self.inner)


class Values(ABC):
    """A profile being written, as far as single values go."""

    def __init__(
        self,
        module: Module,
        parent: Structure | None,
        *,
        supported: bool = False,
        after: bool = False,
    ) -> None:
        self.module = module
        self.writer = module.writer
        self.parent = parent
        self.supported = supported
        """Whether to say what is absent and must be supported."""
        self.after = after
        """Whether it is asked only where nothing is wrong by what was asked before."""
        self.bundled = False
        """Whether it is asked in a quick test of an entry of a Bundle."""
        self._written: dict[str, str] = {}
        self.told: dict[str, tuple[str, ...]] = {}
        """Element -> the names of those below it of which anything is asked."""
        self._asked: dict[str, Asked] = {}
        self._grounds: dict[str, Element | None] = {}

    @abstractmethod
    def inside(self, node: Node, name: str = "") -> str:
        """Write the function for what is below a node; its name, empty where nothing is new."""

    def ground(self, element: Element) -> Element | None:
        """What was asked of the element before this profile."""
        if self.parent is None:
            return None
        if element.id not in self._grounds:
            own = self.module.structure
            found = ground(self.module.definitions, self.parent, own, element)
            self._grounds[element.id] = found
        return self._grounds[element.id]

    def shared(self, element: Element) -> Element | None:
        """What this profile asks of the same place in every item, where this is of a slice."""
        whole = unsliced(element.id)
        if whole == element.id or "[x]" in whole:
            return None
        return self.module.structure.element(whole)

    def item(self, node: Node, before: Element | None, one: TypeRef) -> Item:
        """What is newly asked of the values of one type; writes the functions that it needs."""
        asks = self._new(node.element, before)
        new, allowed = self._types(node.element, before, one)
        if node.element.id not in self._written:
            self._written[node.element.id] = self.inside(node)
        return Item(one.code, asks, new, allowed, self._written[node.element.id])

    @staticmethod
    def _types(
        element: Element, before: Element | None, one: TypeRef
    ) -> tuple[TypeRef | None, frozenset[str]]:
        """A type where its profiles or targets are new, and which types of resource may stand."""
        if before is not None and before.types == element.types:
            return None, _ANY
        old = {known.code: known for known in before.types} if before else {}
        known = old.get(one.code)
        new = one if _asks(one) and (known is None or known != one) else None
        if new is not None and known is not None and known.profiles == one.profiles:
            new = structs.replace(one, profiles=())
        codes = frozenset(each.code for each in element.types)
        return new, codes if "Resource" in old and "Resource" not in codes else _ANY

    def _new(self, element: Element, before: Element | None) -> Asked:
        """What is newly asked of each value of an element: the same in each of its forms."""
        known = self._asked.get(element.id)
        if known is None:
            known = facets.asked(self.module, element, before, element.path)
            if self.after and before is not None and known.bindings:
                known = facets.left(self.module.definitions, known, before)
            self._asked[element.id] = known
        return known

    def values(self, node: Node, item: Item, value: str, path: str) -> None:
        """Write the checks of one value."""
        if not item:
            return
        if plain(item.code):
            facets.emit(self.module, item.asks, value, path, item.code)
            if item.type is not None:
                emit_types(self.module, item.type, value, path)
            return
        with self.writer.block(f"if {value}.__class__ is dict:"):
            if item.allowed:
                self._allowed(node, item, value, path)
            facets.emit(self.module, item.asks, value, path, item.code)
            if item.type is not None and not item.allowed:
                emit_types(self.module, item.type, value, path, bundled=self.bundled)
            if item.inner:
                kind = self.module.definitions.structure(item.code)
                own = kind is not None and kind.kind == "resource"
                run = f"x.inner({value}, {path})" if own else "x"
                self.writer.line(f"{item.inner}({value}, {path}, {run})")

    def beside(self, item: Item, found: str, path: str) -> None:
        """Write the check of what stands beside a primitive, which may be nothing at all."""
        self.writer.line(f"w = {found}")
        self.writer.line(f"{item.inner}(w if w.__class__ is dict else {{}}, {path}, x)")

    def _allowed(self, node: Node, item: Item, value: str, path: str) -> None:
        """Write which types of resource may stand here, and what profiles they meet."""
        module = self.module
        said = module.constant(" or ".join(sorted(item.allowed)))
        kinds = module.constant(item.allowed)
        with self.writer.block(f'if str({value}.get("resourceType")) not in {kinds}:'):
            self.writer.line(f'x.add("resource-type-wrong", {path}, ({said},), {module.who})')
        for one in node.element.types:
            if one.profiles:
                kind, urls = module.constant(one.code), module.constant(one.profiles)
                with self.writer.block(f'if {value}.get("resourceType") == {kind}:'):
                    self.writer.line(f"x.one_of({urls}, {value}, {path}, {module.who})")

    def must(self, element: Element, before: Element | None) -> bool:
        """Whether the absence of an element is to be told, and was not asked before."""
        asked = self.supported and element.must_support and element.max != 0
        return asked and not (before is not None and before.must_support)

    def say(self, test: str, rule: str, key: str, facts: str) -> None:
        """Write an issue about the element at a key, under a condition."""
        with self.writer.block(f"if {test}:"):
            self.writer.line(f'x.add("{rule}", (p, {key}), {facts}, {self.module.who})')


def _asks(one: TypeRef) -> bool:
    return bool(one.profiles or one.target_profiles or one.aggregation or one.versioning)


def least_new(element: Element, before: Element | None) -> int:
    """How many there must be, where that is more than before; else 0."""
    return element.min if element.min > (before.min if before else 0) else 0


def most_new(element: Element, before: Element | None) -> int | None:
    """How many there may be, where that is fewer than before; else None."""
    if element.max is None or (before is not None and before.max == element.max):
        return None
    if element.base_max == 1 and element.max == 1:
        return None
    return element.max
