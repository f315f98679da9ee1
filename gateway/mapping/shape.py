"""Is a mapping file of the right shape? Its JSON Schema says so, and each fault has its line.

https://json-schema.org/draft/2020-12
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from gateway.mapping.quick import Quick
from gateway.model import Fault
from gateway.yamlfile import Written

RULE = "mapping-shape"
SCHEMA = Path(__file__).with_name("schema.json")

KINDS = ("sender", "maps", "events", "structure", "documents", "walk", "fhir", "delimited")
"""Kinds of mapping files, as `schema.json` calls them."""


def schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of one kind of file, whole: what editors complete and check by."""
    whole: dict[str, Any] = json.loads(SCHEMA.read_text("utf-8"))
    return {**whole, "$ref": f"#/$defs/{kind}"}


@cache
def _quick() -> Quick:
    return Quick(json.loads(SCHEMA.read_text("utf-8")))


@cache
def _validator(kind: str) -> Any:
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - a warm start needs none of it

    return Draft202012Validator(schema(kind))


def check(written: Written, kind: str) -> Iterator[Fault]:
    """Every fault of shape; `kind` is a definition of `schema.json`: maps, sender, ..."""
    value = {} if written.value is None else written.value
    if _quick().definition(kind)(value):
        return
    for error in _validator(kind).iter_errors(value):
        for inner in _inner(error):
            place = tuple(inner.absolute_path)
            if inner.validator == "additionalProperties":
                yield from _unknown(inner, place, written)
            else:
                yield Fault(written.file, written.line(place), RULE, _say(inner, place))


def _unknown(error: Any, place: tuple[Any, ...], written: Written) -> Iterator[Fault]:
    """Each key that is not known, where it stands."""
    known = error.schema.get("properties", {})
    words = {**{one: one for one in map(str, known)}, **_others(known)}
    for key in sorted(str(one) for one in error.instance if one not in known):
        near = get_close_matches(key, words, 1)
        hint = f": is it `{words[near[0]]}`?" if near else ""
        hint = ": a blank belongs behind `:`" if ":" in key else hint
        text = f"{_at(place)}: unknown key `{key}`{hint}"
        yield Fault(written.file, written.line((*place, key)), RULE, text)


def _others(known: Mapping[str, Any]) -> dict[str, str]:
    """Words that others use -> what these keys are called here."""
    return {word: key for word, key in _ELSEWHERE.items() if key in known}


def _at(place: tuple[Any, ...]) -> str:
    return ".".join(map(str, place)) or "the file"


def _inner(error: Any) -> list[Any]:
    """Of an `anyOf` the errors of the branch that comes nearest, else the error itself."""
    if not error.context:
        return [error]
    branches: dict[Any, list[Any]] = {}
    for one in error.context:
        branches.setdefault(one.schema_path[0], []).append(one)
    return min(branches.values(), key=len)


def _say(error: Any, place: tuple[Any, ...]) -> str:
    """What is wrong with one value, in plain words."""
    said = _SAYINGS.get(error.validator)
    form = f"not of the expected form ({error.validator})"
    return f"{_at(place)}: {said(error) if said else form}"


def _missing(error: Any) -> str:
    if set(_CHANGES) & set(error.validator_value):
        return f"one of `id`, {', '.join(f'`{one}`' for one in _CHANGES)} is missing"
    missing = [key for key in error.validator_value if key not in error.instance]
    return f"`{missing[0]}` is missing" if missing else "a key is missing"


def _kind(error: Any) -> str:
    kinds = error.validator_value
    kinds = kinds if isinstance(kinds, list) else [kinds]
    named = " or ".join(_KINDS[kind] for kind in kinds if kind != "null")
    return f"{named} expected{_slip(kinds, error.instance)}"


def _slip(kinds: list[str], found: Any) -> str:
    """How a value of the wrong kind may have come about."""
    if found is None:
        return ": nothing stands behind the `:`"
    if "string" in kinds and not isinstance(found, dict | list):
        return ": put it in quotes"
    if isinstance(found, str) and "integer" in kinds and found.strip().isdigit():
        return ": take the quotes away"
    if isinstance(found, str) and "object" in kinds and ":" in found:
        return ": a blank is missing behind the `:`"
    return ""


def _dependent(error: Any) -> str:
    for key, needed in error.validator_value.items():
        for one in needed:
            if key in error.instance and one not in error.instance:
                return f"`{key}` needs `{one}` beside it"
    return "a key is missing"


_ELSEWHERE: Mapping[str, str] = MappingProxyType(
    {
        "port": "listen",
        "encoding": "charset",
        "timezone": "zone",
        "tz": "zone",
        "lang": "language",
        "source": "src",
        "target": "to",
        "type": "as",
        "table": "code",
        "value": "const",
        "condition": "when",
    }
)
_CHANGES = ("patch", "disable")
"""What a sender's change of a row names."""
_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "object": "lines of `name: value` are",
        "array": "a list (`[...]`, or lines that begin with `- `) is",
        "string": "a text is",
        "integer": "a whole number is",
        "number": "a number is",
        "boolean": "`true` or `false` is",
    }
)
_SAYINGS: Mapping[str, Callable[[Any], str]] = MappingProxyType(
    {
        "required": _missing,
        "enum": lambda error: f"one of {_listed(error.validator_value)} is expected",
        "type": _kind,
        "oneOf": lambda _: "either `patch` or `disable` is expected, not both",
        "dependentRequired": _dependent,
        "minimum": lambda error: f"at least {error.validator_value} is expected",
        "maximum": lambda error: f"at most {error.validator_value} is expected",
        "minItems": lambda error: f"at least {error.validator_value} item is expected",
        "minLength": lambda _: "the text is empty",
        "maxLength": lambda error: f"at most {error.validator_value} characters are expected",
        "minProperties": lambda _: "nothing stands in it",
        "maxProperties": lambda error: f"at most {error.validator_value} key is expected",
        "uniqueItems": lambda _: "something stands twice in the list",
        "pattern": lambda error: f"a text of the form {error.validator_value} is expected",
    }
)
"""Word of the schema -> what is wrong, in plain words."""


def _listed(values: Sequence[Any]) -> str:
    return ", ".join("null" if one is None else str(one) for one in values)
