"""When does a value of an index row match one that is searched for? As SQL conditions.

https://hl7.org/fhir/R4/search.html#token · https://hl7.org/fhir/R4/search.html#prefix
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain

from gateway.store import codec
from gateway.store.ranges import Where

NEVER = Where("1 = 0", ())
ALWAYS = Where("1 = 1", ())
_LAST = chr(0x10FFFF)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAYS = 2_900_000
"""Days after 1970 up to the year 9909: beyond them nothing is told from endless."""
_OLDEST = -719_000


_TOGETHER = 100
"""Conditions that stand in one row: SQLite reads no deeper than a thousand, one in another."""


def among(column: str, values: Sequence[object]) -> Where:
    """Any of these values may stand there: a search may mean thousands."""
    if not values:
        return NEVER
    if len(values) == 1:
        return Where(f"({column} = ?)", tuple(values))
    return Where(f"({column} IN ({', '.join('?' * len(values))}))", tuple(values))


def either(parts: Sequence[Where]) -> Where:
    """Any of these conditions may hold."""
    if not parts:
        return NEVER
    while len(parts) > _TOGETHER:
        starts = range(0, len(parts), _TOGETHER)
        parts = [_or(parts[start : start + _TOGETHER]) for start in starts]
    return _or(parts)


def _or(parts: Sequence[Where]) -> Where:
    text = " OR ".join(part.text for part in parts)
    return Where(f"({text})", tuple(chain.from_iterable(part.values for part in parts)))


def targets(values: Sequence[tuple[str, ...]]) -> Where:
    """Rows that name any of these."""
    return among("target", [codec.short(target) for (target,) in values])


def addresses(values: Sequence[tuple[str, ...]]) -> Where:
    """Rows of any of these addresses."""
    return among("value", [codec.short(address) for (address,) in values])


def tokens(values: Sequence[tuple[str | None, ...]]) -> Where:
    """Rows of any of these codes; see `Criterion`."""
    return either([_coded(*value) for value in values])


def _coded(system: str | None, code: str | None) -> Where:
    """See `Criterion`."""
    value = [] if code is None else [Where("value = ?", (codec.short(code),))]
    if system is None:
        return value[0] if value else ALWAYS
    parts = [Where("system = (SELECT number FROM system WHERE uri = ?)", (system,)), *value]
    return Where(
        "(" + " AND ".join(part.text for part in parts) + ")",
        tuple(value for part in parts for value in part.values),
    )


def begins(values: Sequence[tuple[str, ...]]) -> Where:
    """Texts that begin with any of these: in the order of code points they lie together."""
    found = []
    for (text,) in values:
        first = codec.beginning(text)
        end = _after(first)
        if end:
            found.append(Where("(value >= ? AND value < ?)", (first, end)))
        else:
            found.append(Where("value >= ?", (first,)))
    return either(found)


def _after(text: str) -> str:
    """The least text that comes after all that begin with this one; empty: there is none."""
    text = text.rstrip(_LAST)
    if not text:
        return ""
    number = ord(text[-1]) + 1
    # Between these two lie halves of characters, which no text holds.
    return text[:-1] + chr(0xE000 if number == 0xD800 else number)  # noqa: PLR2004


def moments(prefix: str, low: int, high: int) -> Iterator[Where]:
    """The same as of ranges, of something that is one moment."""
    first, last = _instant(low), _instant(high)
    match prefix:
        case "ne":
            yield Where("({0} < ? OR {0} > ?)", (first, last))
        case "gt" | "sa":
            yield Where("{0} > ?", (last,))
        case "lt" | "eb":
            yield Where("{0} < ?", (first,))
        case "ge":
            yield Where("{0} >= ?", (first,))
        case "le":
            yield Where("{0} <= ?", (last,))
        case _:
            yield Where("({0} >= ? AND {0} <= ?)", (first, last))


def _instant(moment: int) -> str:
    days = moment // 86_400_000_000
    bounded = max(_OLDEST, min(_DAYS, days)) * 86_400_000_000 + moment % 86_400_000_000
    return (_EPOCH + timedelta(microseconds=bounded)).isoformat()
