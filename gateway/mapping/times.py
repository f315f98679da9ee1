"""Dates and times as HL7 v2 writes them, in FHIR's form; an offset is never invented.

https://www.hl7.eu/HL7v2x/v251/std251/ch02A.html#Heading98 (DTM) · https://hl7.org/fhir/R4/datatypes.html#dateTime
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from gateway.mapping.flaws import Flawed

_DTM = re.compile(
    r"(\d{4})(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(\.\d{1,9})?)?)?)?)?)?"
    r"(?:([+-])(0\d|1[0-3]):?([0-5]\d)|([+-]1400))?",
    re.ASCII,
)
_USUAL = re.compile(
    r"[12]\d{3}(?:0[1-9]|1[0-2])(?:0[1-9]|1\d|2[0-8])(?:[01]\d|2[0-3])[0-5]\d[0-5]\d"
    r"[+-](?:0\d|1[0-3])[0-5]\d",
    re.ASCII,
)
"""To the second, with offset, on a day that every month has."""
_UNKNOWN = re.compile(r"(\d{4})(?:(00)(?:[0-3]\d)?|(0[1-9]|1[0-2])00)(?:0{4}|0{6})?", re.ASCII)
"""A day of which the month or the day is 00, with no hour."""
_ISO = re.compile(
    r"(\d{4})-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d(?:\.\d{1,9})?))?"
    r"(Z|[+-]\d\d:?\d\d)?)?)?"
    r"|(\d{12}(?:\d\d(?:\.\d{1,9})?)?)(Z)",
    re.ASCII,
)
"""As ISO 8601 writes it, and HL7 v2 does not: `2026-11-29T08:00:00Z`, `20261129080000Z`."""
_NOTHING = re.compile(r"0{4}|0{6}|0{8}|0{12}|0{14}", re.ASCII)
"""A date of which nothing is known, as some systems write it."""
_TM = re.compile(r"([01]\d|2[0-3])([0-5]\d)(?:([0-5]\d)(\.\d{1,9})?)?(?:[+-]\d{4})?", re.ASCII)
_CLOCK = re.compile(
    r"(0?\d|1\d|2[0-3])(?:[:h.]([0-5]\d)(?::([0-5]\d))?|h)", re.ASCII | re.IGNORECASE
)
"""As people write it: `8:00`, `08h30`, `20h`."""
_MOST_HOURS, _MOST_DAYS = 4096, 4096
_AFTER, _NEVER = "3000", "9999"
"""Years between these nobody means: `850312` is a day without its century, no month of 8503."""
_LAST_HOUR, _LAST_MINUTE, _LEAP_SECOND = "23", "59", "60"


class Clock:
    """Reads a sender's times, by its declared zone or by none."""

    def __init__(self, zone: str | None) -> None:
        """Takes an IANA zone name; raises LookupError or ValueError where there is none."""
        self._zone = ZoneInfo(zone) if zone else None
        self._offsets: dict[str, tuple[str, str]] = {}
        self._known: dict[str, str] = {}

    def date(self, text: str) -> str | Flawed:
        """`19800229` as `1980-02-29`, `1980` as `1980`; a time behind it is left off."""
        found = _DTM.fullmatch(text)
        day = _day(found) if found else ""
        return day or _known(text) or _otherwise(text, self.date) or Flawed("value-invalid-date")

    def date_time(self, text: str) -> str | Flawed:
        """A dateTime with offset, or a date; a time of no known offset is cut to its date."""
        known = self._known.get(text)
        if known is None:
            made = self._read(text)
            if isinstance(made, Flawed):
                return made
            if len(self._known) >= _MOST_HOURS:
                self._known.clear()
            known = self._known[text] = made
        return known

    def _read(self, text: str) -> str | Flawed:  # noqa: PLR0911 - one return per kind of time
        if _USUAL.fullmatch(text):
            day, time = f"{text[:4]}-{text[4:6]}-{text[6:8]}", f"{text[8:10]}:{text[10:12]}"
            return f"{day}T{time}:{text[12:14]}{text[14:17]}:{text[17:]}"
        found = _DTM.fullmatch(text)
        day = _day(found) if found else ""
        if not found or not day:
            other = _known(text) or _otherwise(text, self._read)
            return other or Flawed("value-invalid-datetime")
        if found[4] is None:
            return day
        if found[5] is None:
            return Flawed("time-without-minutes", day)
        time = _time(found)
        if not time:
            return Flawed("value-invalid-datetime")
        if found[8] or found[11]:
            return f"{day}T{time}{_offset(found)}"
        if self._zone is None:
            return Flawed("time-cut-to-date", day)
        offset, flaw = self._local(found)
        value = f"{day}T{time}{offset}"
        return Flawed(flaw, value) if flaw else value

    def instant(self, text: str) -> str | Flawed:
        """An instant; where it would need an invented offset, or an invented hour, none."""
        made = self.date_time(text)
        value = made.value if isinstance(made, Flawed) else made
        if isinstance(value, str) and "T" not in value:
            cut = isinstance(made, Flawed) and made.rule == "time-cut-to-date"
            return Flawed("time-omitted" if cut else "time-only-a-day")
        return made

    def _local(self, found: re.Match[str]) -> tuple[str, str]:
        day = found[0][:8]
        known = self._offsets.get(day)
        if known is None:
            if len(self._offsets) >= _MOST_DAYS:
                self._offsets.clear()
            known = self._offsets[day] = self._day(found)
        return known if known[0] else self._look(found, found[4], found[5])

    def _day(self, found: re.Match[str]) -> tuple[str, str]:
        """(offset, no flaw) of all times of a day; empty where its hours begin with several."""
        year, month, day = map(int, found.group(1, 2, 3))
        start = datetime(year, month, day, tzinfo=self._zone)
        hours = {start.replace(hour=hour).utcoffset() for hour in range(24)}
        try:
            hours.add((start + timedelta(days=1)).utcoffset())
        except OverflowError:
            return "", ""
        return self._look(found, "00", "00") if len(hours) == 1 else ("", "")

    def _look(self, found: re.Match[str], hour: str, minute: str) -> tuple[str, str]:
        """(offset, flaw) of a wall-clock time in the sender's zone."""
        year, month, day = map(int, found.group(1, 2, 3))
        wall = datetime(year, month, day, int(hour), int(minute), tzinfo=self._zone)
        first = wall.utcoffset() or timedelta()
        second = wall.replace(fold=1).utcoffset() or timedelta()
        flaw = ""
        if first != second:
            flaw = "time-ambiguous" if first > second else "time-skipped"
        minutes = round(first.total_seconds() / 60)
        sign = "-" if minutes < 0 else "+"
        return f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}", flaw


def time(text: str) -> str | Flawed:
    """A time of day: `0930` as `09:30:00`; `9:30` and `9h30` too, which no table knows."""
    if found := _TM.fullmatch(text):
        return f"{found[1]}:{found[2]}:{found[3] or '00'}{found[4] or ''}"
    if found := _CLOCK.fullmatch(text):
        value = f"{found[1]:0>2}:{found[2] or '00'}:{found[3] or '00'}"
        return Flawed("time-form", value)
    return Flawed("value-invalid-time")


def _day(found: re.Match[str]) -> str:
    year, month, day = found.group(1, 2, 3)
    if year == "0000" or _AFTER <= year < _NEVER:
        return ""
    if month is None:
        return year
    if not "01" <= month <= "12":
        return ""
    if day is None:
        return f"{year}-{month}"
    if day <= "28":
        return f"{year}-{month}-{day}" if day != "00" else ""
    return f"{year}-{month}-{day}" if int(day) <= monthrange(int(year), int(month))[1] else ""


def _known(text: str) -> Flawed | None:
    """What is known of a day whose month or day is written as 00; None of any other text.

    No version of HL7 knows 00, and many registers of persons do: a day nobody remembers.
    """
    if _NOTHING.fullmatch(text):
        return Flawed("date-unknown")
    found = _UNKNOWN.fullmatch(text)
    if found is None or found[1] == "0000" or found[1] >= _AFTER:
        return None
    month = f"-{found[3]}" if found[3] else ""
    return Flawed("date-part-unknown", found[1] + month)


def _otherwise(text: str, read: Callable[[str], str | Flawed]) -> Flawed | None:
    """A date or a time as ISO 8601 writes it, read as HL7 would write it; None of any other text.

    There is one way to read it; its offset is that which stands there, and no other.
    """
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    digits = "".join(part for part in found.group(1, 2, 3, 4, 5, 6, 8) if part)
    offset = (found[7] or found[9] or "").replace(":", "")
    made = read(digits + ("+0000" if offset == "Z" else offset))
    return made if isinstance(made, Flawed) else Flawed("date-form", made)


def _time(found: re.Match[str]) -> str:
    hour, minute, second = found[4], found[5], found[6] or "00"
    if hour > _LAST_HOUR or minute > _LAST_MINUTE or second > _LEAP_SECOND:
        return ""
    return f"{hour}:{minute}:{second}{found[7] or ''}"


def _offset(found: re.Match[str]) -> str:
    if found[11]:
        return f"{found[11][:3]}:00"
    return f"{found[8]}{found[9]}:{found[10]}"
