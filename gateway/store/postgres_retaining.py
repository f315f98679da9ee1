"""Whole months of journal and history go with their tables: the space is free at once.

https://www.postgresql.org/docs/current/ddl-partitioning.html
"""

from __future__ import annotations

import re

from gateway.store.holds import Held, Hold
from gateway.store.sql import Sql

_PART = re.compile(r"(journal|history)_(\d{4})_(\d{2})")
_PARTS = (
    "SELECT child.relname FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid"
    " JOIN pg_class AS parent ON parent.oid = inhparent"
    " WHERE parent.relname IN ('journal', 'history') ORDER BY 1"
)
_TYPED = "(SELECT * FROM unnest(?::bigint[], ?::bytea[]))"


def drop(  # noqa: PLR0913 - what goes, and what does not
    sql: Sql, messages: str, versions: str, held: Held, hold: Hold, *, really: bool
) -> tuple[str, ...]:
    """Drop the parts that end before these instants; what is held in them moves to the rest."""
    before = {"journal": messages, "history": versions}
    gone = []
    for (name,) in sql.execute(_PARTS).fetchall():
        part = _PART.fullmatch(name)
        if part and before[part[1]] and _end(int(part[2]), int(part[3])) <= before[part[1]]:
            gone.append(name)
            if really:
                _dropped(sql, part[1], name, held, hold)
    return tuple(gone)


def _end(year: int, month: int) -> str:
    year, month = (year + 1, 1) if month == 12 else (year, month + 1)  # noqa: PLR2004 - months of a year
    return f"{year:04}-{month:02}"


def _dropped(sql: Sql, table: str, name: str, held: Held, hold: Hold) -> None:
    if table == "journal":
        which = "seq = ANY(?::bigint[]) OR sender = ANY(?::text[])"
        values: tuple[object, ...] = (sorted(held.seqs), list(hold.senders))
    else:
        wrote = "SELECT seq FROM journal WHERE sender = ANY(?::text[])"
        which = f"(type, id) IN {_TYPED} OR seq IN ({wrote})"
        both = sorted(held.resources)
        values = ([type_ for type_, _ in both], [id_ for _, id_ in both], list(hold.senders))
    sql.execute("BEGIN")
    try:
        aside = f"CREATE TEMP TABLE held ON COMMIT DROP AS SELECT * FROM {name} WHERE {which}"  # noqa: S608 - our own words
        sql.execute(aside, values)
        sql.execute(f"DROP TABLE {name}")
        sql.execute(f"INSERT INTO {table} SELECT * FROM held")  # noqa: S608 - our own words
        sql.execute("COMMIT")
    except BaseException:
        sql.execute("ROLLBACK")
        raise
