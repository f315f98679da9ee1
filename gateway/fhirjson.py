"""FHIR JSON in and out, with every decimal exactly as it was written.

https://hl7.org/fhir/R4/json.html
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import orjson

from gateway.model import Issue, Rejected, Resource, Severity

MAX_BYTES = 50_000_000
MAX_DEPTH = 64
_MAX_EXPONENT = 400

_decode = msgspec.json.Decoder(float_hook=Decimal).decode


def decode(text: bytes) -> Any:
    """Read JSON fast: numbers with a point or an exponent become Decimal, digit for digit.

    Does not look for duplicate keys or depth (see `strict`). Raises Rejected with one issue
    that names the byte.
    """
    try:
        return _decode(text)
    except msgspec.DecodeError as error:
        raise Rejected([_fault("json-syntax", f"this is not JSON: {_where(error)}")]) from None
    except RecursionError:
        raise Rejected([_fault("json-depth", "the JSON is nested too deeply")]) from None


def strict(text: bytes) -> Any:
    """Read JSON that a stranger sent: also refuses duplicate keys and what is too deep or too large.

    Raises Rejected with every issue found.
    """
    if len(text) > MAX_BYTES:
        raise Rejected([_fault("json-size", f"more than {MAX_BYTES} bytes", code="too-long")])
    value = decode(text)
    issues = list(_deep(value, 0, ""))[:1] or list(_duplicates(text))
    if issues:
        raise Rejected(issues)
    return value


def encode(value: Any) -> bytes:
    """Write JSON: every Decimal with the digits it came with."""
    return orjson.dumps(value, default=_number)


def pretty(value: Any) -> bytes:
    """Write JSON for a person to read, indented by two."""
    return orjson.dumps(value, default=_number, option=orjson.OPT_INDENT_2)


def resource(text: bytes) -> Resource:
    """Read one FHIR resource; raises Rejected where it is none."""
    value = strict(text)
    if not isinstance(value, dict) or not isinstance(value.get("resourceType"), str):
        raise Rejected(
            [_fault("resource-type", "a FHIR resource is an object with a resourceType")]
        )
    return value


def _number(value: Any) -> Any:
    if type(value) is Decimal:
        return orjson.Fragment(str(value))
    raise TypeError(f"no JSON for {type(value).__name__}")


def _where(error: msgspec.DecodeError) -> str:
    text = str(error)
    at = text.rfind("(byte ")
    return f"see {text[at + 1 : -1]}" if at >= 0 else "it ends too early or is not UTF-8"


def _fault(rule: str, text: str, code: str = "structure") -> Issue:
    return Issue(rule=rule, severity=Severity.FATAL, text=text, code=code)


def _deep(value: Any, depth: int, at: str) -> Any:
    if depth > MAX_DEPTH:
        yield _fault("json-depth", f"nested more than {MAX_DEPTH} levels deep")
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _deep(inner, depth + 1, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _deep(inner, depth + 1, at)
    elif type(value) is Decimal and abs(value.adjusted()) > _MAX_EXPONENT:
        yield _fault("json-number", "a number is too large or too small to be meant")


def _duplicates(text: bytes) -> Any:
    import json  # noqa: PLC0415 - only strangers' JSON needs it

    found: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        seen = dict(items)
        if len(seen) != len(items):
            keys = [key for key, _ in items]
            found.extend(sorted({key for key in keys if keys.count(key) > 1}))
        return seen

    json.loads(text, object_pairs_hook=pairs, parse_float=str, parse_int=len)
    yield from (
        _fault("json-duplicate-key", "an object says one of its keys twice") for _ in found[:1]
    )
