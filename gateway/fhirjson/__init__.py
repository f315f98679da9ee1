"""FHIR JSON in and out, with every decimal exactly as it was written.

https://hl7.org/fhir/R4/json.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import (
    Clamped,
    Context,
    Decimal,
    DecimalException,
    InvalidOperation,
    Overflow,
    Rounded,
    Subnormal,
)
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
_WRITABLE = 254
"""Levels beyond which orjson writes nothing: https://github.com/ijl/orjson#serialize"""
_AROUND = _WRITABLE - MAX_DEPTH
_Fragment = orjson.Fragment
_SMALL = 2_500
"""Bytes up to which it is quicker to count what opens than to write `_AROUND` levels more."""
_DIGITS = 64
"""Digits of a number up to which it is moderate at a glance."""
_moderate = Context(
    prec=_DIGITS,
    Emin=_DIGITS - 1 - _MAX_EXPONENT,
    Emax=_MAX_EXPONENT,
    traps=[Clamped, InvalidOperation, Overflow, Rounded, Subnormal],
).create_decimal
"""Reads a number exactly; raises at one of many digits, or an extreme one: looked at with care."""


def decode(text: bytes) -> Any:
    """Read JSON fast: numbers with a point or an exponent become Decimal, digit for digit.

    Does not look for duplicate keys or depth (see `strict`). Raises Rejected with one issue
    that names the byte.
    """
    try:
        return _decode_moderate(text)  # a context reads numbers quicker than their class does
    except (DecimalException, *_UNREADABLE):
        return _exactly(text)


def _exactly(text: bytes) -> Any:
    """The same of what holds a number that is not moderate, or cannot be read."""
    try:
        return _decode(text)
    except _UNREADABLE as error:
        raise _unreadable(error, text) from None


def _unreadable(error: Exception, text: bytes) -> Rejected:
    if isinstance(error, InvalidOperation):
        return Rejected([_fault("json-number")])
    if isinstance(error, RecursionError):
        return Rejected([_fault("json-depth", MAX_DEPTH)])
    if not text.strip():
        return Rejected([_fault("json-syntax.empty")])
    try:
        text.decode()
    except UnicodeDecodeError as wrong:
        return Rejected([_fault("json-syntax.utf8", wrong.start)])
    place = _PLACE.search(str(error))
    return Rejected([_fault("json-syntax", place[1]) if place else _fault("json-syntax.end")])


def strict(text: bytes) -> Any:
    """Read JSON that a stranger sent: refuses duplicate keys, and what is too deep or too large.

    Raises Rejected with every issue found.
    """
    if len(text) > MAX_BYTES:
        raise Rejected([_fault("json-size", MAX_BYTES, code="too-long")])
    try:
        value = _decode_moderate(text)
        if _honest(value, text):
            return value
    except (DecimalException, *_UNREADABLE):
        value = _exactly(text)
    if issues := list(_strange(value, text)):
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
    """Is it sure, at a glance, that no key was said twice, and nothing is too deep?

    Written again it is the same text, or has as many colons: one for each member that was read,
    and those in its strings. Where no colon of the text is hidden by an escape, a member that was
    lost leaves one colon too many.
    """
    try:
        again = b"" if len(text) >= _SMALL else orjson.dumps(value, default=_written)
        # What opens is counted by leaving it out, which takes half as long as to count it.
        left = len(again.replace(b"{", b"")) + len(again.replace(b"[", b""))
        if not again or 2 * len(again) - left > MAX_DEPTH:
            again = _within(value)
    except TypeError:
        return False
    if again == text.strip():
        return True
    hidden = b"\\" in text and b"\\u00" in text
    return not hidden and again.count(b":") == text.count(b":")


def _within(value: Any) -> bytes:
    """JSON text written again; raises TypeError where it is too deep.

    It is written in so many lists that what is too deep cannot be.
    """

    def inside(one: Any) -> Any:
        return _Fragment(str(one)) if one.__class__ is Decimal else value

    return orjson.dumps(_NEST, default=inside)[_AROUND:-_AROUND]


def _written(value: Decimal) -> Any:
    return _Fragment(str(value))


def _strange(value: Any, text: bytes) -> Iterator[Issue]:
    """What no honest sender writes, level by level: stops at the first level that is too deep."""
    try:
        _decode_meant(text)
    except InvalidOperation as error:
        yield from _unreadable(error, text).issues
        return
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
    return _bounded(Decimal(digits))


def _bounded(value: Decimal) -> Decimal:
    if abs(value.adjusted()) > _MAX_EXPONENT:
        raise InvalidOperation
    return value


def _nest() -> list[Any]:
    """An object that is no JSON, inside lists."""
    nest: list[Any] = [object()]
    for _ in range(_AROUND - 1):
        nest = [nest]
    return nest


def _repeats(text: bytes, members: int) -> bool:
    """Does valid JSON write more members than were read? Outside its strings, one colon each."""
    return _STRINGS(b"", text).count(b":") != members


_decode = msgspec.json.Decoder(float_hook=Decimal).decode
_decode_moderate = msgspec.json.Decoder(float_hook=_moderate).decode
_decode_meant = msgspec.json.Decoder(float_hook=_meant).decode
_NEST = _nest()
