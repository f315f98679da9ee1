"""Quick tests of values of one type, that only right ones pass; a right one may fail them.

https://hl7.org/fhir/R4/datatypes.html#primitive
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gateway.validation.primitives import MAX_STRING, PRIMITIVES

_HOUR, _ZONE, _LONGEST_ZONE = 14, 19, 6
"""`2026-11-20T08:` · `30:00` · `+01:00`"""
_CLOCK = frozenset(f"{minute:02}:{second:02}" for minute in range(60) for second in range(60))
_MOST = 4_096


class Moments:
    """The test of times, which knows the hours that come again: minutes of an hour are alike."""

    def __init__(self, test: Callable[[Any], bool]) -> None:
        self._test = test
        self._hours: set[tuple[str, str]] = set()

    def __call__(self, value: str) -> bool:
        """Is it right? If `2026-11-20T08:` and `+01:00` are, so is each minute between them."""
        hour = value[:_HOUR], value[_ZONE:]
        if hour in self._hours and value[_HOUR:_ZONE] in _CLOCK:
            return True
        right = self._test(value)
        if right and len(hour[1]) <= _LONGEST_ZONE and value[_HOUR:_ZONE] in _CLOCK:
            if len(self._hours) >= _MOST:
                self._hours.clear()
            self._hours.add(hour)
        return right


def printed(value: Any) -> bool:
    """Is it a text that is right beyond doubt?"""
    return bool(value.isprintable() and value >= "!" and len(value) <= MAX_STRING)


def right(code: str) -> Callable[[Any], bool]:
    """The test of a type; of texts, it passes those that can be printed."""
    if code in ("dateTime", "instant"):
        return Moments(PRIMITIVES[code].test)
    return printed if code in ("string", "markdown") else PRIMITIVES[code].test
