"""What a batch must hold before it looks at anything: all at once, and always in one order.

So no two processes wait for each other in a circle, and nobody decides on what another changes.
https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b

from gateway.store.packing import Packed
from gateway.store.people import names, newborn
from gateway.store.postgres_link import Link
from gateway.store.writing import Job

MOST = 500
"""Locks of one batch, beyond which it waits until it is alone: their table is not endless."""
_ALL = 0x46475700
_NUMBER = "SELECT pg_current_xact_id()::text"
_ALONE = f"{_NUMBER}, pg_advisory_xact_lock(?)"
_NAMED = (
    f"{_NUMBER}, CASE at WHEN 1 THEN pg_advisory_xact_lock_shared(key)"
    " ELSE pg_advisory_xact_lock(key) END"
    " FROM unnest(?::bigint[]) WITH ORDINALITY AS one (key, at)"
)
"""Takes the first of them with others, and then the others alone, in their order."""
_NEW = (
    "INSERT INTO identity (id, moves, kept) SELECT new.id, 0, 0 FROM unnest(?::text[]) AS new (id)"
    " WHERE NOT EXISTS (SELECT 1 FROM identity AS known WHERE known.id = new.id)"
    " ORDER BY new.id ON CONFLICT DO NOTHING"
)
_HELD = "SELECT number FROM identity WHERE id = ANY(?::text[]) ORDER BY id FOR UPDATE"


def hold(sql: Link, jobs: Sequence[Job]) -> str:
    """Take them; gives the number of the transaction when nobody else has any of them."""
    packed = [each for job in jobs if isinstance(job, Packed) for each in _every(job)]
    keys = sorted({_number(said) for job in packed for said in _said(job)})
    if len(keys) > MOST:
        row = sql.execute(_ALONE, (_ALL,)).fetchone()
    elif keys:
        row = sql.execute(_NAMED, ([_ALL, *keys],)).fetchone()
    else:
        row = sql.execute(_NUMBER).fetchone()
    born = {name for job in packed for name in newborn(job)}
    identities = sorted({name for job in packed for name in names(job) if name} - born)
    if identities:
        sql.execute(_NEW, (identities,))
        sql.execute(_HELD, (identities,))
    return str(row[0])


def _every(job: Packed) -> Iterator[Packed]:
    yield job
    for released in job.released:
        yield from _every(released)


def _said(job: Packed) -> Iterator[tuple[str, ...]]:
    """Control ids; resources that lie under no identity, whose row would say who is first."""
    receipt = job.entry.receipt
    yield "key", receipt.sender, receipt.key
    for it in job.entry.resources:
        if not it.subject and not it.drawn:
            yield "resource", it.type, it.id
    for condition in job.entry.conditions:
        for one in condition.query.criteria:
            yield "condition", condition.query.type, one.param, one.form, repr(one.values)


def _number(said: tuple[str, ...]) -> int:
    digest = blake2b("\0".join(said).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
