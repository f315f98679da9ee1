"""At which parts of a resource do its rules look, beyond asking whether each is of its type?

Of rows of a file that are alike, the verdict on the first is the verdict on all, if what differs
is looked at by nothing but the test of its own type. That is found out, not assumed: by the words
of invariants, and by holding the profiles against a copy in which what differs may not be seen.
https://hl7.org/fhir/R4/conformance-rules.html#constraints
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from typing import Any

from gateway.codegen import Source, Writer, build
from gateway.definitions import Structure
from gateway.model import Leaf, Resource
from gateway.validation import invariants
from gateway.validation.apart import below, content, looks, met, own_type, rules
from gateway.validation.binding_rows import Row, start
from gateway.validation.compiled import Compiled
from gateway.validation.extensions import Placed
from gateway.validation.findings import EnoughError, Found
from gateway.validation.glances import right
from gateway.validation.identifiers import KEEN
from gateway.validation.library import UNSHAPED
from gateway.validation.lines import FHIRPATH
from gateway.validation.namespace import namespace
from gateway.validation.run import Run
from gateway.validation.tree import tree
from gateway.validation.veil import LookedError, veiled

NATIVE = frozenset(
    {
        "Bundle", "CapabilityStatement", "CodeSystem", "ConceptMap", "MeasureReport",
        "Questionnaire", "QuestionnaireResponse", "SearchParameter", "StructureDefinition",
        "ValueSet",
    }
)  # fmt: skip
"""Resources of which our own code asks what no definition says."""
_AROUND = re.compile(r"%(?:resource|rootResource|context)\b")


class Heeding:
    """What the rules of each type look at."""

    def __init__(self, compiled: Compiled, binding: Sequence[Row]) -> None:
        """`binding` says which profiles may bind what."""
        self._compiled = compiled
        self._binding = binding
        self._tests: dict[str, Callable[[Any, Any], None]] = {}
        self._led: dict[str, bool] = {}
        placed = partial(Placed, compiled)
        self._names = partial(namespace, compiled.terminology, compiled.seen, placed)

    # By words.

    def whole(self, kind: str, keys: Collection[str]) -> frozenset[str] | None:
        """Those of the keys of a resource at whose content rules about the whole may look.

        None where nothing can be told of resources of this type.
        """
        base = self._compiled.definitions.structure(kind)
        if base is None or base.kind != "resource" or base.abstract or kind in NATIVE:
            return None
        if any(one.name == "url" for one in tree(base).children.values()):
            return None
        found = [base, *self._asked(kind)]
        if any(self._wide(one, keys) for one in found):
            return None
        said = [rule for one in found for rule in one.elements[0].constraints]
        texts = [invariants.expression(one) for one in said if met(one, keys)]
        whens = [row.when for row in self._binding if row.type == kind and row.when]
        texts += [start(when) or when for when in whens]
        names = {key: child.stem for key in keys if (child := below(tree(base), key)[0])}
        if len(names) < len(keys):
            return None
        return frozenset(key for key in keys if any(looks(text, names[key]) for text in texts))

    def _asked(self, kind: str) -> Iterator[Structure]:
        """All that may be asked of a type beyond itself: profiles, what they rest on or impose."""
        waiting = [row.profile for row in self._binding if row.type == kind]
        waiting += self._compiled.globals.get(kind, ())
        known: set[str] = set()
        while waiting:
            url = waiting.pop()
            structure = None if url in known else self._compiled.definitions.structure(url)
            known.add(url)
            if structure is not None and structure.derivation == "constraint":
                yield structure
                waiting += [structure.base, *self._compiled.imposed(url)]

    def _wide(self, one: Structure, keys: Collection[str]) -> bool:
        """Does a rule about an element look at what is around it?"""
        return any(
            _AROUND.search(invariants.expression(rule))
            for element in one.elements[1:]
            if any(key.startswith(_first(element.path)) for key in keys)
            for rule in rules(element)
        )

    def open(self, kind: str, names: Sequence[str]) -> str:
        """The primitive type of what stands there, if nothing in its type looks at it; else ""."""
        return own_type(self._compiled.definitions, kind, names)

    def named(self, kind: str, names: Sequence[str]) -> str:
        """The same of the code or the name in a Coding, whose system may look at it; else ""."""
        return own_type(self._compiled.definitions, kind, names, coded=True)

    def foreign(self, system: str) -> bool:
        """Is it a code system by which no code and no name can be judged, here or elsewhere?"""
        return not self._compiled.asks and self._compiled.terminology.stranger(system)

    def right(self, code: str) -> Callable[[Any], bool]:
        """The test that only values of a primitive type pass; a right one may fail it."""
        del self
        return right(code)

    # By looking.

    def unseen(self, resource: Resource, profiles: Sequence[str], leaves: Sequence[Leaf]) -> bool:
        """Do profiles, rules about the whole and what binds them come to the same unseeing?

        The values at these leaves may be asked for, but not looked at. Those of their types, and
        the other parts of the resource, are not judged here.
        """
        kind = resource["resourceType"]
        urls = tuple(dict.fromkeys((*profiles, *self._compiled.globals.get(kind, ()))))
        led = [one for one in leaves if one[-1] == "reference"]
        if led and self._follows(kind):
            return False
        try:
            if any(_address(resource, one) for one in leaves):
                return False
            veil = veiled(resource, [one for one in leaves if one not in led])
            return self._found(veil, urls) == self._found(resource, urls)
        except (LookedError, EnoughError, *UNSHAPED):
            return False

    def _follows(self, kind: str) -> bool:
        """Does a rule of a profile look at the text of a reference, which our code only reads?"""
        if kind not in self._led:
            said = [
                (invariants.expression(rule), {one.code for one in element.types})
                for structure in self._asked(kind)
                for element in structure.elements
                for rule in rules(element)
            ]
            self._led[kind] = any(
                "reference" in invariants.WORD.findall(left := content(text))
                or ("$this" in left and "Reference" in types)
                for text, types in said
            )
        return self._led[kind]

    def _found(self, resource: Resource, urls: Sequence[str]) -> list[Found]:
        run = Run(self._compiled, [], resource, resource, None)
        run.begin()
        run.full, run.asked = False, (*urls,)
        kind = resource["resourceType"]
        run.apply(urls, resource, (None, kind))
        if kind not in self._tests:
            self._tests[kind] = self._test(kind)
        self._tests[kind](resource, run)
        run.done()
        return run.found

    def _test(self, kind: str) -> Callable[[Any, Any], None]:
        """The rules of a type about the whole."""

        def source() -> Source:
            writer, definitions = Writer(), self._compiled.definitions
            structure = definitions.structure(kind)
            where = writer.constant((None, kind))
            asked = structure.elements[0].constraints if structure else ()
            tests = [(one, invariants.compiled(writer, one, kind, definitions)) for one in asked]
            with writer.block("def check(o, x):"):
                for one, test in tests:
                    if test is not None:
                        invariants.emit(writer, test, one, "o", where, "")
            return writer.done()

        made = build(f"fhir whole {kind}", "", source, self._names(), None)
        check: Callable[[Any, Any], None] = made["check"]
        return check


def _first(path: str) -> str:
    """The element of the resource in which a path lies."""
    return path.split(".")[1].removesuffix("[x]")


def _address(resource: Resource, leaf: Leaf) -> bool:
    """Is it what our own code looks at: an address in an Identifier, a label, an expression?"""
    if leaf[:2] == ("meta", "security"):
        return True
    at: Any = resource
    for step in leaf[:-1]:
        at = at[step]
    if at.__class__ is not dict:
        return False
    return at.get("system") in KEEN or at.get("language") == FHIRPATH
