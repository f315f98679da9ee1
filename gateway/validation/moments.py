"""Dates and moments, as FHIR writes them: whole or in part, with leap seconds.

What looks as most of them do is read by the standard library at once; a table remembers the zones.
https://hl7.org/fhir/R4/datatypes.html#dateTime
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Any

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_ZONE = r"(Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))"
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?" + _ZONE, re.ASCII)
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?", re.ASCII)
_zone = re.compile(_ZONE, re.ASCII).fullmatch
_DAY = 10
"""Characters of a whole date."""
_MILLI = 4
"""Characters of a point and thousandths of a second."""
_read = datetime.fromisoformat
_zones: set[str] = set()
"""Zones that were met: there are no more right ones than minutes in a day."""


@lru_cache(maxsize=4096)
def day(text: str) -> bool:
    """Is it a date, whole or in part, that the calendar has?"""
    match = _DATE.fullmatch(text)
    if match is None:
        return False
    year, month, number = match.groups(default="1")
    try:
        date(int(year), int(month), int(number))
    except ValueError:
        return False
    return True


def date_(value: Any) -> bool:
    """Is it a date?"""
    return value.__class__ is str and day(value)


def instant(value: Any) -> bool:
    """Is it a moment, to the second, with its zone?"""
    return (
        value.__class__ is str
        and value[_DAY : _DAY + 1] == "T"
        and day(value[:_DAY])
        and _CLOCK.fullmatch(value, _DAY + 1) is not None
    )


def datetime_(value: Any) -> bool:
    """Is it a date, or a moment?"""
    if value.__class__ is not str:
        return False
    return instant(value) if value[_DAY : _DAY + 1] == "T" else day(value)


def time_(value: Any) -> bool:
    """Is it a time of day?"""
    return value.__class__ is str and _TIME.fullmatch(value) is not None


def sure_date(value: str) -> bool:
    """Whether a text is surely a whole date."""
    if len(value) != _DAY or value[4::3] != "--":
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def sure_moment(value: str) -> bool:
    """Whether a text is surely a moment to the second, or to a thousandth of one.

    Where the marks stand as they must, the standard library takes nothing but digits between.
    """
    if value[4:19:3] != "--T::" or value[11:13] > "23":
        return False
    zone = value[19:]
    if zone[:1] == ".":
        zone = zone[_MILLI:]
    if zone not in _zones and not _fresh(zone):
        return False
    try:
        _read(value)
    except ValueError:
        return False
    return True


def whole(value: str) -> bool:
    """Whether a text is surely a moment to the second, in a zone that was met before."""
    if value[19:] not in _zones or value[4:19:3] != "--T::" or value[11:13] > "23":
        return False
    try:
        _read(value)
    except ValueError:
        return False
    return True


def surely(value: str) -> bool:
    """Whether a text is surely a whole date, or a moment."""
    return sure_moment(value) if len(value) > _DAY else sure_date(value)


def _fresh(zone: str) -> bool:
    """Whether it is a zone, which is remembered."""
    if _zone(zone) is None:
        return False
    _zones.add(zone)
    return True
