"""One connection to PostgreSQL that comes back by itself, and is spoken to as SQLite is.

https://www.psycopg.org/psycopg3/docs/ · https://www.postgresql.org/docs/current/protocol.html
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import psycopg
from psycopg.adapt import Buffer
from psycopg.types.string import StrDumperUnknown

from gateway.store.runs import plain
from gateway.store.sql import Dialect

NAME = "fhir-gateway"
"""What the database calls our connections."""
TIMEOUT = 5
"""Seconds in which a connection must stand."""
_OPTIONS = " ".join(
    f"-c {name}={value}"
    for name, value in {
        # Every search goes through the keys of its tables, as it does in the embedded store.
        "enable_seqscan": "off",
        "enable_hashjoin": "off",
        "enable_mergejoin": "off",
        "jit": "off",
        "plan_cache_mode": "force_custom_plan",
        # Whoever was cut off in the middle must not hold up the others.
        "idle_in_transaction_session_timeout": "10000",
        "lock_timeout": "12000",
        "tcp_keepalives_idle": "10",
        "tcp_keepalives_interval": "5",
        "tcp_keepalives_count": "3",
        "timezone": "UTC",
        "client_encoding": "UTF8",
    }.items()
)


class _Text(StrDumperUnknown):
    """PostgreSQL's text holds everything but NUL: its picture stands for it."""

    def dump(self, obj: str) -> Buffer | None:
        return super().dump(obj.replace("\0", "\u2400") if "\0" in obj else obj)


@lru_cache(maxsize=4096)
def _spoken(statement: str) -> str:
    """The statement as the driver wants it."""
    return statement.replace("%", "%%").replace("?", "%s").replace("CROSS JOIN", "JOIN")


class Link:
    """A connection that is made when it is needed, and anew when it was lost."""

    def __init__(self, url: str, limit: int = 0) -> None:
        self._url = url
        self._limit = limit
        self._closed = False
        self._connection: psycopg.Connection[Any] | None = None

    def execute(self, statement: str, values: Sequence[Any] = (), /) -> Any:
        """Run it; raises psycopg.Error."""
        live = self._connection or self.connect()
        return live.execute(_spoken(statement), values or None, binary=True)

    def executemany(self, statement: str, values: Iterable[Sequence[Any]], /) -> Any:
        """Run it once for each."""
        rows = list(values)
        if rows:
            live = self._connection or self.connect()
            live.cursor().executemany(_spoken(statement), rows)

    def script(self, text: str) -> None:
        """Run many statements, as they stand."""
        (self._connection or self.connect()).execute(text.encode())

    def copy(self, table: str, types: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Put many rows into a table at once."""
        live = self._connection or self.connect()
        statement = f"COPY {table} FROM STDIN (FORMAT BINARY)".encode()
        with live.cursor() as cursor, cursor.copy(statement) as into:
            into.set_types(types)
            for row in rows:
                into.write_row(row)

    def connect(self) -> psycopg.Connection[Any]:
        """A connection in which each statement stands for itself until BEGIN.

        Raises OperationalError where it was closed for good.
        """
        self.drop()
        if self._closed:
            raise psycopg.OperationalError("closed")
        limit = f" -c statement_timeout={self._limit}" if self._limit else ""
        made = psycopg.connect(
            self._url,
            autocommit=True,
            connect_timeout=TIMEOUT,
            application_name=NAME,
            options=_OPTIONS + limit,
            keepalives_idle=10,
            keepalives_interval=5,
            keepalives_count=3,
            tcp_user_timeout=20_000,
        )
        made.adapters.register_dumper(str, _Text)
        self._connection = made
        return made

    @property
    def lost(self) -> bool:
        """Was there a connection, and is it gone?"""
        return self._connection is not None and (
            self._connection.closed or self._connection.broken
        )

    def fresh(self) -> None:
        """See to it that the next statement begins anew, on a connection that stands."""
        if self._connection is None or self.lost:
            self.connect()
        elif self._connection.info.transaction_status.name != "IDLE":
            self._connection.execute("ROLLBACK")

    def close(self) -> None:
        """Let go for good: whoever asks now gets an error."""
        self.drop()
        self._closed = True

    def drop(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class ReadingLink(Link):
    """One that reads: where it was lost meanwhile, the next question has a new one."""

    def execute(self, statement: str, values: Sequence[Any] = (), /) -> Any:
        """Run it; what begins a moment is tried again on a new connection."""
        if not statement.startswith("BEGIN"):
            return super().execute(statement, values)
        try:
            self.fresh()
            return super().execute(statement, values)
        except psycopg.OperationalError:
            self.drop()
            return super().execute(statement, values)


def named(error: Exception) -> str:
    """What PostgreSQL calls a fault, or the driver: nobody is quoted."""
    return str(getattr(error, "sqlstate", None) or type(error).__name__)


def reason(error: psycopg.OperationalError) -> str:
    """Why a database cannot be reached, to its operator: the host and the cause, no password."""
    return error.sqlstate or next(iter(str(error).splitlines()), type(error).__name__)


_RETIRE = (
    "WITH gone AS (DELETE FROM resource WHERE rid IN {} RETURNING *)"
    " INSERT INTO history SELECT id, abs(type), version, effective, seq, body, received_at"
    " FROM gone"
)

POSTGRES = Dialect(
    reading="BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    alone=False,
    accepted="SELECT receipt, seq FROM accepted WHERE sender = ? AND key = ?",
    updated="{}",
    retire=(_RETIRE,),
    dated=True,
    holding=" ORDER BY id FOR UPDATE",
    passing=" FOR UPDATE SKIP LOCKED",
    insert=plain,
    fault=psycopg.Error,
    named=named,
)
