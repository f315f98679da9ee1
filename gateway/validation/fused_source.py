"""Writes one quick test for a type, or for a type of resource and its profiles together.

What recurs (a coded test, a category) is then looked up once for all of them. Who fails it is
checked again, with care: by its type, then by each profile.
https://hl7.org/fhir/R4/profiling.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gateway.codegen import Source
from gateway.definitions import Definitions, Structure
from gateway.validation import facets
from gateway.validation.library import Where
from gateway.validation.module import Module
from gateway.validation.profile_source import ProfileSource
from gateway.validation.quick_source import QuickSource, Tests
from gateway.validation.sure_source import surely
from gateway.validation.tree import Node, tree

FUSED = "q_check"
"""The name of the function."""
BESIDE = "BESIDE"
"""The name of a table: what may stand beside a resource in an entry of a Bundle -> its test."""

_WORLDLY = re.compile(
    r"\bx\.(?!add\b|broken\b|unevaluated\b|near\b|sure\b)|\b(T\w*)\(|\b(?:meeting|aggregated)\("
)
"""What makes a part of a profile depend on more than the one value: of a check, its name."""
_VALUES = frozenset({"CodeableConcept", "Coding"})
"""Types of which a profile may ask what lies in the value alone."""
_BEYOND = re.compile(r"%|resolve|memberOf|conformsTo")
"""What makes an invariant look at more than a value."""


def sees_value(definitions: Definitions, check: str) -> bool:
    """Whether a check, the canonical of a profile, looks at nothing but the value."""
    structure = definitions.structure(check) if ":" in check else None
    if structure is None or structure.type not in _VALUES:
        return False
    rules = [rule for element in structure.elements for rule in element.constraints]
    inner = [
        url
        for element in structure.elements
        for one in element.types
        for url in one.profiles
        if one.code != "Extension"
    ]
    return not any(_BEYOND.search(rule.expression or "") for rule in rules) and all(
        sees_value(definitions, definitions.canonical(url)) for url in inner
    )


class FusedSource(QuickSource):
    """One type and some of its profiles, being written as one test.

    `where` it will be asked, if that is known: nothing that is referred to is at hand there, but
    for an entry of a Bundle, which refers to other entries.
    """

    def __init__(
        self,
        module: Module,
        profiles: Sequence[tuple[Structure, Structure | None]] = (),
        *,
        where: Where | None = None,
        open: frozenset[str] | None = None,
    ) -> None:
        self._names: dict[str, str] = {}
        super().__init__(module, self._names)
        if where is not None:
            self.near = ""
        self.bundled, self.holding = where == "bundled", where == "holding"
        self.lasting = where == "lasting"
        self.open = open
        self._profiles = [
            ProfileSource(
                Module(
                    module.writer, module.definitions, structure, structure.url, prefix=f"_{at}_"
                ),
                parent,
                after=True,
            )
            for at, (structure, parent) in enumerate(profiles)
        ]
        for profile in self._profiles:
            profile.bundled = self.bundled

    def write(self) -> Source:
        """Write the module: `q_check(o, x)`; what the profiles find is noted in the run."""
        root = tree(self.module.structure)
        self._objects(root)
        tests: Tests = facets.asked(self.module, root.element, None, root.element.path).constraints
        for profile in self._profiles:
            whole = tree(profile.module.structure)
            for child in whole.children.values():
                self._part(profile, child)
            before = profile.ground(whole.element)
            found = facets.asked(profile.module, whole.element, before, whole.element.path)
            tests += found.constraints
            self.firm = [*self.firm, *(one for one, _ in found.constraints)]
        self._names[root.element.id] = "check"
        self.emit(root, tests)
        for profile in self._profiles:
            self.module.others.append(profile.module)
        if root.element.id == "Bundle":
            self._beside()
        return self.module.done()

    def _beside(self) -> None:
        """Write the table of what may stand beside a resource."""
        pairs = [
            f"{self.module.constant(key)}: q_{name}"
            for one, name in self._names.items()
            for head, _, key in [one.rpartition(".")]
            if head == "Bundle.entry" and key != "link"
        ]
        self.module.stores[BESIDE] = f"{{{', '.join(pairs)}}}"

    def _objects(self, node: Node) -> None:
        """Write the tests of all objects below the resource itself."""
        for child in node.children.values():
            if child.children:
                self._names[child.element.id] = self.module.name("f")
        for child in node.children.values():
            if child.children:
                self._objects(child)
                asks = facets.asked(self.module, child.element, None, child.element.path)
                self.emit(child, asks.constraints)

    def _part(self, profile: ProfileSource, child: Node) -> None:
        """Write, as a function, what one profile asks of one element."""
        start = len(self.writer.done().text)
        lines = list(profile.child(child))
        if not lines:
            return
        name = profile.module.name("e")
        with self.writer.block(f"def {name}(o, p, x):"):
            for line in lines:
                line()
        if child.element.min or any(one.element.min for one in child.slices.values()):
            self.wanted.add(child.name)
        self.parts.setdefault(child.name, []).append(name)
        if sure := surely(profile, child, near=self.bundled or self.holding):
            self.sure[name] = sure
        text = self.writer.done().text[start:]
        needs = {called: check for check, called in profile.module.needs.items()}
        free = not any(
            name is None or not sees_value(self.module.definitions, needs.get(name, ""))
            for name in (found[1] for found in _WORLDLY.finditer(text))
        )
        self.free[child.name] = self.free.get(child.name, True) and free
