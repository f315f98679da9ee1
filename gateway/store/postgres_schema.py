"""Which schema a PostgreSQL database has, how it is brought forward, and its parts by month.

https://www.postgresql.org/docs/current/ddl-partitioning.html
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import psycopg

from gateway.store.contract import Refused, Wanted
from gateway.store.indexing import begin
from gateway.store.postgres_link import Link, reason

T = TypeVar("T")

SCHEMA = Path(__file__).parent / "schema_postgres"
PARTED = ("journal", "history")
"""Tables that lie in parts, one for each month of arrival."""
AHEAD = 2
"""Months that have their part before they begin."""
_LOCK = 0x46475731
"""The number under which one process at a time changes tables."""
_NUMBERED = (
    "CREATE TABLE IF NOT EXISTS gateway_schema (number INTEGER NOT NULL, least INTEGER NOT NULL);"
    " DELETE FROM gateway_schema; INSERT INTO gateway_schema VALUES ({})"
)
_LEAST = re.compile(r"^-- least: (\d+)$", re.MULTILINE)


def scripts() -> dict[int, str]:
    """Schema number -> the script that leads to it from the one before."""
    return {int(file.stem): file.read_text("utf-8") for file in sorted(SCHEMA.glob("*.sql"))}


def migrate(url: str) -> tuple[int, int]:
    """Bring the database forward: the schema it had, and the one it has.

    Each step whole or not at all. Raises Refused where it is newer, no store, or out of reach.
    """
    return _opened(url, _forward)


def opened(url: str, wanted: Wanted | None, now: datetime | None) -> None:
    """Check the schema before anything else, make it where there is none, and what it wants.

    `now`: None where nothing is to be changed. Raises Refused where the schema is another than
    this version's, or there is none and nothing is to be changed.
    """

    def check(link: Link) -> None:
        stands = _stands(link)
        newest = max(scripts())
        if stands == (0, 0) and now is None:
            raise Refused("there is no store in this database")
        if stands == (0, 0):
            _forward(link)
        elif stands[0] < newest:
            raise Refused(
                f"this store has schema {stands[0]}, this version needs {newest}:"
                " run `gateway migrate`, then start again"
            )
        elif stands[1] > newest:
            raise Refused(
                f"this store has schema {stands[0]}, written by a newer gateway, and only"
                f" versions from schema {stands[1]} on may use it; this one knows {newest}"
            )
        if now is not None:
            months(link, now)
        if wanted is not None:
            begin(link, wanted)

    _opened(url, check)


def months(link: Link, now: datetime) -> None:
    """Make the parts of this month and of those that come."""
    for ahead in range(AHEAD + 1):
        year, month = divmod(now.year * 12 + now.month - 1 + ahead, 12)
        first, next_ = f"{year:04}-{month + 1:02}", _after(year, month + 1)
        for table in PARTED:
            name = f"{table}_{first.replace('-', '_')}"
            known = link.execute("SELECT to_regclass(?)", (name,)).fetchone()[0]
            if known is None:
                # Another process may be as quick; or the month has begun among the other rows,
                # and stays there.
                with suppress(psycopg.errors.DuplicateTable, psycopg.errors.CheckViolation):
                    link.script(
                        f"CREATE TABLE {name} PARTITION OF {table}"
                        f" FOR VALUES FROM ('{first}') TO ('{next_}')"
                    )


def _after(year: int, month: int) -> str:
    ahead, next_ = divmod(year * 12 + month, 12)
    return f"{ahead:04}-{next_ + 1:02}"


def _forward(link: Link) -> tuple[int, int]:
    stood, least = _stands(link)
    steps = scripts()
    if least > max(steps):
        raise Refused(
            f"this store has schema {stood}, written by a newer gateway; this one knows"
            f" {max(steps)}"
        )
    for number in sorted(step for step in steps if step > stood):
        said = _LEAST.search(steps[number])
        kept = f"{number}, {said[1] if said else number}"
        link.script(f"BEGIN; {steps[number]}; {_NUMBERED.format(kept)}; COMMIT;")
    return stood, _stands(link)[0]


def _stands(link: Link) -> tuple[int, int]:
    """The schema, and the oldest whose programs may use it; raises Refused where it is none."""
    encoding = link.execute("SHOW server_encoding").fetchone()[0]
    if encoding != "UTF8":
        raise Refused(f"the database is in {encoding}: a store needs UTF8")
    if link.execute("SELECT to_regclass('gateway_schema')").fetchone()[0] is not None:
        row: Any = link.execute("SELECT number, least FROM gateway_schema").fetchone()
        return int(row[0]), int(row[1])
    tables = link.execute(
        "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = to_regnamespace("
        "(current_schemas(false))[1]::text)"
    ).fetchone()[0]
    if tables:
        raise Refused("this database holds tables, but is not a store of this gateway")
    return 0, 0


def _opened(url: str, work: Callable[[Link], T]) -> T:
    link = Link(url)
    try:
        link.execute("SELECT pg_advisory_lock(?)", (_LOCK,))
        return work(link)
    except psycopg.OperationalError as error:
        raise Refused(f"the database cannot be reached or used: {reason(error)}") from None
    finally:
        link.drop()
