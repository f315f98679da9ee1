"""Moments of KMEHR (a date with or without its time, a month, a year) as FHIR's dates.

https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema (momentType, dateType) ·
https://hl7.org/fhir/R4/datatypes.html#dateTime
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from gateway.mapping import times
from gateway.mapping.flaws import Flawed
from gateway.mapping.tree.reading import TEXT, Reading
from gateway.mapping.tree.types_kmehr_codes import first
from gateway.model import Node

_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:Z|[+-]\d\d:\d\d)?", re.ASCII)
_TIME = re.compile(r"(\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
_PART = re.compile(r"\d{4}(-\d\d)?", re.ASCII)

Read = Callable[[str], Any]


def date_time(reading: Reading, node: Node) -> str | None:
    """When, as exactly as it is said; a time of no known offset is cut to its date."""
    return _moment(reading, node, reading.clock.date_time)


def until(reading: Reading, node: Node) -> str | None:
    """When it ended; None where it began later than that: FHIR has no such span."""
    return None if reversed_(reading, node) else date_time(reading, node)


def before(reading: Reading, node: Node) -> dict[str, str] | None:
    """An end that comes before the beginning, in words."""
    if not reversed_(reading, node):
        return None
    told = [reading.read(one, TEXT, "text") for one in node.children()]
    return {"text": f"End before the beginning: {' '.join(filter(None, told))}"}


def reversed_(reading: Reading, end: Node) -> bool:
    """Does what an item says of its beginning come after this end?"""
    item = reading.parent(end)
    begin = first(item, "beginmoment") if item is not None else None
    if begin is None:
        return False
    said, at = _sortable(reading, begin), _sortable(reading, end)
    size = min(len(said), len(at))
    return said[:size] > at[:size]


def _sortable(reading: Reading, moment: Node) -> str:
    """A moment as text that sorts, as exactly as it is said; empty where that is in words."""
    names = ("date", "yearmonth", "year")
    days = [reading.peek(one, TEXT) for one in map(first, [moment] * 3, names) if one is not None]
    clock = first(moment, "time")
    day = days[0][:10] if days else ""
    exact = clock is not None and len(day) == len("2026-11-28")
    return f"{day}T{reading.peek(clock, TEXT)[:8]}" if exact and clock is not None else day


def instant(reading: Reading, node: Node) -> str | None:
    """When, to the second, with its offset."""
    return _moment(reading, node, reading.clock.instant)


def undated(reading: Reading, node: Node) -> str | None:
    """`unknown` where the instant cannot be told, since nobody knows the offset."""
    mark = reading.mark()
    known = instant(reading, node)
    reading.undo(mark)
    return None if known else "unknown"


def dateless(reading: Reading, node: Node) -> str | None:
    """`unknown` where no day is told, nor when in words; of a transaction, nor by its message."""
    mark = reading.mark()
    header = first(reading.root, "header") if node.name == "transaction" else first(node, "text")
    known = [date_time(reading, one) for one in (node, header) if one is not None]
    in_words = header is not None and header.name == "text" and reading.has(header, TEXT)
    reading.undo(mark)
    return None if any(known) or in_words else "unknown"


def date(reading: Reading, node: Node) -> str | None:
    """On which day; a time beside it stays unread."""
    return _day(reading, node, reading.clock.date)


def _moment(reading: Reading, node: Node, convert: Read) -> str | None:
    day, time = first(node, "date"), first(node, "time")
    if day is None or time is None:
        return _day(reading, node, convert)
    text = _DATE.fullmatch(reading.peek(day, TEXT))
    clock = _TIME.fullmatch(reading.peek(time, TEXT))
    if not text or not clock:
        reading.mar("value-invalid-time", time)
        return _day(reading, node, convert)
    offset = (clock[4] or "").replace("Z", "+00:00")
    whole = f"{text[1]}T{clock[1]}:{clock[2]}:{clock[3] or '00'}{offset}"
    made = reading.convert(time, TEXT, re.sub(r"[-:T](?=\d\d)", "", whole[:19]) + offset, convert)
    if made is None:
        return _day(reading, node, convert)  # an hour that there is not takes no day away
    reading.read(day, TEXT)
    found: str | None = made
    return found


def _day(reading: Reading, node: Node, convert: Read) -> str | None:
    for name in ("date", "yearmonth", "year"):
        if (found := first(node, name)) is not None and reading.has(found, TEXT):
            made: str | None = reading.convert(
                found, TEXT, reading.peek(found, TEXT), _plain(convert)
            )
            return made
    return None


def _plain(convert: Read) -> Read:
    def made(text: str) -> Any:
        found = _DATE.fullmatch(text)
        whole = found[1] if found else text
        if not found and not _PART.fullmatch(whole):
            return Flawed("value-invalid-date")
        return convert(whole.replace("-", ""))

    return made


def time_of_day(reading: Reading, node: Node) -> str | None:
    """A time of day: `07:30:00`."""

    def read(text: str) -> Any:
        found = _TIME.fullmatch(text.zfill(5) if text[1:2] == ":" else text)  # `8:00`
        return times.time("".join(found.groups("")[:3])) if found else Flawed("value-invalid-time")

    found: str | None = reading.convert(node, TEXT, reading.peek(node, TEXT), read)
    return found
