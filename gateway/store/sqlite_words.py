"""How rows go in by the handful, and how words that come again and again become numbers.

Few large statements instead of many small ones: each lets go of the interpreter once.
https://www.sqlite.org/lang_insert.html
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any, TypeAlias

from gateway.store.packing import Mark

Tokens: TypeAlias = list[tuple[int, str, int]]
"""(kind, value, system)"""
References: TypeAlias = list[tuple[str, int]]
"""(target, kind)"""

_SIZES = (64, 32, 16, 8, 4, 2, 1)
_ASKED = (1, 2, 4, 8, 16, 24, 32, 40, 48, 56, 64)
_REMEMBERED = 10_000


def many(sql: sqlite3.Connection, insert: str, width: int, values: Sequence[Any]) -> None:
    """Insert rows of so many columns, values one after the other; `insert` ends in VALUES."""
    start = 0
    holes = "(" + ",".join("?" * width) + ")"
    for size in _SIZES:
        while len(values) - start >= size * width:
            run = values[start : start + size * width]
            sql.execute(f"{insert} {','.join([holes] * size)}", run)
            start += size * width


def where_in(sql: sqlite3.Connection, statement: str, values: Sequence[Any]) -> list[Any]:
    """Run the statement for any of the values and give all its rows; it ends in IN."""
    found: list[Any] = []
    for start in range(0, len(values), _ASKED[-1]):
        run = values[start : start + _ASKED[-1]]
        size = next(size for size in _ASKED if size >= len(run))
        # Padding with the last value keeps the number of different statements small.
        padded = (*run, *[run[-1]] * (size - len(run)))
        found += sql.execute(f"{statement} ({','.join('?' * size)})", padded).fetchall()
    return found


class Words:
    """Numbers of kinds and code systems, remembered until a transaction is rolled back."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection
        self._kinds: dict[tuple[str, str, tuple[str, ...]], int] = {}
        self._systems: dict[str, int] = {}
        self._types: dict[str, int] = {}

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

    def numbered(self, kind: str, marks: Sequence[Mark]) -> tuple[Tokens, References]:
        """The index rows of one resource of that type, without its row id."""
        tokens: Tokens = []
        references: References = []
        for form, params, value, system in marks:
            number = self._kind((form, kind, params))
            if form == "reference":
                references.append((value, number))
            else:
                tokens.append((number, value, self._system(system)))
        return tokens, references

    def _kind(self, key: tuple[str, str, tuple[str, ...]]) -> int:
        number = self._kinds.get(key)
        if number is None:
            form, kind, params = key
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
        return int(found[0]) if found else int(self._sql.execute(insert, key).lastrowid or 0)
