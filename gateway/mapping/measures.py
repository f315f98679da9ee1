"""Amounts, units and ranges as laboratories write them: what is a number, and what is words.

Functions that a row may `call`; their rows stand in `functions.py`.
https://www.hl7.eu/HL7v2x/v251/std251/ch07.html (7.4.2) · https://hl7.org/fhir/R4/datatypes.html#Quantity
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from gateway.mapping.convert import decimal
from gateway.mapping.flaws import Flawed
from gateway.mapping.naming import Naming

_NUMBER = r"([+-]?\d{1,20}(?:\.\d{1,20})?)"
_BETWEEN = re.compile(rf"\[?\s*{_NUMBER}\s*(?:-|\u2013|\.\.)\s*{_NUMBER}\s*\]?", re.ASCII)
_BOUND = re.compile(rf"(<=|>=|<|>|≤|≥)\s*{_NUMBER}")
_TENS = frozenset({"10", "x10", "X10", "x 10", "*10"})
"""What stands before the delimiter of a unit such as `10^9/L`."""
_POWERS = frozenset({"2", "3"})
"""What stands behind that of `kg/m^2`."""


def restored(
    _names: Naming, text: str, *, sub: str = "", second: str = "", third: str = "",
    fourth: str = "",
) -> str | None:  # fmt: skip
    """A text with what stands behind the delimiters that cut it: `10^9/L`, `3.5^5.1`."""
    return "^".join((f"{text}&{sub}" if sub else text, second, third, fourth)).rstrip("^") or None


def reference_range(
    _names: Naming, text: str, *, units: str = "", exponent: str = ""
) -> dict[str, Any] | None:
    """An item of Observation.referenceRange: `3.5-5.1`, `<5`; other texts stay text; None of none.

    A strict bound (`<5`) stays text beside no number, since `high` would include it.
    https://hl7.org/fhir/R4/observation-definitions.html#Observation.referenceRange
    """
    if not text.strip():
        return None
    made: dict[str, Any] = {}
    unit = {"unit": _power(units, exponent)} if units else {}
    if found := _BETWEEN.fullmatch(text):
        low, high = Decimal(found[1]), Decimal(found[2])
        if low <= high:
            made = {"low": {"value": low, **unit}, "high": {"value": high, **unit}}
    elif (bound := _BOUND.fullmatch(text)) and bound[1] in (">=", "≥", "<=", "≤"):
        side = "low" if bound[1] in (">=", "≥") else "high"
        made = {side: {"value": Decimal(bound[2]), **unit}}
    return {**made, "text": text}


def bound(_names: Naming, text: str) -> dict[str, Any] | None:
    """A Quantity of what lies beyond a number: `<0.3`, `>= 100`; None for any other text.

    https://hl7.org/fhir/R4/datatypes-definitions.html#Quantity.comparator
    """
    found = _BOUND.fullmatch(text)
    if found is None:
        return None
    sign = {"≤": "<=", "≥": ">="}.get(found[1], found[1])
    return {"value": Decimal(found[2]), "comparator": sign}


def amount(
    _names: Naming, text: str, *, units: str = "", beside: str = "", exponent: str = ""
) -> str | None:
    """Words in place of a number, with their unit where they hold a figure: `13,2 g/dL`.

    `beside`: the unit of other words, in brackets. None where there are no words: a unit alone
    says nothing.
    """
    if not text.strip():
        return None
    if _figured(text):
        return f"{text} {_power(units, exponent)}" if units else text
    return f"{text} ({_power(beside, exponent)})" if beside else text


def figureless(_names: Naming, text: str, *, value: str = "", words: str = "") -> str | None:
    """The unit `text` (and its `words`) of a value that holds no figure; None of any other.

    What `amount` leaves out: no result, still what was sent.
    """
    whole = _power(text, words)
    said = whole if whole != text else " ".join(filter(None, (words, text)))
    return said if value.strip() and not _figured(value) else None


def _power(units: str, exponent: str) -> str:
    """`10` and what a delimiter cut off are `10^9/L`; any other unit stays as it is."""
    cut = bool(exponent) and (units in _TENS or exponent in _POWERS)
    return f"{units}^{exponent}" if cut else units


def _figured(text: str) -> bool:
    return any(sign.isdigit() for sign in text)


def days(_names: Naming, text: str) -> dict[str, Any] | Flawed | None:
    """A number of days, as a Duration; Flawed where it is no number, None of an empty text."""
    value = decimal(text) if text else None
    if value is None or isinstance(value, Flawed):
        return value
    return {"value": value, "unit": "days", "system": "http://unitsofmeasure.org", "code": "d"}
