"""Stays that left a patient for another, and what late messages still say of them under the first.

https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (3.3.43 to 3.3.45)
"""

from __future__ import annotations

from gateway.intake.accounts import accounts
from gateway.intake.belonging import stay_of
from gateway.intake.plan import Plan
from gateway.intake.served import Folk
from gateway.intake.work import Work, movers, moves, same_person, stated
from gateway.model import Change, Contribution, Mode, Standing
from gateway.reconcile import patient_of

MOVED = "moved"
"""Among the parts of what is said of a stay: when it left which patient."""


def homes(plan: Plan, standing: Standing) -> dict[str, str]:
    """Whom the stays of a message have moved to since -> the Patient id they are of now."""
    moved = [
        standing.resources.get(("Encounter", one.identity))
        for one in standing.contributions
        if MOVED in one.parts and one.sender == plan.sender.name
    ]
    stays = (stay for stay in moved if stay is not None and stay.subject)
    return {stay.subject: patient_of(stay.body) for stay in stays}


def moving(plan: Plan, standing: Standing) -> bool:
    """May any stay have left its patient, or does one leave with this message?"""
    return Mode.MOVE in plan.modes or any(MOVED in one.parts for one in standing.contributions)


def left_by(plan: Plan, persons: Folk) -> frozenset[str]:
    """One identity of each person whom the message says that something moves from."""
    moved = plan.mapped.changes if Mode.MOVE in plan.modes else ()
    return frozenset(persons.clusters.root(one.id) for one in moved if one.mode is Mode.MOVE)


def moved_to(work: Work, change: Change, subject: str, since: str = "") -> str:
    """Whom the stay of a late message has moved to since; "" where it has not.

    `since`: when it was said, where that is not when the message was.
    """
    if not work.moving:
        return ""
    id = _stay(work, change)
    when, said = since or work.plan.effective, stated(work, id)
    stay = work.standing.resources.get(("Encounter", id))
    if not id or not subject or said is None or stay is None:
        return ""
    left = [one.partition(" ") for one in said.parts.get(MOVED, ())]
    gone = any(at >= when and same_person(work, subject, whom) for at, _, whom in left)
    return stay.subject if gone else ""


def _stay(work: Work, change: Change) -> str:
    """The stay that a change is of, or ""; an account is told of with the stay in its message."""
    if change.type == "Account":
        stays = (one.id for one in work.plan.mapped.changes if one.type == "Encounter")
        return next(stays, "")
    return change.id if change.type == "Encounter" else stay_of(change.body)


def departures(work: Work, change: Change, said: Contribution | None) -> tuple[str, ...]:
    """When a stay left which patient: those before, and this message's own."""
    known = said.parts.get(MOVED, ()) if said else ()
    stay = work.standing.resources.get((change.type, change.id))
    if change.type != "Encounter" or stay is None:
        return known
    left = leaving(work, stay.subject, patient_of(change.body))
    return tuple(dict.fromkeys((*known, *left)))


def leaving(work: Work, subject: str, into: str) -> tuple[str, ...]:
    """When a stay that stands with this patient leaves whom, as a message that moves it says.

    `into` is whom it moves to, as the message names him.
    One that stands with its new patient already was first heard of under that one.
    """
    if moves(work, subject):
        return (f"{work.plan.effective} {subject}",)
    return tuple(f"{work.plan.effective} {id}" for id in movers(work, into))


def carried(plan: Plan, standing: Standing) -> dict[str, str]:
    """Stay -> the patient whom its account takes it to."""
    if Mode.MOVE not in plan.modes:
        return {}
    said = [one for one in plan.mapped.changes if one.type == "Account"]
    gone = {number: patient_of(one.body) for one in said for number in accounts(one.body)}
    stays = [one for one in standing.dependents if one.type == "Encounter"]
    booked = ((one.id, sorted(accounts(one.body) & gone.keys())) for one in stays)
    return {id: gone[numbers[0]] for id, numbers in booked if numbers}
