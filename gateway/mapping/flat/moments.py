"""Local times as FHIR has them, quickly: the offset of an hour is that of each minute in it.

https://hl7.org/fhir/R4/datatypes.html#dateTime
"""

from __future__ import annotations

from gateway.mapping.flaws import Flawed
from gateway.mapping.times import Clock

_MOST = 4_096
_HOUR, _MINUTE, _SECOND = 10, 12, 14
"""Digits of a time up to there: `2026112008`, `202611200830`, `20261120083000`."""


class Moments:
    """Reads what `Clock.date_time` reads, and knows the hours that come again."""

    def __init__(self, clock: Clock) -> None:
        self._read = clock.date_time
        self._hours: dict[str, tuple[str, str]] = {}

    def __call__(self, text: str) -> str | Flawed:
        """A dateTime with offset, or a date; as `Clock.date_time` says."""
        size = len(text)
        if size not in (_MINUTE, _SECOND) or not (text.isascii() and text.isdigit()):
            return self._read(text)
        known = self._hours.get(text[:_HOUR])
        if known is None:
            known = self._hour(text[:_HOUR])
        before, offset = known
        second = text[_MINUTE:] or "00"
        if not before or text[_HOUR] > "5" or second[0] > "5":
            return self._read(text)
        return f"{before}{text[_HOUR:_MINUTE]}:{second}{offset}"

    def _hour(self, hour: str) -> tuple[str, str]:
        """(what stands before the minutes, the offset); empty where minutes differ."""
        first, last = self._read(f"{hour}00"), self._read(f"{hour}59")
        known = "", ""
        if isinstance(first, str) and isinstance(last, str) and first[19:] == last[19:]:
            known = (first[:14], first[19:]) if "T" in first else known
        if len(self._hours) >= _MOST:
            self._hours.clear()
        self._hours[hour] = known
        return known
