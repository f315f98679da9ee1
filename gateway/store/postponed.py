"""Requests that wait for their turn: one row each, from the moment they are taken to their end.

Of several processes one takes a row, and the others pass it by without waiting for it.
https://www.postgresql.org/docs/current/sql-select.html#SQL-FOR-UPDATE-SHARE
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

from gateway.model import Backlog, Later, Progress, Room, State
from gateway.store import codec
from gateway.store.sql import Dialect, Sql

T = TypeVar("T")

_OPEN = "state < 2"
_EXPIRED = "state = 2 AND until <= ?"
_MINE = "holder = ? AND id = ? AND state = 1"
_BEGUN = (
    "UPDATE postponed SET state = 1, holder = ?, until = ?, tries = tries + 1 WHERE id ="
    " (SELECT id FROM postponed WHERE (state = 0 AND until <= ?) OR (state = 1 AND until < ?)"
    " ORDER BY asked_at, id LIMIT 1{}) RETURNING id, sender, asked_at, request, tries"
)
_NONE = codec.pack(b"")


@dataclass(frozen=True, slots=True)
class Turn:
    """One change of these rows."""

    act: Callable[[Sql, Dialect], Any]


class Postponing:
    """See `gateway.model.Postponed`."""

    async def _change(self, act: Callable[[Sql, Dialect], T]) -> T:
        """Durable on return."""
        raise NotImplementedError

    async def _look(self, ask: Callable[[Sql], T]) -> T:
        """From one moment."""
        raise NotImplementedError

    async def postpone(self, later: Later, own: int, every: int) -> Room:
        """Keep it, where fewer than `own` of its caller and `every` of all wait or run."""
        row = later.id, later.sender, instant(later.at), codec.pack(later.request)
        return await self._change(partial(_postpone, row=row, own=own, every=every))

    async def begin(self, holder: str, now: datetime, until: datetime) -> Later | None:
        """The one that has waited longest, or that nobody has for itself any more; None: none."""
        values = holder, instant(until), instant(now), instant(now)
        row = await self._change(partial(_begin, values=values))
        if row is None:
            return None
        id_, sender, at, request, tries = row
        return Later(id_, sender, datetime.fromisoformat(at), codec.unpack(request), tries)

    async def hold_on(self, holder: str, ids: Collection[str], until: datetime) -> None:
        """Whoever runs these goes on having them for itself."""
        rows = [(instant(until), holder, id_) for id_ in ids]
        statement = f"UPDATE postponed SET until = ? WHERE {_MINE}"  # noqa: S608 - our own words

        def act(sql: Sql, _: Dialect) -> None:
            sql.executemany(statement, rows)

        await self._change(act)

    async def kept(self, holder: str, ids: Collection[str]) -> Collection[str]:
        """Those of these that this holder has begun, done or not: others have been cancelled."""
        holes = ", ".join("?" * len(ids))
        asked = f"SELECT id FROM postponed WHERE holder = ? AND id IN ({holes})"  # noqa: S608 - our own words

        def ask(sql: Sql) -> Collection[str]:
            return {str(id_) for (id_,) in sql.execute(asked, (holder, *ids)).fetchall()}

        return await self._look(ask)

    async def put_back(self, holder: str, id: str, at: datetime, tries: int) -> None:
        """It waits again, until then at least, and counts as begun so many times."""
        statement = f"UPDATE postponed SET state = 0, until = ?, tries = ? WHERE {_MINE}"  # noqa: S608 - our own words
        await self._counted(statement, instant(at), tries, holder, id)

    async def answered(self, holder: str, id: str, answer: bytes, until: datetime) -> bool:
        """Keep its answer until then; False: it was cancelled, or another has it by now."""
        statement = (
            f"UPDATE postponed SET state = 2, request = ?, answer = ?, until = ? WHERE {_MINE}"  # noqa: S608 - our own words
        )
        values = _NONE, codec.pack(answer), instant(until), holder, id
        return await self._counted(statement, *values) > 0

    async def progress(self, id: str, sender: str, now: datetime) -> Progress | None:
        """How far it is; None: there is none of this sender's under that id."""
        return await self._look(partial(_progress, id_=id, sender=sender, now=instant(now)))

    async def forget(self, id: str, sender: str, now: datetime) -> bool:
        """Forget the request and its answer; False: there is none of this sender's."""
        statement = f"DELETE FROM postponed WHERE id = ? AND sender = ? AND NOT ({_EXPIRED})"  # noqa: S608 - our own words
        return await self._counted(statement, id, sender, instant(now)) > 0

    async def backlog(self) -> Backlog:
        """How many there are."""
        return await self._look(_backlog)

    async def expire(self, now: datetime) -> None:
        """Forget all answers that are not kept any longer."""
        await self._change(lambda sql, _: expire(sql, instant(now), really=True))

    async def _counted(self, statement: str, *values: object) -> int:
        return await self._change(lambda sql, _: int(sql.execute(statement, values).rowcount))


def instant(at: datetime) -> str:
    """An instant as a text that sorts."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def expire(sql: Sql, now: str, *, really: bool) -> int:
    """Forget all answers that are not kept any longer, or only count them."""
    begins = "DELETE" if really else "SELECT id"
    done = sql.execute(f"{begins} FROM postponed WHERE {_EXPIRED}", (now,))
    return int(done.rowcount) if really else len(done.fetchall())


def adopted(sql: Sql) -> None:
    """Where one process alone uses a store: what another ran runs no more, and waits."""
    sql.execute("UPDATE postponed SET state = 0, until = '' WHERE state = 1")


def _postpone(sql: Sql, _: Dialect, row: tuple[Any, ...], own: int, every: int) -> Room:
    counted = f"SELECT count(*) FROM postponed WHERE {_OPEN}"  # noqa: S608 - our own words
    if sql.execute(counted).fetchone()[0] >= every:
        return Room.FULL
    if sql.execute(f"{counted} AND sender = ?", (row[1],)).fetchone()[0] >= own:
        return Room.OWN_FULL
    id_, sender, at, request = row
    sql.execute(
        "INSERT INTO postponed VALUES (?, ?, 0, ?, '', '', 0, ?, ?)",
        (id_, sender, at, request, _NONE),
    )
    return Room.FREE


def _begin(sql: Sql, dialect: Dialect, values: tuple[str, ...]) -> Any:
    return sql.execute(_BEGUN.format(dialect.passing), values).fetchone()


def _progress(sql: Sql, id_: str, sender: str, now: str) -> Progress | None:
    asked = "SELECT state, until, answer, asked_at FROM postponed WHERE id = ? AND sender = ?"
    row = sql.execute(asked, (id_, sender)).fetchone()
    if row is None or (row[0] == State.DONE and row[1] <= now):
        return None
    state = State(row[0])
    if state is State.DONE:
        return Progress(state, answer=codec.unpack(row[2]), until=row[1])
    before = "SELECT count(*) FROM postponed WHERE state = 0 AND asked_at < ?"
    waits = state is State.WAITS
    return Progress(state, int(sql.execute(before, (row[3],)).fetchone()[0]) if waits else 0)


def _backlog(sql: Sql) -> Backlog:
    rows = sql.execute("SELECT state, count(*) FROM postponed GROUP BY state").fetchall()
    found = {int(state): int(number) for state, number in rows}
    return Backlog(*(found.get(state, 0) for state in State))
