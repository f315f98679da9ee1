"""The elements of a snapshot as they lie below one another: slices apart, and keys in JSON.

https://hl7.org/fhir/R4/profiling.html#snapshot
"""

from __future__ import annotations

from gateway.definitions import Element, Structure


def ordinary(structure: Structure, ident: str) -> list[Element]:
    """The children of an element that are no slices."""
    return [one for one in structure.children(ident) if not one.slice_name]


def slices(structure: Structure, element: Element) -> list[Element]:
    """The slices of an element, re-slices left aside."""
    owner = element.id.rpartition(".")[0]
    return [
        one
        for one in structure.children(owner)
        if one.slice_name and one.id.partition(element.id + ":")[0] == "" and "/" not in one.id
    ]


def stem(element: Element) -> str:
    """The name of an element without `[x]`."""
    return element.path.rpartition(".")[2].removesuffix("[x]")


def key(element: Element, code: str) -> str:
    """The JSON key of an element with a value of this type."""
    choice = element.path.endswith("[x]")
    return stem(element) + code[:1].upper() + code[1:] if choice else stem(element)
