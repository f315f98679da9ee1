"""Shorter source where the definitions tell enough: plain look-ups in plain JSON.

Each rule takes the general code and gives it back with short texts added, or as it was. The general
text stays, so that both can be run and must agree (tests do).
https://hl7.org/fhirpath/N1/ · https://hl7.org/fhir/R4/json.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Protocol

from gateway.fhirpath import tree
from gateway.fhirpath.code import Code, sure
from gateway.fhirpath.schema import PRIMITIVES, Member, is_a

_TEXTS = PRIMITIVES - frozenset(
    "boolean integer positiveInt unsignedInt decimal date dateTime instant time".split()
)
_WHOLE = frozenset({"integer", "positiveInt", "unsignedInt", "System.Integer"})


class Constants(Protocol):
    """Where a foreign text gets its name."""

    def constant(self, value: Any) -> str:
        """The name of the value in the generated module."""


Argument = tuple[str, Code]
"""An argument: the names its lambda takes (empty: none), and its code."""


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
    if not code.place:
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


def index(source: Code, position: Code, code: Code) -> Code:
    """`path[0]`."""
    if not source.raw or not source.many or source.place in PRIMITIVES or position.many:
        return code
    if position.place != "System.Integer" or not position.raw:
        return code
    raw = f"p_nth({source.each}, {position.raw})"
    return replace(code, raw=raw, present=f"({raw} is not None)")


def typed(compiler: Constants, name: str, source: Code, kind: str, code: Code) -> Code:
    """`is`, `as`, `ofType` of a choice."""
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


def truths(code: Code) -> tuple[str, str]:
    """The texts `true` and `ok` of any code."""
    if code.true:
        return code.true, code.ok
    if code.raw and not code.many and code.place == "boolean":
        return f"({code.raw} is True)", f"({code.raw} is not False)"
    return f"p_yes({code.items})", f"p_okay({code.items})"


def _is_short(code: Code) -> bool:
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
    if not (_is_short(left) or _is_short(right)):
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
        return code
    return sure(true) if both else replace(code, true=true, ok=ok)


def _literals(node: tree.Node) -> list[str] | None:
    """The strings of `('a' | 'b')`, or None where there is anything else."""
    if isinstance(node, tree.Literal) and node.kind == "string":
        return [node.text]
    if isinstance(node, tree.Binary) and node.operator == "|":
        left, right = _literals(node.left), _literals(node.right)
        return None if left is None or right is None else left + right
    return None


def _equality(compiler: Constants, node: tree.Binary, left: Code, right: Code, code: Code) -> Code:
    if left.true and right.true and left.true == left.ok and right.true == right.ok:
        sign = "is" if node.operator == "=" else "is not"
        return sure(f"((not {left.true}) {sign} (not {right.true}))")
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
    if not left.raw or left.many or not isinstance(right, tree.Literal):
        return None
    if right.kind == "string" and left.place in _TEXTS:
        return right.text
    if right.kind == "integer" and left.place in _WHOLE | {"decimal"}:
        return int(right.text)
    return right.text == "true" if right.kind == left.place == "boolean" else None


def _membership(compiler: Constants, node: tree.Binary, left: Code, code: Code) -> Code:
    words = _literals(node.right)
    if words is None or not left.raw or left.many or left.place not in _TEXTS:
        return code
    held = compiler.constant(frozenset(words))
    held_or_none = compiler.constant(frozenset([*words, None]))
    return replace(code, true=f"({left.raw} in {held})", ok=f"({left.raw} in {held_or_none})")


def _order(operator: str, left: Code, right: Code, code: Code) -> Code:
    if left.many or right.many or not (left.surely and right.surely):
        return code
    if left.place not in _WHOLE or right.place not in _WHOLE or not (left.raw and right.raw):
        return code
    return sure(f"({left.raw} {operator} {right.raw})")


def call(
    compiler: Constants, node: tree.Call, source: Code, arguments: list[Argument], code: Code
) -> Code:
    """The functions that invariants use most."""
    rule = _RULES.get(node.name)
    return code if rule is None else rule(compiler, node, source, arguments, code)


def _criterion(source: Code, arguments: list[Argument]) -> tuple[str, str] | None:
    """The name of the item and the text of a criterion that speaks of nothing but its JSON."""
    names, code = arguments[0]
    if not source.raw or source.place in PRIMITIVES or not _is_short(code):
        return None
    item, position, raw = names.split(", ")[:3]
    true = truths(code)[0]
    return None if Code("", true=true).uses(item, position) else (raw, true)


def _exists(
    _c: Constants, _n: tree.Call, source: Code, arguments: list[Argument], code: Code
) -> Code:
    if not arguments:
        return sure(source.present) if source.present else code
    found = _criterion(source, arguments)
    return sure(f"any({found[1]} for {found[0]} in {source.each})") if found else code


def _all(
    _c: Constants, _n: tree.Call, source: Code, arguments: list[Argument], code: Code
) -> Code:
    found = _criterion(source, arguments)
    return sure(f"all({found[1]} for {found[0]} in {source.each})") if found else code


def _where(
    _c: Constants, _n: tree.Call, source: Code, arguments: list[Argument], code: Code
) -> Code:
    found = _criterion(source, arguments)
    if found is None:
        return code
    raw, true = found
    return replace(
        code,
        many=True,
        raw=f"[{raw} for {raw} in {source.each} if {true}]",
        surely=True,
        present=f"any({true} for {raw} in {source.each})",
    )


def _empty(_c: Constants, _n: tree.Call, source: Code, _a: list[Argument], code: Code) -> Code:
    return sure(f"(not {source.present})") if source.present else code


def _not(_c: Constants, _n: tree.Call, source: Code, _a: list[Argument], code: Code) -> Code:
    if not _is_short(source):
        return code
    true, ok = truths(source)
    if true == ok:
        return sure(f"(not {true})")
    return replace(code, true=f"(not {ok})", ok=f"(not {true})")


def _count(_c: Constants, _n: tree.Call, source: Code, _a: list[Argument], code: Code) -> Code:
    if not source.raw or not source.many or source.place in PRIMITIVES:
        return code
    return replace(code, raw=f"len({source.each})", surely=True)


def _first(_c: Constants, _n: tree.Call, source: Code, _a: list[Argument], code: Code) -> Code:
    if not source.raw or source.place in PRIMITIVES:
        return code
    raw = f"next(iter({source.each}), None)"
    return replace(code, many=False, raw=raw, present=source.present)


def _has_value(_c: Constants, _n: tree.Call, source: Code, _a: list[Argument], code: Code) -> Code:
    if not source.raw or source.many or not source.place:
        return code
    return sure(f"({source.raw} is not None)" if source.place in PRIMITIVES else "False")


def _trace(_c: Constants, _n: tree.Call, source: Code, _a: list[Argument], _code: Code) -> Code:
    return source


def _fits(name: str) -> Callable[..., Code]:
    def rule(
        compiler: Constants, node: tree.Call, source: Code, _a: list[Argument], code: Code
    ) -> Code:
        argument = node.arguments[0]
        if not isinstance(argument, tree.Literal) or argument.kind != "string":
            return code
        if not source.raw or source.many or source.place not in _TEXTS:
            return code
        text = f"{name}({source.raw}, {compiler.constant(argument.text)})"
        return replace(code, true=f"({text} is True)", ok=f"({text} is not False)")

    return rule


def _extension(
    compiler: Constants, node: tree.Call, source: Code, _a: list[Argument], code: Code
) -> Code:
    argument = node.arguments[0]
    if not isinstance(argument, tree.Literal) or argument.kind != "string":
        return code
    if not source.raw or source.place in PRIMITIVES:
        return code
    url = compiler.constant(argument.text)
    key, name = compiler.constant("extension"), compiler.constant("url")
    loops = f"for x in {source.each} for v in x.get({key}) or () if v.get({name}) == {url}"
    return replace(code, raw=f"[v {loops}]", surely=True, present=f"any(True {loops})")


_RULES: Mapping[str, Callable[..., Code]] = MappingProxyType(
    {
        "exists": _exists,
        "all": _all,
        "where": _where,
        "empty": _empty,
        "not": _not,
        "count": _count,
        "first": _first,
        "hasValue": _has_value,
        "trace": _trace,
        "matches": _fits("p_fits"),
        "startsWith": _fits("p_begins"),
        "extension": _extension,
    }
)
"""Function -> its rule."""
