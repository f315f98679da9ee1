"""Writes how a profile sorts a list into slices, and what it asks of each.

https://hl7.org/fhir/R4/profiling.html#slicing
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from gateway.definitions import Element, TypeRef
from gateway.validation.profile_values import Item, Values
from gateway.validation.slicing import emit_match
from gateway.validation.tree import Node

Part: TypeAlias = tuple[str, Node, str, Item]
"""(name of the slice, its element, name of the function that knows its items, what it asks)"""


class Slices(Values):
    """A profile being written, as far as slices go."""

    def slices(self, node: Node) -> str:
        """Write the function that sorts a list into slices; its name, empty if nothing is new."""
        before = self.ground(node.element)
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
            item = self.item(part, self.ground(part.element), kind)
            was = self.parent.element(part.element.id) if self.parent else None
            fresh = fresh or bool(item) or _bounds(part.element) != _bounds(was)
            parts.append((name, part, match, _matched(node, item)))
        if not (fresh and (parts or new_rules)):
            return ""
        return self._write_slices(node, parts)

    def _write_slices(self, node: Node, parts: list[Part]) -> str:
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
                        self.values(part, item, "w", f"(p, {key}, i)")
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

    def _others(self, key: str, rules: str, parts: list[Part]) -> None:
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
            self.say(f"n{number} < {int(element.min)}", "slice-missing", key, facts)
        if element.max is not None:
            facts = f"({key}, {said}, {int(element.max)})"
            self.say(f"n{number} > {int(element.max)}", "slice-too-many", key, facts)


def _matched(node: Node, item: Item) -> Item:
    """Without the pattern, where it is what the slice is known by."""
    slicing = node.element.slicing
    if slicing is None or not {("value", "$this"), ("pattern", "$this")} & set(
        slicing.discriminators
    ):
        return item
    return replace(item, asks=replace(item.asks, pattern=None))


def _bounds(element: Element | None) -> tuple[int, int | None] | None:
    return (element.min, element.max) if element else None
