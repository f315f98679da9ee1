"""Moments of the day's round (EIVL_TS), as before meals or at bedtime: `when` and `offset`.

https://terminology.hl7.org/CodeSystem-v3-TimingEvent.html ·
https://hl7.org/fhir/R4/datatypes-definitions.html#Timing.repeat.when
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from gateway.mapping.tree.reading import Reading
from gateway.mapping.tree.types_cda_elements import first
from gateway.mapping.tree.types_cda_timing import Timing, length, value_of
from gateway.model import Node

_EVENTS = "http://terminology.hl7.org/CodeSystem/v3-TimingEvent"
_MINUTES: Mapping[str, int] = MappingProxyType({"min": 1, "h": 60, "d": 1440, "wk": 10080})
_MEALS = ("C", "CM", "CD", "CV", "AC", "ACM", "ACD", "ACV", "PC", "PCM", "PCD", "PCV")
_DAYTIMES = ("MORN", "MORN.early", "MORN.late", "NOON", "AFT", "AFT.early", "AFT.late")
_WHEN = frozenset(
    (*_MEALS, *_DAYTIMES, "EVE", "EVE.early", "EVE.late", "NIGHT", "PHS", "HS", "WAKE")
)
"""Events that FHIR's own code system of times of day has too."""
_WITHOUT_OFFSET = frozenset({"C", "CM", "CD", "CV"})
_BEFORE = frozenset({"AC", "ACM", "ACD", "ACV", "HS"})
"""Events that lie after what they time; of the others a negative offset would read as after."""


def event(reading: Reading, node: Node, timing: Timing) -> None:
    """At a moment of the day's round (EIVL): before meals, at bedtime."""
    reading.read(node, "operator", "repeat")
    moment = first(node, "event")
    code = reading.peek(moment, "code") if moment is not None else ""
    if moment is None or not code or "timeOfDay" in timing.repeat:
        return
    if code not in _WHEN:
        timing.code = reading.as_("CD", "CodeableConcept", moment, "code")
        if timing.code and not reading.has(moment, "codeSystem"):
            timing.code["coding"][0]["system"] = _EVENTS
        return
    reading.as_("CD", "code", moment, "repeat.when[0]")
    if code not in timing.repeat.setdefault("when", []):
        timing.repeat["when"].append(code)
    away = first(node, "offset")
    timing.offsets.append((None, 0) if away is None else _minutes(reading, away, code))
    width = first(away, "width") if away is not None else None
    if width is not None and "duration" not in timing.repeat:
        length(reading, width, timing.repeat, "duration")


def _minutes(reading: Reading, offset: Node, code: str) -> tuple[Node | None, int]:
    """How many minutes before or after the event; FHIR's own code says which of the two."""
    low = first(offset, "low")
    start = low if low is not None else offset
    value, factor = value_of(reading, start), _MINUTES.get(reading.peek(start, "unit"))
    if code in _WITHOUT_OFFSET or not isinstance(value, Decimal) or not (factor or not value):
        return None, 0
    minutes = value * (factor or 1)
    before = code in _BEFORE
    if minutes != int(minutes) or (minutes < 0 and not before):
        return None, 0
    return start, int(abs(minutes))


def offset(reading: Reading, timing: Timing) -> None:
    """The offset, where it is the same of all times of the day's round: FHIR has one for all."""
    if len({minutes for _, minutes in timing.offsets}) != 1:
        return
    for start, minutes in timing.offsets:
        if start is not None:
            reading.read(start, "value", "repeat.offset")
            reading.read(start, "unit", "repeat.offset")
        if minutes:
            timing.repeat["offset"] = minutes
