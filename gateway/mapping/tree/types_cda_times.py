"""Points and spans of time of CDA (TS, IVL_TS) in FHIR; an offset is never invented.

https://hl7.org/fhir/R4/datatypes.html#dateTime · https://hl7.org/fhir/R4/datatypes.html#Period
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from gateway.mapping import convert
from gateway.mapping.flaws import Flawed
from gateway.mapping.tree.reading import Reading, Texts
from gateway.mapping.tree.types_cda_elements import first
from gateway.model import Node

_A_DAY = 9
"""Digits up to which what is no date may be a mistyped one."""
_SECONDS: Mapping[str, int] = MappingProxyType(
    {"s": 1, "min": 60, "h": 3600, "d": 86400, "wk": 604800}
)
"""Units of a length that are always as long."""
_MONTHS: Mapping[str, int] = MappingProxyType({"mo": 1, "a": 12})
"""Units that are as long as the calendar has it."""
_DASHED = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?)?(.*)")


def moment(reading: Reading, node: Node, to: str = "") -> Any:
    """TS as dateTime."""
    return _made(reading, node, "date_time", to)


def day(reading: Reading, node: Node) -> Any:
    """TS as date."""
    return _made(reading, node, "date", "")


def instant(reading: Reading, node: Node) -> Any:
    """TS as instant; none where its offset is not known."""
    return _made(reading, node, "instant", "")


def point(reading: Reading, node: Node) -> Any:
    """A time or a span as one dateTime: value, middle, or a start without an end."""
    for one in (node, first(node, "center")):
        if one is not None and reading.has(one, "value"):
            return moment(reading, one)
    low, high = _bound(reading, node, "low"), _bound(reading, node, "high")
    if low is not None and high is not None:
        same = reading.peek(low, "value") == reading.peek(high, "value")
        return _twice(reading, low, high) if same else None
    return moment(reading, low) if low is not None else None


def day_of(reading: Reading, node: Node) -> Any:
    """A time or a span as one date, as `point`."""
    low = _bound(reading, node, "low")
    if reading.has(node, "value") or low is None:
        return day(reading, node)
    return day(reading, low) if _bound(reading, node, "high") is None else None


def span(reading: Reading, node: Node) -> dict[str, Any] | None:
    """IVL_TS as Period; a point in time begins and ends it."""
    if reading.has(node, "value"):
        made = moment(reading, node, "start")
        return {"start": made, "end": made} if made else None
    low, high = _bound(reading, node, "low"), _bound(reading, node, "high")
    period: dict[str, Any] = {}
    for name, bound in (("start", low), ("end", high)):
        value = moment(reading, bound, name) if bound is not None else None
        if value and bound is not None:
            period[name] = _within(reading, bound, name, value)
    if high is not None and backwards(period):
        del period["end"]
        reading.mar("value-invalid", high, "value")
    if high is None and "start" in period:
        period |= _lasting(reading, first(node, "width"), period["start"])
    return period or None


def _within(reading: Reading, bound: Node, name: str, value: str) -> str:
    """The bound as FHIR has it, in the span: before the 22nd is until the 21st."""
    day = len(value) == len("2026-11-21")
    if not day or reading.peek(bound, "inclusive") != "false":
        return value
    reading.read(bound, "inclusive", name)
    step = timedelta(days=-1 if name == "end" else 1)
    try:
        return (date.fromisoformat(value) + step).isoformat()
    except OverflowError:
        return value


def _lasting(reading: Reading, width: Node | None, start: str) -> dict[str, str]:
    """The end of a span that tells how long it lasts: of whole days the last one of them."""
    if width is None:
        return {}
    length = convert.scaled_decimal(reading.peek(width, "value"))
    if not isinstance(length, Decimal) or length <= 0:
        return {}
    end = _end(start, length, reading.peek(width, "unit"))
    if not end:
        return {}
    for leaf in ("value", "unit"):
        reading.read(width, leaf, "end")
    return {"end": end}


def _end(start: str, length: Decimal, unit: str) -> str:
    """When a span ends that lasts so long; empty where nobody can say."""
    try:
        if unit in _MONTHS:
            return _months_after(start, length * _MONTHS[unit])
        return _after(start, timedelta(seconds=float(length * _SECONDS[unit])))
    except (KeyError, ValueError, OverflowError):
        return ""


def _months_after(start: str, months: Decimal) -> str:
    """The last day of so many months: until the 11th of what began on the 12th."""
    if months % 1 or len(start) < len("2026-11-21"):
        return ""
    begun = date.fromisoformat(start[:10])
    year, month = divmod(begun.month - 1 + int(months), 12)
    first_of = date(begun.year + year, month + 1, 1)
    days = monthrange(first_of.year, first_of.month)[1]
    same = first_of.replace(day=min(begun.day, days))
    whole = len(start) == len("2026-11-21") and begun.day <= days
    return (same - timedelta(days=int(whole))).isoformat()


def _after(start: str, lasts: timedelta) -> str:
    if len(start) == len("2026-11-21"):
        days = lasts - timedelta(days=1)
        return "" if lasts % timedelta(days=1) else (date.fromisoformat(start) + days).isoformat()
    return (datetime.fromisoformat(start) + lasts).isoformat() if "T" in start else ""


def undated(reading: Reading, node: Node) -> str | None:
    """Why a document has no date: neither it nor an author tells one that can be read."""
    places = [one for one in (first(node, "effectiveTime"), *_authored(node)) if one is not None]
    mark = reading.mark()
    told = any(point(reading, one) for one in places)
    reading.undo(mark)
    return None if told else "unknown"


def unread(reading: Reading, node: Node) -> str | None:
    """Why something has no time: neither a moment nor an end of a span can be read."""
    mark = reading.mark()
    ends = (first(node, name) for name in ("low", "high", "center"))
    told = any(point(reading, one) for one in (node, *ends) if one is not None)
    reading.undo(mark)
    return None if told else "unknown"


def _authored(node: Node) -> list[Node | None]:
    return [first(one, "time") for one in node.children() if one.name == "author"]


def backwards(period: dict[str, Any]) -> bool:
    """Does a period end before it begins, as far as both are told?"""
    start, end = period.get("start", "")[:10], period.get("end", "")[:10]
    most = min(len(start), len(end))
    return most > 0 and end[:most] < start[:most]


def _bound(reading: Reading, node: Node, name: str) -> Node | None:
    found = first(node, name)
    return found if found is not None and reading.has(found, "value") else None


def _twice(reading: Reading, low: Node, high: Node) -> Any:
    reading.read(high, "value")
    return moment(reading, low)


def _made(reading: Reading, node: Node, kind: str, to: str) -> Any:
    text = reading.peek(node, "value")
    return reading.convert(node, "value", text, _reader(reading, kind), to) if text else None


def _reader(reading: Reading, kind: str) -> Texts:
    read: Texts = getattr(reading.clock, kind)

    def reader(text: str) -> Any:
        dashed = _DASHED.fullmatch(text)
        made = read(_compact(dashed)) if dashed else read(text)
        unread = isinstance(made, Flawed) and made.value is None
        return _day_at_least(reading, text) or made if unread else made

    return reader


def _day_at_least(reading: Reading, text: str) -> Flawed | None:
    """The day of a time whose hour nobody can read."""
    made = reading.clock.date(text[:8]) if len(text) > _A_DAY else None
    return Flawed("time-cut-to-date", made) if isinstance(made, str) else None


def _compact(found: re.Match[str]) -> str:
    """A time written as XML Schema does, as HL7 does."""
    rest = {"Z": "+0000"}.get(found[7], found[7].replace(":", ""))
    return "".join(part or "" for part in found.groups()[:6]) + rest
