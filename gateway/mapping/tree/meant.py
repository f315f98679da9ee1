"""Which statements of a document only name another one by its number, and which one they mean.

An entry reference of C-CDA, an internal reference of IHE PCC: a number, perhaps a code, no more.
Whoever refers to it refers to what was made of the other; it states nothing itself.
https://hl7.org/fhir/us/ccda/ · https://wiki.ihe.net/index.php/1.3.6.1.4.1.19376.1.5.3.1.4.4.1
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from gateway.mapping.tree.reading import below, elements
from gateway.model import Node

_NAMING = frozenset({"templateId", "id", "code", "statusCode", "realmCode", "typeId"})
"""What an element may hold that only names another."""

_OTHERS = frozenset({"encompassingEncounter"})
"""What is named too, and is no statement."""


def meant(order: Iterable[Node], statements: Container[str]) -> Iterator[tuple[Node, Node]]:
    """(element that only names, element that it means): none where nobody says more of it.

    `order`: all elements of the document, parents first.
    """
    bare: list[tuple[Node, list[str]]] = []
    whole: dict[str, Node] = {}
    for node in order:
        if node.name not in statements and node.name not in _OTHERS:
            continue
        numbers = [*_numbers(node)]
        if not numbers:
            continue
        if node.name not in _OTHERS and _names_only(node):
            bare.append((node, numbers))
            continue
        for number in numbers:
            whole.setdefault(number, node)
    for node, numbers in bare:
        found = next((whole[number] for number in numbers if number in whole), None)
        if found is not None and not any(one is node for one in below(found)):
            yield node, found


def _numbers(node: Node) -> Iterator[str]:
    for one in elements(node):
        if one.name == "id" and one.attributes.get("root") and "nullFlavor" not in one.attributes:
            yield f"{one.attributes['root']}|{one.attributes.get('extension', '')}"


def _names_only(node: Node) -> bool:
    negated = node.attributes.get("negationInd", "false") != "false"
    return not negated and all(one.name in _NAMING for one in elements(node))
