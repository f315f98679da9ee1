"""How rows go in by the handful, and how words that come again and again become numbers.

Few large statements instead of many small ones: each lets go of the interpreter once.
https://www.sqlite.org/lang_insert.html
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from gateway.store.forms import COLUMNS, TABLES
from gateway.store.packing import Mark
from gateway.store.sql import Sql

Found: TypeAlias = list[list[tuple[Any, ...]]]
"""By which rows a resource is found, without its own number: a list for each of `COLUMNS`."""

_SIZES = (64, 48, 32, 24, 16, 12, 8, 6, 4, 3, 2, 1)
_ASKED = (1, 2, 4, 8, 16, 24, 32, 40, 48, 56, 64)
_REMEMBERED = 10_000
_FIRST = 2
"""Tables that a row of `resource` always names; the others where there is something in them."""
_AT = {table: at for at, table in enumerate(COLUMNS)}


def many(  # noqa: PLR0913, PLR0917 - a statement has its parts
    sql: Sql, insert: str, width: int, values: Sequence[Any], tail: str = "", most: int = 64
) -> int:
    """Insert rows of so many columns, values one after the other; `insert` ends in VALUES.

    Gives how many there are more by it.
    """
    start, written, left = 0, 0, len(values)
    for size in _SIZES if left else ():
        step = size * width
        while step <= left and size <= most:
            run = values if step == len(values) else values[start : start + step]
            written += sql.execute(_inserting(insert, width, size, tail), run).rowcount
            start, left = start + step, left - step
    return written


@lru_cache(maxsize=512)
def _inserting(insert: str, width: int, size: int, tail: str) -> str:
    """The statement for so many rows: its text is long, and is made once."""
    holes = "(" + ",".join("?" * width) + ")"
    return f"{insert} {','.join([holes] * size)}{tail}"


def where_in(sql: Sql, statement: str, values: Sequence[Any], tail: str = "") -> list[Any]:
    """Run the statement for any of the values and give all its rows; it ends in IN."""
    found: list[Any] = []
    for start in range(0, len(values), _ASKED[-1]):
        run = values[start : start + _ASKED[-1]]
        size = next(size for size in _ASKED if size >= len(run))
        # Padding with the last value keeps the number of different statements small.
        padded = (*run, *[run[-1]] * (size - len(run)))
        found += sql.execute(f"{statement} ({','.join('?' * size)}){tail}", padded).fetchall()
    return found


def remove_in(sql: Sql, statement: str, values: Sequence[Any]) -> None:
    """Run the statement, which gives no rows, for any of the values: `{}` is their list."""
    for start in range(0, len(values), _ASKED[-1]):
        run = values[start : start + _ASKED[-1]]
        size = next(size for size in _ASKED if size >= len(run))
        padded = (*run, *[run[-1]] * (size - len(run)))
        sql.execute(statement.format(f"({','.join('?' * size)})"), padded)


def lean(found: Found) -> Found:
    """As a row of `resource` remembers it: those of HL7 v2 have rows in two tables only."""
    return found if any(found[_FIRST:]) else found[:_FIRST]


class Words:
    """Numbers of kinds and code systems, remembered until a transaction is rolled back."""

    def __init__(self, connection: Sql) -> None:
        self._sql = connection
        self._kinds: dict[tuple[str, str, tuple[str, ...]], int] = {}
        self._systems: dict[str, int] = {}
        self._types: dict[str, int] = {}
        self.new_kinds = False
        """Were there any since somebody who wants to know set this back?"""

    def forget(self) -> None:
        """After a rollback: numbers given in it are gone."""
        self._kinds.clear()
        self._systems.clear()
        self._types.clear()

    def type(self, name: str) -> int:
        """The number of a resource type."""
        number = self._types.get(name)
        if number is None:
            number = self._types[name] = self._intern(
                "SELECT number FROM type WHERE name = ?",
                "INSERT INTO type (name) VALUES (?)",
                (name,),
            )
        return number

    def numbered(self, kind: str, marks: Sequence[Mark]) -> Found:
        """The index rows of one resource of that type, without its row id."""
        found: Found = [[] for _ in COLUMNS]
        kinds, systems = self._kinds, self._systems
        for form, params, place in marks:
            key = form, kind, params
            number = kinds[key] if key in kinds else self._kind(key)
            row: tuple[Any, ...]
            if form == "token":
                system = place[1]
                numbered = systems[system] if system in systems else self._system(system)
                found[0].append((number, place[0], numbered))
                continue
            if form == "reference":
                row = (place[0], number)
            elif TABLES[form] == "amount":
                row = (number, self._system(place[0]), *place[1:])
            else:
                row = (number, *place)
            found[_AT[TABLES[form]]].append(row)
        return found

    def _kind(self, key: tuple[str, str, tuple[str, ...]]) -> int:
        number = self._kinds.get(key)
        if number is None:
            form, kind, params = key
            self.new_kinds = True
            number = self._kinds[key] = self._intern(
                "SELECT number FROM kind WHERE form = ? AND type = ? AND params = ?",
                "INSERT INTO kind (form, type, params) VALUES (?, ?, ?)",
                (form, kind, f" {' '.join(params)} "),
            )
        return number

    def _system(self, uri: str) -> int:
        number = self._systems.get(uri)
        if number is None:
            if len(self._systems) >= _REMEMBERED:
                self._systems.clear()
            number = self._systems[uri] = self._intern(
                "SELECT number FROM system WHERE uri = ?",
                "INSERT INTO system (uri) VALUES (?)",
                (uri,),
            )
        return number

    def _intern(self, select: str, insert: str, key: tuple[str, ...]) -> int:
        found = self._sql.execute(select, key).fetchone()
        if found is None:
            insert = f"{insert} ON CONFLICT DO NOTHING"
            self._sql.execute(insert, key)
            found = self._sql.execute(select, key).fetchone()
        return int(found[0])
