"""Shorter source for the functions that invariants use most.

https://hl7.org/fhirpath/N1/#functions · https://hl7.org/fhir/R4/json.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from gateway.fhirpath import regex, tree
from gateway.fhirpath.code import Code, sure
from gateway.fhirpath.schema import ABSTRACT, PRIMITIVES
from gateway.fhirpath.tight import (
    TEXTS,
    Argument,
    Constants,
    guarded,
    is_short,
    is_value,
    string,
    truths,
)


def call(
    compiler: Constants, node: tree.Call, source: Code, arguments: list[Argument], code: Code
) -> Code:
    """The functions that invariants use most."""
    rule = _RULES.get(node.name)
    if rule is not None:
        code = rule(compiler, node, source, arguments, code)
    return guarded(source, code) if node.name in _WALKS else code


def _criterion(source: Code, arguments: list[Argument]) -> tuple[str, str] | None:
    """The name of the item and the text of a criterion that speaks of nothing but its JSON."""
    names, code = arguments[0]
    if not source.raw or is_value(source.place) or not is_short(code):
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


def _where_said(compiler: Constants, node: tree.Call, source: Code, code: Code) -> Code:
    """`where(name = 'text')` of objects of any type: not asked where none says that text."""
    asked = node.arguments[0]
    if not source.raw or is_value(source.place) or not isinstance(asked, tree.Binary):
        return code
    left, word = asked.left, string(asked.right)
    if asked.operator != "=" or word is None:
        return code
    if not isinstance(left, tree.Member) or left.source is not None:
        return code
    said = f"any(p_says(x, {compiler.constant(word)}) for x in {source.each})"
    return replace(code, present=f"({said} and {code.items})")


def _lifted(compiler: Constants, source: Code, raw: str, code: Code) -> str:
    """Objects whose bare JSON is told shortly, as items; the general text where a type is open."""
    if not source.place or source.place in ABSTRACT:
        return code.items
    return f"p_enter({raw}, {compiler.constant(source.place)})"


def _where(
    compiler: Constants, node: tree.Call, source: Code, arguments: list[Argument], code: Code
) -> Code:
    found = _criterion(source, arguments)
    if found is None:
        return _where_said(compiler, node, source, code)
    raw, true = found
    return replace(
        code,
        items=_lifted(compiler, source, f"[{raw} for {raw} in {source.each} if {true}]", code),
        many=True,
        raw=f"[{raw} for {raw} in {source.each} if {true}]",
        surely=True,
        present=f"any({true} for {raw} in {source.each})",
    )


def _empty(_c: Constants, _n: tree.Call, source: Code, _a: list[Argument], code: Code) -> Code:
    return sure(f"(not {source.present})") if source.present else code


def _not(_c: Constants, _n: tree.Call, source: Code, _a: list[Argument], code: Code) -> Code:
    if not is_short(source):
        return code
    true, ok = truths(source)
    if true == ok:
        return sure(f"(not {true})")
    return replace(code, true=f"(not {ok})", ok=f"(not {true})")


def _count(_c: Constants, _n: tree.Call, source: Code, _a: list[Argument], code: Code) -> Code:
    if not source.many and source.present:
        return replace(code, raw=f"(1 if {source.present} else 0)", surely=True)
    if not source.raw or not source.many or is_value(source.place):
        return code
    return replace(code, raw=f"len({source.each})", surely=True)


def _children(_c: Constants, _n: tree.Call, source: Code, _a: list[Argument], code: Code) -> Code:
    if not source.raw or source.many or is_value(source.place) or not source.surely:
        return code
    return replace(code, raw=f"p_below({source.raw})", surely=True)


def _tail(_c: Constants, _n: tree.Call, source: Code, _a: list[Argument], code: Code) -> Code:
    if not source.raw or not source.many or is_value(source.place):
        return code
    raw = f"[*{source.each}][1:]"
    return replace(code, raw=raw, surely=True, present=raw, place=source.place)


def _first(_c: Constants, _n: tree.Call, source: Code, _a: list[Argument], code: Code) -> Code:
    if not source.raw or is_value(source.place):
        return code
    raw = f"next(iter({source.each}), None)"
    return replace(code, many=False, raw=raw, present=source.present)


def _has_value(_c: Constants, _n: tree.Call, source: Code, _a: list[Argument], code: Code) -> Code:
    if not source.raw or source.many or not source.place:
        return code
    return sure(f"({source.raw} is not None)" if is_value(source.place) else "False")


def _select(
    _c: Constants, _n: tree.Call, source: Code, arguments: list[Argument], code: Code
) -> Code:
    names, made = arguments[0]
    item, position, raw = names.split(", ")[:3]
    if not source.raw or is_value(source.place) or not made.raw or made.uses(item, position):
        return code
    text = f"[v for {raw} in {source.each} for v in {made.each} if v is not None]"
    present = "" if made.place in PRIMITIVES else text
    return replace(code, place=made.place, many=True, raw=text, surely=True, present=present)


def _is_distinct(
    _c: Constants, _n: tree.Call, source: Code, _a: list[Argument], code: Code
) -> Code:
    if not source.raw or not source.many or source.place not in TEXTS:
        return code
    return sure(f"p_unique({source.each})")


def _trace(_c: Constants, _n: tree.Call, source: Code, _a: list[Argument], _code: Code) -> Code:
    return source


def _matches(
    compiler: Constants, node: tree.Call, source: Code, arguments: list[Argument], code: Code
) -> Code:
    """Only where the work grows no faster than the string: the rest needs the step budget."""
    word = string(node.arguments[0])
    if word is None or regex.power(word) > 1:
        return code
    return _fits("p_fits")(compiler, node, source, arguments, code)


def _fits(name: str) -> Callable[..., Code]:
    def rule(
        compiler: Constants, node: tree.Call, source: Code, _a: list[Argument], code: Code
    ) -> Code:
        word = string(node.arguments[0])
        if word is None or not source.raw or source.many or source.place not in TEXTS:
            return code
        text = f"{name}({source.raw}, {compiler.constant(word)})"
        return replace(code, true=f"({text} is True)", ok=f"({text} is not False)")

    return rule


def _extension(
    compiler: Constants, node: tree.Call, source: Code, _a: list[Argument], code: Code
) -> Code:
    word = string(node.arguments[0])
    if word is None or not source.raw or is_value(source.place):
        return code
    url = compiler.constant(word)
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
        "tail": _tail,
        "select": _select,
        "isDistinct": _is_distinct,
        "hasValue": _has_value,
        "trace": _trace,
        "matches": _matches,
        "contains": _fits("p_holds"),
        "children": _children,
        "startsWith": _fits("p_begins"),
        "extension": _extension,
    }
)
"""Function -> its rule."""
_WALKS = frozenset(
    [
        "where",
        "select",
        "repeat",
        "first",
        "last",
        "tail",
        "skip",
        "take",
        "single",
        "distinct",
        "intersect",
        "exclude",
        "resolve",
        "ofType",
        "children",
        "descendants",
        "extension",
    ]
)
"""Functions that give nothing where they are asked of nothing."""
