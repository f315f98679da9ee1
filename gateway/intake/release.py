"""Parked messages come in with the one that they waited for: in its transaction, or not at all.

What is released may be waited for in its turn; so many come in at a time, the rest with the next.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias, TypeVar

from msgspec import structs

from gateway.intake.overlay import above
from gateway.intake.plan import Plan, kept_at, plan
from gateway.intake.settle import settle
from gateway.model import (
    Entry,
    Keys,
    Parked,
    Pending,
    Rejected,
    Ruleset,
    Stale,
    Standing,
    Status,
)

MOST = 50
"""How many parked messages are released at a time."""


@dataclass(slots=True)
class Releasing:
    """The entries of one commit, in their order, and all that they rest on."""

    entry: Entry
    read: list[Standing] = field(default_factory=list)
    """What the store told."""
    entries: list[Entry] = field(default_factory=list)

    def standing(self, told: Standing) -> Standing:
        """What stands once the entries so far are written."""
        self.read.append(told)
        for entry in (self.entry, *self.entries):
            told = above(told, entry)
        return told


Told: TypeAlias = Callable[[Keys], Awaitable[Standing]]
Key = TypeVar("Key")


async def released(
    entry: Entry, waiting: Iterable[Parked], ruleset: Ruleset, told: Told, base: Standing
) -> Entry:
    """The entry, with those of all parked messages that it makes whole.

    Takes what waits for it, what tells of the store, and what the entry itself rests on. Raises
    Stale where the store has moved on between two answers.
    """
    work = Releasing(entry, [base])
    queue = _planned(waiting, ruleset, entry)
    seen = {one.inbound.body for one in queue}
    while queue and len(work.entries) < MOST:
        next_, *queue = sorted(queue, key=lambda one: one.effective)
        found, more = await _one(next_, work, ruleset, told)
        if found.receipt.status is Status.ACCEPTED:
            by = structs.replace(found.receipt, released_by=entry.receipt.control_id)
            work.entries.append(structs.replace(found, receipt=by))
            new = [one for one in more if one.inbound.body not in seen]
            queue += _planned(new, ruleset, entry)
            seen.update(one.inbound.body for one in new)
    return _whole(work) if work.entries else entry


def _planned(waiting: Iterable[Parked], ruleset: Ruleset, entry: Entry) -> list[Plan]:
    """Read again; ordered by their own time, kept at that of what released them."""
    at = entry.inbound.received_at
    found = []
    for one in waiting:
        try:
            found.append(kept_at(plan(one.inbound, ruleset), at))
        except Rejected:  # by rules that are newer than the message
            continue
    return found


async def _one(
    planned: Plan, work: Releasing, ruleset: Ruleset, told: Told
) -> tuple[Entry, tuple[Parked, ...]]:
    """What the message leaves behind now, and who waits for it."""
    before = (work.entry, *work.entries)
    beside = (id for entry in before for id in entry.revisions)
    keys = replace(planned.keys, identities=(*planned.keys.identities, *beside))
    while True:
        standing = await told(keys)
        found = settle(planned, work.standing(standing), ruleset)
        if not isinstance(found, Pending):
            return found, standing.waiting
        keys = replace(
            keys,
            resources=(*keys.resources, *found.keys.resources),
            dependents=(*keys.dependents, *found.keys.dependents),
            identities=(*keys.identities, *found.keys.identities),
        )


def _whole(work: Releasing) -> Entry:
    """The first entry, resting on all that the others rest on too."""
    entry = work.entry
    versions: dict[tuple[str, str], int] = {}
    revisions: dict[str, int] = {}
    for told in work.read:
        stood = {key: one.version for key, one in told.resources.items()}
        stood |= {(one.type, one.id): one.version for one in told.dependents}
        _agreed(versions, stood)
        _agreed(revisions, told.revisions)
    rests = {key for one in work.entries for key in one.expects}
    named = {id for one in work.entries for id in one.revisions}
    receipt = structs.replace(
        entry.receipt, released=tuple(one.receipt.control_id for one in work.entries)
    )
    return structs.replace(
        entry,
        receipt=receipt,
        expects={key: versions.get(key, 0) for key in rests} | dict(entry.expects),
        revisions={id: revisions.get(id, 0) for id in named} | dict(entry.revisions),
        released=tuple(
            structs.replace(one, expects=_own(one), revisions={}) for one in work.entries
        ),
    )


def _own(entry: Entry) -> Mapping[tuple[str, str], int]:
    return {(one.type, one.id): one.version - 1 for one in entry.resources}


def _agreed(known: dict[Key, int], told: Mapping[Key, int]) -> None:
    """Take in what was told; raises Stale where it was another before."""
    if any(known.setdefault(key, value) != value for key, value in told.items()):
        raise Stale("the record moved while a parked message was released")
