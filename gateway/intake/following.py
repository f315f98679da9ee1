"""What goes where its stay, its account or its patient goes: to another patient, or stay. Pure.

https://hl7.org/fhir/R4/http.html#versioning
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gateway.intake.accounts import of_visit, pair
from gateway.intake.belonging import stay_of, within
from gateway.intake.homes import MOVED, carried, leaving, moved_to
from gateway.intake.moves import Numbers
from gateway.intake.plan import Plan
from gateway.intake.resulting import held
from gateway.intake.served import Folk
from gateway.intake.work import Work, same_person
from gateway.model import Change, Mode, Standing, Version
from gateway.reconcile import patient_of, pointed


def followers(plan: Plan, standing: Standing, persons: Folk, found: Numbers) -> tuple[str, ...]:
    """The identities whose resources must follow a stay that moves, or that gives way."""
    if not (found.gone or found.old or Mode.MOVE in plan.modes):
        return ()
    stays = [standing.resources.get(("Encounter", id)) for id in found.gone]
    needed = {stay.subject: None for stay in stays if stay is not None}
    for change in plan.mapped.changes:
        if change.mode is Mode.MOVE:
            both = (change.id, change.into)
            members = {one for id in both for one in persons.clusters.members(id)}
            needed |= dict.fromkeys(sorted(members))
    booked = {found.of(change.into) for change in found.old if change.type == "Account"}
    for change in plan.mapped.changes:
        if change.type == "Account" and change.id in booked:
            subject = patient_of(change.body)
            needed |= dict.fromkeys(sorted(persons.clusters.members(subject)))
    return tuple(id for id in needed if id)


def astray(standing: Standing, persons: Folk) -> tuple[str, ...]:
    """Stays of others on which something hangs that is of persons who become one.

    It was told under a number of which nobody knew yet that the stay had left it for another.
    Gives those that nobody has looked for yet.
    """
    return tuple(id for id in _elsewhere(standing, persons) if id not in standing.loaded)


def _elsewhere(standing: Standing, persons: Folk) -> list[str]:
    if not persons.moved:
        return []
    here = {one.id for one in standing.dependents if one.type == "Encounter"}
    named = {stay_of(one.body) for one in standing.dependents if one.type != "Encounter"}
    return sorted(named - here - {""})


def _carry(work: Work, stay: Version, subject: str) -> None:
    """A stay that went with its account: its own source says from now on that it is another's.

    So it says of one that was only mentioned yet: what comes late of it is of before it went.
    """
    id, sender = stay.id, work.plan.sender.name
    said = work.folk.contributions.get((id, sender))
    if id in work.states or (said is None and stay.sender != sender):
        return
    body = {"resourceType": "Encounter", "subject": {"reference": f"Patient/{subject}"}}
    held(work, Change("Encounter", id, Mode.DELTA, body))
    left = said.parts.get(MOVED, ()) if said is not None else ()
    told = work.states[id]
    gone = {MOVED: tuple(dict.fromkeys((*left, *leaving(work, stay.subject, subject))))}
    work.states[id] = replace(told, parts={**told.parts, **gone})


def follow(work: Work) -> None:
    """What belongs to a stay goes where the stay goes: to another patient, to another stay."""
    if not work.standing.dependents:
        return
    moved = _moving_stays(work)
    left = _elsewhere(work.standing, work.folk)
    for version in _dependents(work):
        key = version.type, version.id
        if key in work.bodies:
            continue
        body = within(version.body, work.numbers.gone)
        if version.type == "Encounter" and version.id in moved:
            _carry(work, version, moved[version.id])
        subject = moved.get(version.id) or moved.get(stay_of(version.body)) or version.subject
        if left and stay_of(version.body) in left:
            said = Change(version.type, version.id, Mode.DELTA, version.body)
            subject = moved_to(work, said, version.subject, version.effective) or subject
        if body is not version.body or subject != version.subject:
            work.bodies[key] = pointed(body, work.folk.served_as(subject)), subject


def _moving_stays(work: Work) -> dict[str, str]:
    """Stay -> the identity it moves to: what the message names, and what its account holds."""
    moved = {}
    moving = any(one.mode is Mode.MOVE for one in work.plan.mapped.changes)
    for (type, id), (_, subject) in work.bodies.items():
        standing = work.standing.resources.get((type, id))
        stood = standing.subject if standing is not None else subject
        # One that was first heard of under its new patient may have orders under the other.
        if type == "Encounter" and (moving or not same_person(work, subject, stood)):
            moved[id] = subject
    moved |= carried(work.plan, work.standing)
    return moved | _billed(work, moved)


def _billed(work: Work, moved: Mapping[str, str]) -> dict[str, str]:
    """Account -> the identity it moves to, of those known by the number of such a stay."""
    stood = [one for one in work.standing.dependents if one.id in moved]
    bodies = [(one.id, one.body) for one in stood if one.type == "Encounter"]
    bodies += [(id, body) for (_, id), (body, _) in work.bodies.items() if id in moved]
    return {
        work.numbers.of(of_visit(pair(number))): moved[id]
        for id, body in bodies
        for number in body.get("identifier", ())
    }


def repoint(work: Work) -> None:
    """What was kept under an id that gave way now speaks of the survivor."""
    for version in _dependents(work):
        key = version.type, version.id
        survivor = work.folk.survivors.get(version.subject)
        if survivor is not None and key not in work.bodies:
            work.bodies[key] = pointed(version.body, survivor), version.subject


def _dependents(work: Work) -> list[Version]:
    """In an order of their own: when each came to be kept leaves no trace."""
    return sorted(work.standing.dependents, key=lambda one: (one.type, one.id))
