"""Rows of resources that differ in a few bytes only, put in by one statement that counts.

The results of a report lie one behind the other, and their rows say the same but for id, body and
codes. Spelled out, thirty rows are four hundred values, each bound and unbound by itself; as three
texts that are cut by number they take a quarter of the time.
https://www.sqlite.org/lang_with.html#recursive_query_examples
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, TypeAlias

from gateway.store.sql import Sql
from gateway.store.words import many

Row: TypeAlias = tuple[Any, ...]
"""As `writing.Writer` makes it for `resource`."""
WIDTH = 13
"""Columns of `resource`: the last one is another in each database."""
FEWEST = 4
"""Rows that are worth a statement of their own."""
_RID, _TYPE, _KEY, _BODY, _CLOCKS, _CODES = 0, 1, 2, 10, 11, 12
_ALIKE = slice(3, 10)
"""From the version to the marks."""
_PLAIN = "INSERT INTO resource VALUES"
_COUNTED = (
    "WITH RECURSIVE counted (n) AS"
    " (SELECT 0 UNION ALL SELECT n + 1 FROM counted WHERE n + 1 < ?)"
    " INSERT INTO resource SELECT ? + n, ?, substr(?, n * ? + 1, ?), ?, ?, ?, ?, ?, ?, ?,"
    " substr(?, n * ? + 1, ?), ?, substr(?, n * ? + 1, ?) FROM counted"
)


def put(sql: Sql, rows: Sequence[Row]) -> None:
    """Insert them all."""
    left: list[Row] = []
    for run in _runs(rows):
        if len(run) < FEWEST or run[0][_CODES] == b"":
            left += run
        else:
            sql.execute(_COUNTED, _values(run))
    plain(sql, left)


def plain(sql: Sql, rows: Sequence[Row]) -> None:
    """The same, each row spelled out."""
    many(sql, _PLAIN, WIDTH, [*chain.from_iterable(rows)])


def _runs(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """Rows one behind the other that differ in nothing but what may differ, nor in its lengths."""
    begin, last = 0, None
    for at, row in enumerate(rows):
        codes = row[_CODES]
        alike = (
            *(row[_RID] - at, row[_TYPE], row[_ALIKE], row[_CLOCKS]),
            *(len(row[_KEY]), len(row[_BODY]), codes and len(codes)),
        )
        if alike != last:
            if begin < at:
                yield rows[begin:at]
            begin, last = at, alike
    if rows:
        yield rows[begin:]


def _values(run: Sequence[Row]) -> Row:
    first = run[0]
    return (
        *(len(run), first[_RID], first[_TYPE], *_joined(run, _KEY), *first[_ALIKE]),
        *(*_joined(run, _BODY), first[_CLOCKS], *_joined(run, _CODES)),
    )


def _joined(run: Sequence[Row], at: int) -> tuple[bytes | None, int, int]:
    """What differs, one behind the other, and how long each is."""
    if run[0][at] is None:
        return None, 0, 0
    size = len(run[0][at])
    return b"".join([row[at] for row in run]), size, size
