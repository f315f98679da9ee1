"""Writes, for each object of a FHIR type, a quick test that only faultless objects pass.

What fails it is looked at again, with care, by what `type_source` writes; what passes has no
issue. Resources inside resources always take the careful way, and so do extensions unless they are
known ones that have one value.
https://hl7.org/fhir/R4/json.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from gateway.definitions import Constraint, TypeRef
from gateway.validation import invariants
from gateway.validation.coded import CODED
from gateway.validation.quick_keys import QuickKeys, needed
from gateway.validation.tree import Node, canonical, plain
from gateway.validation.usual import USUAL

_CAREFUL = frozenset({"Extension", "Resource", "DomainResource"})
"""Types that have no quick test."""
_FEW = 6
"""Rare keys after which it is asked again whether any key is left."""
_FORMS = 15
"""Forms of a `value[x]` up to which each is asked for."""

Tests = tuple[tuple[Constraint, str], ...]
Forms = Mapping[str, tuple[Node, TypeRef]]
"""JSON key -> its element, its type."""
Wide = Mapping[str, tuple[Node, Mapping[str, str]]]
"""Stem of a choice of many forms -> its element; of each key, the function that tests it."""


class QuickSource(QuickKeys):
    """The quick tests of one type being written."""

    open: frozenset[str] | None = None
    """Keys in which one may differ from a faultless resource that is like it; None: in any."""
    counted: Mapping[str, int] = MappingProxyType({})
    """Of the object being written, where its choices are counted: see `_choices`."""
    firm: Sequence[Constraint] = ()
    """Invariants of profiles: what those advise against is told behind all that R4 has to say."""

    def emit(self, node: Node, tests: Tests) -> None:
        """Write `q_<name>(o, x) -> bool` for one object; raises on objects of a wrong shape."""
        forms = dict(self._forms(node))
        wide = self._wide(node) if self.open is None else {}
        with self.writer.block(f"def q_{self.objects[node.element.id]}(o, x):"):
            if self._whole(node) and self.open is not None:
                self._differing(node, forms, tests, self.open)
            elif "." not in node.element.id and node.element.binding is not None:
                # a unit that its type binds is looked at with care
                kind = self.module.constant(self.module.structure.type)
                self.writer.line(f"return whole(o, x, {kind})")
            elif not forms or _NATIVE.get(node.element.id) == _ALWAYS:
                self.writer.line("return False")
            else:
                self._tested(node, forms, tests, wide)

    def _whole(self, node: Node) -> bool:
        """Whether it is a resource, not a part of one."""
        return self.module.structure.kind == "resource" and "." not in node.element.id

    def _tested(self, node: Node, forms: Forms, tests: Tests, wide: Wide) -> None:
        """Write the test of one whose keys are counted: what is then left over is unknown."""
        whole = self._whole(node)
        parts = self.parts if whole else {}
        least = sum(needed(child) for child, _ in forms.values()) + whole
        self.writer.line(f"n = {least}")
        if whole and self.holding:
            with self.writer.block('if "contained" in o:'):
                self.writer.line("n += 1")
                with self.writer.block("if not containing(o, x):"):
                    self.writer.line("return False")
        if wide or any(child.choice for child, _ in forms.values()):
            self.writer.line("c = 0")
        self._each(node, forms, parts)
        for child, table in wide.values():
            self._looked_up(node, child, table)
        self._required(node, forms, wide)
        self.counted = self._choices(node, (*forms.values(), *wide.values()))
        for constraint, test in tests:
            self._invariant(node, constraint, test)
        self.counted = {}
        self._native(node)
        self._asked(name for key in parts if key not in forms for name in parts[key])
        self._unfound(parts)
        unusual = self.module.constant(frozenset(_beside(forms) if whole else _named(forms)))
        with self.writer.block(f"if n != len(o) and n + unusual(o, x, {unusual}) != len(o):"):
            self.writer.line("return False")
        self.writer.line("return True" if least else "return n > 0")

    def _each(self, node: Node, forms: Forms, parts: Mapping[str, list[str]]) -> None:
        """Write the tests of all keys: the rare ones are asked for where any key is left."""
        asked = USUAL.get(node.element.id, ())
        usual = [key for key in forms if key in asked or key in parts]
        if usual:
            usual = [key for key in forms if key in usual or needed(forms[key][0])]
        rare = [key for key in forms if key not in usual]
        self.alone = self._whole(node) and self.lasting
        self._keys(node, usual or rare, forms, parts)
        self.alone = False
        if usual:
            self._rare(node, rare, forms, usual)

    def _rare(self, node: Node, rare: list[str], forms: Forms, earlier: Sequence[str]) -> None:
        """Write the tests of some rare keys; within, those of the others."""
        if not rare:
            return
        with self.writer.block("if n != len(o):"):
            self._keys(node, rare[:_FEW], forms, {}, earlier)
            self._rare(node, rare[_FEW:], forms, (*earlier, *rare[:_FEW]))

    def _unfound(self, parts: Mapping[str, list[str]]) -> None:
        """Write that what profiles have found makes it doubtful."""
        if parts:
            with self.writer.block("if x.found:"):
                self.writer.line("return False")

    def _differing(self, node: Node, forms: Forms, tests: Tests, open: frozenset[str]) -> None:
        """Write the test of one whose other keys are those of a faultless one like it."""
        self.alone = self.lasting
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
        whole = self._whole(node)
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
            unasked = element.fixed is None and element.pattern is None
            lengths = (element.max_length, element.min_length, element.regex or None)
            limits = (element.min_value, element.max_value, element.max_places, element.max_size)
            return unasked and (*lengths, *limits) == (None,) * 7
        return element.fixed is None and element.pattern is None

    # -- the whole -----------------------------------------------------------------------------

    def _wide(self, node: Node) -> Wide:
        """Write, for each choice of many forms, a test of each form; stem -> table of those."""
        found: dict[str, tuple[Node, Mapping[str, str]]] = {}
        for child in node.children.values():
            if not child.choice or len(child.element.types) <= _FORMS or child.name in self.parts:
                continue
            pairs = zip(child.keys(), child.element.types, strict=True)
            each = [(key, one) for (key, _), one in pairs if self._has_test(child, one)]
            found[child.stem] = child, {key: self._form(child, one) for key, one in each}
        return found

    def _looked_up(self, node: Node, child: Node, table: Mapping[str, str]) -> None:
        """Write the test of a choice of many forms, which few objects have."""
        forms = self.module.name("g")
        pairs = ", ".join(f"{self.module.constant(key)}: {name}" for key, name in table.items())
        self.module.stores[forms] = f"{{{pairs}}}"
        with (
            self.writer.block("if n != len(o):"),
            self.writer.block(f"for k in {forms}.keys() & o.keys():"),
        ):
            bit = self._bit(node, child)
            with self.writer.block(f"if c & {bit} or not {forms}[k](o[k], x):"):
                self.writer.line("return False")
            self.writer.line(f"c |= {bit}")
            self.writer.line("n += 1")

    def _required(self, node: Node, forms: Forms, wide: Wide) -> None:
        known = {id(child) for child, _ in (*forms.values(), *wide.values())}
        for child in node.children.values():
            if not child.element.min or (not child.choice and child.name in forms):
                continue
            test = "True"
            if child.choice and id(child) in known:
                test = f"not c & {self._bit(node, child)}"
            with self.writer.block(f"if {test}:"):
                self.writer.line("return False")

    def _choices(self, node: Node, tested: Iterable[tuple[Node, object]]) -> Mapping[str, int]:
        """How an invariant asks whether a choice is there -> its bit, which is told sooner."""
        found = {}
        for child in {id(one): one for one, _ in tested if one.choice}.values():
            keys = dict(child.keys())
            beside = {f"_{key}" for key, code in keys.items() if plain(code)}
            every = self.module.constant(frozenset(keys.keys() | beside))
            found[f"(not {every}.isdisjoint(o))"] = self._bit(node, child)
        return found

    def _invariant(self, node: Node, constraint: Constraint, test: str) -> None:
        condition = invariants.guard(constraint)
        if condition == '"contained" in o' and not self.holding:
            return  # what contains resources never gets this far
        path, definitions = node.element.path, self.module.definitions
        said = invariants.inlined(self.writer, constraint, path, definitions)
        for present, bit in self.counted.items():
            said = said.replace(present, f"(c & {bit} or {present})")
        asked = f"not ({said or f'{test}(o, {invariants.world(test)})'})"
        with self.writer.block(f"if ({condition}) and {asked}:" if condition else f"if {asked}:"):
            if constraint.severity != "warning" or constraint in self.firm:
                self.writer.line("return False")
                return
            rule = constraint.key, constraint.severity, constraint.human, constraint.translations
            facts = ", ".join(map(self.module.constant, rule))
            with self.writer.block(f"if not advised(x, o, {facts}):"):
                self.writer.line("return False")

    def _native(self, node: Node) -> None:
        """Write what no definition says in words that a machine reads."""
        relative = '":" not in o.get("url", ":")'
        for test in (_NATIVE.get(node.element.id), relative if canonical(node) else None):
            if test:
                with self.writer.block(f"if {test}:"):
                    self.writer.line("return False")
        if node.element.id in _LATER:
            with self.writer.block(f"if {_LATER[node.element.id]}:"):
                self.writer.line("return False")


def _beside(forms: Forms) -> list[str]:
    """Keys of what may stand beside primitives."""
    return [
        f"_{key}"
        for key, (child, one) in forms.items()
        if plain(one.code) and not child.many and key not in {"id", "div"}
    ]


def _named(forms: Forms) -> list[str]:
    """The same of what is no resource, which may have an id."""
    return [*_beside(forms), "id"]


_ALWAYS = "True"
_NATIVE: Mapping[str, str] = {
    **dict.fromkeys(CODED, "not right(o, x)"),
    "Expression": 'o.get("language") == FHIRPATH and not readable(o.get("expression"))',
    "Extension": _ALWAYS,
    "Bundle": _ALWAYS,
    "Bundle.entry": _ALWAYS,
    "CapabilityStatement": _ALWAYS,
    "Identifier": "not issuing(o)",
    "Meta": '"security" in o and repeated(o["security"])',
    "SearchParameter": _ALWAYS,
    "Attachment": '"data" in o and ("size" in o or "hash" in o)',
    "Reference": (
        '"reference" in o and (x.bundle is not None or misformed(o["reference"])'
        ' or "type" in o and (o["reference"][:1] == "#" or mistyped(o)))'
    ),
}
"""Path -> when the careful way must be taken, because of what `type_source` asks beyond."""
_LATER: Mapping[str, str] = {
    "CodeSystem": "not later(x, o, defined)",
    "ConceptMap": "not later(x, o, defined)",
    "MeasureReport": "not later(x, o, reported)",
    "Questionnaire": "doubtful(o) and not later(x, o, conditioned)",
    "QuestionnaireResponse": "not later(x, o, responded)",
    "StructureDefinition": "not later(x, o, derived)",
    "ValueSet": "not later(x, o, defined)",
}
"""Type of resource -> when what is asked beyond cannot be left for later, either."""
