"""Short signs of the codes that a resource has, by which most that have others are passed over.

A sign says that a resource may have a code, or surely has not: whoever finds one looks at the
resource itself. https://hl7.org/fhir/R4/search.html#token
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from gateway.model import Resource
from gateway.search.parameters import Param
from gateway.search.readers import MISSHAPEN
from gateway.search.values import tokens

ELEMENT = "code"
"""The element of which signs are kept: what a result, a report or an order is of."""
_PLACES = ("CodeableConcept",)
_WIDTH = 2
"""Bytes of a sign: one resource in thousands has that of another code."""


@lru_cache(maxsize=4096)  # a hospital measures the same again and again
def sign(code: str) -> bytes:
    """The sign of a code, whatever its system."""
    return zlib.crc32(code.encode("utf-8", "surrogatepass")).to_bytes(4)[-_WIDTH:]


def signs(body: Resource) -> bytes | None:
    """The signs of all codes that a resource has as its `code`; None where that is not sure."""
    said = body.get(ELEMENT)
    if said is None:
        return b""
    try:
        return _only(said) or _all(said)
    except MISSHAPEN:
        return None


def _only(said: Any) -> bytes:
    """The sign of the one Coding that most have; empty where there are others, or none."""
    if said.__class__ is not dict or len(said.get("coding", ())) != 1:
        return b""
    (coding,) = said["coding"]
    code = coding.get("code") if coding.__class__ is dict and "coding" not in coding else None
    return sign(code) if code.__class__ is str else b""


def _all(said: Any) -> bytes:
    each = said if isinstance(said, list) else (said,)
    return b"".join(sorted({sign(code) for one in each for _, code in tokens(one)}))


def sought(param: Param, values: Sequence[Sequence[Any]]) -> bytes:
    """The sign that whatever fits a plain condition has; empty where there is none."""
    if param.kind != "token" or len(values) != 1 or len(param.ways) != 1:
        return b""
    code, (way,) = values[0][1], param.ways
    here = (way.parent, way.name, way.places) == (param.type, ELEMENT, _PLACES)
    return sign(code) if here and isinstance(code, str) and code else b""
