"""What each primitive type looks like, read from FHIR's own table: the twin of the gateway's.

https://hl7.org/fhir/R4/datatypes.html#primitive
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from gateway.fhirpath import FhirPathError
from gateway.fhirpath.regex import full

_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?"
_ZONE = r"(Z|(\+|-)((0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_DAY = r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_DATE = rf"({_DAY}|[0-9]{{4}}(-(0[1-9]|1[0-2]))?)"
_URI = (
    r"(?!(urn:)?(oid|uuid):)\S+|urn:oid:[0-2](\.(0|[1-9][0-9]*))+"
    r"|urn:uuid:(?i:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(#\S*)?"
)
_TEXT = r"(?![\s\S]*[\x00-\x08\x0b\x0c\x0e-\x1f])[\s\S]+"

FORMS: Mapping[str, str] = MappingProxyType(
    {
        "code": r"\S+(\s\S+)*",
        "id": r"[A-Za-z0-9\-.]{1,64}",
        "date": _DATE,
        "dateTime": rf"{_DATE}|{_DAY}T{_CLOCK}{_ZONE}",
        "instant": rf"{_DAY}T{_CLOCK}{_ZONE}",
        "time": _CLOCK,
        "oid": r"urn:oid:[0-2](\.(0|[1-9][0-9]*))+",
        "uuid": r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        "uri": _URI,
        "url": _URI,
        "canonical": rf"({_URI})(\|\S*)?",
        "string": _TEXT,
        "markdown": _TEXT,
        "xhtml": r"[\s\S]+",
        "base64Binary": r"[\s\S]+",
    }
)
"""Type -> what the whole of its text looks like."""

_WHOLE = 2**31
RANGES: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "integer": (-_WHOLE, _WHOLE - 1),
        "positiveInt": (1, _WHOLE - 1),
        "unsignedInt": (0, _WHOLE - 1),
    }
)
RULES: Mapping[str, str] = MappingProxyType(
    {
        "boolean": "boolean-format",
        "decimal": "decimal-format",
        "integer": "integer-format",
        "positiveInt": "positive-integer-format",
        "unsignedInt": "unsigned-integer-format",
        "string": "string-format",
        "markdown": "string-format",
        "code": "code-format",
        "id": "id-format",
        "date": "date-format",
        "dateTime": "datetime-format",
        "instant": "instant-format",
        "time": "time-format",
        "uri": "uri-format",
        "url": "uri-format",
        "canonical": "uri-format",
        "oid": "oid-format",
        "uuid": "uuid-format",
        "base64Binary": "binary-format",
        "xhtml": "narrative-syntax",
    }
)
"""Primitive type -> the rule that a value of another form breaks."""
_LONGEST = 1024 * 1024


def fault(value: Any, code: str) -> str:
    """The rule that a JSON value breaks as one of this type; empty where it is right."""
    if value is None or value in ("", [], {}):
        return "empty-value"
    if isinstance(value, list):
        return "list-unexpected"
    if isinstance(value, dict) or (code in FORMS and not isinstance(value, str)):
        return "type-wrong"
    return "" if _right(value, code) else RULES[code]


def _right(value: Any, code: str) -> bool:
    if code in FORMS:
        return isinstance(value, str) and _text(value, code)
    if code == "boolean" or isinstance(value, bool):
        return code == "boolean" and isinstance(value, bool)
    if code == "decimal":
        return isinstance(value, int) or (isinstance(value, Decimal) and value.is_finite())
    low, high = RANGES[code]
    return isinstance(value, int) and low <= value <= high


def _text(value: str, code: str) -> bool:
    if re.fullmatch(FORMS[code], value) is None:
        return False
    if code in {"string", "markdown"}:
        return len(value) <= _LONGEST
    if code == "base64Binary":
        return _binary(value)
    return code not in {"date", "dateTime", "instant"} or _in_calendar(value)


def _in_calendar(text: str) -> bool:
    year, month, day = (text[:4], text[5:7] or "01", text[8:10] or "01")
    return int(year) > 0 and int(day) <= calendar.monthrange(int(year), int(month))[1]


def _binary(text: str) -> bool:
    packed = re.sub(r"[ \t\r\n]", "", text)
    form = r"([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"
    return packed != "" and re.fullmatch(form, packed) is not None


def fits(pattern: str, value: str) -> bool | None:
    """Whether a stranger's pattern fits the whole of a text; None where it could take for ever."""
    try:
        return full(pattern, value)
    except FhirPathError:
        return None
