"""What can be wrong with one value on its way to FHIR, and what the sender is told of it.

https://hl7.org/fhir/R4/valueset-issue-type.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from gateway.model import Severity


@dataclass(frozen=True, slots=True)
class Flaw:
    """A kind of flaw."""

    number: int
    """Its number on the tape."""
    severity: Severity
    reason: str
    """In the ledger: what was lost; empty where nothing was."""
    code: str = "value"


class Flawed:
    """What a conversion gives that can't give the value whole: the rule, and what can be kept."""

    __slots__ = ("rule", "value")

    def __init__(self, rule: str, value: Any = None) -> None:
        self.rule = rule
        self.value = value


_ERROR, _WARNING, _INFORMATION = Severity.ERROR, Severity.WARNING, Severity.INFORMATION

FLAWS: Mapping[str, Flaw] = MappingProxyType(
    {
        "value-invalid-date": Flaw(1, _ERROR, "not a date"),
        "value-invalid-datetime": Flaw(2, _ERROR, "not a time"),
        "value-invalid-time": Flaw(3, _ERROR, "not a time of day"),
        "value-invalid-number": Flaw(4, _ERROR, "not a number"),
        "value-invalid-integer": Flaw(5, _ERROR, "not a whole number"),
        "value-invalid-boolean": Flaw(6, _ERROR, "neither true nor false"),
        "value-invalid-id": Flaw(7, _ERROR, "not an id"),
        "value-invalid-uri": Flaw(8, _ERROR, "not a URI"),
        "value-invalid-code": Flaw(9, _ERROR, "not a code"),
        "value-invalid-base64": Flaw(10, _ERROR, "not base64"),
        "value-invalid": Flaw(11, _ERROR, "not understood"),
        "code-untranslated": Flaw(12, _WARNING, "no translation", "code-invalid"),
        "time-cut-to-date": Flaw(13, _INFORMATION, "cut to its date"),
        "time-omitted": Flaw(14, _INFORMATION, "an instant needs an offset"),
        "time-ambiguous": Flaw(15, _WARNING, ""),
        "time-skipped": Flaw(16, _WARNING, ""),
        "text-kept": Flaw(17, _INFORMATION, "kept as text"),
        "time-form": Flaw(18, _WARNING, ""),
        "value-invalid-hex": Flaw(19, _ERROR, "not hex"),
        "time-without-minutes": Flaw(20, _INFORMATION, "cut to its date"),
        "time-only-a-day": Flaw(21, _INFORMATION, "an instant needs a time"),
        "date-part-unknown": Flaw(22, _WARNING, "kept without the part that is 00"),
        "date-form": Flaw(23, _WARNING, ""),
        "date-unknown": Flaw(24, _WARNING, "no part of it is known"),
    }
)
"""Rule id -> flaw."""
