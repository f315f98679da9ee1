"""What a message says meets what stands: who may change it, what is older, what follows. Pure.

https://hl7.org/fhir/R4/http.html#versioning
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from msgspec import structs

from gateway.intake.moves import (
    Numbers,
    accounts,
    booked,
    gave_way,
    numbered,
    numbers,
    renamed,
    stay_of,
    within,
)
from gateway.intake.people import Folk, folk
from gateway.intake.plan import DIRECTORY, Plan
from gateway.intake.told import another, foreign, moved, older, parked
from gateway.labels import bare
from gateway.model import (
    Change,
    Contribution,
    Empty,
    Issue,
    Keys,
    Like,
    Mode,
    Pending,
    Resource,
    Ruleset,
    Standing,
    Version,
)
from gateway.reconcile import HELD, State, patient_of, pointed, say


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
    issues: list[Issue] = field(default_factory=list)


def meet(plan: Plan, standing: Standing, ruleset: Ruleset) -> Work | Pending:
    """Every change meets what stands; Pending where more must be known."""
    found = numbers(plan, standing)
    plan = renamed(plan, found)
    persons = folk(plan, standing, ruleset)
    needed = (*persons.moved, *_followers(plan, standing, persons, found))
    if not standing.loaded.issuperset(needed):
        return Pending(Keys(dependents=needed))
    rebooked = _rebooked(standing, found)
    if not standing.revisions.keys() >= rebooked.keys():
        return Pending(Keys(identities=tuple(rebooked)))
    work = Work(plan, standing, persons, found)
    work.issues += (*plan.document.issues, *plan.mapped.issues, *found.issues, *persons.issues)
    for id, body in persons.served.items():
        work.bodies["Patient", id] = body, id
    for change in plan.mapped.changes:
        if change.type not in ("Patient", "Provenance"):
            _take(work, change)
    _renumber(work)
    _rebook(work, rebooked)
    _follow(work)
    _repoint(work)
    return work


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
    if change.mode is Mode.MENTION and (standing is not None or key in work.bodies):
        return
    named = patient_of(change.body)
    subject = work.folk.aliases.get(named, named)
    if standing is not None and not _may(work, change, standing, subject):
        return
    subject = subject or (standing.subject if standing else "")
    if standing is None and key not in work.bodies and not _claims(change):
        body = change.body
        if not body.keys() >= change.defaults.keys():
            body = {**change.defaults, **body}
        elif key in work.plan.mapped.likes:
            work.likes[key] = work.plan.mapped.likes[key]
        work.bodies[key] = _about(body, work, subject), subject
        return
    work.likes.pop(key, None)
    state = say(change, _state(work, change))
    if _claims(change) and change.mode is not Mode.MENTION:
        parts = {**state.parts, **_clock(work, change)}
        work.states[change.id] = Contribution(
            change.id, work.plan.sender.name, work.plan.effective, state.body, parts
        )
    work.bodies[key] = _about(state.body, work, subject), subject


def _claims(change: Change) -> bool:
    """Is it something that others may mention before its own source tells of it?"""
    if change.type in HELD:
        return True
    return change.type in DIRECTORY and change.mode is not Mode.MENTION


def _about(body: Resource, work: Work, subject: str) -> Resource:
    """The same, about the Patient id that this person is served under."""
    return pointed(body, work.folk.served_as(subject)) if subject else body


def _may(work: Work, change: Change, standing: Version, subject: str) -> bool:
    """May this message change what stands? Says why, where it may not."""
    holder = _holder(work, change, standing)
    if holder is None:
        return True
    sender, effective = holder
    if sender != work.plan.sender.name:
        work.issues.append(foreign(change))
    elif work.plan.effective < effective:
        work.issues.append(older(change))
        _late_status(work, change, standing)
    elif _same_person(work, subject, standing.subject) or _moves(work, standing.subject):
        return True
    else:
        work.issues.append(another(change) if change.type == "Encounter" else moved(change))
        return change.type != "Encounter"
    return False


def _holder(work: Work, change: Change, standing: Version) -> tuple[str, str] | None:
    """Who said it last, and when; None for what others have only mentioned."""
    if not _claims(change):
        return standing.sender, standing.effective
    said = [c for c in work.standing.contributions if c.identity == change.id]
    return (said[0].sender, said[0].effective) if said else None


def _clock(work: Work, change: Change) -> dict[str, tuple[str, ...]]:
    """When the status of a stay was last said, kept beside what is said of it."""
    stay = change.type == "Encounter" and "status" in change.body
    return {"status": (work.plan.effective,)} if stay else {}


def _late_status(work: Work, change: Change, standing: Version) -> None:
    """An event that comes late still says what became of a stay, if no later event did.

    A newer update says nothing of the status: beside it a cancel or a discharge is news.
    """
    said = work.folk.contributions.get((change.id, work.plan.sender.name))
    clock = _clock(work, change)
    if change.type != "Encounter" or said is None or not clock:
        return
    known = _same_person(work, patient_of(change.body), standing.subject)
    if known and clock["status"] >= said.parts.get("status", ()):
        kept = ("resourceType", "status")
        told = {key: value for key, value in change.body.items() if key in kept}
        late = structs.replace(change, body=told, parts=Empty)
        state = say(late, State(said.body, said.parts))
        parts = {**state.parts, **clock}
        work.states[change.id] = replace(said, body=state.body, parts=parts)
        body = _about(state.body, work, standing.subject)
        work.bodies[change.type, change.id] = body, standing.subject


def _same_person(work: Work, subject: str, standing: str) -> bool:
    return not subject or not standing or standing in work.folk.clusters.members(subject)


def _state(work: Work, change: Change) -> State | None:
    """What the same source said of this resource before, in this message or an earlier one."""
    said = work.states.get(change.id) or work.folk.contributions.get(
        (change.id, work.plan.sender.name)
    )
    if said is not None:
        return State(said.body, said.parts)
    if _claims(change):
        return None
    if (change.type, change.id) in work.bodies:
        return State(work.bodies[change.type, change.id][0])
    standing = work.standing.resources.get((change.type, change.id))
    if standing is None:
        return None
    return State(bare(standing.body))


def _moves(work: Work, subject: str) -> bool:
    """Does the message say that what is this patient's moves to another?"""
    return any(
        subject in work.folk.clusters.members(change.id)
        for change in work.plan.mapped.changes
        if change.mode is Mode.MOVE
    )


def _renumber(work: Work) -> None:
    """A stay or an account keeps its old numbers, as old ones; what gave way says so."""
    for old in work.numbers.old:
        key = old.type, work.numbers.of(old.id)
        if key in work.bodies:
            body, subject = work.bodies[key]
            work.bodies[key] = numbered(body, [old]), subject
            if key[1] in work.states:
                said = work.states[key[1]]
                kept = numbered(said.body, [old])
                many = len(kept["identifier"]) - len(said.body.get("identifier", ()))
                parts = said.parts.get("identifier", ("",) * len(said.body.get("identifier", ())))
                origins = {**said.parts, "identifier": (*parts, *("MRG-5",) * many)}
                work.states[key[1]] = replace(said, body=kept, parts=origins)
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
            work.states[id] = replace(said, body=booked(said.body, old.body, new))


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
        subject = moved.get(version.id) or moved.get(stay_of(version.body)) or version.subject
        if body is not version.body or subject != version.subject:
            work.bodies[key] = pointed(body, work.folk.served_as(subject)), subject


def _moving_stays(work: Work) -> dict[str, str]:
    """Stay -> the identity it moves to: what the message names, and what its account holds."""
    moved = {}
    for (type, id), (_, subject) in work.bodies.items():
        standing = work.standing.resources.get((type, id))
        stood = standing.subject if standing is not None else subject
        if type == "Encounter" and not _same_person(work, subject, stood):
            moved[id] = subject
    said = work.plan.mapped.changes
    named = [one for one in said if one.type == "Account"]
    for account in named if any(one.mode is Mode.MOVE for one in said) else ():
        for version in work.standing.dependents:
            if version.type == "Encounter" and accounts(version.body) & accounts(account.body):
                moved[version.id] = patient_of(account.body)
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
