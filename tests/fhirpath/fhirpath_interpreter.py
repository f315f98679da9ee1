"""The plain twin of the compiler: walks the tree of an expression, and knows no shorter way.

https://hl7.org/fhirpath/N1/
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from gateway.fhirpath import FUNCTIONS, Environment, FhirPathError, Node, tree
from gateway.fhirpath import items as walk
from gateway.fhirpath.arithmetic import negative, positive
from gateway.fhirpath.operators import MAKERS, TRUTHS, at, union
from gateway.fhirpath.runtime import variable
from gateway.fhirpath.values import Quantity, moment
from gateway.fhirpath.variables import fixed

KINDS = {"date": "Date", "dateTime": "DateTime", "time": "Time"}


@dataclass(frozen=True, slots=True)
class Scope:
    """What `$this`, `$index`, `$total` and `%name` are."""

    focus: list[Any]
    this: list[Any]
    env: Environment
    index: int | None = None
    total: list[Any] | None = None


def interpret(node: Node, focus: Any, place: str, env: Environment) -> list[Any]:
    """What the expression gives, as JSON; raises FhirPathError."""
    env.left = env.budget
    held = walk.enter(focus, place, env.sibling)
    return walk.plain(ask(node, Scope(held, held, env)))


def ask(node: Node, scope: Scope) -> list[Any]:
    """What a node gives, as items."""
    return _NODES[type(node)](node, scope)


def _literal(node: tree.Literal, _scope: Scope) -> list[Any]:
    if node.kind in KINDS:
        return [moment(KINDS[node.kind], node.text)]
    read: dict[str, Callable[[str], Any]] = {
        "boolean": "true".__eq__,
        "integer": int,
        "decimal": Decimal,
    }
    return [read.get(node.kind, str)(node.text)]


def _quantity(node: tree.QuantityLiteral, _scope: Scope) -> list[Any]:
    return [Quantity(Decimal(node.number), node.unit, calendar=node.calendar)]


def _variable(node: tree.Variable, scope: Scope) -> list[Any]:
    known = fixed(node.name)
    if node.name in scope.env.defined:
        return scope.env.defined[node.name]
    return variable(node.name, scope.focus, scope.env) if known is None else [known]


def _special(node: tree.Special, scope: Scope) -> list[Any]:
    if node.name == "this":
        return scope.this
    return [scope.index] if node.name == "index" else scope.total or []


def _member(node: tree.Member, scope: Scope) -> list[Any]:
    if node.source is None:
        return walk.start(scope.this, node.name, scope.env)
    return walk.member(ask(node.source, scope), node.name, scope.env)


def _call(node: tree.Call, scope: Scope) -> list[Any]:
    source = scope.this if node.source is None else ask(node.source, scope)
    row = FUNCTIONS[node.name]
    kinds = row.kinds(len(node.arguments))
    given = [_argument(kind, one, scope) for kind, one in zip(kinds, node.arguments, strict=True)]
    if not (row.arguments and row.arguments[-1].endswith("*")):
        given += [None] * (len(row.arguments) - len(given))
    return row.run(source, *given, *([scope.env] if row.world else []))


def _argument(kind: str, node: Node, scope: Scope) -> Any:
    if kind == "value":
        return ask(node, scope)
    if kind == "type":
        return _type(node)
    downward = kind == "key" and isinstance(node, tree.Sign) and node.operator == "-"
    inner = node.operand if downward and isinstance(node, tree.Sign) else node

    def each(item: Any, n: int, _raw: Any, total: Any = scope.total) -> list[Any]:
        index = scope.index if kind in {"once", "whole"} else n
        this = [] if kind == "once" and item is None else item if kind == "whole" else [item]
        return ask(inner, replace(scope, this=this, index=index, total=total))

    return (each, downward) if kind == "key" else each


def _type(node: Node) -> str:
    match node:
        case tree.Member(source=tree.Member(source=None, name=space), name=name):
            return f"{space}.{name}"
        case tree.Member(name=name):
            return name
    raise FhirPathError("this is no type")


def _index(node: tree.Index, scope: Scope) -> list[Any]:
    return at(ask(node.source, scope), ask(node.position, scope))


def _sign(node: tree.Sign, scope: Scope) -> list[Any]:
    return (negative if node.operator == "-" else positive)(ask(node.operand, scope))


def _binary(node: tree.Binary, scope: Scope) -> list[Any]:
    left, right = ask(node.left, scope), ask(node.right, scope)
    if node.operator == "|":
        return union(left, right, scope.env)
    if node.operator in MAKERS:
        return MAKERS[node.operator](left, right)
    return walk.truth(TRUTHS[node.operator](left, right))


def _type_test(node: tree.TypeTest, scope: Scope) -> list[Any]:
    name = "ofType" if node.operator == "as" else "is"
    return FUNCTIONS[name].run(ask(node.operand, scope), node.type)


_NODES: dict[type, Callable[[Any, Scope], list[Any]]] = {
    tree.Literal: _literal,
    tree.QuantityLiteral: _quantity,
    tree.Empty: lambda _node, _scope: [],
    tree.Variable: _variable,
    tree.Special: _special,
    tree.Member: _member,
    tree.Call: _call,
    tree.Index: _index,
    tree.Sign: _sign,
    tree.Binary: _binary,
    tree.TypeTest: _type_test,
}
