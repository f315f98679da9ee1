"""What is the same for each item that a criterion is asked of is found out once.

`%resource.code.coding` inside `component.where(...)` is read at the first component, and known at
the others. https://hl7.org/fhir/R4/fhirpath.html#variables
"""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from gateway.fhirpath import tree
from gateway.fhirpath.code import Code
from gateway.fhirpath.functions import FUNCTIONS
from gateway.fhirpath.variables import fixed

_GIVEN = frozenset({"resource", "rootResource", "context"})
"""Names of what stays as it is while an expression runs."""
_READ_ONCE = (tree.Member, tree.Call, tree.Index)


class Counting(Protocol):
    """Whoever numbers what is found out once."""

    once: int


def constant(node: tree.Node | None) -> bool:
    """Does it say the same wherever in the expression it is asked, and more than a name?"""
    return isinstance(node, _READ_ONCE) and _still(node)


def _still(node: tree.Node | None) -> bool:
    match node:
        case tree.Literal() | tree.QuantityLiteral() | tree.Empty():
            return True
        case tree.Variable(name=name):
            return name in _GIVEN or fixed(name) is not None
        case tree.Member(source=source):
            return _still(source)
        case tree.Index(source=source, position=position):
            return _still(source) and _still(position)
        case tree.Call(source=source, arguments=arguments):
            return _still(source) and _plain(node) and all(map(_still, arguments))
    return False


def _plain(node: tree.Call) -> bool:
    """Is it asked of the collection, and not of each item?"""
    row = FUNCTIONS.get(node.name)
    return row is not None and set(row.kinds(len(node.arguments))) <= {"value"}


def found_once(compiler: Counting, code: Code) -> Code:
    """The same, found out at the first time that it is asked for."""
    compiler.once += 1
    return replace(code, items=f"p_once({compiler.once}, lambda: {code.items}, env)")
