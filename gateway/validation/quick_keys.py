"""Writes how the keys of an object are tested quickly: those that are there, one by one.

https://hl7.org/fhir/R4/json.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from gateway.definitions import TypeRef
from gateway.validation import facets
from gateway.validation.known import KEYS
from gateway.validation.module import Module
from gateway.validation.quick_values import QuickValues
from gateway.validation.target_source import targets
from gateway.validation.tree import Node, plain
from gateway.validation.usual import LISTED


class QuickKeys(QuickValues):
    """The quick tests of one type being written, as far as keys go."""

    def __init__(self, module: Module, objects: Mapping[str, str]) -> None:
        super().__init__(module, objects)
        self._tests: dict[str, str] = {}
        """Type -> the function that tests a value of it, where nothing else is asked."""
        self.parts: dict[str, list[str]] = {}
        """Of a resource held against profiles too: key -> functions for what those ask of it."""
        self.sure: dict[str, str] = {}
        """Of those functions: when a value that passed its type's own test surely meets it."""
        self.free: dict[str, bool] = {}
        """Key -> whether those look at nothing but the value."""
        self.lasting = False
        """Whether it will be asked where a caller vouches that values never change."""
        self.alone = False
        """Whether the keys being written are those of the whole, where that is so."""
        self.wanted: set[str] = set()
        """Keys of which those have something to say where they are absent."""

    def _asked(self, names: Iterable[str]) -> None:
        """Write the calls of what profiles ask of an element."""
        for name in names:
            self.writer.line(f"{name}(o, WHERE, x)")

    def _asked_of(self, parts: Iterable[str]) -> None:
        """Write the same of a value that passed the test of its type."""
        for name in parts:
            sure = self.sure.get(name, "False")
            if sure != "True":
                self.writer.line(f"if not ({sure}): {name}(o, WHERE, x)")

    def _keys(
        self,
        node: Node,
        keys: list[str],
        forms: Mapping[str, tuple[Node, TypeRef]],
        parts: Mapping[str, list[str]],
        earlier: Sequence[str] = (),
    ) -> None:
        for key in keys:
            child, one = forms[key]
            name = self.module.constant(key)
            if needed(child):  # it is counted beforehand; None fails every test
                self.writer.line(f"v = o[{name}]")
                self._value(child, one, parts.get(key, ()))
                continue
            with self.writer.block(f"if {name} in o:"):  # None fails every test
                self.writer.line(f"v = o[{name}]")
                self.writer.line("n += 1")
                if child.choice:
                    bit = self._bit(node, child)
                    before = (*earlier, *keys[: keys.index(key)])
                    if any(forms[other][0] is child for other in before):
                        with self.writer.block(f"if c & {bit}:"):
                            self.writer.line("return False")
                    self.writer.line(f"c |= {bit}")
                self._value(child, one, parts.get(key, ()))
            if key in parts and key in self.wanted:
                with self.writer.block("else:"):
                    self._asked(parts[key])

    def _value(self, child: Node, one: TypeRef, parts: Sequence[str]) -> None:
        """Write the test of the value of a key, which is skipped for one that is known to last."""
        comes_again = one.code in KEYS or bool(child.children)
        lasts = self.alone and comes_again and one.code != "Meta"
        if not lasts or not self.free.get(child.name, True):
            self._met(child, one, parts)
            return
        store = self.module.lasting()
        # Where it says nothing but where it leads, it may be the last one again, hardly another.
        short = one.code == "Reference" and not child.many
        known = f"{store}.get(id(v), x) is not v"
        if short:
            known = f"{store}.get(0) is not v and (len(v) == 1 or {known})"
        with self.writer.block(f"if not x.lasting or {known}:"):
            self._met(child, one, parts)
            if parts:
                with self.writer.block("if x.found:"):
                    self.writer.line("return False")
            self.writer.line(f"if x.lasting: {store}.{'follow' if short else 'keep'}(v)")

    def _met(self, child: Node, one: TypeRef, parts: Sequence[str]) -> None:
        recurs = one.code in KEYS and not child.children and (KEYS[one.code] or not child.many)
        if one.code == "Reference":  # as quickly looked at as looked up, but for what profiles ask
            asked = any(name not in self.sure for name in parts)
            recurs = recurs and asked and not (self.bundled or self.holding)
        if one.code == "CodeableConcept" and not (parts or self._bound(child, one)):
            recurs = False  # what its type asks is as quickly looked at as looked up
        if not recurs or not self.free.get(child.name, True):
            self._values(child, one)
            self._asked_of(parts)
            return
        if one.code == "Reference":
            self._last(child, one, parts)
            return
        known = self._known(one.code, many=child.many)
        with self.writer.block("if e is None or e[0] != v:"):
            self.writer.line("s = len(x.strange)")
            self.writer.line("d = len(x.doubts) if x.doubts else 0")
            self._all(child, one, parts)
            self.writer.line(
                f"{known}.note(k, v, x.strange[s:], x.doubts[d:] if x.doubts else ())"
            )
        # One code system that is not at hand: nothing else follows from the value then.
        with self.writer.block(
            "elif e[1] and (x.stranger(t) if (t := e[3]) else not recalled(v, x, e)):"
        ):
            self.writer.line("return False")

    def _bound(self, child: Node, one: TypeRef) -> bool:
        """Whether more is asked of a concept than its type asks of all."""
        asks = facets.asked(self.module, child.element, None, child.element.path)
        held = any(facets.held(self.module.definitions, child.element.binding))
        return held or bool(asks.constraints) or bool(one.profiles)

    def _last(self, child: Node, one: TypeRef, parts: Sequence[str]) -> None:
        """Write the test of a Reference, where the last one is known: mostly by its text alone."""
        known = self.module.last()
        # A text in the place of the whole is none: it must not be taken for one inside.
        whole = "v if v.__class__ is dict else None"
        self.writer.line(f'q = v.get("reference") if len(v) == 1 else {whole}')
        with self.writer.block(f'if q is None or {known}.get("") != q:'):
            self.writer.line("s = len(x.strange)")
            self._all(child, one, parts)
            with self.writer.block("if q.__class__ is str:"):
                self.writer.line(f'{known}[""] = q')
            with self.writer.block('elif "reference" in v and len(x.strange) == s:'):
                self.writer.line(f"{known}.keep(v)")

    def _all(self, child: Node, one: TypeRef, parts: Sequence[str]) -> None:
        """Write the test of a value, and that what profiles find in it is enough."""
        self._values(child, one)
        if parts:
            self._asked_of(parts)
            with self.writer.block("if x.found:"):
                self.writer.line("return False")

    def _known(self, code: str, *, many: bool) -> str:
        """Write how a value is looked up among known ones; the name of those."""
        known = self.module.known()
        if not KEYS[code]:
            self.writer.line("k = None")
        else:
            with self.writer.block("try:"):
                test = ' if "coding" in v else None' if not many else ""
                self.writer.line(f"k = v{'[0]' * many}{KEYS[code]}{test}")
            with self.writer.block("except UNSHAPED:"):
                self.writer.line("k = None")
        self.writer.line(f"e = {known}.get(k)")
        return known

    def _values(self, child: Node, one: TypeRef) -> None:
        if not child.many:
            self._test(child, one, "v")
            return
        with self.writer.block("if v.__class__ is not list or not v:"):
            self.writer.line("return False")
        if child.element.max is not None:
            with self.writer.block(f"if len(v) > {int(child.element.max)}:"):
                self.writer.line("return False")
        listed = self.bundled and child.element.id in LISTED
        if listed and "True" not in self._reference(child, one, "w"):
            known = self.module.constant(targets(self.module.definitions, one)[0])
            with self.writer.block(f"if not together(v, {known}, x):"):
                self._each_of(child, one)
        else:
            self._each_of(child, one)

    def _each_of(self, child: Node, one: TypeRef) -> None:
        with self.writer.block("for w in v:"):
            self._test(child, one, "w")

    def _test(self, child: Node, one: TypeRef, value: str) -> None:
        refused = [
            test
            for test in (
                self._plain(child.element, one.code, value)
                if plain(one.code)
                else self._object(child, one, value)
            )
            if test
        ]
        with self.writer.block(f"if {' or '.join(refused)}:"):
            self.writer.line("return False")

    def _form(self, child: Node, one: TypeRef) -> str:
        """Write the test of one form of a choice of many, unless there is one; its name."""
        bound = child.element.binding is not None or bool(child.element.constraints[1:])
        known = "" if bound or one.profiles or one.target_profiles else one.code
        if known not in self._tests or not known:
            name = self.module.name("w")
            with self.writer.block(f"def {name}(v, x):"):
                self._test(child, one, "v")
                self.writer.line("return True")
            self._tests[known] = name
        return self._tests[known]

    def _bit(self, node: Node, child: Node) -> int:
        """The bit that says that a choice has one of its forms."""
        choices = [one.stem for one in node.children.values() if one.choice]
        return 1 << choices.index(child.stem)


def needed(child: Node) -> bool:
    """Whether it must be there, under the one key that it has."""
    return bool(child.element.min) and not child.choice
