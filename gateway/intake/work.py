"""The resources of one message under construction, and what is asked of them again and again.

https://hl7.org/fhir/R4/http.html#versioning
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from gateway.intake.late import Clocks
from gateway.intake.moves import Numbers
from gateway.intake.plan import DIRECTORY, Plan
from gateway.intake.replacing import NONE, Line
from gateway.intake.served import Folk
from gateway.model import Change, Contribution, Issue, Like, Mode, Resource, Standing, Version
from gateway.reconcile import HELD, pointed


@dataclass(slots=True)
class Work:
    """The resources of one message under construction."""

    plan: Plan
    standing: Standing
    folk: Folk
    numbers: Numbers
    bodies: dict[tuple[str, str], tuple[Resource, str]] = field(default_factory=dict)
    """(type, id) -> body and subject."""
    likes: dict[tuple[str, str], Like] = field(default_factory=dict)
    """(type, id) -> what the body, just as it was mapped, has in common with others."""
    states: dict[str, Contribution] = field(default_factory=dict)
    clocks: dict[tuple[str, str], Clocks] = field(default_factory=dict)
    """(type, id) -> when each of its elements was last said, of what no contribution keeps."""
    firsts: set[tuple[str, str]] = field(default_factory=set)
    """(type, id) of what this message was the first to mention, though another came before it."""
    since: dict[tuple[str, str], str] = field(default_factory=dict)
    """(type, id) -> when it was last told of, where that was under another number."""
    anew: dict[tuple[str, str], Version] = field(default_factory=dict)
    """(type, id) -> what stood of another patient: nothing of it is said of this one."""
    homes: Mapping[str, str] = field(default_factory=dict)
    """Whom a stay moved to before this message came -> the Patient id that it is of now."""
    leaves: frozenset[str] = frozenset()
    """One identity of each person whom the message says that something moves from."""
    moving: bool = True
    """Whether any stay may have left its patient."""
    numbered: list[str] = field(default_factory=list)
    """Under which ids its stays and their accounts go: none of them may give way meanwhile."""
    line: Line = NONE
    """Where its documents stand among their versions."""
    issues: list[Issue] = field(default_factory=list)
    accounts: Mapping[tuple[str, str], Resource] | None = None
    """Each old number of an account -> the one it has now; once a stay is booked on any."""
    said: Mapping[str, Sequence[Contribution]] | None = None
    """What was said before under each id; once somebody asks."""
    movers: Mapping[str, Sequence[str]] | None = None
    """Whom something moves to -> whom the message says that it moves from; once somebody asks."""
    told: AbstractSet[tuple[str, str]] | None = None
    """(type, id) of what the message speaks of; once somebody asks."""


def heard(work: Work) -> Mapping[str, Sequence[Contribution]]:
    """What was said before, under each id of which anything was."""
    if work.said is None:
        found: dict[str, list[Contribution]] = {}
        for one in work.standing.contributions:
            found.setdefault(one.identity, []).append(one)
        work.said = found
    return work.said


def movers(work: Work, into: str) -> Sequence[str]:
    """Whom the message says that something moves from, to this one."""
    if work.movers is None:
        found: dict[str, list[str]] = {}
        for change in work.plan.mapped.changes if Mode.MOVE in work.plan.modes else ():
            if change.mode is Mode.MOVE:
                found.setdefault(change.into, []).append(change.id)
        work.movers = found
    return work.movers.get(into, ())


def spoken(work: Work) -> AbstractSet[tuple[str, str]]:
    """(type, id) of all that the message speaks of."""
    if work.told is None:
        work.told = {(change.type, change.id) for change in work.plan.mapped.changes}
    return work.told


def stated(work: Work, id: str) -> Contribution | None:
    """What the message's sender says of this id, with what the message said so far."""
    return work.states.get(id) or work.folk.contributions.get((id, work.plan.sender.name))


def claims(change: Change) -> bool:
    """Is it something that others may mention before its own source tells of it?"""
    if change.type in HELD:
        return True
    return change.type in DIRECTORY and change.mode is not Mode.MENTION


def about(body: Resource, work: Work, subject: str) -> Resource:
    """The same, about the Patient id that this person is served under."""
    served = work.homes.get(subject) or work.folk.served_as(subject)
    return pointed(body, served) if subject else body


def same_person(work: Work, subject: str, standing: str) -> bool:
    """Are these two source identities one person, as far as both are known?"""
    return not subject or not standing or work.folk.clusters.same(subject, standing)


def moves(work: Work, subject: str) -> bool:
    """Does the message say that what is this patient's moves to another?"""
    return bool(work.leaves) and work.folk.clusters.root(subject) in work.leaves
