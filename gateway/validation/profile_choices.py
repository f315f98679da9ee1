"""Writes what a profile asks of an element with several types: `value[x]`.

https://hl7.org/fhir/R4/formats.html#choice
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from gateway.definitions import Element
from gateway.validation.profile_values import Item, Values, least_new
from gateway.validation.tree import Node, plain

Lines: TypeAlias = Callable[[], None]
"""Writes lines into the function that is being written."""


class Choices(Values):
    """A profile being written, as far as choices go."""

    def choice(self, node: Node, before: Element | None) -> Iterator[Lines]:
        """What is to be written for a `value[x]`; writes the functions that it needs."""
        allowed = _allowed(node)
        old = dict(Node(before, node.name).keys()) if before else allowed
        forbidden = old.keys() - allowed.keys() if node.element.max != 0 else set(old)
        items = [
            (key, self.item(node, before, one))
            for (key, _), one in zip(node.keys(), node.element.types, strict=True)
        ]
        items = [(key, item) for key, item in items if item]
        least = least_new(node.element, before)
        parts = [part for one in node.slices.values() for part in self._form(one)]
        must = self.must(node.element, before)
        if forbidden or least or items or parts or must:
            yield lambda: self._write_choice(node, frozenset(forbidden), least, items)
            yield from parts
        if must:
            yield lambda: self._write_must(node)

    def _write_choice(
        self, node: Node, forbidden: frozenset[str], least: int, items: list[tuple[str, Item]]
    ) -> None:
        stem = self.module.constant(node.stem)
        if forbidden:
            keys = self.module.constant(forbidden)
            with self.writer.block(f"if not {keys}.isdisjoint(o):"):
                self.writer.line(f"x.forms(o, p, {keys}, {stem}, {self.module.who})")
        if least:
            forms = [*forbidden, *dict(node.keys())]
            keys = self.module.constant(frozenset([*forms, *("_" + key for key in forms)]))
            self.say(f"{keys}.isdisjoint(o)", "element-required", stem, f"({stem}, {least})")
        for key, item in items:
            self._write_value(node, key, item)

    def _write_value(self, node: Node, key: str, item: Item) -> None:
        """Write what is asked of the value under a key, and of what stands beside it."""
        at, beside = self.module.constant(key), self.module.constant("_" + key)
        self.writer.line(f"v = o.get({at})")
        with self.writer.block("if v is not None:"):
            self.values(node, item, "v", f"(p, {at})")
        if item.inner and plain(item.code) and len(node.element.types) == 1:
            with self.writer.block(f"if v is not None or {beside} in o:"):
                self.beside(item, f"o.get({beside})", f"(p, {beside})")

    def _write_least(self, node: Node) -> None:
        """Write that one of the forms of a slice must be there."""
        forms, stem = dict(node.keys()), self.module.constant(node.stem)
        keys = self.module.constant(frozenset([*forms, *("_" + key for key in forms)]))
        facts = f"({stem}, {self.module.constant(node.element.slice_name)}, 1, '')"
        self.say(f"{keys}.isdisjoint(o)", "slice-missing", stem, facts)

    def _write_must(self, node: Node) -> None:
        """Write that a choice which must be supported has none of its forms."""
        stem, forms = self.module.constant(node.stem), dict(node.keys())
        keys = self.module.constant(frozenset([*forms, *("_" + key for key in forms)]))
        self.say(f"{keys}.isdisjoint(o)", "must-support-absent", stem, f"({stem},)")

    def _form(self, node: Node) -> Iterator[Lines]:
        """A slice of `value[x]`: one of its forms, or some."""
        before = self.ground(node.element)
        if node.element.min and len(node.element.types) > 1:
            yield lambda: self._write_least(node)
        for (key, _), one in zip(node.keys(), node.element.types, strict=True):
            item = self.item(node, before, one)
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
            self.say(f"not ({there})", "element-required", at, f"({at}, {least})")
        if most is not None:
            self.say(there, "element-too-many", at, f"({at}, {most})")
        self._write_value(node, key, item)


def _allowed(node: Node) -> dict[str, str]:
    """JSON key -> type of the forms that a choice may have: closed slices leave no others."""
    forms, slicing = dict(node.keys()), node.element.slicing
    if slicing is None or slicing.rules != "closed" or not node.slices:
        return forms
    sliced = {key for one in node.slices.values() for key in dict(one.keys())}
    return {key: code for key, code in forms.items() if key in sliced}
