"""What a message says meets what stands: who may change it, what is older, what follows. Pure.

https://hl7.org/fhir/R4/http.html#versioning
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from msgspec import structs

from gateway.intake.accounts import accounts, renumbered
from gateway.intake.homes import MOVED, carried, departures, homes, moved_to
from gateway.intake.late import begun, packed, told, unpacked
from gateway.intake.moves import (
    Numbers,
    booked,
    closed,
    gave_way,
    numbered,
    numbers,
    renamed,
    renumbering,
    stay_of,
    within,
)
from gateway.intake.people import folk
from gateway.intake.plan import Plan, papers
from gateway.intake.replacing import Line, line
from gateway.intake.replay import rebooked as said_again
from gateway.intake.replay import replay
from gateway.intake.served import Folk
from gateway.intake.ties import Ties, tie, ties
from gateway.intake.told import another, foreign, moved, older, parked
from gateway.intake.work import Work, about, claims, moves, same_person
from gateway.labels import bare
from gateway.model import (
    Change,
    Contribution,
    Empty,
    Keys,
    Mode,
    Pending,
    Ruleset,
    Standing,
    Version,
)
from gateway.reconcile import State, patient_of, pointed, revived, say


def meet(plan: Plan, standing: Standing, ruleset: Ruleset) -> Work | Pending:
    """Every change meets what stands; Pending where more must be known."""
    found = numbers(plan, standing)
    plan = renamed(plan, found)
    persons = folk(plan, standing, ruleset)
    needed = (*persons.moved, *_followers(plan, standing, persons, found))
    if not standing.loaded.issuperset(needed):
        return Pending(Keys(dependents=needed))
    rebooked = _rebooked(standing, found)
    stayed = homes(plan, standing)
    told_of = (*rebooked, *carried(plan, standing), *stayed)
    if not standing.revisions.keys() >= set(told_of):
        return Pending(Keys(identities=told_of))
    around = _around(plan, standing)
    if isinstance(around, Keys):
        return Pending(around)
    among, tied = around
    work = Work(plan, standing, persons, found, homes=stayed, line=among)
    work.issues += (*plan.document.issues, *plan.mapped.issues, *found.issues, *persons.issues)
    for id, body in persons.served.items():
        work.bodies["Patient", id] = body, id
    paper = papers(plan)[-1:]
    heads = {one.heads for one in plan.mapped.documents}
    held = [one.body for (type, _), one in standing.resources.items() if type == "Account"]
    for change in plan.mapped.changes:
        overtaken = (change.type, change.id) in among.overtaken
        if change.type == "Encounter" and not overtaken:
            _take(work, structs.replace(change, body=renumbered(change.body, held)))
        elif change.type != "Patient" and change not in paper and not overtaken:
            _take(work, change)
        elif overtaken and change.id in heads:
            work.issues.append(older(change))
    for change in among.withdrawn:
        _take(work, change)
    work.states |= {note.identity: note for note in among.notes}
    tie(work, tied)
    _renumber(work)
    _rebook(work, rebooked)
    _follow(work)
    _repoint(work)
    return work


def _around(plan: Plan, standing: Standing) -> tuple[Line, Ties] | Keys:
    """Where its documents and its results stand among others; the keys of what must be known."""
    among, tied = line(plan, standing), ties(plan, standing)
    if isinstance(among, Keys):
        return among
    return tied if isinstance(tied, Keys) else (among, tied)


def _followers(plan: Plan, standing: Standing, persons: Folk, found: Numbers) -> tuple[str, ...]:
    """The identities whose resources must follow a stay that moves, or that gives way."""
    stays = [standing.resources.get(("Encounter", id)) for id in found.gone]
    needed = {stay.subject: None for stay in stays if stay is not None}
    for change in plan.mapped.changes:
        if change.mode is Mode.MOVE:
            needed |= dict.fromkeys(sorted(persons.clusters.members(change.id)))
    booked = [change.into for change in found.old if change.type == "Account"]
    for change in plan.mapped.changes:
        if change.type == "Account" and change.id in map(found.of, booked):
            subject = patient_of(change.body)
            needed |= dict.fromkeys(sorted(persons.clusters.members(subject)))
    return tuple(id for id in needed if id)


def _take(work: Work, change: Change) -> None:
    """One change meets what stands of its resource."""
    if change.type == "DiagnosticReport" and _orphan(change):
        work.issues.append(parked(change))
    key = change.type, change.id
    standing = work.standing.resources.get(key)
    known = standing is not None or key in work.bodies
    if known if change.mode is Mode.MENTION else _never(change, known=known):
        return
    named = patient_of(change.body)
    subject = work.folk.aliases.get(named, named)
    subject = moved_to(work, change, subject) or subject
    if standing is not None and not _may(work, change, standing, subject):
        return
    subject = subject or (standing.subject if standing else "")
    if standing is None and key not in work.bodies and not claims(change):
        body = change.body
        if not body.keys() >= change.defaults.keys():
            body = {**change.defaults, **body}
            work.clocks[key] = begun(change, work.plan.effective)
        elif key in work.plan.mapped.likes:
            work.likes[key] = work.plan.mapped.likes[key]
        work.bodies[key] = about(body, work, subject), subject
        return
    work.likes.pop(key, None)
    state = _held(work, change) if claims(change) else _told(work, change, standing)
    work.bodies[key] = about(state.body, work, subject), subject


def _never(change: Change, *, known: bool) -> bool:
    """Is something taken away that never came, and of which nothing is said?"""
    return change.mode is Mode.REMOVE and not known and len(change.body) == 1


def _held(work: Work, change: Change) -> State:
    """What results where its source tells of what others may mention too."""
    said = work.states.get(change.id) or work.folk.contributions.get(
        (change.id, work.plan.sender.name)
    )
    if change.mode is Mode.MENTION:
        return say(change, State(said.body, said.parts) if said else None)
    at, stood = work.plan.effective, said.effective if said else ""
    if change.type == "Encounter":
        state = replay(change, at, State(said.body, said.parts) if said else None, stood).state
    else:
        parts, clocks = unpacked(said.parts) if said else ({}, Empty)
        before = State(said.body, parts) if said else None
        state, clocks = told(change, at, before, clocks, stood)
        state = State(state.body, {**state.parts, **packed(clocks)})
    left = departures(work, change, said)
    beside = {MOVED: left} if left else {}
    work.states[change.id] = Contribution(
        change.id, work.plan.sender.name, max(at, stood), state.body, {**state.parts, **beside}
    )
    return state


def _told(work: Work, change: Change, standing: Version | None) -> State:
    """What results where a change meets what its source said of it before."""
    key = change.type, change.id
    body = work.bodies[key][0] if key in work.bodies else bare(standing.body) if standing else {}
    if work.plan.mapped.documents and revived(change, body):
        change = structs.replace(change, mode=Mode.SNAPSHOT)
    clocks = work.clocks.get(key) or (standing.clocks if standing else {})
    at = work.plan.effective
    stood = standing.effective if standing else at
    state, work.clocks[key] = told(change, at, State(body), clocks, stood)
    return state


def _may(work: Work, change: Change, standing: Version, subject: str) -> bool:
    """May this message change what stands? Says why, where it may not."""
    holder = _holder(work, change, standing)
    if holder is None:
        return True
    sender, effective = holder
    if sender != work.plan.sender.name:
        work.issues.append(foreign(change))
        return False
    late = work.plan.effective < effective
    if late:
        work.issues.append(older(change))
    if same_person(work, subject, standing.subject) or moves(work, standing.subject):
        return True
    if not late:
        work.issues.append(another(change) if change.type == "Encounter" else moved(change))
    return change.type != "Encounter" and not late


def _holder(work: Work, change: Change, standing: Version) -> tuple[str, str] | None:
    """Who said it last, and when; None for what others have only mentioned."""
    if not claims(change):
        return standing.sender, standing.effective
    said = [c for c in work.standing.contributions if c.identity == change.id]
    return (said[0].sender, said[0].effective) if said else None


def _carry(work: Work, id: str, subject: str) -> None:
    """A stay that went with its account: its own source says from now on that it is another's."""
    said = work.folk.contributions.get((id, work.plan.sender.name))
    if said is not None and id not in work.states:
        name = {"reference": f"Patient/{subject}"}
        body = {"resourceType": "Encounter", "subject": name}
        _held(work, Change("Encounter", id, Mode.DELTA, body))
        stay = next(one for one in work.standing.dependents if one.id == id)
        moves = (*said.parts.get(MOVED, ()), f"{work.plan.effective} {stay.subject}")
        told = work.states[id]
        work.states[id] = replace(told, parts={**told.parts, MOVED: moves})


def _renumber(work: Work) -> None:
    """A stay or an account keeps its old numbers, as old ones; what gave way says so."""
    for old in work.numbers.old:
        key = old.type, work.numbers.of(old.id)
        if key in work.bodies:
            body, subject = work.bodies[key]
            if key[1] in work.states:
                state = _held(work, renumbering(work.numbers.of(old.id), old))
                work.bodies[key] = about(state.body, work, subject), subject
            else:
                work.bodies[key] = numbered(body, [old]), subject
    for id in work.numbers.before:
        if ("Encounter", id) in work.bodies:
            body, subject = work.bodies["Encounter", id]
            work.bodies["Encounter", id] = gave_way(body, work.numbers.of(id)), subject
    for id, account in work.numbers.closed.items():
        standing = work.standing.resources["Account", id]
        work.bodies["Account", id] = closed(standing.body, account), standing.subject
    for id, stay in work.numbers.gone.items():
        standing = work.standing.resources["Encounter", id]
        work.bodies["Encounter", id] = gave_way(standing.body, stay), standing.subject


def _rebooked(standing: Standing, found: Numbers) -> dict[str, Change]:
    """Stay -> the account number that goes, of the stays booked on one."""
    gone = [one for one in found.old if one.type == "Account"]
    return {
        version.id: old
        for old in gone
        for version in standing.dependents
        if version.type == "Encounter" and accounts(version.body) & accounts(old.body)
    }


def _rebook(work: Work, rebooked: Mapping[str, Change]) -> None:
    """Those stays are booked on the number that the account has now."""
    held = {(one.identity, one.sender): one for one in work.standing.contributions}
    stays = {one.id: one for one in work.standing.dependents if one.type == "Encounter"}
    for id, old in rebooked.items():
        new = work.bodies["Account", work.numbers.of(old.id)][0]
        stay, said = stays[id], held.get((id, work.plan.sender.name))
        if ("Encounter", id) not in work.bodies:
            work.bodies["Encounter", id] = booked(stay.body, old.body, new), stay.subject
        if said is not None and id not in work.states:
            again = partial(booked, old=old.body, new=new)
            parts = said_again(said.parts, again)
            work.states[id] = replace(said, body=again(said.body), parts=parts)


def _follow(work: Work) -> None:
    """What belongs to a stay goes where the stay goes: to another patient, to another stay."""
    if not work.standing.dependents:
        return
    moved = _moving_stays(work)
    for version in work.standing.dependents:
        key = version.type, version.id
        if key in work.bodies:
            continue
        body = within(version.body, work.numbers.gone)
        if version.type == "Encounter" and version.id in moved:
            _carry(work, version.id, moved[version.id])
        subject = moved.get(version.id) or moved.get(stay_of(version.body)) or version.subject
        if body is not version.body or subject != version.subject:
            work.bodies[key] = pointed(body, work.folk.served_as(subject)), subject


def _moving_stays(work: Work) -> dict[str, str]:
    """Stay -> the identity it moves to: what the message names, and what its account holds."""
    moved = {}
    for (type, id), (_, subject) in work.bodies.items():
        standing = work.standing.resources.get((type, id))
        stood = standing.subject if standing is not None else subject
        if type == "Encounter" and not same_person(work, subject, stood):
            moved[id] = subject
    stays = carried(work.plan, work.standing)
    named = [one for one in work.plan.mapped.changes if one.type == "Account"]
    moved |= {id: patient_of(account.body) for account in named for id in stays}
    return moved


def _orphan(change: Change) -> bool:
    """A corrected report that carries no number of its own cannot say what it corrects."""
    corrects = change.body.get("status") in ("corrected", "amended")
    return corrects and "identifier" not in change.body


def _repoint(work: Work) -> None:
    """What was kept under an id that gave way now speaks of the survivor."""
    for version in work.standing.dependents:
        key = version.type, version.id
        survivor = work.folk.survivors.get(version.subject)
        if survivor is not None and key not in work.bodies:
            work.bodies[key] = pointed(version.body, survivor), version.subject
