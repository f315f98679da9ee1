"""What an operator does with a store, whatever database it is in.

https://www.sqlite.org/backup.html · https://www.postgresql.org/docs/current/backup.html
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from gateway.store import moving, sqlite_care, sqlite_file
from gateway.store.contract import Refused
from gateway.store.sql import Sql
from gateway.store.tables import Holdings, holdings


def stats(where: Path | str) -> Holdings:
    """What it holds, at one moment; also beside a running gateway. Raises Refused."""
    with _read(where) as (sql, schema, sizes):
        return holdings(sql, schema, sizes)


def in_use(where: Path | str) -> bool:
    """Does a gateway run on it now? Raises Refused where a database does not answer."""
    if isinstance(where, str):
        from gateway.store import postgres_care  # noqa: PLC0415 - the embedded store needs no driver

        return postgres_care.in_use(where)
    if not (where.exists() and sqlite_file.lock_file(where).exists()):
        return False
    try:
        sqlite_file.hold(where).close()
    except Refused:
        return True
    return False


def vacuum(where: Path | str) -> tuple[int, int] | None:
    """Give space back: bytes before and after; None where the database tells by itself."""
    if isinstance(where, Path):
        return sqlite_care.vacuum(where)
    from gateway.store import postgres_care  # noqa: PLC0415 - the embedded store needs no driver

    postgres_care.vacuum(where)
    return None


def migrate(where: Path | str) -> tuple[int, int]:
    """Bring it to this version's schema: the one it had, the one it has. Raises Refused."""
    if isinstance(where, str):
        from gateway.store import postgres_schema  # noqa: PLC0415 - as above

        return postgres_schema.migrate(where)
    with closing(sqlite_file.look(where)) as connection:
        (stood,) = connection.execute("PRAGMA user_version").fetchone()
    with closing(sqlite_file.open_file(where)) as file:
        (stands,) = file.reader().execute("PRAGMA user_version").fetchone()
    return stood, stands


def copy(source: Path | str, target: Path | str, told: moving.Told) -> None:
    """Copy a store into an empty one, and prove it; nobody may write to either meanwhile.

    Raises Refused where one is in use or the target is not empty, and where what was copied is
    not what is there.
    """
    if in_use(source):
        raise Refused(
            "a gateway runs on what is to be copied: what it takes in meanwhile would be left"
            " behind. Stop it, or copy a backup"
        )
    dated = isinstance(source, str), isinstance(target, str)
    with _read(source) as (from_, _, _), _written(target) as into:
        moving.copy(from_, into, told, dated=dated)


@contextmanager
def _read(where: Path | str) -> Iterator[tuple[Sql, int, dict[str, int]]]:
    if isinstance(where, str):
        from gateway.store import postgres_care  # noqa: PLC0415 - as above

        with postgres_care.reading(where) as found:
            yield found
        return
    with closing(sqlite_file.look(where)) as connection:
        connection.execute("BEGIN")
        schema = sqlite_file.current(connection, where)
        yield connection, schema, sqlite_care.sizes(connection)


@contextmanager
def _written(where: Path | str) -> Iterator[Sql]:
    if isinstance(where, str):
        from gateway.store import postgres_care  # noqa: PLC0415 - as above

        with postgres_care.writing(where) as link:
            yield link
        return
    with closing(sqlite_file.open_file(where)) as file:
        connection: Any = file.writer()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        finally:
            with closing(sqlite3.connect(where)) as last:
                last.execute("PRAGMA wal_checkpoint(TRUNCATE)")
