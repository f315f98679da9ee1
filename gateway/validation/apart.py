"""What stands in a resource by itself: of which no rule asks but whether it is of its type.

https://hl7.org/fhir/R4/conformance-rules.html#constraints
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType

from gateway.definitions import Constraint, Definitions, Element
from gateway.validation import facets, invariants
from gateway.validation.tree import Node, plain, tree

_OPEN: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "Quantity": frozenset({"value"}),
        "Identifier": frozenset({"value"}),
        "HumanName": frozenset({"text", "family", "given", "prefix", "suffix"}),
        "Address": frozenset(
            {"text", "line", "city", "district", "state", "postalCode", "country"}
        ),
        "ContactPoint": frozenset({"value"}),
        "Annotation": frozenset({"text"}),
        "CodeableConcept": frozenset({"text"}),
        "Reference": frozenset({"display", "identifier"}),
    }
)
"""Type -> what in it means nothing to the rest of it, as far as our own code asks."""
_CODED: Mapping[str, frozenset[str]] = MappingProxyType(
    {"CodeableConcept": frozenset({"coding"}), "Coding": frozenset({"code", "display"})}
)
"""The same of what only a code system, and what an element is bound to, may look at."""
_WHOLE = frozenset({"BackboneElement", "Element", "resource"})
"""What is described with its resource."""
_THERE = re.compile(r"^\"(\w+)\" in o$")
_INSIDE = invariants.GUARDS["ref-1", invariants.MENDED["ref-1"]]
"""What leads into what is contained: nothing is."""
_ALONE = re.compile(
    r"(?<![\w])(?:%resource\.)?\w+(?:\.ofType\(\w+\)|\.\w+(?![\w(]))*\.(?:exists|empty)\(\)"
    r"|(?<![\w.])\w+ is \w+"
)
"""What asks only whether something is there, or in which form."""


def own_type(
    definitions: Definitions, kind: str, names: Sequence[str], *, coded: bool = False
) -> str:
    """The primitive type of what stands there, if nothing in its type looks at it; else "".

    `coded`: of a code, or its name, to which the element is not bound.
    """
    open = _CODED if coded else _OPEN
    structure = definitions.structure(kind)
    node, owner = (tree(structure), structure.kind) if structure else (None, "")
    for at, name in enumerate(names):
        child, code = below(node, name)
        if node is None or child is None or not _free(owner, node, name, open):
            return ""
        if coded and facets.held(definitions, child.element.binding):
            return ""
        after = names[at + 1] if at + 1 < len(names) else ""
        if plain(code):
            return code if not after and _bare(child.element) else ""
        if _minded(child.element, after):
            return ""
        inner = None if child.children else definitions.structure(code)
        node, owner = (child if inner is None else tree(inner)), code
    return ""


def _minded(element: Element, name: str) -> bool:
    """Does an element ask something of its content, or of this part of it?"""
    if element.fixed or element.pattern or element.content_reference:
        return True
    return any(looks(invariants.expression(one), name) for one in rules(element))


def met(rule: Constraint, keys: Collection[str]) -> bool:
    """Can the rule say anything of a resource that has these keys only?"""
    condition = invariants.guard(rule)
    if condition == _INSIDE:
        return False
    needed = _THERE.match(condition)
    return needed is None or needed[1] in keys or (not keys and needed[1] != "contained")


def rules(element: Element) -> Iterator[Constraint]:
    """The rules of an element that say something where nothing is contained."""
    return (one for one in element.constraints if met(one, ()))


def content(text: str) -> str:
    """An expression, less what asks only whether something is there, or in which form."""
    return _ALONE.sub(" ", text)


def looks(text: str, name: str) -> bool:
    """May an expression look at the content of an element of this name?"""
    words = set(invariants.WORD.findall(content(text)))
    return bool(name) and bool(words & ({name} | invariants.ANYWHERE))


def below(node: Node | None, name: str) -> tuple[Node | None, str]:
    """(the element under a JSON key, its type)"""
    for child in node.children.values() if node is not None else ():
        for key, code in [*child.keys()]:
            if key == name:
                return child, code
    return None, ""


def _free(owner: str, node: Node, name: str, open: Mapping[str, frozenset[str]]) -> bool:
    """Does nothing in an object of a type look at what stands under this name?"""
    if owner in _WHOLE:
        return True  # rules about a resource are asked when one is at hand
    if name not in open.get(owner, ()):
        return False
    return not any(looks(invariants.expression(one), name) for one in rules(node.element))


def _bare(element: Element) -> bool:
    """Is nothing asked of a value but that it is of its type?"""
    sizes = (element.max_length, element.min_length, element.max_places, element.max_size)
    limits = (element.fixed, element.pattern, element.min_value, element.max_value)
    unasked = limits == (None,) * 4 and not element.regex
    rules = [one for one in element.constraints if invariants.expression(one)]
    return unasked and element.binding is None and not rules and sizes == (None,) * 4
