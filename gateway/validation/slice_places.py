"""Where the path of a discriminator leads, from a slice: an element, its profiles, a resource.

https://hl7.org/fhir/R4/profiling.html#discriminator
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gateway.validation.tree import Node, tree
from gateway.validation.walking import Steps

if TYPE_CHECKING:
    from gateway.validation.module import Module


def emit_item(module: Module, path: Steps) -> str:
    """An expression for the one resource that mostly stands at a path; empty: for other paths."""
    if len(path) != 1:
        return ""
    operation, name = path[0]
    if operation == "child":
        return f"w.get({module.constant(name)})"
    return "led(w, x)" if operation == "resolve" else ""


def urls_at(part: Node, path: Steps, module: Module) -> list[str]:
    """The profiles of what stands at a path of a slice, or of what is referred to there."""
    node = node_at(module, part, path[:-1] if path and path[-1][0] == "resolve" else path)
    urls: list[str] = []
    for one in node.element.types if node else ():
        urls += one.target_profiles if one.code == "Reference" else one.profiles
    return urls


def node_at(module: Module, part: Node, path: Steps) -> Node | None:
    """The element of the slice that a path leads to, through its type's profile if need be."""
    node = part
    for operation, name in path:
        children = node.children
        if not children and len(node.element.types) == 1:
            one = node.element.types[0]
            structure = module.definitions.structure((*one.profiles, one.code)[0])
            children = tree(structure).children if structure else {}
        if operation == "child":
            found = children.get(name) or children.get(name + "[x]")
        elif operation == "extension":
            slices = children["extension"].slices.values() if "extension" in children else ()
            found = next((one for one in slices if _is(one, name)), None)
        else:
            found = node
        if found is None:
            return None
        node = found
    return node


def _is(node: Node, url: str) -> bool:
    return any(url in one.profiles for one in node.element.types)
