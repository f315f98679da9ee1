"""Which messages wait for another, and what stands once that one is taken in. Pure.

A merge or a move speaks of somebody, or of something, that must be known: before that it would
change nothing, or the wrong thing. It is parked, and released with the message that it waits for.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (3.3.30 to 3.3.51)
"""

from __future__ import annotations

from collections.abc import Iterator

from gateway.identity.clusters import Clusters, touched
from gateway.identity.names import identity_id, is_own, pairs
from gateway.intake.accounts import accounts
from gateway.intake.moves import joins, said_of
from gateway.intake.told import waits
from gateway.intake.work import Work, same_person
from gateway.model import Change, Issue, Mode
from gateway.reconcile import patient_of

_OF_ANOTHER = frozenset({Mode.MERGE, Mode.MOVE})
"""Modes of patients of whom something must be known first."""


def awaited(work: Work) -> dict[str, Issue]:
    """Id that must be known first -> what the sender is told; empty where nothing has to wait."""
    found: dict[str, Issue] = {}
    speaks = not work.plan.modes.isdisjoint(_OF_ANOTHER)
    for change in work.plan.mapped.changes if speaks else ():
        if change.type == "Patient" and change.mode in _OF_ANOTHER:
            for id in _unknown(work, change):
                found.setdefault(id, waits(change, f"Patient/{id}"))
    for id, change in work.numbers.waits.items():
        found.setdefault(id, waits(change, f"{change.type}/{change.id}"))
    for change in work.numbers.old:
        known = work.standing.resources.keys()
        if joins(change, work.plan) and ("Encounter", change.id) not in known:
            # Once the stay is known, whose it is may have to wait for a merge.
            for id in (change.id, *said_of(change, work.plan)):
                found.setdefault(id, waits(change, f"Encounter/{change.id}"))
    return found


def _unknown(work: Work, change: Change) -> Iterator[str]:
    """What a merge or a move speaks of and nobody has heard of."""
    named = touched(change.body)
    own = {
        identity_id(*pair)
        for pair in pairs(change.body.get("identifier", ()))
        if is_own(pair[0], work.plan.sender)
    }
    if not own.isdisjoint(named) and not any(_person(work, id) for id in named):
        yield next(id for id in named if id in own)
    elif change.mode is Mode.MOVE:
        things = [*_things(work)]
        # A merge may tell that what moves was this patient's all along.
        yield from (*things, change.id) if things else ()
        yield from _others(work, change)


def _person(work: Work, id: str) -> bool:
    """Has anybody said anything of this person, but in the message itself?"""
    said = {one.identity for one in work.standing.contributions}
    return not said.isdisjoint(Clusters(work.standing.links).members(id))


def _others(work: Work, moved: Change) -> Iterator[str]:
    """Whose a stay or an account that moves is, where that is neither of the two patients.

    That one may turn out to be the same person: a merge is still to come.
    """
    for one in work.plan.mapped.changes:
        stands = work.standing.resources.get((one.type, one.id))
        if one.type not in {"Encounter", "Account"} or stands is None:
            continue
        both = moved.id, patient_of(one.body)
        if not any(same_person(work, id, stands.subject) for id in both):
            yield from (stands.subject, moved.id)


def _things(work: Work) -> Iterator[str]:
    """The stays and accounts that move, and are not known."""
    resources = work.standing.resources
    for one in work.plan.mapped.changes:
        if one.type == "Encounter" and ("Encounter", one.id) not in resources:
            yield one.id
        if one.type == "Account" and ("Account", one.id) not in resources:
            numbers = accounts(one.body)
            stays = (it for it in work.standing.dependents if it.type == "Encounter")
            if not any(accounts(stay.body) & numbers for stay in stays):
                yield one.id
