"""Can FHIR hold the constant of a row at its place? A text is no number, and `yes` is not `true`.

https://hl7.org/fhir/R4/datatypes.html#primitive
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from gateway.mapping.convert import PRIMITIVES

_DAY = r"\d{4}(-\d\d(-\d\d)?)?"
_HOUR = r"\d\d:\d\d:\d\d(\.\d+)?"
_OFFSET = r"(Z|[+-]\d\d:\d\d)"
_FORMS: Mapping[str, tuple[re.Pattern[str], str]] = MappingProxyType(
    {
        "date": (re.compile(_DAY), "a date: YYYY, YYYY-MM or YYYY-MM-DD"),
        "dateTime": (
            re.compile(rf"{_DAY}|\d{{4}}-\d\d-\d\dT{_HOUR}{_OFFSET}"),
            "a date, or a time with its offset: YYYY-MM-DDThh:mm:ss+zz:zz",
        ),
        "instant": (
            re.compile(rf"\d{{4}}-\d\d-\d\dT{_HOUR}{_OFFSET}"),
            "a time with its offset: YYYY-MM-DDThh:mm:ss+zz:zz",
        ),
        "time": (re.compile(_HOUR), "a time of day: hh:mm:ss"),
    }
)
_WHOLE = frozenset({"integer", "positiveInt", "unsignedInt"})


def unfit(kind: str, value: Any) -> str:
    """Why a constant cannot stand where this FHIR type is asked; empty where it can."""
    if kind not in PRIMITIVES or value is None:
        return ""
    if kind == "boolean":
        return "" if isinstance(value, bool) else "`true` or `false` is expected, without quotes"
    if kind in _WHOLE or kind == "decimal":
        number = isinstance(value, int if kind in _WHOLE else int | Decimal)
        fits = number and not isinstance(value, bool)
        return "" if fits else "a number is expected, without quotes"
    if not isinstance(value, str):
        return "a text is expected: put it in quotes"
    return _form(kind, value)


def _form(kind: str, value: str) -> str:
    form, text = _FORMS.get(kind, (None, ""))
    if form is not None and not (form.fullmatch(value) and _exists(value)):
        return f"not {text}"
    return "" if value else "the text is empty"


def _exists(value: str) -> bool:
    """Is it a day that there is, as far as it says one?"""
    parts = re.match(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", value)
    if parts is None:
        return True
    try:
        date(int(parts[1]), int(parts[2] or 1), int(parts[3] or 1))
    except ValueError:
        return False
    return True
