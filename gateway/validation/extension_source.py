"""Writes the quick test of an extension that has one value, from its own definition.

Extensions inside extensions always take the careful way.
https://hl7.org/fhir/R4/extensibility.html
"""

from __future__ import annotations

from collections.abc import Iterator

from gateway.codegen import Source, Writer
from gateway.definitions import Definitions, Structure, TypeRef
from gateway.validation import facets
from gateway.validation.module import Module
from gateway.validation.quick_source import QuickSource
from gateway.validation.tree import BASE, Node, plain, tree

SIMPLE = "q_check"
"""The name of the function."""

_FORMS = 15
"""Forms of the value up to which each is asked for."""


class ExtensionSource(QuickSource):
    """One definition of an extension being written, as `q_check(o, x) -> bool`."""

    def __init__(self, definitions: Definitions, structure: Structure) -> None:
        super().__init__(Module(Writer(), definitions, structure, ""), {})
        self._root = tree(structure)

    def simple(self) -> bool:
        """Whether the definition says no more than which one value the extension has."""
        structure, value = self.module.structure, self._root.children.get("value[x]")
        url, inner = self._root.children.get("url"), self._root.children.get("extension")
        return (
            structure.base == f"{BASE}Extension"
            and url is not None
            and url.element.fixed == ("uri", structure.url)
            and inner is not None
            and not any(one.element.min for one in (inner, *inner.slices.values()))
            and value is not None
            and not (value.children or value.slices)
            and value.element.max == 1
            and len(value.element.types) <= _FORMS
        )

    def write(self) -> Source:
        """Write the module; whoever calls the function has asked for the url before."""
        root, value = self._root, self._root.children["value[x]"]
        base = self.module.definitions.structure("Extension")
        before = base.elements[0] if base else None
        tests = facets.asked(self.module, root.element, before, "Extension").constraints
        forms = list(self._values_of(value))
        with self.writer.block(f"def {SIMPLE}(o, x):"):
            with self.writer.block("if len(o) != 2:"):
                self.writer.line("return False")
            for constraint, test in tests:
                self._invariant(root, constraint, test)
            for key, one in forms:
                self.writer.line(f"v = o.get({self.module.constant(key)})")
                with self.writer.block("if v is not None:"):
                    self._test(value, one, "v")
                    self.writer.line("return True")
            self.writer.line("return False")
        return self.module.done()

    def _values_of(self, value: Node) -> Iterator[tuple[str, TypeRef]]:
        """(JSON key, type) of each form of the value that can be asked quickly."""
        sizes = (value.element.min_value, value.element.max_value)
        for (key, code), one in zip(value.keys(), value.element.types, strict=True):
            if self._has_test(value, one) and (plain(code) or sizes == (None, None)):
                yield key, one
