"""How a value of a CDA document and one of FHIR are compared: by worth, moment and name.

https://hl7.org/fhir/R4/datatypes.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

_FHIR_TIME = re.compile(
    r"(\d{4})-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?)?(Z|[+-]\d\d:\d\d)?"
)
_CDA_TIME = re.compile(r"(\d{8})(\d{2,6})?(?:\.\d+)?([+-]\d{4})?")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")
_SCHEMES = ("urn:oid:", "urn:uuid:", "tel:", "mailto:", "fax:", "http://", "https://")
_SAME: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "completed": ("final", "finished", "inactive", "resolved"),
        "active": ("in-progress", "registered", "preliminary"),
        "aborted": ("stopped", "cancelled", "revoked", "inactive", "not-done"),
        "cancelled": ("not-done", "revoked", "not-taken"),
        "nullified": ("entered-in-error",),
        "suspended": ("on-hold", "inactive"),
        "f": ("female",),
        "m": ("male",),
        "un": ("other",),
        "mild": ("mild",),
    }
)
"""What FHIR calls the words that a required value set of its own replaces."""


def plain(text: str) -> str:
    """A value as it is compared: no scheme, no case; times by digits, numbers by worth."""
    said = " ".join(text.split()).casefold()
    for scheme in _SCHEMES:
        said = said.removeprefix(scheme).strip()
    said = said.rstrip("/")
    if time := _FHIR_TIME.fullmatch(said.upper()):
        return _digits("".join(part or "" for part in time.groups()[:6]))
    if (time := _CDA_TIME.fullmatch(said)) and said[:2] in ("18", "19", "20", "21"):
        return _digits(time[1] + (time[2] or ""))
    if _NUMBER.fullmatch(said):
        return _number(said)
    return said


def _digits(digits: str) -> str:
    """To the minute where there is a time: seconds that nobody sent are zeros in FHIR."""
    if len(digits) <= len("20261121"):
        return digits
    return digits.ljust(14, "0")[:14]


def _number(text: str) -> str:
    try:
        worth = Decimal(text)
    except InvalidOperation:
        return text
    return format(worth.normalize(), "f") if "." in text or "e" in text else text


def alike(value: str) -> Iterator[str]:
    """What else may stand for a value: FHIR's own word for it, a date for a midnight."""
    yield from _SAME.get(value, ())
    if len(value) == len("20261121000000") and value.isdigit() and value.endswith("000000"):
        yield value[:8]
    yield value.lstrip("0") or "0"
    digits = re.sub(r"[^\d]", "", value)
    if len(digits) > 5 and re.fullmatch(r"[\d\s()+.-]+", value):
        yield digits
