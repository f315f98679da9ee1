"""Shorter source where the definitions tell enough: plain look-ups in plain JSON.

Each rule takes the general code and gives it back with short texts added, or as it was. The
general text stays, so that both can be run and must agree (tests do).
https://hl7.org/fhirpath/N1/ · https://hl7.org/fhir/R4/json.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Protocol

from gateway.fhirpath import tree
from gateway.fhirpath.code import Code, sure
from gateway.fhirpath.schema import ABSTRACT, PRIMITIVES, Member, is_a
from gateway.fhirpath.variables import fixed

TEXTS = PRIMITIVES - frozenset(
    [
        "boolean",
        "integer",
        "positiveInt",
        "unsignedInt",
        "decimal",
        "date",
        "dateTime",
        "instant",
        "time",
    ]
) | {"System.String"}
_LONGEST = 2000
"""Characters of truths that may be said twice: nested ones would double without end."""
_ANY_RESOURCE = frozenset({"Resource", "DomainResource"})
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


class Constants(Protocol):
    """Where a foreign text gets its name."""

    def constant(self, value: Any) -> str:
        """The name of the value in the generated module."""


Argument = tuple[str, Code]
"""An argument: the names its lambda takes (empty: none), and its code."""


def is_value(place: str) -> bool:
    """Is a value of this place a primitive one, with nothing (or only a `_name`) below?"""
    return place in PRIMITIVES or place.startswith("System.")


def member(compiler: Constants, source: Code, found: Member, code: Code) -> Code:
    """A member whose key, or keys, the definitions tell."""
    if not source.raw:
        return code
    owner = "" if source.many else source.raw if source.surely else f"({source.raw} or p_NOTHING)"
    if len(found.keys) > 1:
        return _choice(compiler, source, found, replace(code, owner=owner, keys=found.keys))
    key, place = found.keys[0]
    name, beside = compiler.constant(key), compiler.constant("_" + key)
    primitive = place in PRIMITIVES
    if not code.place and place not in ABSTRACT:
        return code
    if owner:
        raw = f"{owner}.get({name})"
        if primitive and found.many:
            raw = f"[v for v in {raw} or () if v is not None]"
        present = f"({name} in {owner} or {beside} in {owner})" if primitive else raw
        return replace(code, raw=raw, present=present)
    inner = f"x.get({name}) or ()" if found.many else f"(x.get({name}),)"
    kept = "" if found.many and not primitive else " if v is not None"
    test = f"{name} in x or {beside} in x" if primitive else f"x.get({name})"
    return replace(
        code,
        raw=f"[v for x in {source.each} for v in {inner}{kept}]",
        surely=True,
        present=f"any({test} for x in {source.each})",
    )


def _choice(compiler: Constants, source: Code, found: Member, code: Code) -> Code:
    names = {key for key, _ in found.keys}
    beside = {"_" + key for key, place in found.keys if place in PRIMITIVES}
    keys = compiler.constant(frozenset(names | beside))
    if code.owner:
        return replace(code, present=f"(not {keys}.isdisjoint({code.owner}))")
    return replace(code, present=f"any(not {keys}.isdisjoint(x) for x in {source.each})")


def guarded(source: Code, code: Code) -> Code:
    """What is empty where its source is: the general text is not run then."""
    if not source.present or code.present or source.present == "True":
        return code
    return replace(code, present=f"({source.present} and {code.items})")


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


def index(source: Code, position: Code, code: Code) -> Code:
    """`path[0]`."""
    if not source.raw or not source.many or is_value(source.place) or position.many:
        return code
    if position.place != "System.Integer" or not position.raw:
        return code
    raw = f"p_nth({source.each}, {position.raw})"
    return replace(code, raw=raw, present=f"({raw} is not None)")


def typed(compiler: Constants, name: str, source: Code, kind: str, code: Code) -> Code:
    """`is`, `as`, `ofType` of a choice, or of a resource that stands inside another."""
    if source.place in _ANY_RESOURCE and source.raw and kind not in ABSTRACT:
        return _inside(compiler, name, source, kind, code)
    match = [(key, place) for key, place in source.keys if is_a(place, kind)]
    if not source.owner or len(match) != 1 or match[0][1] != kind:
        return code
    key, beside = compiler.constant(match[0][0]), compiler.constant("_" + match[0][0])
    inside = f"{key} in {source.owner}"
    if kind in PRIMITIVES:
        inside = f"({inside} or {beside} in {source.owner})"
    if name == "is":
        return replace(code, true=inside, ok=f"({inside} or not {source.present})")
    raw = f"{source.owner}.get({key})"
    return Code(code.items, kind, many=False, raw=raw, present=inside)


def _inside(compiler: Constants, name: str, source: Code, kind: str, code: Code) -> Code:
    """A resource inside another says itself which type it is of."""
    named = f".get({compiler.constant('resourceType')}) == {compiler.constant(kind)}"
    if source.many:
        if name != "ofType":
            return code
        raw = f"[x for x in {source.each} if x{named}]"
        present = f"any(x{named} for x in {source.each})"
        return Code(code.items, kind, raw=raw, surely=True, present=present)
    inside = f"({source.raw if source.surely else f'({source.raw} or p_NOTHING)'}{named})"
    if name == "is":
        return replace(code, true=inside, ok=f"({inside} or not {source.present})")
    raw = f"({source.raw} if {inside} else None)"
    return Code(code.items, kind, many=False, raw=raw, present=inside)


def truths(code: Code) -> tuple[str, str]:
    """The texts `true` and `ok` of any code."""
    if code.true:
        return code.true, code.ok
    if code.raw and not code.many and code.place == "boolean":
        return f"({code.raw} is True)", f"({code.raw} is not False)"
    return f"p_yes({code.items})", f"p_okay({code.items})"


def is_short(code: Code) -> bool:
    """Can its truth be told without a collection?"""
    return bool(code.true) or bool(code.raw and not code.many and code.place == "boolean")


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


def string(node: tree.Node) -> str | None:
    """The string that a node writes out."""
    if isinstance(node, tree.Literal) and node.kind == "string":
        return node.text
    return fixed(node.name) if isinstance(node, tree.Variable) else None


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
