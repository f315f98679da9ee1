"""From one store to another, whatever databases they are: every row, and the proof of it.

https://www.postgresql.org/docs/current/sql-copy.html
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from gateway.store.cluster import LOW
from gateway.store.contract import Refused
from gateway.store.pages import Pages
from gateway.store.sql import Sql
from gateway.store.tables import TABLES, ordered
from gateway.store.words import many

SLICE = 500
_DATED = ("resource", "history")
"""Tables of bodies: their rows say in PostgreSQL when their message came, and share no page."""
Told = Callable[[str, int], None]
"""Is told which table is there, and how many rows it has."""


def copy(source: Sql, target: Sql, told: Told, *, dated: tuple[bool, bool]) -> None:
    """Copy all rows; `dated`: is the source PostgreSQL, is the target?

    The target is empty, both are inside a transaction, and nobody writes to either. Raises Refused
    where the target holds something, or where after all it has not what the source has.
    """
    for table in ("journal", "resource"):
        if target.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone():  # noqa: S608 - our own words
            raise Refused("the store to copy to is not empty")
    for table in ("identity", "system", "indexed"):
        target.execute(f"DELETE FROM {table}")  # noqa: S608 - our own words
    for table in TABLES:
        _table(source, target, table, dated=dated)
    if dated == (False, True):
        target.execute(
            "INSERT INTO accepted SELECT sender, key, seq, receipt FROM journal"
            " WHERE status = 'accepted'"
        )
    elif dated == (True, True):
        for rows in _slices(
            source, "SELECT sender, key, seq, receipt FROM accepted", 2, "sender, key"
        ):
            many(target, "INSERT INTO accepted VALUES", 4, [v for row in rows for v in row])
    elif dated == (True, False):
        _forgotten(source, target)
    _go_on(target, dated=dated[1])
    for table in TABLES:
        more = table == "journal" and dated == (True, False)
        told(table, _same(source, target, table, more=more))


def _table(source: Sql, target: Sql, table: str, *, dated: tuple[bool, bool]) -> None:
    columns, key = TABLES[table]
    told = table in _DATED and dated == (True, True)
    more = table in _DATED and dated == (False, True)
    columns = (*columns, "received_at") if told else columns
    if table == "resource" and dated == (False, False):
        columns = (*columns, "codes")
    named = ", ".join(columns)
    into = f"{table} ({named}{', received_at' if more else ''})"
    width = len(columns) + more
    at = columns.index("seq") if more else 0
    alone = _alone(source, table, columns)
    for found in _slices(source, f"SELECT {named} FROM {table}", key, ", ".join(ordered(table))):  # noqa: S608 - our own words
        rows = alone(found)
        if more:
            when = _received(source, {row[at] for row in rows})
            rows = [(*row, when.get(row[at], "")) for row in rows]
        many(target, f"INSERT INTO {into} VALUES", width, [v for row in rows for v in row])


def _slices(sql: Sql, statement: str, key: int, order: str) -> Iterator[list[Any]]:
    """Rows in the order of their key, which their first columns are."""
    after: Sequence[Any] = ()
    place = f"({order}) > ({', '.join('?' * key)})" if key > 1 else f"{order} > ?"
    while True:
        where = f" WHERE {place}" if after else ""
        rows = sql.execute(f"{statement}{where} ORDER BY {order} LIMIT {SLICE}", after).fetchall()
        if rows:
            yield [tuple(row) for row in rows]
        if len(rows) < SLICE:
            return
        after = tuple(rows[-1][:key])


def _alone(sql: Sql, table: str, columns: Sequence[str]) -> Callable[[list[Any]], list[Any]]:
    """Gives the rows of a table as they are where none of them shares a page."""
    if table not in _DATED:
        return lambda rows: rows
    pages, at = Pages(sql), columns.index("body")
    return lambda rows: [(*row[:at], pages.alone(row[at]), *row[at + 1 :]) for row in rows]


def _received(sql: Sql, seqs: set[int]) -> dict[int, str]:
    wanted = sorted(seqs)
    found: dict[int, str] = {}
    for start in range(0, len(wanted), 100):
        run = wanted[start : start + 100]
        holes = ",".join("?" * len(run))
        statement = f"SELECT seq, received_at FROM journal WHERE seq IN ({holes})"  # noqa: S608 - our own words
        found |= dict(sql.execute(statement, run).fetchall())
    return found


def _forgotten(source: Sql, target: Sql) -> None:
    """What was accepted and has no journal any more: in the embedded store its receipt has one."""
    asked = (
        "SELECT sender, key, seq, receipt FROM accepted AS a"
        " WHERE NOT EXISTS (SELECT 1 FROM journal AS j WHERE j.seq = a.seq)"
    )
    for sender, key, seq, receipt in source.execute(asked).fetchall():
        target.execute(
            "INSERT INTO journal VALUES (?, ?, ?, ?, 'accepted', '', '', x'', ?, '', x'')",
            (seq, sender, key, key, receipt),
        )


def _go_on(target: Sql, *, dated: bool) -> None:
    """Numbers that are given from now on come after those that were."""
    alone = "SELECT coalesce(max(rid), 0) FROM resource WHERE rid BETWEEN 1 AND ?"
    last = int(target.execute(alone, (LOW,)).fetchone()[0])
    if not dated:
        target.execute("UPDATE identity SET kept = ? WHERE number = 0 AND kept < ?", (last, last))
        return
    target.execute("SELECT setval('alone', ?)", (last + 100,))
    target.execute(
        "SELECT setval('journal_seq', (SELECT coalesce(max(seq), 0) + 1 FROM accepted))"
    )
    target.execute(
        "SELECT setval('journal_seq', greatest((SELECT coalesce(max(seq), 0) + 1 FROM journal),"
        " (SELECT last_value FROM journal_seq)))"
    )
    for table in ("identity", "type", "kind", "system", "review", "audit"):
        target.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'number'),"  # noqa: S608 - our own words
            f" (SELECT coalesce(max(number), 0) + 1 FROM {table}))"
        )


def _same(source: Sql, target: Sql, table: str, *, more: bool) -> int:
    """How many rows both have; raises Refused where they are not the same. `more`: or more."""
    there, here = _digest(source, table), _digest(target, table)
    if there != here and not (more and there[0] <= here[0]):
        raise Refused(f"{table}: {there[0]} rows were copied, {here[0]} are there, or others")
    return here[0]


def _digest(sql: Sql, table: str) -> tuple[int, str]:
    columns, key = TABLES[table]
    # How much lies under nobody is counted elsewhere in PostgreSQL.
    columns = columns[:-1] if table == "identity" else columns
    said, number = hashlib.sha256(), 0
    statement = f"SELECT {', '.join(columns)} FROM {table}"  # noqa: S608 - our own words
    alone = _alone(sql, table, columns)
    for rows in _slices(sql, statement, key, ", ".join(ordered(table))):
        for row in alone(rows):
            number += 1
            said.update(repr(row).encode("utf-8", "surrogatepass"))
    return number, said.hexdigest()
