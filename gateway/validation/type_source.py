"""Writes the checks of a FHIR type as Python source: a function per element, a table per object.

Every key of an object is looked up once; what has no row is unknown; what must be there is asked
for afterwards. https://hl7.org/fhir/R4/json.html
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import structs

from gateway.codegen import Source
from gateway.definitions import Element, TypeRef
from gateway.validation import facets, invariants
from gateway.validation.beyond import BEYOND
from gateway.validation.coded import CODED
from gateway.validation.module import Module
from gateway.validation.primitives import PRIMITIVES
from gateway.validation.target_source import emit_types
from gateway.validation.tree import Node, canonical, plain, tree

ROOT, WALK = "check", "walk"
"""The functions that check the type itself: quickly where that will do; with care in any case."""

_ANY = frozenset({"Resource", "DomainResource"})


class TypeSource:
    """One type being written."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.writer = module.writer
        self.objects: dict[str, str] = {}

    def write(self) -> Source:
        """Write the whole module: `check`, and `NEEDS`: (name, type) of what it calls."""
        root = tree(self.module.structure)
        self._name(root)
        self._object(root, resource=self.module.structure.kind == "resource")
        return self.module.done()

    def _name(self, node: Node) -> None:
        """Name the functions of all objects beforehand: content references go upwards."""
        self.objects[node.element.id] = ROOT if not self.objects else self.module.name("f")
        for child in node.children.values():
            if child.children:
                self._name(child)

    def _object(self, node: Node, *, resource: bool = False) -> None:
        rows: dict[str, str] = {}
        choices: dict[str, tuple[Node, int]] = {}
        for child in node.children.values():
            if child.children:
                self._object(child)
            if child.choice:
                choices[child.stem] = (child, 1 << len(choices))
            self._rows(child, rows, choices[child.stem][1] if child.choice else 0)
        if resource:
            rows["resourceType"] = "passed"
        table = self.module.name("t")
        pairs = ", ".join(f"{self.module.constant(key)}: {name}" for key, name in rows.items())
        self.writer.line(f"{table} = {{{pairs}}}.get")
        self._function(node, table, choices)

    def _function(self, node: Node, table: str, choices: Mapping[str, tuple[Node, int]]) -> None:
        asks = facets.asked(self.module, node.element, None, node.element.path)
        name = self.objects[node.element.id]
        with self.writer.block(f"def {WALK if name == ROOT else name}(o, p, x):"):
            with self.writer.block('if len(o) < 2 and (not o or "id" in o):'):
                self.writer.line('x.add("empty-value", p)')
            self._loop(table, choices)
            for child in node.children.values():
                self._required(child, choices)
            # Of a type's own binding, the widest set of units is by a filter that nobody decides.
            for one in asks.bindings[:1] if name == ROOT else ():
                facets.emit_binding(self.module, one, "o", "p", self.module.structure.type)
            for constraint, test in asks.constraints:
                invariants.emit(self.writer, test, constraint, "o", "p", self.module.profile)
            self._native(node)
        if name == ROOT:
            self._quickly()

    def _quickly(self) -> None:
        """Write that what passes its quick test is not looked at with care."""
        with self.writer.block(f"def {ROOT}(o, p, x):"):
            with self.writer.block("try:"):
                self.writer.line("if QUICK(o, x): return")
            self.writer.line("except UNSHAPED: pass")
            self.writer.line(f"{WALK}(o, p, x)")

    def _native(self, node: Node) -> None:
        """Write what no definition says in words that a machine reads."""
        if canonical(node):
            with self.writer.block('if ":" not in str(o.get("url", ":")):'):
                self.writer.line('x.add("url-relative", (p, "url"))')
        if node.element.id in CODED:
            self.writer.line("coding(x, o, p)")
        elif node.element.id in BEYOND:
            self.writer.line(BEYOND[node.element.id])
        elif node.element.id == "Attachment":
            with self.writer.block('if "data" in o and ("size" in o or "hash" in o):'):
                self.writer.line("attached(x, o, p)")
        elif node.element.id == "Reference":
            with self.writer.block('if "reference" in o:'):
                self.writer.line("linked(x, o, p)")

    def _loop(self, table: str, choices: Mapping[str, tuple[Node, int]]) -> None:
        """Write that each key is looked up; a form of a choice gives its bit."""
        owner = self.module.constant(self.module.structure.type)
        if choices:
            self.writer.line("c = 0")
        with self.writer.block("for k, v in o.items():"):
            self.writer.line(f"h = {table}(k)")
            with self.writer.block("if h is None:"):
                self.writer.line(f'x.add("element-unknown", (p, k), ({owner},))')
                self.writer.line("continue")
            self.writer.line(f"{'b = ' if choices else ''}h(v, o, p, x)")
            if choices:
                self._once(choices)

    def _once(self, choices: Mapping[str, tuple[Node, int]]) -> None:
        """Write that a choice has one form."""
        with self.writer.block("if b:"):
            with self.writer.block("if c & b:"):
                names = {bit: stem for stem, (_, bit) in choices.items()}
                known = self.module.constant(tuple(sorted(names.items())))
                self.writer.line(f'x.add("choice-several", (p, k), (dict({known})[b],))')
            self.writer.line("c |= b")

    def _required(self, child: Node, choices: Mapping[str, tuple[Node, int]]) -> None:
        if not child.element.min:
            return
        key = self.module.constant(child.stem)
        if child.choice:
            test = f"not c & {choices[child.stem][1]}"
        elif any(plain(one.code) for one in child.element.types):
            test = f"{key} not in o and {self.module.constant('_' + child.stem)} not in o"
        else:
            test = f"{key} not in o"
        with self.writer.block(f"if {test}:"):
            least = int(child.element.min)
            self.writer.line(f'x.add("element-required", (p, {key}), ({key}, {least}))')

    # -- one function per element --------------------------------------------------------------

    def _rows(self, child: Node, rows: dict[str, str], bit: int) -> None:
        element = child.element
        if element.content_reference:
            called = self.objects[element.content_reference.rpartition("#")[2]]
            rows[child.name] = self._complex(child, child.name, called, TypeRef("Element"), bit)
            return
        for (key, code), one in zip(child.keys(), element.types, strict=True):
            if code == "xhtml":
                rows[key] = self._narrative(key)
            elif plain(code):
                rows[key] = self._primitive(child, key, one, bit)
                rows["_" + key] = self._beside(child, key, bit)
            else:
                rows[key] = self._complex(child, key, self._called(child, code), one, bit)

    def _called(self, child: Node, code: str) -> str:
        """The function that checks an object of the type."""
        if child.children:
            return self.objects[child.element.id]
        if code == self.module.structure.type:
            return ROOT
        return self.module.needed(code)

    def _narrative(self, key: str) -> str:
        name = self.module.name("h")
        with self.writer.block(f"def {name}(v, o, p, x):"):
            self.writer.line(f"x.div(v, (p, {self.module.constant(key)}))")
        return name

    def _primitive(self, child: Node, key: str, one: TypeRef, bit: int) -> str:
        module, element, code = self.module, child.element, one.code
        asks = facets.asked(module, element, None, element.path)
        at, name = module.constant(key), module.name("h")
        quick, codes = self._quick(element, code)
        if codes:
            asks = structs.replace(asks, bindings=asks.bindings[1:])
        with self.writer.block(f"def {name}(v, o, p, x):"):
            if self._identifies(child):
                self.writer.line(f"x.identified(v, (p, {at}))")
            if child.many:
                self._primitive_list(asks, at, code, quick)
            else:
                if codes:
                    url = module.constant(codes)
                    self.writer.line(
                        f'if not ({quick}): unlisted(x, v, (p, {at}), "{code}", {url})'
                    )
                else:
                    self.writer.line(f'if not ({quick}): x.primitive(v, (p, {at}), "{code}")')
                facets.emit(module, asks, "v", f"(p, {at})", code)
            if bit:
                self.writer.line(f"return {bit}")
        return name

    def _identifies(self, child: Node) -> bool:
        """Whether it is the id of an element, which no other one in the resource may have.

        Those of ElementDefinitions stand twice: in the snapshot, and in the differential.
        """
        kind = self.module.structure
        whole = kind.kind == "resource" and child.element.path.count(".") == 1
        return child.name == "id" and not whole and kind.type != "ElementDefinition"

    def _primitive_list(self, asks: facets.Asked, at: str, code: str, quick: str) -> None:
        with self.writer.block("if v.__class__ is list and v:"):
            self.writer.line("l = v")
            with self.writer.block("for v in l:"), self.writer.block(f"if not ({quick}):"):
                self.writer.line(f'x.primitives(l, o, (p, {at}), "{code}")')
                self.writer.line("break")
            if asks:
                with self.writer.block("for i, v in enumerate(l):"):
                    facets.emit(self.module, asks, "v", f"(p, {at}, i)", code)
        with self.writer.block("else:"):
            self.writer.line(f'x.primitives(v, o, (p, {at}), "{code}")')

    def _quick(self, element: Element, code: str) -> tuple[str, str]:
        """A test, as source, that only right values pass; and the value set that it includes."""
        kind, binding = PRIMITIVES[code], element.binding
        if code == "code" and binding and binding.strength == "required":
            known = facets.listed(self.module.definitions, binding.valueset)
            if known is not None and element.base_max == 1:
                codes = self.module.constant(known.codes)
                return f"v.__class__ is str and v in {codes}", binding.valueset.partition("|")[0]
        if kind.kept:
            return f"v.__class__ is str and (v in seen_{code} or fresh_{code}(v))", ""
        return kind.inline or f"test_{code}(v)", ""

    def _beside(self, child: Node, key: str, bit: int) -> str:
        name, at = self.module.name("h"), self.module.constant(key)
        call = "besides" if child.many else "beside"
        with self.writer.block(f"def {name}(v, o, p, x):"):
            self.writer.line(f"x.{call}(v, o, p, {at})")
            if bit:
                self.writer.line(f"return 0 if {at} in o else {bit}")
        return name

    def _complex(self, child: Node, key: str, called: str, one: TypeRef, bit: int) -> str:
        module, element = self.module, child.element
        own = element if not child.children else None
        asks = facets.asked(module, own, None, element.path) if own else facets.Asked()
        at, name = module.constant(key), module.name("h")
        with self.writer.block(f"def {name}(v, o, p, x):"):
            if child.many:
                self._complex_list(child, at, called, one, asks)
            else:
                with self.writer.block("if v.__class__ is dict:"):
                    self._item(called, one, asks, "v", f"(p, {at})")
                with self.writer.block("else:"):
                    self.writer.line(f"x.shape(v, (p, {at}), {module.constant(one.code)})")
            if bit:
                self.writer.line(f"return {bit}")
        return name

    def _complex_list(
        self, child: Node, at: str, called: str, one: TypeRef, asks: facets.Asked
    ) -> None:
        with self.writer.block("if v.__class__ is list and v:"):
            hard = child.element.id == "Bundle.entry"  # the others are right at a quick look
            items = f"entering(x, v, (p, {at}))" if hard else "enumerate(v)"
            with self.writer.block(f"for i, w in {items}:"):
                with self.writer.block("if w.__class__ is dict:"):
                    self._item(called, one, asks, "w", f"(p, {at}, i)")
                with self.writer.block("else:"):
                    self.writer.line(f"x.shape(w, (p, {at}, i), {self.module.constant(one.code)})")
            most = child.element.max
            if most is not None:
                with self.writer.block(f"if len(v) > {int(most)}:"):
                    self.writer.line(f'x.add("element-too-many", (p, {at}), ({at}, {int(most)}))')
        with self.writer.block("else:"):
            self.writer.line(f"x.listed(v, (p, {at}))")

    def _item(self, called: str, one: TypeRef, asks: facets.Asked, value: str, path: str) -> None:
        if one.code in _ANY:
            self.writer.line(f"nested({value}, {path}, x)")
        else:
            self.writer.line(f"{called}({value}, {path}, x)")
        facets.emit(self.module, asks, value, path, one.code)
        emit_types(self.module, one, value, path)
