"""Shorter source where the definitions tell enough: plain look-ups in plain JSON.

Each rule takes the general code and gives it back with short texts added, or as it was. The
general text stays, so that both can be run and must agree (tests do).
https://hl7.org/fhirpath/N1/ · https://hl7.org/fhir/R4/json.html
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Protocol

from gateway.fhirpath import tree
from gateway.fhirpath.code import Code
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
_ANY_RESOURCE = frozenset({"Resource", "DomainResource"})


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


def string(node: tree.Node) -> str | None:
    """The string that a node writes out."""
    if isinstance(node, tree.Literal) and node.kind == "string":
        return node.text
    return fixed(node.name) if isinstance(node, tree.Variable) else None
