"""Is a mapping file surely of the right shape? Answered ten times as fast as by its JSON Schema.

What this does not accept is held to the schema itself, which says what is wrong: this may say no
where the schema says yes, never the other way round. https://json-schema.org/draft/2020-12
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, TypeAlias

Accepts: TypeAlias = Callable[[Any], bool]

_KINDS: Mapping[str, tuple[type, ...]] = MappingProxyType(
    {
        "object": (dict,),
        "array": (list,),
        "string": (str,),
        "integer": (int,),
        "boolean": (bool,),
        "null": (type(None),),
    }
)
_UNMEASURED = (dict, list, str, bool, type(None))
"""None of them is a number, whose bounds are then asked of nobody."""
_SILENT = frozenset({"$schema", "$defs", "title", "description", "format"})
"""They ask nothing."""
_WITH = frozenset({"then", "else", "additionalProperties"})
"""They are asked with another."""


class Quick:
    """What one schema accepts, each of its definitions read once."""

    def __init__(self, whole: Mapping[str, Any]) -> None:
        self._definitions = whole["$defs"]
        self._known: dict[str, Accepts] = {}

    def definition(self, name: str) -> Accepts:
        """What a definition accepts."""
        if name not in self._known:
            self._known[name] = partial(self._later, name)  # it may hold itself
            self._known[name] = self.schema(self._definitions[name])
        return self._known[name]

    def _later(self, name: str, value: Any) -> bool:
        return self._known[name](value)

    def schema(self, said: Any) -> Accepts:
        """What a schema accepts."""
        if isinstance(said, bool):
            return lambda _: said
        names = [name for name in said if name not in _SILENT | _WITH]
        if "additionalProperties" in said and "properties" not in said:
            names.append("properties")
        asked = [_ASKED.get(name, _never)(self, said) for name in names]
        if len(asked) == 1:
            return asked[0]
        return lambda value: all(one(value) for one in asked)


def _never(_quick: Quick, _said: Any) -> Accepts:
    """A keyword that is not known here."""
    return lambda _: False


def _type(_quick: Quick, said: Any) -> Accepts:
    names = said["type"] if isinstance(said["type"], list) else [said["type"]]
    kinds = frozenset(kind for name in names for kind in _KINDS.get(name, ()))
    return lambda value: type(value) in kinds


def _properties(quick: Quick, said: Any) -> Accepts:
    known = {name: quick.schema(one) for name, one in said.get("properties", {}).items()}
    other = quick.schema(said.get("additionalProperties", True))

    def accepts(value: Any) -> bool:
        return type(value) is not dict or all(
            known.get(name, other)(one) for name, one in value.items()
        )

    return accepts


def _required(_quick: Quick, said: Any) -> Accepts:
    needed = frozenset(said["required"])
    return lambda value: type(value) is not dict or needed <= value.keys()


def _dependent(_quick: Quick, said: Any) -> Accepts:
    asked = {name: frozenset(needed) for name, needed in said["dependentRequired"].items()}
    return lambda value: (
        type(value) is not dict
        or all(needed <= value.keys() for name, needed in asked.items() if name in value)
    )


def _items(quick: Quick, said: Any) -> Accepts:
    each = quick.schema(said["items"])
    return lambda value: type(value) is not list or all(map(each, value))


def _reference(quick: Quick, said: Any) -> Accepts:
    return quick.definition(said["$ref"].removeprefix("#/$defs/"))


def _condition(quick: Quick, said: Any) -> Accepts:
    """A quick no to `if` may be a yes: then both branches must accept, unless it is surely no."""
    asked, then, otherwise = (quick.schema(said.get(key, True)) for key in ("if", "then", "else"))
    exact = _exact(said["if"])

    def accepts(value: Any) -> bool:
        if asked(value):
            return then(value)
        return otherwise(value) and (exact or then(value))

    return accepts


def _exact(said: Any) -> bool:
    """Does a schema ask only what is answered here just as it asks?"""
    if not isinstance(said, dict) or not said.keys() <= {"type", "required", "not", "anyOf"}:
        return False
    inner = [*said.get("anyOf", ()), *([said["not"]] if "not" in said else [])]
    return said.get("type", "object") in {"object", "array", "string"} and all(map(_exact, inner))


def _not(quick: Quick, said: Any) -> Accepts:
    asked, exact = quick.schema(said["not"]), _exact(said["not"])
    return lambda value: exact and not asked(value)


def _any(quick: Quick, said: Any) -> Accepts:
    asked = [quick.schema(one) for one in said["anyOf"]]
    return lambda value: any(one(value) for one in asked)


def _one(quick: Quick, said: Any) -> Accepts:
    asked = [quick.schema(one) for one in said["oneOf"]]
    exact = all(map(_exact, said["oneOf"]))
    return lambda value: exact and sum(one(value) for one in asked) == 1


def _words(_quick: Quick, said: Any) -> Accepts:
    known = said["enum"] if "enum" in said else [said["const"]]
    return lambda value: any(type(value) is type(one) and value == one for one in known)


def _pattern(_quick: Quick, said: Any) -> Accepts:
    asked = re.compile(said["pattern"])
    return lambda value: type(value) is not str or asked.search(value) is not None


def _bound(name: str, kind: type[Any], *, most: bool) -> Any:
    def made(_quick: Quick, said: Any) -> Accepts:
        bound = said[name]

        def accepts(value: Any) -> bool:
            if type(value) is not kind:
                return type(value) in _UNMEASURED
            size: Any = value if kind is int else len(value)
            return bool(size <= bound if most else size >= bound)

        return accepts

    return made


_ASKED: Mapping[str, Callable[[Quick, Any], Accepts]] = MappingProxyType(
    {
        "type": _type,
        "properties": _properties,
        "required": _required,
        "dependentRequired": _dependent,
        "items": _items,
        "$ref": _reference,
        "if": _condition,
        "not": _not,
        "anyOf": _any,
        "oneOf": _one,
        "enum": _words,
        "const": _words,
        "pattern": _pattern,
        "minItems": _bound("minItems", list, most=False),
        "maxItems": _bound("maxItems", list, most=True),
        "minProperties": _bound("minProperties", dict, most=False),
        "maxProperties": _bound("maxProperties", dict, most=True),
        "minLength": _bound("minLength", str, most=False),
        "maxLength": _bound("maxLength", str, most=True),
        "minimum": _bound("minimum", int, most=False),
        "maximum": _bound("maximum", int, most=True),
    }
)
"""Keyword of JSON Schema -> what accepts by it."""
