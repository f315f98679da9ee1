"""A snapshot as a tree: elements, their children, and the slices of each.

https://hl7.org/fhir/R4/profiling.html#slicing
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from gateway.definitions import Definitions, Element, Structure
from gateway.definitions.structure import path as unsliced
from gateway.validation.primitives import PRIMITIVES

BASE = "http://hl7.org/fhir/StructureDefinition/"


@dataclass(slots=True)
class Node:
    """One element of a snapshot, with what is below it and how it is sliced."""

    element: Element
    name: str
    """The last part of its path: `value[x]`."""
    children: dict[str, Node] = field(default_factory=dict)
    slices: dict[str, Node] = field(default_factory=dict)

    @property
    def many(self) -> bool:
        """Is it a list in JSON?"""
        return self.element.base_max != 1

    @property
    def choice(self) -> bool:
        """May it have several types, each under a key of its own?"""
        return self.name.endswith("[x]")

    @property
    def stem(self) -> str:
        """The name without `[x]`."""
        return self.name.removesuffix("[x]")

    def keys(self) -> Iterator[tuple[str, str]]:
        """(JSON key, type code) of each form that it may have."""
        for one in self.element.types:
            key = self.stem + one.code[:1].upper() + one.code[1:] if self.choice else self.name
            yield key, one.code


def tree(structure: Structure) -> Node:
    """The root of a structure's snapshot."""
    root = Node(structure.elements[0], structure.elements[0].id)
    nodes = {root.element.id: root}
    for element in structure.elements[1:]:
        head, _, tail = element.id.rpartition(".")
        name, _, slice_name = tail.partition(":")
        node = nodes[element.id] = Node(element, name)
        parent = nodes.get(head)
        if parent is None:
            continue
        if slice_name:
            _place(nodes, parent, name, slice_name, node)
        else:
            parent.children[name] = node
    return root


def _place(nodes: dict[str, Node], parent: Node, name: str, slice_name: str, node: Node) -> None:
    """Hang a slice below its element; a slice of a slice below that."""
    whole = parent.children.get(name)
    if whole is None:
        return
    outer, _, inner = slice_name.rpartition("/")
    holder = nodes.get(f"{parent.element.id}.{name}:{outer}", whole) if inner and outer else whole
    holder.slices[slice_name] = node


def plain(code: str) -> bool:
    """Is it a primitive type?"""
    return code in PRIMITIVES


def canonical(node: Node) -> bool:
    """Is it a resource that others know by its url?"""
    url = node.children.get("url") if "." not in node.element.path else None
    return (
        url is not None
        and url.element.base_path != "Extension.url"
        and ([one.code for one in url.element.types] == ["uri"])
    )


def ground(
    definitions: Definitions, parent: Structure, own: Structure, element: Element
) -> Element | None:
    """What the parent already asks of the place: the same element, else that of its type.

    `own` is the structure of the element; there its type may already be chosen.
    """
    path = unsliced(element.id)
    found = parent.element(element.id) or parent.element(path)
    if found is not None:
        return found
    place = _below(definitions, parent, path) or _below(definitions, own, element.id, ahead=True)
    return place[1] if place else None


def _below(
    definitions: Definitions, structure: Structure, path: str, *, ahead: bool = False
) -> tuple[Structure, Element] | None:
    """Where a path leads through the types of elements: a structure, and the element in it.

    `ahead`: never the structure's own element at the path, but that of the type of its owner.
    """
    head, _, tail = path.rpartition(".")
    if not head:
        return None
    own = structure.element(head)
    place = (structure, own) if own else _below(definitions, structure, head)
    if place is None:
        return None
    holder, owner = place
    name = tail.partition(":")[0]
    if owner.content_reference:
        return _at(holder, f"{owner.content_reference.rpartition('#')[2]}.{name}")
    if len(owner.types) != 1:
        return None
    if owner.types[0].code in {"Element", "BackboneElement"} and not (ahead and own):
        return _at(holder, f"{owner.path}.{name}")
    kind = definitions.structure(owner.types[0].code)
    return _at(kind, f"{kind.type}.{name}") if kind else None


def _at(structure: Structure, path: str) -> tuple[Structure, Element] | None:
    found = structure.element(path)
    return (structure, found) if found else None
