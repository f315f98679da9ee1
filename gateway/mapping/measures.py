"""Amounts, units and ranges as laboratories write them: what is a number, and what is words.

Functions that a row may `call`; their rows stand in `functions.py`.
https://www.hl7.eu/HL7v2x/v251/std251/ch07.html (7.4.2) · https://hl7.org/fhir/R4/datatypes.html#Quantity
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from gateway.mapping.convert import comma_decimal, decimal
from gateway.mapping.flaws import Flawed
from gateway.mapping.naming import Naming

_NUMBER = r"([+-]?\d{1,20}(?:[.,]\d{1,20})*)"
_BETWEEN = re.compile(rf"\[?\s*{_NUMBER}\s*(?:-|\u2013|\.\.)\s*{_NUMBER}\s*\]?", re.ASCII)
_BOUND = re.compile(rf"(<=|>=|<|>|≤|≥)\s*{_NUMBER}")
_TENS = frozenset({"10", "x10", "X10", "x 10", "*10"})
"""What stands before the delimiter of a unit such as `10^9/L`."""
_SIGNS = frozenset({"", "=", "<", "<=", ">", ">="})
"""What may stand before a structured numeric and R4 can say; `<>` it cannot."""
_POWERS = frozenset({"2", "3"})
"""What stands behind that of `kg/m^2`."""


def restored(
    _names: Naming, text: str, *, sub: str = "", second: str = "", third: str = "",
    fourth: str = "",
) -> str | None:  # fmt: skip
    """A text with what stands behind the delimiters that cut it: `10^9/L`, `3.5^5.1`."""
    return "^".join((f"{text}&{sub}" if sub else text, second, third, fourth)).rstrip("^") or None


def reference_range(
    names: Naming, text: str, *, units: str = "", exponent: str = ""
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
        sides = between(names, found[1], high=found[2]) or {}
        made = {side: {**value, **unit} for side, value in sides.items()}
    elif (bound := _BOUND.fullmatch(text)) and bound[1] in (">=", "≥", "<=", "≤"):
        side = "low" if bound[1] in (">=", "≥") else "high"
        value = _number(names, bound[2])
        made = {} if isinstance(value, Flawed) else {side: {"value": value, **unit}}
    return {**made, "text": text}


def bound(names: Naming, text: str) -> dict[str, Any] | None:
    """A Quantity of what lies beyond a number: `<0.3`, `>= 100`; None for any other text.

    https://hl7.org/fhir/R4/datatypes-definitions.html#Quantity.comparator
    """
    found = _BOUND.fullmatch(text)
    value = _number(names, found[2]) if found else None
    if found is None or not isinstance(value, Decimal):
        return None
    return {"value": value, "comparator": {"≤": "<=", "≥": ">="}.get(found[1], found[1])}


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


def structured(  # noqa: PLR0913 - the parts of a structured numeric, and its unit
    names: Naming, text: str, *, number: str = "", separator: str = "", second: str = "",
    units: str = "", exponent: str = "",
) -> str | None:  # fmt: skip
    """The words of a structured numeric that is no number, ratio or range: `> 100 - 200 mg/L`.

    `text` is its comparator. None where it has no part.
    https://www.hl7.eu/HL7v2x/v251/std251/ch02A.html (2.A.70, SN)
    """
    said = " ".join(filter(None, (text, number, separator, second)))
    return amount(names, said, units=units, beside=units, exponent=exponent)


def between(names: Naming, text: str, *, high: str = "") -> dict[str, Any] | None:
    """A Range from `text` to `high`, one of which may be absent; None where that is none.

    https://hl7.org/fhir/R4/datatypes-definitions.html#Range
    """
    bounds = {side: _number(names, said) for side, said in (("low", text), ("high", high)) if said}
    if not bounds or any(isinstance(one, Flawed) for one in bounds.values()):
        return None
    if len(bounds) > 1 and bounds["low"] > bounds["high"]:  # type: ignore[operator]  # not flawed
        return None
    return {side: {"value": value} for side, value in bounds.items()}


def proportion(
    names: Naming, text: str, *, comparator: str = "", second: str = ""
) -> dict[str, Any] | None:
    """A Ratio, `1` and `second` `128`; None where a part is no number, or the sign no comparator.

    https://hl7.org/fhir/R4/datatypes-definitions.html#Ratio
    """
    numbers = _number(names, text), _number(names, second)
    if any(isinstance(one, Flawed) for one in numbers) or comparator not in _SIGNS:
        return None
    sign = {"comparator": comparator} if comparator.strip("=") else {}
    return {"numerator": {"value": numbers[0], **sign}, "denominator": {"value": numbers[1]}}


def figureless(_names: Naming, text: str, *, value: str = "", words: str = "") -> str | None:
    """The unit `text` (and its `words`) of a value that holds no figure; None of any other.

    What `amount` leaves out: no result, still what was sent.
    """
    whole = _power(text, words)
    said = whole if whole != text else " ".join(filter(None, (words, text)))
    return said if value.strip() and not _figured(value) else None


def _number(names: Naming, text: str) -> Decimal | Flawed:
    """A number as this sender writes it."""
    return comma_decimal(text) if names.comma else decimal(text)


def _power(units: str, exponent: str) -> str:
    """`10` and what a delimiter cut off are `10^9/L`; any other unit stays as it is."""
    cut = bool(exponent) and (units in _TENS or exponent in _POWERS)
    return f"{units}^{exponent}" if cut else units


def _figured(text: str) -> bool:
    return any(sign.isdigit() for sign in text)


def days(names: Naming, text: str) -> dict[str, Any] | Flawed | None:
    """A number of days, as a Duration; Flawed where it is no number, None of an empty text."""
    value = _number(names, text) if text else None
    if value is None or isinstance(value, Flawed):
        return value
    return {"value": value, "unit": "days", "system": "http://unitsofmeasure.org", "code": "d"}
