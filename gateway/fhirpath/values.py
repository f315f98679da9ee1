"""The values that FHIRPath has and JSON has not: dates and times of any precision, quantities.

https://hl7.org/fhirpath/N1/#literals
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from gateway.fhirpath.errors import FhirPathError

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_TIME = re.compile(r"(\d\d)(?::(\d\d)(?::(\d\d)(?:\.(\d+))?)?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
_DAY = 3
_HOUR = 4
_SECOND = 6
_CLOCK = 3
MOST_DIGITS = 2000
"""Digits of a number that is written out."""
_LOWEST = (0, 1, 1, 0, 0, 0)
_HIGHEST = (9999, 12, 31, 23, 59, 60)


@dataclass(frozen=True, slots=True)
class Moment:
    """A Date, DateTime or Time, as precise as it was written."""

    kind: str
    """Date, DateTime or Time."""
    fields: tuple[int, ...]
    """Year, month, day, hour, minute, second as far as known; a Time begins with the hour."""
    fraction: str = ""
    """Digits after the second's point, as written."""
    offset: int | None = None
    """Minutes east of Greenwich; None where it was not said."""

    def __str__(self) -> str:
        shift = 0 if self.kind != "Time" else _DAY
        names = [f"{n:0{4 if i + shift == 0 else 2}d}" for i, n in enumerate(self.fields)]
        day, clock = "-".join(names[: _DAY - shift]), ":".join(names[_DAY - shift :])
        clock += f".{self.fraction}" if self.fraction else ""
        text = clock if self.kind == "Time" else f"{day}T{clock}" if clock else day
        return text + _zone(self.offset)

    def exact(self) -> tuple[int | Decimal, ...]:
        """The fields, second and fraction being one number."""
        whole = _CLOCK if self.kind == "Time" else _SECOND
        if len(self.fields) < whole:
            return self.fields
        return (*self.fields[:-1], Decimal(f"{self.fields[-1]}.{self.fraction or '0'}"))


def _zone(offset: int | None) -> str:
    if offset is None:
        return ""
    if offset == 0:
        return "Z"
    return f"{'-' if offset < 0 else '+'}{abs(offset) // 60:02d}:{abs(offset) % 60:02d}"


def moment(kind: str, text: str) -> Moment | None:
    """The Date, DateTime or Time that the text writes, or None where it writes none."""
    if kind == "Time":
        return _time(text)
    day, mark, clock = text.partition("T")
    found = _DATE.fullmatch(day)
    if found is None or (kind == "Date" and mark):
        return None
    fields = tuple(int(part) for part in found.groups() if part is not None)
    if not _real(fields) or (clock and len(fields) < _DAY):
        return None
    if not clock:
        return Moment(kind, fields)
    rest = _time(clock, zoned=True)
    return rest and Moment(kind, fields + rest.fields, rest.fraction, rest.offset)


def _time(text: str, *, zoned: bool = False) -> Moment | None:
    found = _TIME.fullmatch(text)
    if found is None or (found[5] and not zoned):
        return None
    fields = tuple(int(part) for part in found.groups()[:3] if part is not None)
    if any(n > top for n, top in zip(fields, _HIGHEST[_DAY:], strict=False)):
        return None
    return Moment("Time", fields, found[4] or "", _offset(found[5]))


def _real(fields: tuple[int, ...]) -> bool:
    if len(fields) > 1 and not 1 <= fields[1] <= 12:  # noqa: PLR2004 - months
        return False
    return len(fields) < _DAY or 1 <= fields[2] <= monthrange(fields[0] or 4, fields[1])[1]


def _offset(text: str | None) -> int | None:
    if text is None:
        return None
    if text == "Z":
        return 0
    minutes = int(text[1:3]) * 60 + int(text[4:6])
    return -minutes if text[0] == "-" else minutes


def compare(left: Moment, right: Moment) -> int | None:
    """-1, 0 or 1; None where their precision does not tell, or only one knows its offset."""
    if (left.kind == "Time") != (right.kind == "Time"):
        return None
    known = (left.offset is None) == (right.offset is None)
    if not known and min(len(left.fields), len(right.fields)) >= _HOUR:
        return _apart(left, right)
    first, second = in_utc(left).exact(), in_utc(right).exact()
    for one, other in zip(first, second, strict=False):
        if one != other:
            return -1 if one < other else 1
    return 0 if len(first) == len(second) else None


def _apart(left: Moment, right: Moment) -> int | None:
    """The order of two moments of which one lacks an offset: told only more than a day apart."""
    gap = _datetime(left) - _datetime(right)
    if abs(gap) <= timedelta(hours=26):
        return None
    return -1 if gap < timedelta(0) else 1


def _datetime(value: Moment) -> datetime:
    year, month, day, hour, minute, second = value.fields + _LOWEST[len(value.fields) :]
    return datetime(max(year, 1), month, day, hour, minute, min(second, 59), tzinfo=UTC)


def in_utc(value: Moment) -> Moment:
    """The same moment at Greenwich, where its offset is known and it has an hour."""
    if value.offset is None or len(value.fields) < _HOUR or value.kind == "Time":
        return value
    return _shifted(value, timedelta(minutes=-value.offset), 0)


def _shifted(value: Moment, by: timedelta, offset: int | None) -> Moment:
    try:
        at = _datetime(value) + by
    except OverflowError:
        return value
    fields = (at.year, at.month, at.day, at.hour, at.minute, at.second)[: len(value.fields)]
    return Moment(value.kind, fields, value.fraction, offset)


def equal(left: Moment, right: Moment) -> bool | None:
    """Are they the same moment? None where their precision does not tell."""
    if (left.kind == "Time") != (right.kind == "Time"):
        return False
    order = compare(left, right)
    return None if order is None else order == 0


def of(at: datetime) -> Moment:
    """A DateTime, to the millisecond, with its offset where it has one."""
    shift = at.utcoffset()
    offset = None if shift is None else int(shift.total_seconds() // 60)
    fields = (at.year, at.month, at.day, at.hour, at.minute, at.second)
    return Moment("DateTime", fields, f"{at.microsecond // 1000:03d}", offset)


def plus_months(value: Moment, months: int) -> Moment | None:
    """That many months later; the last day of the month where the day is missing there."""
    year, month = (*value.fields, 1)[:2]
    year, month = divmod(year * 12 + month - 1 + months, 12)
    if not 1 <= year <= _HIGHEST[0]:
        return None
    fields = (year, month + 1, *value.fields[2:])[: len(value.fields)]
    if len(fields) >= _DAY:
        fields = (*fields[:2], min(fields[2], monthrange(year, month + 1)[1]), *fields[3:])
    return Moment(value.kind, fields, value.fraction, value.offset)


def plus_time(value: Moment, by: timedelta) -> Moment | None:
    """That much later, no more precise than it was."""
    if value.kind == "Time":
        return _plus_clock(value, by)
    digits = len(value.fraction)
    micro = timedelta(microseconds=int((value.fraction + "000000")[:6]))
    try:
        at = _datetime(value) + micro + by
    except OverflowError:
        return None
    fields = (at.year, at.month, at.day, at.hour, at.minute, at.second)[: len(value.fields)]
    fraction = f"{at.microsecond:06d}"[: max(digits, 3)] if digits or at.microsecond else ""
    whole = len(value.fields) >= _SECOND
    return Moment(value.kind, fields, fraction if whole else "", value.offset)


def _plus_clock(value: Moment, by: timedelta) -> Moment | None:
    day = Moment("DateTime", (2000, 1, 1, *value.fields), value.fraction)
    moved = plus_time(day, by)
    return moved and Moment("Time", moved.fields[_DAY:], moved.fraction)


def written(number: Decimal) -> str:
    """The number without an exponent; raises FhirPathError where that has too many digits."""
    if abs(number.adjusted()) > MOST_DIGITS or -int(number.as_tuple().exponent) > MOST_DIGITS:
        raise FhirPathError("a number has too many digits")
    return f"{number:f}"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and its unit."""

    value: Decimal
    unit: str = "1"
    """UCUM code, or a calendar word in the singular."""
    calendar: bool = False
    recorded: bool = field(default=False, compare=False)
    """It stands in a record, where UCUM's years and months are those of the calendar."""

    def __str__(self) -> str:
        if self.calendar:
            return f"{written(self.value)} {self.unit}"
        return f"{written(self.value)} '{self.unit}'"


@dataclass(frozen=True, slots=True)
class TypeName:
    """What `type()` answers."""

    namespace: str
    name: str
