"""Of which parameters has every kept resource its index rows, and how do they get them?

https://hl7.org/fhir/R4/searchparameter-registry.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from gateway import fhirjson
from gateway.search.signs import signs
from gateway.store.cluster import SHIFT
from gateway.store.contract import RowsOf, Wanted
from gateway.store.forms import COLUMNS
from gateway.store.packing import Mark, marks
from gateway.store.pages import Pages
from gateway.store.sql import Dialect, Sql
from gateway.store.words import Words, lean, many

SLICE = 200
"""Resources whose rows are made anew in one transaction: others write in between."""
_STANDS = "SELECT marks FROM resource WHERE rid = ? AND seq = ?"
REMOVED = {
    table: f"DELETE FROM {table} WHERE {' AND '.join(f'{name} = ?' for name in columns)}"  # noqa: S608 - our own words
    for table, columns in COLUMNS.items()
}
"""Index table -> what removes one row of it."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """From now on these have their rows, and none beside `wanted` is sure to."""

    wanted: Wanted
    done: Wanted


@dataclass(frozen=True, slots=True)
class Again:
    """The rows of some resources, made anew, where they are still what they were."""

    rows: tuple[tuple[int, int, str, bytes | None, str, tuple[Mark, ...]], ...]
    """rid, seq, type, the signs of its codes, the id of the one Patient spoken of, marks."""
    last: int = 0
    """The last resource that was looked at; 0: there was none."""


def begin(sql: Sql, wanted: Wanted) -> None:
    """At a start: a type of which nothing was ever kept has all its rows."""
    known = {name for (name,) in sql.execute("SELECT name FROM type").fetchall()}
    new = frozenset(each for each in wanted if each[0] not in known)
    note(sql, Indexed(wanted, new))


def note(sql: Sql, job: Indexed) -> None:
    """Write down of which parameters every resource has its rows."""
    stands = {(type_, param) for type_, param in sql.execute("SELECT type, param FROM indexed")}
    sql.executemany(
        "DELETE FROM indexed WHERE type = ? AND param = ?", sorted(stands - job.wanted)
    )
    new = [value for pair in sorted(job.done - stands) for value in pair]
    many(sql, "INSERT INTO indexed VALUES", 2, new, " ON CONFLICT DO NOTHING")


def made(sql: Sql, types: Sequence[str], after: int, rows_of: RowsOf) -> Again:
    """The rows of the next resources of these types."""
    if not types:
        return Again(())
    holes = ",".join("?" * len(types))
    found = sql.execute(
        "SELECT r.rid, r.seq, t.name, r.body FROM resource AS r"  # noqa: S608 - our own words
        f" CROSS JOIN type AS t ON t.number = r.type WHERE t.name IN ({holes}) AND r.rid > ?"
        f" ORDER BY r.rid LIMIT {SLICE}",
        (*types, after),
    ).fetchall()
    rows, unpack = [], Pages(sql).unpack
    for rid, seq, type_, blob in found:
        body = fhirjson.decode(unpack(blob))
        index = tuple(rows_of(body))
        rows.append((rid, seq, type_, signs(body), *marks(index, alone=rid >> SHIFT != 0)))
    return Again(tuple(rows), found[-1][0] if found else 0)


def again(sql: Sql, dialect: Dialect, words: Words, job: Again) -> None:
    """Exchange the index rows of these resources."""
    for rid, seq, type_, codes, patient, found in job.rows:
        row = sql.execute(_STANDS + dialect.holding, (rid, seq)).fetchone()
        if row is None:
            continue
        remove(sql, [(rid, row[0])])
        new = words.numbered(type_, found) if found else []
        about = _number(sql, patient)
        sql.execute(
            "UPDATE resource SET marks = ?, patient = ? WHERE rid = ?",
            (orjson.dumps(lean(new)) if new else None, about, rid),
        )
        if not dialect.dated:
            sql.execute("UPDATE resource SET codes = ? WHERE rid = ?", (codes, rid))
        for table, rows in zip(COLUMNS, new, strict=False):
            values = [value for each in rows for value in (*each, rid)]
            width = len(COLUMNS[table])
            many(sql, f"INSERT INTO {table} VALUES", width, values, " ON CONFLICT DO NOTHING")
        if about:
            statement = "INSERT INTO about VALUES (?, ?) ON CONFLICT DO NOTHING"
            sql.execute(statement, (about, rid >> SHIFT))


def remove(sql: Sql, marked: Sequence[tuple[int, bytes | None]]) -> None:
    """Remove the index rows that these resources (rid, marks) remember."""
    read = [(rid, orjson.loads(each)) for rid, each in marked if each]
    for at, statement in enumerate(REMOVED.values()):
        gone = [(*row, rid) for rid, found in read if at < len(found) for row in found[at]]
        if gone:
            sql.executemany(statement, gone)


def _number(sql: Sql, identity: str) -> int:
    if not identity:
        return 0
    insert = "INSERT INTO identity (id, moves, kept) VALUES (?, 0, 0) ON CONFLICT DO NOTHING"
    sql.execute(insert, (identity,))
    row = sql.execute("SELECT number FROM identity WHERE id = ?", (identity,)).fetchone()
    return int(row[0])
