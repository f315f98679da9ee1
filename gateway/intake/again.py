"""A message that was refused once, judged again by the rules of now: taken in, or left as it was.

What was kept of it is its bytes: nothing else is needed to say it in FHIR (decision 0132).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from gateway.intake.lanes import Lanes
from gateway.intake.plan import kept_at
from gateway.intake.receive import ATTEMPTS, audited, nothing, planned, settled
from gateway.model import (
    Entry,
    Inbound,
    Journal,
    Receipt,
    Ruleset,
    Stale,
    Status,
    Unavailable,
)

TAKEN = frozenset({Status.ACCEPTED, Status.PARKED})
"""The verdicts by which something is kept."""


async def again(  # noqa: PLR0913, PLR0917 - as `receive`, with when and what it was
    came: Inbound,
    at: datetime,
    was: Status,
    ruleset: Ruleset,
    journal: Journal,
    crash: Callable[[str], None] = nothing,
    lanes: Lanes | None = None,
) -> Receipt:
    """Take in what came before and was `was`, at this time; gives what became of it.

    Its place in the order of things is that of its own time, or of its first coming. Where the
    verdict is no other than it was, or nothing would be kept, nothing is written: doing it twice
    changes nothing. Raises Unavailable where the store cannot keep it.
    """
    found = planned(came, ruleset)
    if isinstance(found, Entry):
        return found.receipt
    found = kept_at(found, at)
    async with (lanes or Lanes()).hold(found.keys.identities):
        for _ in range(ATTEMPTS):
            entry = await settled(found, found.keys, ruleset, journal, crash)
            if entry.receipt.status not in TAKEN - {was}:
                return entry.receipt
            crash("intake.settled")
            try:
                return await journal.commit(audited(entry))
            except Stale:
                continue
    raise Unavailable("others keep changing what this message touches")
