"""When a medicine is taken (PIVL_TS, EIVL_TS, SXPR_TS, IVL_TS together) as Timing.

https://hl7.org/fhir/R4/datatypes.html#Timing · https://terminology.hl7.org/CodeSystem-v3-TimingEvent.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from gateway.mapping import convert
from gateway.mapping.tree.reading import Reading
from gateway.mapping.tree.types_cda_elements import first, said_type, several
from gateway.mapping.tree.types_cda_times import moment, span
from gateway.model import Node

EXACT = "http://hl7.org/fhir/StructureDefinition/timing-exact"
_EVENTS = "http://terminology.hl7.org/CodeSystem/v3-TimingEvent"
_UNITS: Mapping[str, str] = MappingProxyType(
    {
        "s": "s",
        "min": "min",
        "h": "h",
        "d": "d",
        "wk": "wk",
        "mo": "mo",
        "a": "a",
        "mo_j": "mo",
        "a_j": "a",
    }
)
_MINUTES: Mapping[str, int] = MappingProxyType({"min": 1, "h": 60, "d": 1440, "wk": 10080})
_MEALS = ("C", "CM", "CD", "CV", "AC", "ACM", "ACD", "ACV", "PC", "PCM", "PCD", "PCV")
_DAYTIMES = ("MORN", "MORN.early", "MORN.late", "NOON", "AFT", "AFT.early", "AFT.late")
_WHEN = frozenset(
    (*_MEALS, *_DAYTIMES, "EVE", "EVE.early", "EVE.late", "NIGHT", "PHS", "HS", "WAKE")
)
"""Events that FHIR's own code system of times of day has too."""
_WITHOUT_OFFSET = frozenset({"C", "CM", "CD", "CV"})
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIMED = 10
"""Characters of a date; a longer time has an hour."""


def schedule(reading: Reading, node: Node) -> dict[str, Any] | None:
    """All `effectiveTime` of an element as one Timing."""
    return _together(reading, several(node, "effectiveTime"))


def single(reading: Reading, node: Node) -> dict[str, Any] | None:
    """One time, span or set of times as Timing."""
    return _together(reading, [node])


def _together(reading: Reading, nodes: list[Node]) -> dict[str, Any] | None:
    timing = _Timing()
    for node in nodes:
        _add(reading, node, timing)
    return timing.made()


class _Timing:
    """A Timing in the making: what several sets of times say together."""

    def __init__(self) -> None:
        self.repeat: dict[str, Any] = {}
        self.events: list[Any] = []
        self.code: dict[str, Any] | None = None
        self.exact: bool | None = None

    def made(self) -> dict[str, Any] | None:
        """The Timing, or None where nothing was said."""
        made: dict[str, Any] = {}
        if self.events:
            made["event"] = self.events
        if self.repeat and self.exact is not None:
            self.repeat["extension"] = [{"url": EXACT, "valueBoolean": self.exact}]
        if self.repeat:
            made["repeat"] = self.repeat
        if self.code:
            made["code"] = self.code
        return made or None


def _add(reading: Reading, node: Node, timing: _Timing) -> None:
    _KINDS.get(said_type(node) or _guessed(node), _bounds)(reading, node, timing)


def _guessed(node: Node) -> str:
    """The kind of a set of times that does not say it."""
    if first(node, "period") is not None:
        return "PIVL_TS"
    if first(node, "event") is not None:
        return "EIVL_TS"
    return "SXPR_TS" if first(node, "comp") is not None else "IVL_TS"


def _composed(reading: Reading, node: Node, timing: _Timing) -> None:
    reading.read(node, "operator", "repeat")
    for one in several(node, "comp"):
        _add(reading, one, timing)


def _bounds(reading: Reading, node: Node, timing: _Timing) -> None:
    """From when to when, how long, or at what moment."""
    reading.read(node, "operator", "repeat")
    if reading.has(node, "value"):
        made = moment(reading, node, f"event[{len(timing.events)}]")
        if made:
            timing.events.append(made)
        return
    if any(name.startswith("bounds") for name in timing.repeat):
        return
    with reading.within("repeat.boundsPeriod"):
        period = span(reading, node)
    width = first(node, "width")
    if period:
        timing.repeat["boundsPeriod"] = period
    elif width is not None:
        length = reading.as_("PQ", "Duration", width, "repeat.boundsDuration")
        if length:
            timing.repeat["boundsDuration"] = length


def _periodic(reading: Reading, node: Node, timing: _Timing) -> None:
    """Every so often (PIVL)."""
    reading.read(node, "operator", "repeat")
    unit = _period(reading, node, timing.repeat)
    _exact(reading, node, timing)
    phase = first(node, "phase")
    if phase is not None:
        _phase(reading, phase, timing.repeat, unit)


def _period(reading: Reading, node: Node, repeat: dict[str, Any]) -> str:
    """The period, or the least and the greatest one; its unit."""
    period = first(node, "period")
    if period is None or "period" in repeat:
        return ""
    low, high = first(period, "low"), first(period, "high")
    least = low if low is not None and not reading.has(period, "value") else period
    unit = _length(reading, least, repeat, "period")
    if unit and high is not None and _UNITS.get(reading.peek(high, "unit")) == unit:
        _number(reading, high, repeat, "periodMax")
        reading.read(high, "unit", "repeat.periodUnit")
    return unit


def _length(reading: Reading, node: Node, repeat: dict[str, Any], name: str) -> str:
    """A number and its unit, as `period` and `periodUnit`; gives the unit."""
    unit = _UNITS.get(reading.peek(node, "unit"), "")
    if unit and _number(reading, node, repeat, name):
        reading.read(node, "unit", f"repeat.{name}Unit")
        repeat[f"{name}Unit"] = unit
        return unit
    return ""


def _number(reading: Reading, node: Node, repeat: dict[str, Any], name: str) -> bool:
    text = reading.peek(node, "value")
    made = (
        reading.convert(node, "value", text, convert.decimal, f"repeat.{name}") if text else None
    )
    if made is not None:
        repeat[name] = made
    return made is not None


def _exact(reading: Reading, node: Node, timing: _Timing) -> None:
    """Are the times of day left to whoever gives it ("three times a day"), or exact?"""
    said = reading.peek(node, "institutionSpecified")
    if said in ("true", "false"):
        reading.read(node, "institutionSpecified", "repeat.extension[0].valueBoolean")
        timing.exact = said == "false"


def _phase(reading: Reading, phase: Node, repeat: dict[str, Any], unit: str) -> None:
    """At what hour, or on which day, each period begins; and how long it lasts."""
    width = first(phase, "width")
    if width is not None and "duration" not in repeat:
        _length(reading, width, repeat, "duration")
    low = first(phase, "low")
    start = low if low is not None else phase
    text = reading.peek(start, "value")
    if len(text) < len("20261121"):
        return
    if unit == "wk" and repeat.get("period") == 1:
        _weekday(reading, start, repeat)
    elif unit == "d" and len(text) >= _TIMED and "when" not in repeat:
        _hour(reading, start, repeat)


def _weekday(reading: Reading, node: Node, repeat: dict[str, Any]) -> None:
    made = reading.clock.date(reading.peek(node, "value"))
    if isinstance(made, str):
        reading.read(node, "value", "repeat.dayOfWeek[0]")
        repeat.setdefault("dayOfWeek", []).append(_DAYS[date.fromisoformat(made).weekday()])


def _hour(reading: Reading, node: Node, repeat: dict[str, Any]) -> None:
    text = reading.peek(node, "value")[8:14]
    hour, minute, second = text[:2], text[2:4] or "00", text[4:6] or "00"
    if text.isdigit() and hour < "24" and minute < "60" and second < "60":
        reading.read(node, "value", "repeat.timeOfDay[0]")
        repeat.setdefault("timeOfDay", []).append(f"{hour}:{minute}:{second}")


def _event(reading: Reading, node: Node, timing: _Timing) -> None:
    """At a moment of the day's round (EIVL): before meals, at bedtime."""
    reading.read(node, "operator", "repeat")
    event = first(node, "event")
    code = reading.peek(event, "code") if event is not None else ""
    if event is None or not code or "timeOfDay" in timing.repeat:
        return
    if code not in _WHEN:
        timing.code = reading.as_("CD", "CodeableConcept", event, "code")
        if timing.code and not reading.has(event, "codeSystem"):
            timing.code["coding"][0]["system"] = _EVENTS
        return
    reading.as_("CD", "code", event, "repeat.when[0]")
    if code not in timing.repeat.setdefault("when", []):
        timing.repeat["when"].append(code)
    offset = first(node, "offset")
    if offset is not None and code not in _WITHOUT_OFFSET:
        _offset(reading, offset, timing.repeat)


def _offset(reading: Reading, offset: Node, repeat: dict[str, Any]) -> None:
    """How many minutes before or after the event, and for how long."""
    low = first(offset, "low")
    start = low if low is not None else offset
    text, factor = reading.peek(start, "value"), _MINUTES.get(reading.peek(start, "unit"))
    value = convert.decimal(text) if text else None
    known = isinstance(value, Decimal) and (factor or not value)
    minutes = abs(value) * (factor or 1) if known and isinstance(value, Decimal) else None
    if minutes is not None and minutes == int(minutes):
        for leaf in ("value", "unit"):
            reading.read(start, leaf, "repeat.offset")
        if minutes:
            repeat["offset"] = int(minutes)
    width = first(offset, "width")
    if width is not None and "duration" not in repeat:
        _length(reading, width, repeat, "duration")


_KINDS: Mapping[str, Callable[[Reading, Node, _Timing], None]] = MappingProxyType(
    {
        "PIVL_TS": _periodic,
        "PIVL_PPD_TS": _periodic,
        "EIVL_TS": _event,
        "EIVL_PPD_TS": _event,
        "SXPR_TS": _composed,
    }
)
"""Kind of a set of times -> what it adds; all others are points and spans."""
