"""What an expression says, as a tree: each node is frozen and knows its place in the text.

https://hl7.org/fhirpath/N1/#formal-specifications
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written out: kind is boolean, string, integer, decimal, date, dateTime or time."""

    kind: str
    text: str
    """The value as text, unescaped; dates and times without their `@`."""
    at: int


@dataclass(frozen=True, slots=True)
class QuantityLiteral:
    """`4 days`, `10 'mg'`."""

    number: str
    unit: str
    """UCUM code, or calendar word in the singular."""
    calendar: bool
    at: int


@dataclass(frozen=True, slots=True)
class Empty:
    """`{}`."""

    at: int


@dataclass(frozen=True, slots=True)
class Variable:
    """`%name`."""

    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Special:
    """`$this`, `$index` or `$total`, without the dollar."""

    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Member:
    """`source.name`; without a source, a member of the focus."""

    source: Node | None
    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Call:
    """`source.name(arguments)`; without a source, asked of the focus."""

    source: Node | None
    name: str
    arguments: tuple[Node, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Index:
    """`source[position]`."""

    source: Node
    position: Node
    at: int


@dataclass(frozen=True, slots=True)
class Sign:
    """`+operand`, `-operand`."""

    operator: str
    operand: Node
    at: int


@dataclass(frozen=True, slots=True)
class Binary:
    """`left operator right`."""

    operator: str
    left: Node
    right: Node
    at: int


@dataclass(frozen=True, slots=True)
class TypeTest:
    """`operand is type`, `operand as type`."""

    operator: str
    operand: Node
    type: str
    """As written: `Quantity`, `FHIR.Quantity`, `System.String`."""
    at: int


Node: TypeAlias = (
    Literal
    | QuantityLiteral
    | Empty
    | Variable
    | Special
    | Member
    | Call
    | Index
    | Sign
    | Binary
    | TypeTest
)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes right under a node, in their order in the text."""
    match node:
        case (
            Member(source=None) | Literal() | QuantityLiteral() | Empty() | Variable() | Special()
        ):
            return ()
        case Member(source=source) if source is not None:
            return (source,)
        case Call():
            return (*(() if node.source is None else (node.source,)), *node.arguments)
        case Index():
            return (node.source, node.position)
        case Binary():
            return (node.left, node.right)
        case Sign() | TypeTest():
            return (node.operand,)
    raise AssertionError(node)
