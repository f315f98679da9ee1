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
    text: str
    """The issue's sentence."""
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
        "value-invalid-date": Flaw(
            1, _ERROR, "not a date", "This is not a date: YYYY, YYYYMM or YYYYMMDD is expected."
        ),
        "value-invalid-datetime": Flaw(
            2,
            _ERROR,
            "not a time",
            "This is not a time: YYYYMMDD[HHMM[SS[.S]]][+/-ZZZZ] is expected.",
        ),
        "value-invalid-time": Flaw(
            3, _ERROR, "not a time of day", "This is not a time of day: HHMM[SS] is expected."
        ),
        "value-invalid-number": Flaw(4, _ERROR, "not a number", "This is not a number."),
        "value-invalid-integer": Flaw(
            5, _ERROR, "not a whole number", "This is not a whole number of the right size."
        ),
        "value-invalid-boolean": Flaw(
            6, _ERROR, "neither true nor false", "This is neither true nor false."
        ),
        "value-invalid-id": Flaw(
            7, _ERROR, "not an id", "This is not an id: letters, digits, - and ., at most 64."
        ),
        "value-invalid-uri": Flaw(8, _ERROR, "not a URI", "This is not a URI: it holds a blank."),
        "value-invalid-code": Flaw(
            9, _ERROR, "not a code", "This is not a code: it holds more than single blanks."
        ),
        "value-invalid-base64": Flaw(10, _ERROR, "not base64", "This is not base64."),
        "value-invalid": Flaw(11, _ERROR, "not understood", "This is not understood."),
        "code-untranslated": Flaw(
            12,
            _WARNING,
            "no translation",
            "This code has no translation: the code table doesn't know it.",
            "code-invalid",
        ),
        "time-cut-to-date": Flaw(
            13,
            _INFORMATION,
            "cut to its date",
            "This time has no offset and the sender declares no zone: only its date is kept.",
        ),
        "time-omitted": Flaw(
            14,
            _INFORMATION,
            "an instant needs an offset",
            "This time has no offset and the sender declares no zone: it is left out.",
        ),
        "time-ambiguous": Flaw(
            15,
            _WARNING,
            "",
            "This hour comes twice at the end of summer time: the first is taken.",
        ),
        "time-skipped": Flaw(
            16,
            _WARNING,
            "",
            "This hour does not exist at the start of summer time.",
        ),
        "text-kept": Flaw(17, _INFORMATION, "kept as text", "This is kept as text only."),
    }
)
"""Rule id -> flaw."""
