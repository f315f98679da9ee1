"""Is a mapping file of the right shape? Its JSON Schema says so, and each fault has its line.

https://json-schema.org/draft/2020-12
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from pathlib import Path
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
    for key in sorted(str(one) for one in error.instance if one not in known):
        near = get_close_matches(key, map(str, known), 1)
        text = f"{_at(place)}: unknown key `{key}`" + (f": is it `{near[0]}`?" if near else "")
        yield Fault(written.file, written.line((*place, key)), RULE, text)


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
    at = _at(place)
    if error.validator == "required":
        missing = [key for key in error.validator_value if key not in error.instance]
        return f"{at}: `{missing[0]}` is missing" if missing else f"{at}: a key is missing"
    if error.validator == "enum":
        return f"{at}: one of {', '.join(map(str, error.validator_value))} is expected"
    if error.validator == "type":
        return f"{at}: a value of type {error.validator_value} is expected"
    return f"{at}: not of the expected form ({error.validator})"
