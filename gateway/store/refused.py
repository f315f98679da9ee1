"""What was not taken in: the attempts that a mended rule may make right.

https://www.sqlite.org/lang_select.html
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from gateway.model import Receipt, Status
from gateway.store import codec
from gateway.store.sql import Sql

_ASKED = "SELECT seq, format, receipt, length(body) > 1 FROM journal WHERE status = ?"
"""One byte is left of a body that is no longer kept."""
_WITHIN = f"{_ASKED} AND received_at >= ? AND received_at < ?"
"""By an index, which would only be in the way where all are asked for."""
_EVER = "9999"
_CHANGES = frozenset({"create", "update", "patch", "delete", "transaction", "batch"})
"""With what the kinds of REST requests begin: their senders read the answer, and went on."""


class Attempt(Struct, frozen=True):
    """One row of the journal, without its bytes."""

    seq: int
    format: str
    receipt: Receipt
    kept: bool
    """Are its bytes still there?"""


def refused(
    sql: Sql, statuses: tuple[Status, ...], since: str = "", until: str = ""
) -> tuple[Attempt, ...]:
    """The newest attempt with these bytes, of each that ended so; the oldest first.

    `since` and `until` (instants of UTC) bound when it came. What waits by now, parked, is left
    out, where that is not what is asked for.
    """
    waits = {*sql.execute("SELECT sender, key FROM waiting").fetchall()}
    found: dict[tuple[str, str], Attempt] = {}
    for one in sorted(_rows(sql, statuses, since, until), key=lambda one: one.seq):
        told = one.receipt
        named = told.sender, told.key or told.control_id
        if told.status is Status.PARKED or named not in waits:
            found[told.sender, told.digest] = one
    return tuple(sorted(found.values(), key=lambda one: one.seq))


def _rows(sql: Sql, statuses: tuple[Status, ...], since: str, until: str) -> Iterator[Attempt]:
    asked, bounds = (_WITHIN, (since, until or _EVER)) if since or until else (_ASKED, ())
    for status in statuses:
        for seq, format_, packed, kept in sql.execute(asked, (status.value, *bounds)):
            told = codec.unpack_receipt(packed, seq)
            if told.kind.partition(" ")[0] not in _CHANGES:
                yield Attempt(seq, format_, told, bool(kept))
