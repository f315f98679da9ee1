"""Shorter source of operators: truths, and comparisons of one primitive with a literal.

Written as `tight` is: short texts beside the general one, which must agree with it.
https://hl7.org/fhirpath/N1/#operations
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from gateway.fhirpath import tree
from gateway.fhirpath.code import Code, sure
from gateway.fhirpath.tight import TEXTS, Constants, is_short, string, truths

_LONGEST = 2000
"""Characters of truths that may be said twice: nested ones would double without end."""

_DAYS = frozenset({"date", "dateTime", "instant"})
_SIGNS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "<": ("(-1,)", "(-1, None)"),
        "<=": ("(-1, 0)", "(-1, 0, None)"),
        ">": ("(1,)", "(1, None)"),
        ">=": ("(1, 0)", "(1, 0, None)"),
    }
)
"""Operator -> the orders for which it is true, and for which it is not false."""
_WHOLE = frozenset({"integer", "positiveInt", "unsignedInt", "System.Integer"})


def joined(compiler: Constants, left: Code, right: Code, code: Code) -> Code:
    """`&` of two strings."""
    sides = (left, right)
    if any(not side.raw or side.many or side.place not in TEXTS for side in sides):
        return code
    nothing = compiler.constant("")
    a, b = (side.raw if side.surely else f"({side.raw} or {nothing})" for side in sides)
    raw = f"({a} + {b})"
    return replace(code, place="System.String", raw=raw, surely=True, present="True")


def sum_of(operator: str, left: Code, right: Code, code: Code) -> Code:
    """The sum of two counts."""
    counts = left.surely and right.surely and left.place == right.place == "System.Integer"
    if operator != "+" or not counts or not (left.raw and right.raw):
        return code
    raw = f"({left.raw} + {right.raw})"
    return replace(code, place="System.Integer", raw=raw, surely=True)


def binary(compiler: Constants, node: tree.Binary, left: Code, right: Code, code: Code) -> Code:
    """Operators on truths, and comparisons of one primitive with a literal."""
    if node.operator in _LOGIC:
        return _logic(node.operator, left, right, code)
    if node.operator in {"=", "!="}:
        return _equality(compiler, node, left, right, code)
    if node.operator == "in":
        return _membership(compiler, node, left, code)
    if node.operator in {"<", "<=", ">", ">="}:
        return _order(node.operator, left, right, code)
    return code


_LOGIC = frozenset({"and", "or", "xor", "implies"})


def _logic(operator: str, left: Code, right: Code, code: Code) -> Code:
    if not (is_short(left) or is_short(right)):
        return code
    (a, a_ok), (b, b_ok) = truths(left), truths(right)
    both = a == a_ok and b == b_ok
    if operator == "and":
        true, ok = f"({a} and {b})", f"({a_ok} and {b_ok})"
    elif operator == "or":
        true, ok = f"({a} or {b})", f"({a_ok} or {b_ok})"
    elif operator == "implies":
        true, ok = f"(not {a_ok} or {b})", f"(not {a} or {b_ok})"
    elif both:
        true = ok = f"((not {a}) is not (not {b}))"
    else:
        return _alike(left, right, code, alike=False)
    return sure(true) if both else replace(code, true=true, ok=ok)


def _alike(left: Code, right: Code, code: Code, *, alike: bool) -> Code:
    """`=` or `xor` of two truths, either of which may be empty. Each text stands in it twice."""
    (a, a_ok), (b, b_ok) = truths(left), truths(right)
    if len(a) + len(a_ok) + len(b) + len(b_ok) > _LONGEST:
        return code
    same = f"({a} and {b} or not {a_ok} and not {b_ok})"
    other = f"({a} and not {b_ok} or not {a_ok} and {b})"
    if alike:
        return replace(code, true=same, ok=f"(not {other})")
    return replace(code, true=other, ok=f"(not {same})")


def _literals(node: tree.Node) -> list[str] | None:
    """The strings of `('a' | 'b')`, or None where there is anything else."""
    word = string(node)
    if word is not None:
        return [word]
    if isinstance(node, tree.Binary) and node.operator == "|":
        left, right = _literals(node.left), _literals(node.right)
        return None if left is None or right is None else left + right
    return None


def _equality(compiler: Constants, node: tree.Binary, left: Code, right: Code, code: Code) -> Code:
    if left.true and right.true and left.true == left.ok and right.true == right.ok:
        sign = "is" if node.operator == "=" else "is not"
        return sure(f"((not {left.true}) {sign} (not {right.true}))")
    if left.true and right.true:
        return _alike(left, right, code, alike=node.operator == "=")
    value = _comparable(left, node.right)
    if value is None:
        return code
    name, pair = compiler.constant(value), compiler.constant((None, value))
    same = node.operator == "="
    if left.surely:
        return sure(f"({left.raw} {node.operator if not same else '=='} {name})")
    if same:
        return replace(code, true=f"({left.raw} == {name})", ok=f"({left.raw} in {pair})")
    return replace(code, true=f"({left.raw} not in {pair})", ok=f"({left.raw} != {name})")


def _comparable(left: Code, right: tree.Node) -> str | int | bool | None:
    """The literal, where one value of the same kind stands on the left."""
    if not left.raw or left.many:
        return None
    if left.place in TEXTS:
        return string(right)
    if not isinstance(right, tree.Literal):
        return None
    if right.kind == "integer" and left.place in _WHOLE | {"decimal"}:
        return int(right.text)
    return right.text == "true" if right.kind == left.place == "boolean" else None


def _membership(compiler: Constants, node: tree.Binary, left: Code, code: Code) -> Code:
    words = _literals(node.right)
    if words is None or not left.raw or left.many or left.place not in TEXTS:
        return code
    held = compiler.constant(frozenset(words))
    held_or_none = compiler.constant(frozenset([*words, None]))
    return replace(code, true=f"({left.raw} in {held})", ok=f"({left.raw} in {held_or_none})")


def _order(operator: str, left: Code, right: Code, code: Code) -> Code:
    if left.many or right.many:
        return code
    if left.raw and right.raw and left.place == right.place and left.place in _DAYS:
        found, true, ok = f"p_ordered({left.raw}, {right.raw})", *_SIGNS[operator]
        return replace(code, true=f"({found} in {true})", ok=f"({found} in {ok})")
    if not (left.surely and right.surely):
        return code
    if left.place not in _WHOLE or right.place not in _WHOLE or not (left.raw and right.raw):
        return code
    return sure(f"({left.raw} {operator} {right.raw})")
