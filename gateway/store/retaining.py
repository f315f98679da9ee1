"""What has been kept long enough goes: bytes of messages, and versions that were superseded.

Receipts stay, so that no control id is ever accepted twice; what stands stays; and nothing of whom
a legal hold names is touched. https://www.postgresql.org/docs/current/ddl-partitioning.html
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gateway.model import Keys
from gateway.store import codec, sqlite_file
from gateway.store.cluster import LOW, SHIFT, Cluster
from gateway.store.contract import Refused
from gateway.store.holds import Held, Hold
from gateway.store.pages import forget
from gateway.store.postponed import expire
from gateway.store.sql import Sql
from gateway.store.words import where_in

SLICE = 500
"""Rows that go in one transaction: whoever writes meanwhile waits no longer than that."""
PAUSE = 0.02
GONE = codec.pack(b"")
"""The bytes of a message that is no longer kept."""
NO_TAPE = codec.pack_tape(b"")
_FULL = (
    "SELECT seq, sender FROM journal WHERE received_at < ? AND body <> ? AND seq > ?"
    " ORDER BY seq LIMIT ?"
)
_PAST = (
    "SELECT id, type, version, body, seq FROM history WHERE (id, type, version) > (?, ?, ?)"
    " ORDER BY id, type, version LIMIT ?"
)
_EMPTY = "UPDATE journal SET body = ?, lineage = ? WHERE seq = ?"
_GO = "DELETE FROM history WHERE id = ? AND type = ? AND version = ?"


@dataclass(frozen=True, slots=True)
class Went:
    """What went, or would."""

    messages: int
    versions: int
    answers: int = 0
    """Of requests that were answered later, kept as long as they are."""
    parts: tuple[str, ...] = ()
    """Whole months, by the names of their tables (PostgreSQL)."""


def retain(  # noqa: PLR0913 - what goes, and what does not
    where: Path | str, messages: str, versions: str, hold: Hold, now: str = "", *, really: bool
) -> Went:
    """Let go of what came before these instants (empty: keep all), but for what is held.

    Answers go that are kept no longer at `now`: what they tell stands in the record.
    A gateway may run meanwhile. Raises store.Refused where there is no such store.
    """
    with _open(where) as sql:
        kept = _held(sql, hold)
        if isinstance(where, str):
            from gateway.store import postgres_retaining  # noqa: PLC0415 - needs the driver

            parts = postgres_retaining.drop(sql, messages, versions, kept, hold, really=really)
        else:
            parts = ()
        emptied = _messages(sql, messages, kept, hold, really=really) if messages else 0
        deleted = _versions(sql, versions, kept, hold, really=really) if versions else 0
        answers = expire(sql, now, really=really) if now else 0
    return Went(emptied, deleted, answers, parts)


def _held(sql: Sql, hold: Hold) -> Held:
    seqs = {seq for (seq,) in sql.execute("SELECT seq FROM waiting").fetchall()}
    resources: set[tuple[int, bytes]] = set()
    cluster = Cluster(sql, Keys(identities=hold.patients))
    if strange := [*_strange(sql, cluster, hold)]:
        raise Refused(f"nothing is kept of {', '.join(strange)}: nothing goes while that is held")
    for number in sorted(cluster.near):
        for type_, id_, *wrote in _theirs(sql, number):
            resources.add((abs(type_), bytes(id_)))
            seqs.update(wrote)
    for type_, id_ in resources:
        asked = "SELECT seq FROM history WHERE id = ? AND type = ?"
        seqs.update(seq for (seq,) in sql.execute(asked, (id_, type_)).fetchall())
    return Held(frozenset(seqs), frozenset(resources))


def _strange(sql: Sql, cluster: Cluster, hold: Hold) -> Iterator[str]:
    """What is to be held, and is not here: a slip in a name would let go of what it means."""
    for at, name in enumerate(hold.patients):
        if not cluster.asked([name]):
            yield f"hold.patients[{at}]"
    for name in hold.senders:
        if not sql.execute("SELECT 1 FROM journal WHERE sender = ? LIMIT 1", (name,)).fetchall():
            yield f"hold.senders: {name}"


def _theirs(sql: Sql, number: int) -> Iterator[Sequence[Any]]:
    """What lies under an identity, and what speaks of its Patient under others."""
    asked = "SELECT type, id, seq, born FROM resource WHERE rid BETWEEN ? AND ?"
    low = number << SHIFT
    yield from sql.execute(asked, (low, low + LOW)).fetchall()
    under = "SELECT identity FROM about WHERE patient = ? AND identity <> ?"
    for (other,) in sql.execute(under, (number, number)).fetchall():
        low = other << SHIFT
        yield from sql.execute(f"{asked} AND patient = ?", (low, low + LOW, number)).fetchall()


def _messages(sql: Sql, before: str, held: Held, hold: Hold, *, really: bool) -> int:
    """Empty the bodies and tapes of messages that came before."""
    number, after = 0, 0
    while rows := sql.execute(_FULL, (before, GONE, after, SLICE)).fetchall():
        after = rows[-1][0]
        old = [seq for seq, sender in rows if seq not in held.seqs and sender not in hold.senders]
        number += len(old)
        if really and old:
            with _shortly(sql):
                sql.executemany(_EMPTY, [(GONE, NO_TAPE, seq) for seq in old])
    return number


def _versions(sql: Sql, before: str, held: Held, hold: Hold, *, really: bool) -> int:
    """Delete superseded versions of which the message came before.

    They are gone through once, in the order of their key: none is looked for by its message.
    """
    number, after = 0, (b"", 0, 0)
    while rows := sql.execute(_PAST, (*after, SLICE)).fetchall():
        after = bytes(rows[-1][0]), *rows[-1][1:3]
        early = _early(sql, before, hold, {seq for *_, seq in rows})
        old = [
            (id_, type_, version, body)
            for id_, type_, version, body, seq in rows
            if seq in early and (type_, bytes(id_)) not in held.resources
        ]
        number += len(old)
        if really and old:
            with _shortly(sql):
                sql.executemany(_GO, [key for *key, _ in old])
                forget(sql, [body for *_, body in old])
    return number


def _early(sql: Sql, before: str, hold: Hold, seqs: set[int]) -> set[int]:
    """Which of these messages came before, and of no sender of whom all is held."""
    asked = "SELECT seq, received_at, sender FROM journal WHERE seq IN"
    found = where_in(sql, asked, sorted(seqs))
    return {seq for seq, at, sender in found if at < before and sender not in hold.senders}


@contextmanager
def _shortly(sql: Sql) -> Iterator[None]:
    """One transaction, that begins with a change: what it reads afterwards nobody else changes."""
    sql.execute("BEGIN")
    try:
        yield
        sql.execute("COMMIT")
    except BaseException:
        sql.execute("ROLLBACK")
        raise
    time.sleep(PAUSE)


@contextmanager
def _open(where: Path | str) -> Iterator[Sql]:
    """A connection that may write beside the gateway, as long as each time is short."""
    if isinstance(where, str):
        from gateway.store.postgres_visit import changing  # noqa: PLC0415 - needs the driver

        with changing(where) as link:
            yield link
        return
    with closing(sqlite_file.look(where)) as looked:
        sqlite_file.current(looked, where)
    with closing(sqlite_file.beside(where)) as connection:
        yield connection
