"""Caring for a store in PostgreSQL: what it holds, its space, and who backs it up.

https://www.postgresql.org/docs/current/app-pgdump.html
https://www.postgresql.org/docs/current/sql-vacuum.html
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from shlex import quote
from urllib.parse import urlsplit

from gateway.store.postgres_link import NAME, POSTGRES
from gateway.store.postgres_visit import asking, changing
from gateway.store.sql import Sql

_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND application_name = ? AND pid <> pg_backend_pid()"
)
_SIZES = (
    "SELECT coalesce(parent.relname, child.relname),"
    " sum(pg_total_relation_size(child.oid))::bigint"
    " FROM pg_class AS child LEFT JOIN pg_inherits AS i ON i.inhrelid = child.oid"
    " LEFT JOIN pg_class AS parent ON parent.oid = i.inhparent"
    " WHERE child.relkind = 'r' AND child.relnamespace ="
    " to_regnamespace((current_schemas(false))[1]::text) GROUP BY 1"
)


def advice(url: str, file: str) -> str:
    """The commands that back up and restore; no password is repeated."""
    plain, place = _without_password(url), quote(file)
    return (
        "PostgreSQL is backed up by its own tools, while all goes on:\n"
        f"  pg_dump --format=custom --file={place} '{plain}'\n"
        f"  pg_restore --clean --if-exists --dbname='{plain}' {place}\n"
        "For every moment up to the last: pg_basebackup and archived WAL; see docs/operations.md"
    )


def _without_password(url: str) -> str:
    """The same address, ports and all: another one may be another database."""
    parts = urlsplit(url)
    who, _, where = parts.netloc.rpartition("@")
    asked = [one for one in parts.query.split("&") if one and not one.startswith("password=")]
    query = f"?{'&'.join(asked)}" if asked else ""
    return f"postgresql://{who.partition(':')[0] or 'USER'}@{where}{parts.path}{query}"


@contextmanager
def reading(url: str) -> Iterator[tuple[Sql, int, dict[str, int]]]:
    """All from one moment: a connection, the schema, bytes of each table.

    Raises Refused where the database does not answer, as all below.
    """
    with asking(url) as link:
        link.execute(POSTGRES.reading)
        (schema,) = link.execute("SELECT number FROM gateway_schema").fetchone()
        yield link, schema, dict(link.execute(_SIZES).fetchall())


@contextmanager
def writing(url: str) -> Iterator[Sql]:
    """One transaction on a store that is there, or is made."""
    with changing(url, datetime.now(UTC)) as link:
        link.execute("BEGIN")
        yield link
        link.execute("COMMIT")


def in_use(url: str) -> bool:
    """Has any other of our processes a connection?"""
    with asking(url) as link:
        return bool(link.execute(_OTHERS, (NAME,)).fetchone()[0])


def vacuum(url: str) -> None:
    """Make room for new rows, and count anew what is where; all goes on meanwhile."""
    with asking(url) as link:
        link.execute("VACUUM (ANALYZE)")
