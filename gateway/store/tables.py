"""All that a store holds, table by table: how much it is, and the same in another store.

https://www.sqlite.org/lang_select.html · https://www.postgresql.org/docs/current/sql-select.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from gateway.store.forms import COLUMNS
from gateway.store.sql import Sql

TABLES: Mapping[str, tuple[tuple[str, ...], int]] = MappingProxyType(
    {
        "type": (("number", "name"), 1),
        "kind": (("number", "form", "type", "params"), 1),
        "system": (("number", "uri"), 1),
        "identity": (("number", "id", "moves", "kept"), 1),
        "contribution": (("identity", "sender", "effective", "seq", "body"), 2),
        "link": (("low", "high", "kind", "seq", "at"), 3),
        "journal": (
            *(
                (
                    *("seq", "sender", "control_id", "key", "status", "format", "received_at"),
                    *("body", "receipt", "mapper", "lineage"),
                ),
            ),
            1,
        ),
        "resource": (
            *(
                (
                    *("rid", "type", "id", "version", "patient", "sender", "effective", "born"),
                    *("seq", "marks", "body", "clocks"),
                ),
            ),
            1,
        ),
        "history": (("id", "type", "version", "effective", "seq", "body"), 3),
        "about": (("patient", "identity"), 2),
        **{name: (columns, len(columns)) for name, columns in COLUMNS.items()},
        "indexed": (("type", "param"), 2),
        "waiting": (("sender", "awaits", "key", "seq"), 3),
        "postponed": (
            *(
                (
                    *("id", "sender", "state", "asked_at", "until", "holder", "tries"),
                    *("request", "answer"),
                ),
            ),
            1,
        ),
        "review": (("number", "kind", "identities", "seq"), 1),
        "audit": (("number", "seq", "body"), 1),
        "catalogue": (("version", "body"), 1),
    }
)
"""Table -> its columns, the same in every database, and how many of them are its key."""


@dataclass(frozen=True, slots=True)
class Held:
    """What one table holds."""

    table: str
    rows: int
    size: int | None
    """Bytes, indexes included; None: this database does not say."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a store holds."""

    schema: int
    tables: tuple[Held, ...]
    oldest: str
    """When the oldest message came of which the journal knows; empty: there is none."""
    newest: str
    waiting: int
    """Messages that are parked."""
    reviews: int
    """Questions for a person."""


def holdings(sql: Sql, schema: int, sizes: Mapping[str, int]) -> Holdings:
    """Count everything."""
    count = {name: _one(sql, f"SELECT count(*) FROM {name}") for name in TABLES}  # noqa: S608 - our own words
    span = "SELECT coalesce(min(received_at), ''), coalesce(max(received_at), '') FROM journal"
    oldest, newest = sql.execute(span).fetchone()
    parked = _one(sql, "SELECT count(*) FROM (SELECT DISTINCT seq FROM waiting) AS parked")
    tables = tuple(Held(name, count[name], sizes.get(name)) for name in TABLES)
    return Holdings(schema, tables, oldest, newest, parked, count["review"])


def _one(sql: Sql, statement: str) -> int:
    return int(sql.execute(statement).fetchone()[0])


def ordered(table: str) -> Sequence[str]:
    """The columns of a table's key."""
    columns, key = TABLES[table]
    return columns[:key]
