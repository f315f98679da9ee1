"""Does a resource meet a criterion, by the index rows that it remembers?

Where one criterion leaves few, looking at those few is quicker than all rows of the others.
https://hl7.org/fhir/R4/search.html#prefix
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeAlias

from gateway.model import Criterion
from gateway.store import codec
from gateway.store.forms import COLUMNS, TABLES, bounded
from gateway.store.sql import Sql

Marks: TypeAlias = Sequence[Sequence[Sequence[Any]]]
"""As a row of `resource` keeps them: a list for each of `COLUMNS`, the last ones if any."""
Check: TypeAlias = Callable[[Marks], bool]

_AT = {table: at for at, table in enumerate(COLUMNS)}


def _within(low: Any, high: Any, first: Any, last: Any) -> bool:
    return bool(low <= first and last <= high)


RANGES: Mapping[str, Callable[[Any, Any, Any, Any], bool]] = MappingProxyType(
    {
        "eq": _within,
        "ne": lambda low, high, first, last: not _within(low, high, first, last),
        "gt": lambda _, high, __, last: last > high,
        "lt": lambda low, _, first, __: first < low,
        "ge": lambda low, high, first, last: last > high or _within(low, high, first, last),
        "le": lambda low, high, first, last: first < low or _within(low, high, first, last),
        "sa": lambda _, high, first, __: first > high,
        "eb": lambda low, _, __, last: last < low,
        "ap": lambda low, high, first, last: first <= high and last >= low,
    }
)
"""Prefix -> does a row's own range (the last two) meet the one asked for?"""


def check(sql: Sql, criterion: Criterion, kinds: frozenset[int]) -> Check:
    """What tells, of what a resource remembers, whether the criterion holds."""
    table = TABLES[criterion.form]
    at, kind_at = _AT[table], COLUMNS[table].index("kind")
    meets = _row(sql, criterion)
    without = criterion.way in {"not", "missing"}

    def holds(marks: Marks) -> bool:
        rows = marks[at] if at < len(marks) else ()
        return any(row[kind_at] in kinds and meets(row) for row in rows) != without

    return holds


def _row(sql: Sql, criterion: Criterion) -> Callable[[Sequence[Any]], bool]:
    if criterion.way in {"missing", "present"}:
        return lambda _: True
    if criterion.form == "uri" and criterion.way == "below":
        return _begins(sql, criterion)
    return _MEETS[criterion.form](sql, criterion)


def _token(sql: Sql, criterion: Criterion) -> Callable[[Sequence[Any]], bool]:
    asked = [
        (_system(sql, system), None if code is None else codec.short(code))
        for system, code in criterion.values
    ]
    return lambda row: any(one in {None, row[2]} and code in {None, row[1]} for one, code in asked)


def _reference(_: Sql, criterion: Criterion) -> Callable[[Sequence[Any]], bool]:
    targets = {codec.short(target) for (target,) in criterion.values}
    return lambda row: row[0] in targets


def _uri(_: Sql, criterion: Criterion) -> Callable[[Sequence[Any]], bool]:
    addresses = {codec.short(address) for (address,) in criterion.values}
    return lambda row: row[1] in addresses


def _begins(_: Sql, criterion: Criterion) -> Callable[[Sequence[Any]], bool]:
    beginnings = tuple(codec.beginning(text) for (text,) in criterion.values)
    return lambda row: row[1].startswith(beginnings)


def _ranged(sql: Sql, criterion: Criterion) -> Callable[[Sequence[Any]], bool]:
    form = criterion.form
    asked = []
    for value in criterion.values:
        key = value[1] if form == "quantity" else ""
        unit = None if form == "date" else _system(sql, key)
        asked.append((RANGES[value[0] or "eq"], unit, bounded(form, value[-2], value[-1])))
    return lambda row: any(
        (unit is None or row[1] == unit) and meets(low, high, row[-2], row[-1])
        for meets, unit, (low, high) in asked
    )


def _system(sql: Sql, uri: str | None) -> int | None:
    """The number of a code system; -1: nothing has it; None: any."""
    if uri is None:
        return None
    row = sql.execute("SELECT number FROM system WHERE uri = ?", (uri,)).fetchone()
    return int(row[0]) if row else -1


_MEETS: Mapping[str, Callable[[Sql, Criterion], Callable[[Sequence[Any]], bool]]] = (
    MappingProxyType(
        {
            "token": _token,
            "reference": _reference,
            "string": _begins,
            "uri": _uri,
            "date": _ranged,
            "number": _ranged,
            "quantity": _ranged,
        }
    )
)
"""Form -> what tells of one row whether any of a criterion's values meets it."""
