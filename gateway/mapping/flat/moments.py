"""Local times as FHIR has them, quickly: the offset of an hour is that of each minute in it.

https://hl7.org/fhir/R4/datatypes.html#dateTime
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gateway.mapping.flaws import Flawed
from gateway.mapping.times import Clock

_MOST = 4_096
_SIXTY = frozenset(f"{number:02}" for number in range(60))
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


class Clocked:
    """Reads a cell of a time as JSON text, and knows what stands before its last two digits.

    Minutes of one hour, and seconds of one minute, differ in nothing else where the first and the
    last of them do not.
    """

    def __init__(
        self,
        read: Callable[[str], str | Flawed],
        moment: Callable[[str], str | Flawed],
        right: Callable[[Any], bool],
    ) -> None:
        """`read` reads a cell, `moment` makes a FHIR dateTime of it, `right` tests that."""
        self._read, self._moment, self._right = read, moment, right
        self._known: dict[str, tuple[str, str]] = {}

    def __call__(self, cell: str) -> str | None:
        """The time in quotes; None where anything is wrong with it."""
        known = self._known.get(cell[:-2])
        if known is not None and cell[-2:] in _SIXTY:
            return f"{known[0]}{cell[-2:]}{known[1]}"
        if known is None and cell[-3:-2] == ":" and cell[-2:] in _SIXTY:
            self._learn(cell[:-2])
        return self._said(cell)

    def _said(self, cell: str) -> str | None:
        text = self._read(cell)
        value = self._moment(text) if isinstance(text, str) else text
        return f'"{value}"' if isinstance(value, str) and self._right(value) else None

    def _learn(self, stem: str) -> None:
        first, last = self._said(f"{stem}00"), self._said(f"{stem}59")
        if first is None or last is None or len(first) != len(last):
            return
        at = last.find("59")
        while at >= 0:
            before, after = first[:at], first[at + 2 :]
            if first == f"{before}00{after}" and last == f"{before}59{after}":
                if len(self._known) >= _MOST:
                    self._known.clear()
                self._known[stem] = before, after
                return
            at = last.find("59", at + 1)
