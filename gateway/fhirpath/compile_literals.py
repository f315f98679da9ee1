"""Compiles what an expression writes out: numbers, texts, dates and quantities.

https://hl7.org/fhirpath/N1/#literals
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Protocol

from gateway.fhirpath import tree
from gateway.fhirpath.code import Code
from gateway.fhirpath.errors import FhirPathError
from gateway.fhirpath.values import moment

_KINDS = {"date": "Date", "dateTime": "DateTime", "time": "Time"}
_DIGITS = 60


class Holder(Protocol):
    """Where literals are kept."""

    def constant(self, value: Any) -> str:
        """The name of the value in the generated module."""

    def literal(self, call: str) -> str:
        """The name of a value that is made once, when the function is."""


def literal(compiler: Holder, node: tree.Literal) -> Code:
    """A value written out; raises FhirPathError where it is too long, or no date."""
    if node.kind == "boolean":
        code = Code(f"[{node.text == 'true'}]", "System.Boolean", many=False, present="True")
        return replace(code, true=str(node.text == "true"), ok=str(node.text == "true"))
    if node.kind == "string":
        name = compiler.constant(node.text)
        code = Code(f"[{name}]", "System.String", many=False, raw=name, surely=True)
        return replace(code, present="True")
    if node.kind in {"integer", "decimal"} and len(node.text) > _DIGITS:
        raise FhirPathError("a number is too long", node.at)
    if node.kind == "integer":
        name = compiler.constant(int(node.text))
        return Code(f"[{name}]", "System.Integer", many=False, raw=name, surely=True)
    if node.kind == "decimal":
        call = f"p_decimal({compiler.constant(node.text)})"
    else:
        kind = _KINDS[node.kind]
        if moment(kind, node.text.rstrip("T")) is None:
            raise FhirPathError("there is no such date or time", node.at)
        text = compiler.constant(node.text.rstrip("T"))
        call = f"p_moment({compiler.constant(kind)}, {text})"
    return Code(f"[{compiler.literal(call)}]", many=False)


def quantity(compiler: Holder, node: tree.QuantityLiteral) -> Code:
    """A quantity written out; raises FhirPathError where its number is too long."""
    if len(node.number) > _DIGITS:
        raise FhirPathError("a number is too long", node.at)
    number, unit = compiler.constant(node.number), compiler.constant(node.unit)
    call = f"p_quantity(p_decimal({number}), {unit}, {node.calendar})"
    return Code(f"[{compiler.literal(call)}]", "System.Quantity", many=False)


def empty(_compiler: Holder, _node: tree.Empty) -> Code:
    """`{}`."""
    return Code("[]", many=False)
