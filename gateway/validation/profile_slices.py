"""Writes how a profile sorts a list into slices, and what it asks of each.

https://hl7.org/fhir/R4/profiling.html#slicing
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from msgspec import structs

from gateway.definitions import Element, TypeRef
from gateway.validation.facets import Asked
from gateway.validation.profile_values import Item, Values
from gateway.validation.slicing import coded, emit_chosen, emit_kinds, emit_match, emit_near
from gateway.validation.tree import Node, plain

DEFAULT = "@default"
"""The name of the slice that takes what no other does."""
_ANY = frozenset[str]()
_FEW = 1
"""Slices up to which each is asked, whatever the type of what it holds."""
UNTOLD = "?"
"""Of a slice whose items nobody can tell from others; where there are none, it has none."""


@dataclass(frozen=True, slots=True)
class Part:
    """One slice, as it is written."""

    name: str
    node: Node
    match: str
    """The name of the function that knows its items; empty: it takes the rest."""
    item: Item
    inner: str
    """The name of the function that sorts its items once more; empty where nobody asks."""
    near: str = ""
    """An expression that says what keeps items from being of it; empty where its match does."""


class Slices(Values):
    """A profile being written, as far as slices go."""

    _kinds: Mapping[str, str] = MappingProxyType({})
    """Of the list being written: slice -> the types that it may hold."""

    def slices(self, node: Node) -> str:
        """Write the function that sorts a list into slices; its name, empty if nothing is new."""
        before = self.ground(node.element)
        rules = node.element.slicing
        new_rules = (
            rules is not None
            and (rules.rules != "open" or rules.ordered)
            and (before is None or before.slicing != rules)
        )
        parts = list(self._parts(node))
        fresh = new_rules or any(self._fresh(part) for part in parts)
        if not (fresh and (parts or new_rules)):
            return ""
        return self._write_slices(node, parts)

    def _parts(self, node: Node) -> Iterator[Part]:
        """The slices that can be told apart; the one that takes the rest comes last."""
        for name, part in sorted(node.slices.items(), key=lambda one: one[0] == DEFAULT):
            match = "" if name == DEFAULT else emit_match(self.module, node, part)
            if match is None:
                yield Part(name, part, UNTOLD, Item("", Asked(), None, frozenset(), ""), "")
                continue
            kind = part.element.types[0] if part.element.types else TypeRef("Element")
            item = self.item(part, self.ground(part.element), kind)
            inner = self.slices(part) if part.slices or part.element.slicing else ""
            near = emit_near(self.module, node, part)
            yield Part(name, part, match, _matched(node, item), inner, near)

    def _fresh(self, part: Part) -> bool:
        """Whether a slice asks for anything that was not asked before."""
        was = self.parent.element(part.node.element.id) if self.parent else None
        bounds = _bounds(part.node.element) != _bounds(was)
        return bool(part.item or part.inner) or bounds or self.must(part.node.element, was)

    def _write_slices(self, node: Node, parts: list[Part]) -> str:
        name, key = self.module.name("s"), self.module.constant(node.name)
        at = f"(p, {key}, i)" if node.many else f"(p, {key})"
        item, self._kinds = emit_kinds(self.module, node) if len(parts) > _FEW else ("", {})
        table = self._table(node, parts, at, item) if item and _tabled(node, parts) else ""
        with self.writer.block(f"def {name}(v, p, x):"):
            counts = ["[]" if part.inner else "0" for part in parts]
            if table:
                self.writer.line(f"n = [{', '.join(counts)}]")
            else:
                for number, count in enumerate(counts):
                    self.writer.line(f"n{number} = {count}")
            self.writer.line("i = last = -1")
            if any(part.near and part.node.element.min for part in parts):
                self.writer.line("v = [*v]")  # looked through once more where a slice is missing
            with self.writer.block("for i, w in v:"):
                self._typed(node, item)
                if table:
                    self._looked_up(table, several=any(part.inner for part in parts))
                else:
                    self._sorted(node, parts, at, item)
            for number, part in enumerate(parts):
                met = f"n[{number}]" if table else f"n{number}"
                self._counted(key, part, f"len({met})" if part.inner else met)
                if part.inner:
                    self.writer.line(f"{part.inner}({met}, p, x)")
        return name

    def _typed(self, node: Node, item: str) -> None:
        """Write that other things than items are passed, and what type an item holds."""
        with self.writer.block(
            f"if {'w is None' if _plain(node) else 'w.__class__ is not dict'}:"
        ):
            self.writer.line("continue")
        if item:
            self.writer.line(
                f'k = r.get("resourceType") if (r := {item}).__class__ is dict else None'
            )

    def _table(self, node: Node, parts: list[Part], at: str, item: str) -> str:
        """Write what is asked of the items of each slice, and a table of all; its name."""
        rows = []
        for number, part in enumerate(parts):
            take = "passed"
            if part.item:
                take = self.module.name("b")
                with self.writer.block(f"def {take}(w, p, i, x):"):
                    self.values(part.node, part.item, "w", at)
            url = emit_chosen(self.module, node, part.node, item) or "''"
            known = bool(part.item) and self._known_by(node, part)
            rows.append(
                f"({number}, {self._kinds[part.name]}, {url}, {part.match}, {take}, {known})"
            )
        table = self.module.name("g")
        self.writer.line(f"{table} = Sorter(({', '.join(rows)},))")
        return table

    def _known_by(self, node: Node, part: Part) -> bool:
        """Whether of an item is asked no more than that by which it is known to be of the slice.

        That it holds a resource, which is of a type and meets one profile.
        """
        discriminators = node.element.slicing.discriminators if node.element.slicing else ()
        (_, path), *_ = discriminators
        child = part.node.children.get(path)
        if child is None or part.item != Item(
            part.item.code, Asked(), None, _ANY, part.item.inner
        ):
            return False
        if self.told.get(part.node.element.id) != (path,) or child.slices or child.many:
            return False
        one = child.element.types[0]
        item, element = self.item(child, self.ground(child.element), one), child.element
        only = len(element.types) == len(one.profiles) == 1 and not (item.asks or item.inner)
        return only and not (element.alternatives or element.narrated or element.max == 0)

    def _looked_up(self, table: str, *, several: bool) -> None:
        """Write to which slice an item belongs, found in a table."""
        one = "[(i, w)] if n[number].__class__ is list else 1" if several else "1"
        with self.writer.block(
            f"for number, url, knows, take, known, likely in {table}.of(k, r, x):"
        ):
            with self.writer.block("if url and (id(r), url) in x.clean:"):
                self.writer.line(f"n[number] += {one}")
                with self.writer.block("if not known:"):
                    self.writer.line("take(w, p, i, x)")
                self.writer.line("break")
            with self.writer.block(
                "if x.holds(url, r, SLICE, likely=likely) if url else knows(w, x):"
            ):
                self.writer.line(f"n[number] += {one}")
                self.writer.line("take(w, p, i, x)")
                self.writer.line("break")

    def _sorted(self, node: Node, parts: list[Part], at: str, item: str) -> None:
        """Write to which slice an item belongs, and what becomes of it."""
        rules = node.element.slicing
        known = [one for one in enumerate(parts) if one[1].match not in {"", UNTOLD}]
        rest = [one for one in enumerate(parts) if not one[1].match]
        if item:
            self.writer.line("alike = k.__class__ is str and len(r) > 1")
        codes = self._codes(node, [part for _, part in known])
        for count, (number, part) in enumerate(known):
            kinds = self._kinds.get(part.name)
            test = f"{part.match}(w, x)"
            if part.name in codes:
                test = f"(c == {codes[part.name]} if c is not None else {test})"
            url = emit_chosen(self.module, node, part.node, item) if kinds else ""
            if url:
                test = f"(x.chosen({url}, r) if alike else {test})"
            if kinds:
                test = f"(k.__class__ is not str or k in {kinds}) and {test}"
            with self.writer.block(f"{'elif' if count else 'if'} {test}:"):
                self._taken(number, part, at)
                self._in_order(node, number, at)
        if any(part.match == UNTOLD for part in parts):
            return
        if rest:
            with self.writer.block("else:" if known else "if True:"):
                self._taken(*rest[0], at)
        elif rules is not None and rules.rules != "open":
            with self.writer.block("else:" if known else "if True:"):
                self._other(node, at)

    def _codes(self, node: Node, parts: list[Part]) -> Mapping[str, str]:
        """Write what the one coding of an item is, if slices are known by that: slice -> constant.

        An item that has more codings than one, or is formed otherwise, is asked by each slice.
        """
        definitions = self.module.definitions
        found = {one.name: coded(definitions, node, one.node) for one in parts}
        told = {name: code for name, code in found.items() if code is not None}
        if len(told) <= _FEW:
            return {}
        key = next(iter(told.values()))[0]
        self.writer.line(f"c = sole(w.get({self.module.constant(key)}))" if key else "c = sole(w)")
        return {name: self.module.constant(pair) for name, (_, pair) in told.items()}

    def _taken(self, number: int, part: Part, at: str) -> None:
        if part.inner:
            self.writer.line(f"n{number}.append((i, w))")
        else:
            self.writer.line(f"n{number} += 1")
        self.values(part.node, part.item, "w", at)

    def _in_order(self, node: Node, number: int, at: str) -> None:
        rules = node.element.slicing
        if rules is None or not (rules.ordered or rules.rules == "openAtEnd"):
            return
        limit = f"last > {number}" if rules.ordered else "last == 1_000_000"
        with self.writer.block(f"if {limit}:"):
            facts = f"({self.module.constant(node.name)},), {self.module.who}"
            self.writer.line(f'x.add("slice-order", {at}, {facts})')
        if rules.ordered:
            with self.writer.block("else:"):
                self.writer.line(f"last = {number}")

    def _other(self, node: Node, at: str) -> None:
        """Write what becomes of an item that is of no slice."""
        if node.element.slicing and node.element.slicing.rules == "closed":
            facts = f"({self.module.constant(node.name)},), {self.module.who}"
            self.writer.line(f'x.add("slice-unknown", {at}, {facts})')
        else:
            self.writer.line("last = 1_000_000")

    def _counted(self, key: str, part: Part, count: str) -> None:
        element, said = part.node.element, self.module.constant(part.name)
        if part.match == UNTOLD:
            facts = f"({key}, {said}, {int(element.min)}, '')"
            if element.min:
                self.say("i < 0", "slice-missing", key, facts)
            return
        if element.min:
            near = part.near or "''"
            facts = f"({key}, {said}, {int(element.min)}, {near})"
            self.say(f"{count} < {int(element.min)}", "slice-missing", key, facts)
        if element.max is not None:
            facts = f"({key}, {said}, {int(element.max)})"
            self.say(f"{count} > {int(element.max)}", "slice-too-many", key, facts)
        if self.must(element, self.parent.element(element.id) if self.parent else None):
            told = self.module.constant(f"{part.node.name}:{part.name}")
            self.say(f"{count} < 1", "must-support-absent", key, f"({told},)")


def _tabled(node: Node, parts: list[Part]) -> bool:
    """Whether nothing but its slice matters of an item: not its place, nor whether it has one."""
    rules = node.element.slicing
    free = rules is None or (rules.rules == "open" and not rules.ordered)
    return free and all(part.match not in {"", UNTOLD} for part in parts)


def _matched(node: Node, item: Item) -> Item:
    """Without the pattern, where it is what the slice is known by."""
    slicing = node.element.slicing
    if slicing is None or not {("value", "$this"), ("pattern", "$this")} & set(
        slicing.discriminators
    ):
        return item
    return structs.replace(item, asks=structs.replace(item.asks, pattern=None))


def _bounds(element: Element | None) -> tuple[int, int | None] | None:
    return (element.min, element.max) if element else None


def _plain(node: Node) -> bool:
    """Whether it is a list of primitives."""
    return bool(node.element.types) and all(plain(one.code) for one in node.element.types)
