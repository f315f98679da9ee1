"""When a medicine is taken (PIVL_TS, EIVL_TS, SXPR_TS, IVL_TS together) as Timing.

https://hl7.org/fhir/R4/datatypes.html#Timing · https://terminology.hl7.org/CodeSystem-v3-TimingEvent.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from gateway.mapping.tree.reading import Reading
from gateway.mapping.tree.types_cda_elements import first, several
from gateway.mapping.tree.types_cda_events import event, offset
from gateway.mapping.tree.types_cda_sets import UNITS, apart_in_words, kind, often
from gateway.mapping.tree.types_cda_times import moment, span
from gateway.mapping.tree.types_cda_timing import Timing, length, number, value_of
from gateway.model import Node

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
    timing = Timing()
    timing.code, nodes = apart_in_words(reading, nodes)
    for node in nodes:
        _add(reading, node, timing)
    offset(reading, timing)
    return timing.made()


def _add(reading: Reading, node: Node, timing: Timing) -> None:
    _KINDS.get(kind(node), _bounds)(reading, node, timing)


def _composed(reading: Reading, node: Node, timing: Timing) -> None:
    reading.read(node, "operator", "repeat")
    for one in several(node, "comp"):
        _add(reading, one, timing)


def _bounds(reading: Reading, node: Node, timing: Timing) -> None:
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


def _periodic(reading: Reading, node: Node, timing: Timing) -> None:
    """Every so often (PIVL)."""
    reading.read(node, "operator", "repeat")
    unit = _period(reading, node, timing.repeat)
    _exact(reading, node, timing)
    phase = first(node, "phase")
    if phase is not None:
        _phase(reading, phase, timing, unit)


def _period(reading: Reading, node: Node, repeat: dict[str, Any]) -> str:
    """The period, or the least and the greatest one; its unit."""
    period = first(node, "period")
    if period is None:
        return often(reading, node, repeat)
    if "period" in repeat:
        return _again(reading, period, repeat)
    low, high = first(period, "low"), first(period, "high")
    least = low if low is not None and not reading.has(period, "value") else period
    unit = length(reading, least, repeat, "period")
    if unit and high is not None and UNITS.get(reading.peek(high, "unit")) == unit:
        number(reading, high, repeat, "periodMax")
        reading.read(high, "unit", "repeat.periodUnit")
    return unit


def _again(reading: Reading, period: Node, repeat: dict[str, Any]) -> str:
    """The unit of a period that stands already, as of two hours of one day."""
    unit = UNITS.get(reading.peek(period, "unit"), "")
    if unit != repeat["periodUnit"] or value_of(reading, period) != repeat["period"]:
        return ""
    for leaf, name in (("value", "period"), ("unit", "periodUnit")):
        reading.read(period, leaf, f"repeat.{name}")
    return unit


def _exact(reading: Reading, node: Node, timing: Timing) -> None:
    """Are the times of day left to whoever gives it ("three times a day"), or exact?"""
    said = reading.peek(node, "institutionSpecified")
    if said in ("true", "false"):
        reading.read(node, "institutionSpecified", "repeat.extension[0].valueBoolean")
        timing.exact = said == "false"


def _phase(reading: Reading, phase: Node, timing: Timing, unit: str) -> None:
    """At what hour, or on which day, each period begins; and how long it lasts."""
    repeat = timing.repeat
    width = first(phase, "width")
    if width is not None and "duration" not in repeat:
        length(reading, width, repeat, "duration")
    elif width is None and "duration" not in repeat:
        _from_to(reading, phase, repeat)
    low = first(phase, "low")
    start = low if low is not None else phase
    text = reading.peek(start, "value")
    if len(text) < len("20261121"):
        return
    if unit == "wk" and repeat.get("period") == 1:
        _weekday(reading, start, timing)
    elif unit == "d" and len(text) >= _TIMED and "when" not in repeat:
        _hour(reading, start, repeat)
    elif unit:
        _anchor(reading, start, repeat)


def _from_to(reading: Reading, phase: Node, repeat: dict[str, Any]) -> None:
    """How long it lasts each time, by its first day and its last one."""
    low, high = first(phase, "low"), first(phase, "high")
    if low is None or high is None:
        return
    ends = [reading.peek(one, "value") for one in (low, high)]
    dates = [reading.clock.date(text) for text in ends if len(text) == len("20261121")]
    begun, ended = (str(one) for one in (dates if len(dates) == len(ends) else ("", "")))
    days = _days(begun, ended) + (reading.peek(high, "inclusive") != "false")
    if days < 1:
        return
    for leaf in ("value", "inclusive"):
        reading.read(high, leaf, "repeat.duration")
    repeat |= {"duration": Decimal(days), "durationUnit": "d"}


def _days(begun: str, ended: str) -> int:
    """How many days lie from one to the other; less than none where nobody can say."""
    try:
        return (date.fromisoformat(ended) - date.fromisoformat(begun)).days
    except ValueError:
        return -len("never")


def _anchor(reading: Reading, node: Node, repeat: dict[str, Any]) -> None:
    """A phase that is neither an hour of a day nor a day of a week: on the first day, its hour."""
    bounds, mark = repeat.get("boundsPeriod", {}), reading.mark()
    made = moment(reading, node, "repeat.boundsPeriod.start")
    if made and "start" in bounds and made.startswith(bounds["start"]):
        bounds["start"] = made
    else:
        reading.undo(mark)


def _weekday(reading: Reading, node: Node, timing: Timing) -> None:
    """A day of the week; its hour only where each hour is one of each day."""
    repeat = timing.repeat
    text = reading.peek(node, "value")
    made = reading.clock.date(text[:8])
    if not isinstance(made, str):
        return
    day, hour = _DAYS[date.fromisoformat(made).weekday()], _clock_time(text)
    pairs = [*timing.days, (day, hour)]
    timing.days = pairs
    reading.read(node, "value", "repeat.dayOfWeek[0]")
    days, hours = (list(dict.fromkeys(part)) for part in zip(*pairs, strict=True))
    repeat["dayOfWeek"] = days
    repeat.pop("timeOfDay", None)
    each = all((one, other) in pairs for one in days for other in hours)
    if each and "" not in hours and "when" not in repeat:
        repeat["timeOfDay"] = hours


def _with(repeat: dict[str, Any], name: str, value: str) -> None:
    if value not in repeat.setdefault(name, []):
        repeat[name].append(value)


def _hour(reading: Reading, node: Node, repeat: dict[str, Any]) -> None:
    if hour := _clock_time(reading.peek(node, "value")):
        reading.read(node, "value", "repeat.timeOfDay[0]")
        _with(repeat, "timeOfDay", hour)


def _clock_time(text: str) -> str:
    """The hour of a time, as FHIR writes it; empty where it has none."""
    text = text[8:14].partition("+")[0].partition("-")[0]
    hour, minute, second = text[:2], text[2:4] or "00", text[4:6] or "00"
    right = text.isdigit() and hour < "24" and minute < "60" and second < "60"
    return f"{hour}:{minute}:{second}" if right else ""


_KINDS: Mapping[str, Callable[[Reading, Node, Timing], None]] = MappingProxyType(
    {
        "PIVL_TS": _periodic,
        "PIVL_PPD_TS": _periodic,
        "EIVL_TS": event,
        "EIVL_PPD_TS": event,
        "SXPR_TS": _composed,
    }
)
"""Kind of a set of times -> what it adds; all others are points and spans."""
