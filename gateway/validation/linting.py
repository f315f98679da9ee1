"""Faults of our own profiles that show only when they are compiled.

https://hl7.org/fhir/R4/profiling.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from gateway.codegen import Writer
from gateway.definitions import Definitions, Element, Structure
from gateway.fhirpath import FhirPathError, emit_test
from gateway.model import Fault
from gateway.validation.compiled import Compiled
from gateway.validation.invariants import expression
from gateway.validation.module import Module
from gateway.validation.slicing import emit_match
from gateway.validation.tree import Node, tree


def profiles(definitions: Definitions) -> Iterator[Fault]:
    """Every fault of every profile that comes from a package rather than from the base."""
    compiled = Compiled(definitions, None)

    @cache
    def unread(asked: str, path: str) -> str:
        return _unread(definitions, asked, path)

    for url in definitions.canonicals("StructureDefinition"):
        try:
            structure = definitions.structure(url)
        except ValueError:
            continue  # said by the lint of the definitions
        if structure is not None and structure.file and structure.derivation == "constraint":
            yield from _profile(definitions, compiled, structure, unread)


def _profile(
    definitions: Definitions,
    compiled: Compiled,
    structure: Structure,
    unread: Callable[[str, str], str],
) -> Iterator[Fault]:
    compiled.profile(structure.url)
    yield from _complies(definitions, structure)
    for element in structure.elements:
        yield from _element(definitions, structure, element, unread)
    yield from _slices(definitions, structure, tree(structure))


def _kind(definitions: Definitions, url: str) -> str | None:
    """The type of a profile; None where it is not at hand, empty where it cannot be applied."""
    try:
        found = definitions.structure(url)
    except ValueError:
        return ""  # said by the lint of the definitions
    return found.type if found else None


def _complies(definitions: Definitions, structure: Structure) -> Iterator[Fault]:
    """Profiles that a profile says it agrees with: a promise of its author, asked of nobody."""
    root = structure.elements[0]
    for url in structure.complies:
        kind = _kind(definitions, url)
        if kind is None:
            text = f"{structure.url} says that it complies with {url}, which is not at hand"
            yield _fault(definitions, structure, root, "profile-unknown", text)
        elif kind not in {structure.type, ""}:
            text = f"{structure.url} says that it complies with {url}, which is for {kind}"
            yield _fault(definitions, structure, root, "profile-type-wrong", text)


def _unread(definitions: Definitions, asked: str, path: str) -> str:
    """Why an invariant of an element cannot be read, or ""."""
    try:
        emit_test(Writer(), asked, path, definitions)
    except FhirPathError as error:
        return str(error)
    return ""


def _element(
    definitions: Definitions,
    structure: Structure,
    element: Element,
    unread: Callable[[str, str], str],
) -> Iterator[Fault]:
    for rule in element.constraints:
        asked = expression(rule)
        if asked and (error := unread(asked, element.path)):
            text = f"{rule.key} on {element.id} cannot be read: {error}"
            yield _fault(definitions, structure, element, "fhirpath-syntax", text)
    bound = element.binding
    if bound is not None and bound.strength == "required" and bound.valueset:
        url = bound.valueset.partition("|")[0]
        if definitions.valueset(bound.valueset) is None:
            text = f"{element.id} must take its code from {url}, which is not at hand"
            yield _fault(definitions, structure, element, "value-set-unknown", text)
    for one in element.types:
        for url in (*one.profiles, *one.target_profiles):
            if _kind(definitions, url) is None:
                text = f"{element.id} asks for {url}, which is not at hand"
                yield _fault(definitions, structure, element, "profile-unknown", text)


def _fault(
    definitions: Definitions, structure: Structure, element: Element, rule: str, text: str
) -> Fault:
    """A fault, where the element is written."""
    return Fault(structure.file, definitions.line(structure.url, element.id), rule, text)


def _slices(definitions: Definitions, structure: Structure, node: Node) -> Iterator[Fault]:
    for name, part in node.slices.items():
        module = Module(Writer(), definitions, structure, structure.url)
        if not node.choice and emit_match(module, node, part) is None and name != "@default":
            text = f"nothing tells the slice {name} of {node.element.id} from others"
            yield _fault(definitions, structure, node.element, "slice-undecidable", text)
        yield from _slices(definitions, structure, part)
    for child in node.children.values():
        yield from _slices(definitions, structure, child)
