"""One REST request, from its wishes to its receipt; nothing is answered before it is durable.

https://hl7.org/fhir/R4/http.html#transactional-integrity
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from time import monotonic

from gateway.intake.lanes import Lanes
from gateway.intake.receive import ATTEMPTS, audited, nothing, waited
from gateway.intake.rest.fresh import fresh, made
from gateway.intake.rest.fulfil import NOTHING, faulted, fulfil
from gateway.intake.rest.meant import needed, searches, whose
from gateway.intake.rest.wish import Hearing, Result, Write, Written, kept_at
from gateway.model import (
    Entry,
    Journal,
    Keys,
    Receipt,
    Ruleset,
    Stale,
    Standing,
    Status,
    Unavailable,
)

LARGE = 100_000
"""Bytes beyond which a body is not judged between other requests: some milliseconds."""
_NONE = Keys()
"""Nothing need be known: all that is sent is new, and about nobody who stands."""


async def write(
    asked: Write,
    ruleset: Ruleset,
    journal: Journal,
    crash: Callable[[str], None] = nothing,
    lanes: Lanes | None = None,
) -> Written:
    """Keep all that is asked, or nothing; the receipt says which, and why.

    Raises Unavailable where the store cannot keep it, and TooCostly where a condition would have
    to look at too many resources.
    """
    crash("intake.received")
    patients, came, started = whose(asked), asked.inbound.received_at, monotonic()
    async with (lanes or Lanes()).hold(_lanes(asked, patients)):
        for _ in range(ATTEMPTS):
            try:
                at = waited(came, started)
                wanted = asked if at is came else kept_at(asked, at)
                entry, results = await _settled(wanted, patients, ruleset, journal, crash)
                crash("intake.settled")
                receipt = await journal.commit(audited(entry))
            except Stale:
                continue
            crash("intake.committed")
            return Written(receipt, results)
    raise Unavailable("others keep changing what this request touches")


def begun(
    asked: Write,
    ruleset: Ruleset,
    journal: Journal,
    told: Hearing,
    crash: Callable[[str], None] = nothing,
) -> bool:
    """Begin to keep what only makes new resources, about nobody who stands: it waits for nothing.

    `told` hears of it once it is durable; None: it is not kept. False, and nothing is done, where
    something must be known before, or anything is wrong: `write` says what.
    """
    crash("intake.received")
    if not (asked.fresh and fresh(asked.wishes)):
        return False
    crash("intake.standing")
    found = made(asked, ruleset)
    if found is None or found[0].receipt.status is not Status.ACCEPTED:
        return False
    crash("intake.settled")
    journal.commit_then(audited(found[0]), partial(_heard, told, found[1], crash))
    return True


def _heard(
    told: Hearing,
    results: tuple[Result, ...],
    crash: Callable[[str], None],
    receipt: Receipt | Exception,
) -> None:
    kept = None if isinstance(receipt, Exception) else Written(receipt, results)
    if kept:
        crash("intake.committed")
    told(kept)


async def _settled(
    asked: Write,
    patients: Sequence[str],
    ruleset: Ruleset,
    journal: Journal,
    crash: Callable[[str], None],
) -> tuple[Entry, tuple[Result, ...]]:
    """Know all that must be known, from one moment; then say what comes of it."""
    keys = needed(asked, None, patients)
    while True:
        standing = NOTHING if keys == _NONE else await journal.standing(keys)
        crash("intake.standing")
        more = needed(asked, standing, patients)
        if more == keys or standing.receipt is not None:
            return await _fulfilled(asked, standing, ruleset)
        keys = more


async def _fulfilled(
    asked: Write, standing: Standing, ruleset: Ruleset
) -> tuple[Entry, tuple[Result, ...]]:
    """What comes of it; a fault of a pure step is kept as one, and can be looked into."""
    try:
        if len(asked.inbound.body) > LARGE:
            return await asyncio.to_thread(fulfil, asked, standing, ruleset)
        return fulfil(asked, standing, ruleset)
    except Exception as fault:  # noqa: BLE001 - what it says may be of a patient: its kind only
        return faulted(asked, ruleset, fault), ()


def _lanes(asked: Write, patients: Sequence[str]) -> Iterator[str]:
    """Who writes the same waits; who asks the same condition too."""
    for wish in asked.wishes:
        if wish.id:
            yield wish.id
    yield from patients
    for query in searches(asked):
        yield repr((query.type, query.criteria))
