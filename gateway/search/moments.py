"""A date as a stretch of time: as long as its precision says, in microseconds since 1970, UTC.

What has no time zone is taken for UTC. https://hl7.org/fhir/R4/search.html#date
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

Span: TypeAlias = tuple[int, int]
"""The first and the last microsecond."""

EARLIEST, LATEST = -(2**62), 2**62
"""What has no beginning, or no end."""

_MOMENT = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,12}))?)?"
    r"(Z|[+-]\d\d:\d\d)?)?)?)?",
    re.ASCII,
)
_EPOCH = date(1970, 1, 1).toordinal()
_SECOND = 1_000_000
_MINUTE = 60 * _SECOND
_DAY = 24 * 60 * _MINUTE
_MONTHS = 12
_DATE = len("2026-01-05")


def span(text: str) -> Span | None:
    """The stretch of a date, dateTime or instant; None where it is none."""
    if len(text) == _DATE and text[4] == text[7] == "-":  # as most dates are
        return _day(text)
    found = _MOMENT.fullmatch(text)
    if found is None:
        return None
    year, month, day, *rest = found.groups()
    try:
        first, last = _days(int(year), month, day)
    except ValueError:
        return None
    return (first, last) if rest[0] is None else _within(first, rest)


def _day(text: str) -> Span | None:
    try:
        first = (date.fromisoformat(text).toordinal() - _EPOCH) * _DAY
    except ValueError:
        return None
    return first, first + _DAY - 1


def _within(low: int, parts: Sequence[Any]) -> Span | None:
    """A time of the day that begins then: as long as a minute, a second or part of one."""
    hour, minute, second, fraction, zone = parts
    if int(hour) > 23 or int(minute) > 59 or int(second or 0) > 60:  # noqa: PLR2004 - a clock's
        return None
    low += (int(hour) * 60 + int(minute)) * _MINUTE + int(second or 0) * _SECOND - _offset(zone)
    if second is None:
        return low, low + _MINUTE - 1
    if fraction is None:
        return low, low + _SECOND - 1
    low += int(fraction[:6].ljust(6, "0"))
    return low, low + 10 ** max(6 - len(fraction), 0) - 1


def _days(year: int, month: str | None, day: str | None) -> Span:
    first = date(year, int(month or 1), int(day or 1)).toordinal()
    if day:
        after = first + 1
    elif month is None or int(month) == _MONTHS:
        after = date(year, _MONTHS, 31).toordinal() + 1
    else:
        after = date(year, int(month) + 1, 1).toordinal()
    return (first - _EPOCH) * _DAY, (after - _EPOCH) * _DAY - 1


def _offset(zone: str | None) -> int:
    if zone is None or zone == "Z":
        return 0
    minutes = int(zone[1:3]) * 60 + int(zone[4:6])
    return minutes * _MINUTE * (-1 if zone[0] == "-" else 1)


def stretch(value: Any) -> Span | None:
    """The stretch of a date, dateTime, instant, Period or Timing; None where it says nothing."""
    if isinstance(value, str):
        return span(value)
    if not isinstance(value, dict):
        return None
    if "event" in value or "repeat" in value:
        return _timing(value)
    return _period(value)


def _period(value: Mapping[str, Any]) -> Span | None:
    start, end = span(value.get("start", "")), span(value.get("end", ""))
    if start is None and end is None:
        return None
    return start[0] if start else EARLIEST, end[1] if end else LATEST


def _timing(value: Mapping[str, Any]) -> Span | None:
    """Only the outer limits of what is scheduled count."""
    events = [each for text in value.get("event", ()) if text and (each := span(text))]
    bounds = _period(value.get("repeat", {}).get("boundsPeriod", {}))
    return _around([*events, *([bounds] if bounds else [])])


def _around(spans: Iterable[Span]) -> Span | None:
    known = list(spans)
    return (min(low for low, _ in known), max(high for _, high in known)) if known else None
