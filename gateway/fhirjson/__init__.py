"""FHIR JSON in and out, with every decimal exactly as it was written.

https://hl7.org/fhir/R4/json.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec
import orjson

from gateway.model import Issue, Rejected, Resource
from gateway.wording import told

MAX_BYTES = 50_000_000
MAX_DEPTH = 64
_MAX_EXPONENT = 400

_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, InvalidOperation, RecursionError)
_CONTAINERS = frozenset({dict, list})
_STRINGS = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"').sub
_PLACE = re.compile(r"\(byte (\d+)\)$")
_TOO_DEEP = b"\n" + b"  " * (MAX_DEPTH + 1)
"""How a line begins, in JSON indented by two, that stands in more levels than are taken."""


def decode(text: bytes) -> Any:
    """Read JSON fast: numbers with a point or an exponent become Decimal, digit for digit.

    Does not look for duplicate keys or depth (see `strict`). Raises Rejected with one issue
    that names the byte.
    """
    try:
        return _decode(text)
    except _UNREADABLE as error:
        raise _unreadable(error) from None


def _unreadable(error: Exception) -> Rejected:
    if isinstance(error, InvalidOperation):
        return Rejected([_fault("json-number")])
    if isinstance(error, RecursionError):
        return Rejected([_fault("json-depth", MAX_DEPTH)])
    place = _PLACE.search(str(error))
    return Rejected([_fault("json-syntax", place[1]) if place else _fault("json-syntax.end")])


def strict(text: bytes) -> Any:
    """Read JSON that a stranger sent: refuses duplicate keys, and what is too deep or too large.

    Raises Rejected with every issue found.
    """
    if len(text) > MAX_BYTES:
        raise Rejected([_fault("json-size", MAX_BYTES, code="too-long")])
    try:
        value = _decode_meant(text)
    except _UNREADABLE as error:
        raise _unreadable(error) from None
    if not _honest(value, text):
        issues = list(_strange(value, text))
        if issues:
            raise Rejected(issues)
    return value


def encode(value: Any) -> bytes:
    """Write JSON: every Decimal with the digits it came with; raises TypeError on what is none."""
    return orjson.dumps(value, default=_number)


def pretty(value: Any) -> bytes:
    """Write JSON for a person to read, indented by two."""
    return orjson.dumps(value, default=_number, option=orjson.OPT_INDENT_2)


def resource(text: bytes) -> Resource:
    """Read one FHIR resource; raises Rejected where it is none."""
    value = strict(text)
    if not isinstance(value, dict) or not isinstance(value.get("resourceType"), str):
        raise Rejected([_fault("resource-type")])
    return value


def _number(value: Any) -> Any:
    if type(value) is Decimal and value.is_finite():
        return orjson.Fragment(str(value))
    raise TypeError(f"no JSON for {type(value).__name__}")


def _fault(key: str, *facts: object, code: str = "structure") -> Issue:
    return told(key, *facts, code=code)


def _honest(value: Any, text: bytes) -> bool:
    """Is it sure, at a glance, that no key was said twice and nothing is too deep?

    Written again it has a colon for each member that was read, and those in its strings. Where no
    colon of the text is hidden by an escape, a member that was lost leaves one colon too many.
    """
    try:
        again = orjson.dumps(value, default=str, option=orjson.OPT_INDENT_2)
    except TypeError:
        return False
    colons = again.count(b":") == text.count(b":") and b"\\u00" not in text
    return colons and _TOO_DEEP not in again


def _strange(value: Any, text: bytes) -> Iterator[Issue]:
    """What no honest sender writes, level by level: stops at the first level that is too deep."""
    level, depth, members = [value], 0, 0
    while level := [it for it in level if type(it) in _CONTAINERS and it]:
        depth += 1
        if depth > MAX_DEPTH:
            yield _fault("json-depth", MAX_DEPTH)
            return
        inner: list[Any] = []
        for each in level:
            if type(each) is dict:
                members += len(each)
                inner.extend(each.values())
            else:
                inner.extend(each)
        level = inner
    if _repeats(text, members):
        yield _fault("json-duplicate-key")


def _meant(digits: str) -> Decimal:
    value = Decimal(digits)
    if abs(value.adjusted()) > _MAX_EXPONENT:
        raise InvalidOperation
    return value


def _repeats(text: bytes, members: int) -> bool:
    """Does valid JSON write more members than were read? Outside its strings, one colon each."""
    return _STRINGS(b"", text).count(b":") != members


_decode = msgspec.json.Decoder(float_hook=Decimal).decode
_decode_meant = msgspec.json.Decoder(float_hook=_meant).decode
