"""Writes, for each object of a FHIR type, a quick test that only faultless objects pass.

What fails it is looked at again, with care, by what `type_source` writes; what passes has no
issue. Resources inside resources always take the careful way, and so do extensions unless they are
known ones that have one value.
https://hl7.org/fhir/R4/json.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from gateway.definitions import Constraint, TypeRef
from gateway.validation import invariants
from gateway.validation.coded import CODED
from gateway.validation.known import KEYS
from gateway.validation.module import Module
from gateway.validation.quick_values import QuickValues
from gateway.validation.tree import Node, canonical, plain
from gateway.validation.usual import USUAL

_CAREFUL = frozenset({"Extension", "Resource", "DomainResource"})
"""Types that have no quick test."""
_FEW = 6
"""Rare keys after which it is asked again whether any key is left."""
_FORMS = 15
"""Forms of a `value[x]` up to which each is asked for."""

Tests = tuple[tuple[Constraint, str], ...]


class QuickSource(QuickValues):
    """The quick tests of one type being written."""

    def __init__(self, module: Module, objects: Mapping[str, str]) -> None:
        super().__init__(module, objects)
        self.parts: dict[str, list[str]] = {}
        """Of a resource held against profiles too: key -> functions for what those ask of it."""
        self.free: dict[str, bool] = {}
        """Key -> whether those look at nothing but the value."""
        self.alone = False
        """Whether the keys being written are those of a resource that stands alone."""
        self.open: frozenset[str] | None = None
        """Keys in which one may differ from a faultless resource that is like it; None: in any."""
        self.wanted: set[str] = set()
        """Keys of which those have something to say where they are absent."""

    def emit(self, node: Node, tests: Tests) -> None:
        """Write `q_<name>(o, x) -> bool` for one object; raises on objects of a wrong shape."""
        forms = dict(self._forms(node))
        asked = USUAL.get(node.element.id, ())
        whole = self.module.structure.kind == "resource" and "." not in node.element.id
        parts = self.parts if whole else {}
        if whole and self.open is not None:
            self._differing(node, forms, tests, self.open)
            return
        usual = [key for key in forms if key in asked or key in parts]
        if usual:  # what is rare is looked at only where the count of all keys is not yet met
            usual = [key for key in forms if key in usual or _needed(forms[key][0])]
        rare = [key for key in forms if key not in usual]
        with self.writer.block(f"def q_{self.objects[node.element.id]}(o, x):"):
            bound = "." not in node.element.id and node.element.binding is not None
            if bound:  # a unit that its type binds is looked at with care
                kind = self.module.constant(self.module.structure.type)
                self.writer.line(f"return whole(o, x, {kind})")
                return
            if not forms or _NATIVE.get(node.element.id) == _ALWAYS:
                self.writer.line("return False")
                return
            needed = sum(_needed(child) for child, _ in forms.values())
            self.writer.line(f"n = {needed + whole}")
            if any(child.choice for child, _ in forms.values()):
                self.writer.line("c = 0")
            self.alone = whole and not self.near
            self._keys(node, usual, forms, parts)
            self.alone = False
            if rare and usual:
                for at in range(0, len(rare), _FEW):
                    with self.writer.block("if n != len(o):"):
                        earlier = (*usual, *rare[:at])
                        self._keys(node, rare[at : at + _FEW], forms, {}, earlier)
            else:
                self._keys(node, rare, forms, {})
            self._required(node, forms)
            for constraint, test in tests:
                self._invariant(node, constraint, test)
            self._native(node)
            self._asked(name for key in parts if key not in forms for name in parts[key])
            if parts:
                with self.writer.block("if x.found:"):
                    self.writer.line("return False")
            beside = [
                f"_{key}"
                for key, (child, one) in forms.items()
                if plain(one.code) and not child.many and key not in {"id", "div"}
            ]
            unusual = self.module.constant(frozenset(beside if whole else [*beside, "id"]))
            with self.writer.block("if n != len(o):"):
                self.writer.line(f"n += unusual(o, x, {unusual})")
            self.writer.line("return n > 0 and n == len(o)")

    def _differing(
        self,
        node: Node,
        forms: Mapping[str, tuple[Node, TypeRef]],
        tests: Tests,
        open: frozenset[str],
    ) -> None:
        """Write the test of one whose other keys are those of a faultless one like it."""
        with self.writer.block(f"def q_{self.objects[node.element.id]}(o, x):"):
            self.alone = not self.near
            for key in (key for key in forms if key in open):
                self.writer.line(f"v = o[{self.module.constant(key)}]")
                self._value(*forms[key], self.parts.get(key, ()))
            self.alone = False
            names = {forms[key][0].stem if key in forms else key for key in open}
            for constraint, test in tests:
                if invariants.looks_at(constraint, names):
                    self._invariant(node, constraint, test)
            self._native(node)
            apart = [key for key in self.parts if key not in forms or key not in open]
            self._asked(
                name for key in apart if not self.free.get(key, True) for name in self.parts[key]
            )
            with self.writer.block("if x.found:"):
                self.writer.line("return False")
            self.writer.line("return True")

    def _forms(self, node: Node) -> Iterator[tuple[str, tuple[Node, TypeRef]]]:
        """(JSON key, (its element, its type)) of all that has a quick test."""
        whole = self.module.structure.kind == "resource" and "." not in node.element.id
        for child in node.children.values():
            if child.name == "id" and not whole:
                continue  # an object that has nothing else is empty
            if child.choice and len(child.element.types) > _FORMS:
                continue
            if child.element.content_reference:
                yield child.name, (child, TypeRef("Element"))
                continue
            for (key, code), one in zip(child.keys(), child.element.types, strict=True):
                if (code not in _CAREFUL or key == "extension") and self._has_test(child, one):
                    yield key, (child, one)

    def _has_test(self, child: Node, one: TypeRef) -> bool:
        """Whether all that is asked of the element can be asked quickly."""
        element = child.element
        if plain(one.code):
            known = [rule for rule in element.constraints if invariants.expression(rule)]
            unasked = element.fixed is None and element.pattern is None
            lengths = (element.max_length, element.min_length, element.regex or None)
            sizes = (*lengths, element.min_value, element.max_value)
            return unasked and not known and sizes == (None,) * 5
        return element.fixed is None and element.pattern is None

    # -- keys ----------------------------------------------------------------------------------

    def _asked(self, names: Iterable[str]) -> None:
        """Write the calls of what profiles ask of an element."""
        for name in names:
            self.writer.line(f"{name}(o, WHERE, x)")

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
            if _needed(child):  # it is counted beforehand; None fails every test
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
        # Where it says nothing but where it leads, an equal one may come again, hardly the same.
        short = one.code == "Reference" and not child.many
        known = f"not x.lasting or {store}.get(id(v), x) is not v"
        with self.writer.block(f"if len(v) == 1 or {known}:" if short else f"if {known}:"):
            self._met(child, one, parts)
            if parts:
                with self.writer.block("if x.found:"):
                    self.writer.line("return False")
            self.writer.line(f"if x.lasting{' and len(v) > 1' * short}: {store}.keep(v)")

    def _met(self, child: Node, one: TypeRef, parts: Sequence[str]) -> None:
        recurs = one.code in KEYS and not child.children and (KEYS[one.code] or not child.many)
        if one.code == "Reference":  # as quickly looked at as looked up, but for what profiles ask
            recurs = recurs and bool(parts) and not self.bundled
        if not recurs or not self.free.get(child.name, True):
            self._values(child, one)
            self._asked(parts)
            return
        known = self._known(one.code, many=child.many)
        with self.writer.block("if e is None or e[0] != v:"):
            self.writer.line("s = len(x.strange)")
            self.writer.line("d = len(x.doubts) if x.doubts else 0")
            self._values(child, one)
            if parts:
                self._asked(parts)
                with self.writer.block("if x.found:"):
                    self.writer.line("return False")
            whether = 'if "reference" in v: ' if one.code == "Reference" else ""
            self.writer.line(
                f"{whether}{known}.note(k, v, x.strange[s:], x.doubts[d:] if x.doubts else ())"
            )
        with self.writer.block("elif e[1] and not recalled(v, x, e):"):
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

    # -- the whole -----------------------------------------------------------------------------

    def _bit(self, node: Node, child: Node) -> int:
        """The bit that says that a choice has one of its forms."""
        choices = [one.stem for one in node.children.values() if one.choice]
        return 1 << choices.index(child.stem)

    def _required(self, node: Node, forms: Mapping[str, tuple[Node, TypeRef]]) -> None:
        known = {id(child) for child, _ in forms.values()}
        for child in node.children.values():
            if not child.element.min or (not child.choice and child.name in forms):
                continue
            test = "True"
            if child.choice and id(child) in known:
                test = f"not c & {self._bit(node, child)}"
            with self.writer.block(f"if {test}:"):
                self.writer.line("return False")

    def _invariant(self, node: Node, constraint: Constraint, test: str) -> None:
        condition = invariants.guard(constraint)
        if condition == '"contained" in o':
            return  # what contains resources never gets this far
        path, definitions = node.element.path, self.module.definitions
        said = invariants.inlined(self.writer, constraint, path, definitions)
        asked = f"not ({said or f'{test}(o, {invariants.world(test)})'})"
        with self.writer.block(f"if ({condition}) and {asked}:" if condition else f"if {asked}:"):
            self.writer.line("return False")

    def _native(self, node: Node) -> None:
        """Write what no definition says in words that a machine reads."""
        relative = '":" not in o.get("url", ":")'
        for test in (_NATIVE.get(node.element.id), relative if canonical(node) else None):
            if test:
                with self.writer.block(f"if {test}:"):
                    self.writer.line("return False")


def _needed(child: Node) -> bool:
    """Whether it must be there, under the one key that it has."""
    return bool(child.element.min) and not child.choice


_ALWAYS = "True"
_NATIVE: Mapping[str, str] = {
    **dict.fromkeys(CODED, "not right(o, x)"),
    "Extension": _ALWAYS,
    "Bundle": _ALWAYS,
    "Bundle.entry": _ALWAYS,
    "CodeSystem": _ALWAYS,
    "ConceptMap": _ALWAYS,
    "Identifier": (
        '"system" in o and (":" not in o["system"] or o["system"] == "urn:ietf:rfc:3986"'
        ' and ":" not in o.get("value", ":"))'
    ),
    "MeasureReport": _ALWAYS,
    "Questionnaire": "doubtful(o)",
    "QuestionnaireResponse": _ALWAYS,
    "StructureDefinition": _ALWAYS,
    "ValueSet": _ALWAYS,
    "Attachment": '"data" in o and "size" in o',
    "Reference": '"reference" in o and (x.bundle is not None or "type" in o and mistyped(o))',
}
"""Path -> when the careful way must be taken, because of what `type_source` asks beyond."""
