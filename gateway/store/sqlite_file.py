"""The embedded store's file: who may read it, who holds it, which schema it has.

https://www.sqlite.org/pragma.html
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from gateway.store.contract import Refused, Wanted
from gateway.store.indexing import begin

SCHEMA = Path(__file__).parent / "schema"
MARK = 0x46475731
"""`FGW1` in the file's header: this is a store of ours."""


@dataclass(slots=True)
class File:
    """An open store file: hands out connections until it is closed."""

    path: Path
    lock: sqlite3.Connection
    connections: list[sqlite3.Connection] = field(default_factory=list)

    def writer(self) -> sqlite3.Connection:
        """The one connection that may change anything, every commit durable."""
        connection = _connect(f"{self.path.absolute().as_uri()}?mode=rw")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA cache_size = -6000")
        # Index pages are written again and again: later is once (measured: 150 us less a message).
        connection.execute("PRAGMA wal_autocheckpoint = 4000")
        self.connections.append(connection)
        return connection

    def reader(self) -> sqlite3.Connection:
        """A connection that can change nothing."""
        connection = _connect(f"{self.path.absolute().as_uri()}?mode=ro")
        connection.execute("PRAGMA query_only = ON")
        # Every commit empties it: more would be memory for nothing.
        connection.execute("PRAGMA cache_size = -1000")
        self.connections.append(connection)
        return connection

    def close(self) -> None:
        """Close every connection, then let another process in."""
        for connection in (*reversed(self.connections), self.lock):
            connection.close()


def open_file(path: Path, wanted: Wanted | None = None) -> File:
    """Make or open the file and bring its schema up to date; raises Refused with the reason.

    `wanted`: see `indexing.begin`; None changes nothing there.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _make(path)
    lock = hold(path)
    try:
        with closing(_connect(f"{path.absolute().as_uri()}?mode=rw")) as connection:
            _check(connection, path)
            connection.execute("PRAGMA journal_mode = WAL")
            migrate(connection, scripts(SCHEMA))
            if wanted is not None:
                begin(connection, wanted)
    except sqlite3.DatabaseError as error:
        lock.close()
        raise Refused(f"{path} cannot be opened as a store: {error}") from None
    except BaseException:
        lock.close()
        raise
    return File(path, lock)


def beside(path: Path) -> sqlite3.Connection:
    """A connection that may write a little while a gateway holds the file, each time shortly."""
    connection = _connect(f"{path.absolute().as_uri()}?mode=rw")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def look(path: Path) -> sqlite3.Connection:
    """A connection that can change nothing, whoever holds the file; raises Refused."""
    if not path.is_file():
        raise Refused(f"there is no store {path}")
    connection = _connect(f"{path.absolute().as_uri()}?mode=ro")
    try:
        connection.execute("PRAGMA query_only = ON")
        _check(connection, path)
    except (sqlite3.DatabaseError, Refused) as error:
        connection.close()
        raise Refused(f"{path} cannot be read as a store: {error}") from None
    return connection


_PRIMARY = 0xFF
"""Of a result code, what it says without its details."""


def scripts(folder: Path) -> Mapping[int, str]:
    """Schema number -> the script that leads to it from the one before."""
    return {int(file.stem): file.read_text("utf-8") for file in sorted(folder.glob("*.sql"))}


def migrate(connection: sqlite3.Connection, steps: Mapping[int, str]) -> None:
    """Run what the file lacks, each step whole or not at all; raises Refused where it is newer."""
    (stands,) = connection.execute("PRAGMA user_version").fetchone()
    newest = max(steps)
    if stands > newest:
        raise Refused(
            f"this store has schema {stands}, written by a newer gateway; this one knows {newest}"
        )
    for number in sorted(step for step in steps if step > stands):
        connection.executescript(
            f"BEGIN; {steps[number]}; PRAGMA application_id = {MARK};"
            f" PRAGMA user_version = {number}; COMMIT;"
        )


def current(connection: sqlite3.Connection, path: Path) -> int:
    """The file's schema; raises Refused where it is not this version's."""
    (schema,) = connection.execute("PRAGMA user_version").fetchone()
    newest = max(scripts(SCHEMA))
    if schema > newest:
        raise Refused(
            f"{path} has schema {schema}, written by a newer gateway; this one knows {newest}"
        )
    if schema < newest:
        raise Refused(
            f"{path} has schema {schema}, this version needs {newest}: run `gateway migrate`"
        )
    return int(schema)


def _connect(uri: str) -> sqlite3.Connection:
    # Each connection has one user at a time, though not always on the same thread.
    return sqlite3.connect(
        uri,
        uri=True,
        timeout=5,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )


def _make(path: Path) -> None:
    """SQLite gives its side files the rights of this one, so that it must be made narrow."""
    for each in (path, lock_file(path)):
        os.close(os.open(each, os.O_CREAT | os.O_RDWR, 0o600))
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def lock_file(path: Path) -> Path:
    """What a process holds that has the store for itself; it stays where none does."""
    return path.with_name(path.name + ".lock")


def hold(path: Path) -> sqlite3.Connection:
    """A lock that the operating system drops with the process, however it ends.

    Raises Refused where another process holds it, or where it cannot be had at all.
    """
    connection = sqlite3.connect(
        lock_file(path), timeout=0, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        connection.close()
        if error.sqlite_errorcode & _PRIMARY != sqlite3.SQLITE_BUSY:
            raise Refused(f"{path}: the store cannot write: {error.sqlite_errorname}") from None
        raise Refused(f"{path} is in use by another gateway; one process may hold it") from None
    return connection


def _check(connection: sqlite3.Connection, path: Path) -> None:
    (mark,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if tables and mark != MARK:
        raise Refused(f"{path} is a database, but not a store of this gateway")
