"""Parked messages: who waits for what, and who has waited long enough.

https://www.sqlite.org/withoutrowid.html
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from gateway.model import Entry, Inbound, Parked, Status
from gateway.store import codec
from gateway.store.sql import Sql
from gateway.store.words import where_in

MOST = 50
"""How many that wait are told of at a time; the others are when the next message comes."""

_PARKED = (
    "SELECT j.seq, j.sender, j.format, j.received_at, j.body, j.receipt, w.key, w.awaits"
    " FROM waiting AS w CROSS JOIN journal AS j ON j.seq = w.seq"
)


def waiting(sql: Sql, sender: str, brings: Sequence[str]) -> tuple[Parked, ...]:
    """The sender's messages that wait for any of these ids."""
    if sql.execute("SELECT 1 FROM waiting LIMIT 1").fetchone() is None:
        return ()
    rows = where_in(sql, f"{_PARKED} WHERE w.awaits IN", brings)
    found = {row[0]: _parked(row) for row in sorted(rows) if row[1] == sender}
    return tuple(found.values())[:MOST]


def every(sql: Sql) -> tuple[Parked, ...]:
    """All that wait, each once, in the order in which they came."""
    found = {row[0]: _parked(row) for row in sql.execute(f"{_PARKED} ORDER BY j.seq DESC")}
    return tuple(reversed(found.values()))


def keep(sql: Sql, entry: Entry, seq: int) -> None:
    """Whoever is parked waits from now on; whoever was taken in waits no more."""
    receipt = entry.receipt
    named = receipt.sender, receipt.key
    if receipt.status is Status.ACCEPTED or entry.awaits:
        forget(sql, [named])
    rows = [(receipt.sender, one, receipt.key, seq) for one in entry.awaits]
    sql.executemany("INSERT INTO waiting VALUES (?, ?, ?, ?)", rows)


def forget(sql: Sql, named: Iterable[tuple[str, str]]) -> None:
    """These wait no more: (sender, key)."""
    sql.executemany("DELETE FROM waiting WHERE sender = ? AND key = ?", named)


def _parked(row: Sequence[Any]) -> Parked:
    seq, sender, format_, received_at, body, receipt, key, awaits = row
    told = codec.unpack_receipt(receipt, seq)
    inbound = Inbound(sender, format_, codec.unpack(body), datetime.fromisoformat(received_at))
    return Parked(inbound, key, told.kind, told.control_id, seq, awaits)
