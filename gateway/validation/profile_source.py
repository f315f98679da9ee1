"""Writes as Python source what a profile asks beyond its parent: nothing is checked twice.

https://hl7.org/fhir/R4/profiling.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from gateway.codegen import Source
from gateway.definitions import Element, Structure, TypeRef
from gateway.validation import facets
from gateway.validation.facets import Asked, Module
from gateway.validation.slicing import emit_match
from gateway.validation.tree import Node, ground, plain, tree
from gateway.validation.type_source import ROOT

Lines: TypeAlias = Callable[[], None]
"""Writes lines into the function that is being written."""


@dataclass(frozen=True, slots=True)
class Item:
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


class ProfileSource:
    """One profile being written."""

    def __init__(self, module: Module, parent: Structure | None) -> None:
        self.module = module
        self.writer = module.writer
        self.parent = parent
        self._written: dict[str, str] = {}

    def write(self) -> Source:
        """Write the module: `check`, `PARENT` (empty for a type, which asks nothing more), `TYPE`."""
        structure = self.module.structure
        if self.parent is not None:
            self._object(tree(structure), ROOT)
        parent = self.module.constant(self.parent.url if self.parent else "")
        self.writer.line(f"PARENT = {parent}")
        self.writer.line(f"TYPE = {self.module.constant(structure.type)}")
        return self.module.done()

    def _ground(self, element: Element) -> Element | None:
        if self.parent is None:
            return None
        return ground(self.module.definitions, self.parent, self.module.structure, element)

    def _object(self, node: Node, name: str = "") -> str:
        """Write the function for what is below a node; gives its name, empty where nothing is new."""
        parts = [part for child in node.children.values() for part in self._child(child)]
        own: Asked | None = None
        if name:
            own = facets.asked(
                self.module, node.element, self._ground(node.element), node.element.path
            )
        elif not parts:
            return ""
        name = name or self.module.name("d")
        with self.writer.block(f"def {name}(o, p, x):"):
            for part in parts:
                part()
            if own:
                facets.emit(self.module, own, "o", "p", node.element.path)
        return name

    # -- one element ---------------------------------------------------------------------------

    def _child(self, node: Node) -> Iterator[Lines]:
        before = self._ground(node.element)
        if node.choice:
            yield from self._choice(node, before)
            return
        items = [self._item(node, before, one) for one in node.element.types[:1]]
        item = items[0] if items else self._item(node, before, TypeRef("Element"))
        sliced = self._slices(node)
        least, most = _least(node.element, before), _most(node.element, before)
        if least or most is not None or item or sliced:
            write = self._list if node.many else self._single
            yield lambda: write(node, item, sliced, least, most)

    def _item(self, node: Node, before: Element | None, one: TypeRef) -> Item:
        asks = facets.asked(self.module, node.element, before, node.element.path)
        old = {known.code: known for known in before.types} if before else {}
        known = old.get(one.code)
        new = one if _asks(one) and (known is None or known != one) else None
        if new is not None and known is not None and known.profiles == one.profiles:
            new = TypeRef(one.code, (), one.target_profiles)
        codes = frozenset(each.code for each in node.element.types)
        allowed: frozenset[str] = frozenset()
        if "Resource" in old and "Resource" not in codes:
            allowed = codes
        if node.element.id not in self._written:
            self._written[node.element.id] = self._object(node)
        return Item(one.code, asks, new, allowed, self._written[node.element.id])

    def _values(self, node: Node, item: Item, value: str, path: str) -> None:
        """Write the checks of one value."""
        if not item:
            return
        if plain(item.code):
            facets.emit(self.module, item.asks, value, path, item.code)
            return
        with self.writer.block(f"if {value}.__class__ is dict:"):
            if item.allowed:
                self._allowed(node, item, value, path)
            facets.emit(self.module, item.asks, value, path, item.code)
            if item.type is not None and not item.allowed:
                facets.emit_types(self.module, item.type, value, path)
            if item.inner:
                self.writer.line(f"{item.inner}({value}, {path}, x)")

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

    def _single(self, node: Node, item: Item, sliced: str, least: int, most: int | None) -> None:
        key = self.module.constant(node.name)
        beside = self.module.constant("_" + node.name)
        is_plain = plain(item.code)
        self.writer.line(f"v = o.get({key})")
        there = f"v is not None or {beside} in o" if is_plain else "v is not None"
        if least:
            self._say(f"not ({there})", "element-required", key, f"({key}, {least})")
        if most is not None:
            self._say(there, "element-too-many", key, f"({key}, {most})")
        with self.writer.block("if v is not None:"):
            self._values(node, item, "v", f"(p, {key})")
        if sliced:
            self.writer.line(f"{sliced}([v] if v.__class__ is dict else (), p, x)")

    def _list(self, node: Node, item: Item, sliced: str, least: int, most: int | None) -> None:
        key = self.module.constant(node.name)
        self.writer.line(f"v = o.get({key})")
        with self.writer.block("if v.__class__ is not list:"):
            self.writer.line("v = ()")
        count = "len(v)"
        if plain(item.code):
            beside = self.module.constant("_" + node.name)
            count = f"max(len(v), len(o.get({beside}, ())))"
        if least:
            self._say(f"{count} < {least}", "element-required", key, f"({key}, {least})")
        if most is not None:
            self._say(f"{count} > {most}", "element-too-many", key, f"({key}, {most})")
        if item:
            with self.writer.block("for i, w in enumerate(v):"):
                self._values(node, item, "w", f"(p, {key}, i)")
        if sliced:
            self.writer.line(f"{sliced}(v, p, x)")

    def _say(self, test: str, rule: str, key: str, facts: str) -> None:
        with self.writer.block(f"if {test}:"):
            self.writer.line(f'x.add("{rule}", (p, {key}), {facts}, {self.module.who})')

    # -- elements of several types -------------------------------------------------------------

    def _choice(self, node: Node, before: Element | None) -> Iterator[Lines]:
        allowed = dict(node.keys())
        old = dict(Node(before, node.name).keys()) if before else allowed
        forbidden = old.keys() - allowed.keys() if node.element.max != 0 else set(old)
        items = [
            (key, self._item(node, before, one))
            for (key, _), one in zip(node.keys(), node.element.types, strict=True)
        ]
        items = [(key, item) for key, item in items if item]
        least = _least(node.element, before)
        parts = [part for one in node.slices.values() for part in self._form(one)]
        if forbidden or least or items or parts:
            yield lambda: self._write_choice(node, frozenset(forbidden), least, items)
            yield from parts

    def _write_choice(
        self, node: Node, forbidden: frozenset[str], least: int, items: list[tuple[str, Item]]
    ) -> None:
        stem = self.module.constant(node.stem)
        if forbidden:
            keys = self.module.constant(forbidden)
            with self.writer.block(f"if not {keys}.isdisjoint(o):"):
                self.writer.line(f"x.forms(o, p, {keys}, {stem}, {self.module.who})")
        if least:
            forms = [*forbidden, *(key for key, _ in node.keys())]
            keys = self.module.constant(frozenset([*forms, *("_" + key for key in forms)]))
            self._say(f"{keys}.isdisjoint(o)", "element-required", stem, f"({stem}, {least})")
        for key, item in items:
            at = self.module.constant(key)
            self.writer.line(f"v = o.get({at})")
            with self.writer.block("if v is not None:"):
                self._values(node, item, "v", f"(p, {at})")

    def _form(self, node: Node) -> Iterator[Lines]:
        """A slice of `value[x]`: one of its forms."""
        before = self._ground(node.element)
        for (key, _), one in zip(node.keys(), node.element.types, strict=True):
            item = self._item(node, before, one)
            least = node.element.min if len(node.element.types) == 1 else 0
            most = 0 if node.element.max == 0 else None
            if item or least or most is not None:
                yield lambda key=key, item=item, least=least, most=most: (  # type: ignore[misc]
                    self._write_form(node, key, item, least, most)
                )

    def _write_form(self, node: Node, key: str, item: Item, least: int, most: int | None) -> None:
        at, beside = self.module.constant(key), self.module.constant("_" + key)
        there = f"{at} in o or {beside} in o"
        if least:
            self._say(f"not ({there})", "element-required", at, f"({at}, {least})")
        if most is not None:
            self._say(there, "element-too-many", at, f"({at}, {most})")
        self.writer.line(f"v = o.get({at})")
        with self.writer.block("if v is not None:"):
            self._values(node, item, "v", f"(p, {at})")

    # -- slices --------------------------------------------------------------------------------

    def _slices(self, node: Node) -> str:
        """Write the function that sorts a list into slices; its name, empty where nothing is new."""
        before = self._ground(node.element)
        rules = node.element.slicing
        new_rules = (
            rules is not None
            and (rules.rules != "open" or rules.ordered)
            and (before is None or before.slicing != rules)
        )
        parts = []
        fresh = new_rules
        for name, part in node.slices.items():
            if "/" in name:
                continue
            match = emit_match(self.module, node, part)
            if match is None:
                continue
            kind = part.element.types[0] if part.element.types else TypeRef("Element")
            item = self._item(part, self._ground(part.element), kind)
            was = self.parent.element(part.element.id) if self.parent else None
            fresh = fresh or bool(item) or _bounds(part.element) != _bounds(was)
            parts.append((name, part, match, item))
        if not (fresh and (parts or new_rules)):
            return ""
        return self._write_slices(node, parts)

    def _write_slices(self, node: Node, parts: list[tuple[str, Node, str, Item]]) -> str:
        name, key, rules = (
            self.module.name("s"),
            self.module.constant(node.name),
            node.element.slicing,
        )
        ordered = rules is not None and rules.ordered
        at_end = rules is not None and rules.rules == "openAtEnd"
        with self.writer.block(f"def {name}(v, p, x):"):
            for number in range(len(parts)):
                self.writer.line(f"n{number} = 0")
            self.writer.line("last = -1")
            with self.writer.block("for i, w in enumerate(v):"):
                with self.writer.block("if w.__class__ is not dict:"):
                    self.writer.line("continue")
                for number, (_, part, match, item) in enumerate(parts):
                    with self.writer.block(f"{'elif' if number else 'if'} {match}(w, x):"):
                        self.writer.line(f"n{number} += 1")
                        self._in_order(key, number, ordered=ordered, at_end=at_end)
                        self._values(part, item, "w", f"(p, {key}, i)")
                self._others(key, rules.rules if rules else "open", parts)
            for number, (slice_name, part, _, _) in enumerate(parts):
                self._counted(key, slice_name, part.element, number)
        return name

    def _in_order(self, key: str, number: int, *, ordered: bool, at_end: bool) -> None:
        if not (ordered or at_end):
            return
        limit = f"last > {number}" if ordered else "last == 1_000_000"
        with self.writer.block(f"if {limit}:"):
            facts = f"({key},), {self.module.who}"
            self.writer.line(f'x.add("slice-order", (p, {key}, i), {facts})')
        if ordered:
            with self.writer.block("else:"):
                self.writer.line(f"last = {number}")

    def _others(self, key: str, rules: str, parts: list[tuple[str, Node, str, Item]]) -> None:
        """Write what becomes of an item that is of no slice."""
        if rules == "open" or any(name == "@default" for name, *_ in parts):
            return
        with self.writer.block("else:" if parts else "if True:"):
            if rules == "closed":
                facts = f"({key},), {self.module.who}"
                self.writer.line(f'x.add("slice-unknown", (p, {key}, i), {facts})')
            else:
                self.writer.line("last = 1_000_000")

    def _counted(self, key: str, slice_name: str, element: Element, number: int) -> None:
        said = self.module.constant(slice_name)
        if element.min:
            facts = f"({key}, {said}, {int(element.min)})"
            self._say(f"n{number} < {int(element.min)}", "slice-missing", key, facts)
        if element.max is not None:
            facts = f"({key}, {said}, {int(element.max)})"
            self._say(f"n{number} > {int(element.max)}", "slice-too-many", key, facts)


def _asks(one: TypeRef) -> bool:
    return bool(one.profiles or one.target_profiles)


def _bounds(element: Element | None) -> tuple[int, int | None] | None:
    return (element.min, element.max) if element else None


def _least(element: Element, before: Element | None) -> int:
    return element.min if element.min > (before.min if before else 0) else 0


def _most(element: Element, before: Element | None) -> int | None:
    if element.max is None or (before is not None and before.max == element.max):
        return None
    if element.base_max == 1 and element.max == 1:
        return None
    return element.max
