"""What the tree alone tells of a call: what it gives, what it names, and whether it has an order.

https://hl7.org/fhirpath/N1/#functions
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from gateway.fhirpath import tree
from gateway.fhirpath.code import Code
from gateway.fhirpath.errors import FhirPathError
from gateway.fhirpath.tight import string
from gateway.fhirpath.variables import KNOWN, fixed

IN_ORDER = frozenset({"first", "last", "tail", "skip", "take"})
"""Functions that ask for an order."""
_NO_ORDER = frozenset({"children", "descendants"})
_KEEPING = frozenset(
    ["where", "first", "last", "tail", "skip", "take", "single", "trace", "distinct", "exclude"]
)
_SINGLE = frozenset(["count", "length", "exists", "empty", "not", "all", "hasValue", "matches"])


def shape(name: str, source: Code) -> tuple[str, bool]:
    """The place and the number of what a function gives."""
    if name in _KEEPING:
        return source.place, source.many and name not in {"first", "last", "single"}
    return {"extension": "Extension", "count": "System.Integer"}.get(name, ""), name not in _SINGLE


def unordered(node: tree.Node | None) -> bool:
    """Is it, or does it pick from, what lies below an element? That has no order."""
    while isinstance(node, tree.Call | tree.Member):
        if isinstance(node, tree.Call) and node.name in _NO_ORDER:
            return True
        if isinstance(node, tree.Call) and node.name not in _KEEPING | {"ofType", "select"}:
            return False
        node = node.source
    return False


def variable_name(node: tree.Call, defined: AbstractSet[str]) -> str:
    """The name that `defineVariable` gives; raises FhirPathError where it is none, or taken."""
    name = string(node.arguments[0])
    if name is None:
        raise FhirPathError("the name of a variable is written out", node.at)
    if name in defined or name in KNOWN or fixed(name) is not None:
        raise FhirPathError("there is such a variable already", node.at)
    return name


def type_argument(node: tree.Call) -> str:
    """The type that an argument names; raises FhirPathError where it names none."""
    match node.arguments[0]:
        case tree.Member(source=None, name=name):
            return name
        case tree.Member(source=tree.Member(source=None, name=space), name=name):
            return f"{space}.{name}"
    raise FhirPathError(f"{node.name} takes the name of a type", node.at)
