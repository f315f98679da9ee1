"""Writes as Python source what a profile asks beyond its parent: nothing is checked twice.

https://hl7.org/fhir/R4/profiling.html
"""

from __future__ import annotations

from collections.abc import Iterator

from gateway.codegen import Source
from gateway.definitions import Element, TypeRef
from gateway.validation import facets
from gateway.validation.facets import Asked
from gateway.validation.profile_choices import Choices, Lines
from gateway.validation.profile_slices import Slices
from gateway.validation.profile_values import Item, least_new, most_new
from gateway.validation.tree import Node, plain, tree
from gateway.validation.type_source import ROOT


def below(node: Node) -> Iterator[Node]:
    """The elements below one; the value of a primitive is that itself."""
    types = node.element.types
    bare = "." in node.element.path and bool(types) and plain(types[0].code)
    return (one for one in node.children.values() if not (bare and one.name == "value"))


class ProfileSource(Slices, Choices):
    """One profile being written."""

    def write(self) -> Source:
        """Write the module: `check`, `PARENT` (empty for a type, which asks no more), `TYPE`."""
        structure = self.module.structure
        if self.parent is not None and structure.kind == "primitive-type":
            self._plain(tree(structure))
        elif self.parent is not None:
            self.inside(tree(structure), ROOT)
        parent = self.module.constant(self.parent.url if self.parent else "")
        self.writer.line(f"PARENT = {parent}")
        self.writer.line(f"TYPE = {self.module.constant(structure.type)}")
        return self.module.done()

    def _plain(self, root: Node) -> None:
        """Write the check of a profile on a primitive type, which looks at the value itself."""
        code = self.module.structure.type
        parts = [node for node in (root, root.children.get("value")) if node is not None]
        asked = [
            facets.asked(self.module, node.element, self.ground(node.element), code)
            for node in parts
        ]
        with self.writer.block(f"def {ROOT}(o, p, x):"):
            self.writer.line("pass")
            for asks in asked:
                facets.emit(self.module, asks, "o", "p", code)

    def inside(self, node: Node, name: str = "") -> str:
        """Write the function for what is below a node; its name, empty where nothing is new."""
        asked = [(child.name, list(self.child(child))) for child in below(node)]
        parts = [part for _, found in asked for part in found]
        self.told[node.element.id] = tuple([child for child, found in asked if found])
        own: Asked | None = None
        if name:
            own = facets.asked(
                self.module, node.element, self.ground(node.element), node.element.path
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

    def child(self, node: Node) -> Iterator[Lines]:
        """What is to be written for one element, on `o`, `p`, `x`."""
        before = self.ground(node.element)
        if node.choice:
            yield from self.choice(node, before)
            return
        items = [self.item(node, before, one) for one in node.element.types[:1]]
        item = items[0] if items else self.item(node, before, TypeRef("Element"))
        sliced = self.slices(node)
        least, most = self._bounds(node.element, before)
        asked = node.element.alternatives or node.element.narrated
        new = bool(asked) or self.must(node.element, before)
        if least or most is not None or item or sliced or new:
            write = self._list if node.many else self._single
            yield lambda: write(node, item, sliced, least, most)

    def _bounds(self, element: Element, before: Element | None) -> tuple[int, int | None]:
        """How many there must and may be, where neither was asked before, nor of all items."""
        least, most, all_ = (
            least_new(element, before),
            most_new(element, before),
            self.shared(element),
        )
        if all_ is None:
            return least, most
        return least if all_.min < least else 0, None if all_.max == most else most

    def _single(self, node: Node, item: Item, sliced: str, least: int, most: int | None) -> None:
        key = self.module.constant(node.name)
        beside = self.module.constant("_" + node.name)
        is_plain = plain(item.code)
        self.writer.line(f"v = o.get({key})")
        there = f"v is not None or {beside} in o" if is_plain else "v is not None"
        if least:
            self.say(f"not ({there})", "element-required", key, f"({key}, {least})")
        if most is not None:
            self.say(there, "element-too-many", key, f"({key}, {most})")
        self._supported(node, f"not ({there})", key)
        if node.element.alternatives and is_plain:
            urls = self.module.constant(frozenset(node.element.alternatives))
            absent = f"v is None and {beside} in o and not stands_in(o[{beside}], {urls})"
            self.say(absent, "value-alternative-missing", key, f"({key},)")
        for control in node.element.narrated:
            said = f"x.narrated(v, (p, {key}), {self.module.constant(control)})"
            self.writer.line(f"if v is not None: {said}")
        if item:
            with self.writer.block("if v is not None:"):
                self.values(node, item, "v", f"(p, {key})")
        if item.inner and is_plain:
            with self.writer.block(f"if {there if self._misses(node) else f'{beside} in o'}:"):
                self.beside(item, f"o.get({beside})", f"(p, {beside})")
        if sliced:
            self.writer.line(f"{sliced}(() if v is None else ((0, v),), p, x)")

    def _misses(self, node: Node) -> bool:
        """Whether anything is to be said where nothing stands beside a primitive."""
        asked = (child for one in below(node) for child in (one, *one.slices.values()))
        return self.supported or any(child.element.min for child in asked)

    def _list(self, node: Node, item: Item, sliced: str, least: int, most: int | None) -> None:
        key = self.module.constant(node.name)
        self.writer.line(f"v = o.get({key})")
        with self.writer.block("if v.__class__ is not list:"):
            self.writer.line("v = ()")
        count = "len(v)"
        if plain(item.code):
            beside = self.module.constant("_" + node.name)
            count = f"longer(v, o.get({beside}))"
        if least:
            self.say(f"{count} < {least}", "element-required", key, f"({key}, {least})")
        if most is not None:
            self.say(f"{count} > {most}", "element-too-many", key, f"({key}, {most})")
        self._supported(node, f"{count} < 1", key)
        if item:
            with self.writer.block("for i, w in enumerate(v):"):
                self.values(node, item, "w", f"(p, {key}, i)")
        if item.inner and plain(item.code):
            self.writer.line(f"b = o.get({beside})")
            with self.writer.block(f"for i in range({count}):"):
                one = "b[i] if b.__class__ is list and i < len(b) else None"
                self.beside(item, one, f"(p, {beside}, i)")
        if sliced:
            self.writer.line(f"{sliced}(enumerate(v), p, x)")

    def _supported(self, node: Node, absent: str, key: str) -> None:
        if self.must(node.element, self.ground(node.element)):
            self.say(absent, "must-support-absent", key, f"({key},)")
