"""Which messages wait for another, and what stands once that one is taken in. Pure.

A merge or a move speaks of somebody, or of something, that must be known: before that it would
change nothing, or the wrong thing. It is parked, and released with the message that it waits for.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (3.3.30 to 3.3.51)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gateway.identity.clusters import Clusters, touched
from gateway.identity.names import identity_id, is_own, pairs
from gateway.intake.accounts import accounts, by_id
from gateway.intake.moves import joins, said_of
from gateway.intake.told import waits
from gateway.intake.work import Work, same_person
from gateway.model import Change, Empty, Issue, Mode
from gateway.reconcile import patient_of

_OF_ANOTHER = frozenset({Mode.MERGE, Mode.MOVE})
"""Modes of patients of whom something must be known first."""
_THINGS = frozenset({"Encounter", "Account"})
"""Types of what can move from one patient to another."""


@dataclass(frozen=True, slots=True)
class _Known:
    """Of whom something is known, and what the message tells of as whose."""

    clusters: Clusters
    persons: frozenset[str]
    """One identity of each person of whom anybody said anything, but in the message itself."""
    things: Mapping[str, Sequence[Change]]
    """Patient -> his stays and accounts."""
    sources: Mapping[str, Sequence[Change]]
    """Patient -> whom something of his moves from."""
    booked: frozenset[tuple[str, str]]
    """The number of each account on which a stay is booked."""

    def person(self, id: str) -> bool:
        """Is anything known of the one with this number?"""
        return self.clusters.root(id) in self.persons


def awaited(work: Work) -> dict[str, Issue]:
    """Id that must be known first -> what the sender is told; empty where nothing has to wait."""
    found: dict[str, Issue] = {}
    speaks = not work.plan.modes.isdisjoint(_OF_ANOTHER)
    known = _known(work) if speaks else None
    for change in work.plan.mapped.changes if known else ():
        if known and change.type == "Patient" and change.mode in _OF_ANOTHER:
            for id in _unknown(work, change, known):
                found.setdefault(id, waits(change, f"Patient/{id}"))
    for id, change in work.numbers.waits.items():
        found.setdefault(id, waits(change, f"{change.type}/{change.id}"))
    joined = [one for one in work.numbers.old if joins(one, work.plan)]
    told = by_id(work.plan.mapped.changes) if joined else Empty
    for change in joined:
        stands = ("Encounter", change.id) in work.standing.resources
        if not stands:
            # Once the stay is known, whose it is may have to wait for a merge.
            for id in (change.id, *said_of(change, told)):
                found.setdefault(id, waits(change, f"Encounter/{change.id}"))
    return found


def _known(work: Work) -> _Known:
    clusters = Clusters(work.standing.links)
    persons = frozenset(clusters.root(one.identity) for one in work.standing.contributions)
    sources: defaultdict[str, list[Change]] = defaultdict(list)
    for one in work.plan.mapped.changes:
        if one.mode is Mode.MOVE:
            sources[one.into].append(one)
    stays = (one.body for one in work.standing.dependents if one.type == "Encounter")
    booked = frozenset(number for stay in stays for number in accounts(stay))
    return _Known(clusters, persons, _things(work), sources, booked)


def _unknown(work: Work, change: Change, known: _Known) -> Iterator[str]:
    """What a merge or a move speaks of and nobody has heard of."""
    named = touched(change.body)
    own = {
        identity_id(*pair)
        for pair in pairs(change.body.get("identifier", ()))
        if is_own(pair[0], work.plan.sender)
    }
    if not own.isdisjoint(named) and not any(map(known.person, named)):
        yield next(id for id in named if id in own)
    elif change.mode is Mode.MOVE:
        things = known.things.get(change.into, ())
        new = [one.id for one in things if _new(work, one, known)]
        # A merge may tell that what moves was this patient's all along.
        yield from (*new, change.id) if new else ()
        yield from _others(work, change, known)


def _things(work: Work) -> dict[str, list[Change]]:
    """Patient -> the stays and accounts that the message tells of as his."""
    found: defaultdict[str, list[Change]] = defaultdict(list)
    for one in work.plan.mapped.changes:
        if one.type in _THINGS:
            found[patient_of(one.body)].append(one)
    return found


def _others(work: Work, moved: Change, known: _Known) -> Iterator[str]:
    """Whose a stay or an account that moves is, where that is none of these patients.

    That one may turn out to be the same person: a merge is still to come.
    """
    these = (*(one.id for one in known.sources[moved.into]), moved.into)
    for one in known.things.get(moved.into, ()):
        stands = work.standing.resources.get((one.type, one.id))
        if stands and not any(same_person(work, id, stands.subject) for id in these):
            yield from (stands.subject, moved.id)


def _new(work: Work, one: Change, known: _Known) -> bool:
    """Is this stay or account one that nobody has heard of?"""
    if (one.type, one.id) in work.standing.resources:
        return False
    return one.type != "Account" or known.booked.isdisjoint(accounts(one.body))
