"""What a message says meets what stands: who may change it, what is older, what follows. Pure.

https://hl7.org/fhir/R4/http.html#versioning
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from gateway.intake.people import Folk, folk
from gateway.intake.plan import Plan
from gateway.intake.told import another, foreign, moved, older, parked
from gateway.model import (
    Change,
    Contribution,
    Issue,
    Keys,
    Mode,
    Pending,
    Resource,
    Ruleset,
    Standing,
    Version,
)
from gateway.reconcile import HELD, State, labelled, patient_of, pointed, say


@dataclass(slots=True)
class Work:
    """The resources of one message under construction."""

    plan: Plan
    standing: Standing
    folk: Folk
    bodies: dict[tuple[str, str], tuple[Resource, str]] = field(default_factory=dict)
    """(type, id) -> body and subject."""
    states: dict[str, Contribution] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)


def meet(plan: Plan, standing: Standing, ruleset: Ruleset) -> Work | Pending:
    """Every change meets what stands; Pending where more must be known."""
    persons = folk(plan, standing, ruleset)
    if not standing.loaded.issuperset(persons.moved):
        return Pending(Keys(dependents=persons.moved))
    work = Work(plan, standing, persons, issues=[*plan.document.issues, *plan.mapped.issues])
    work.issues += persons.issues
    for id, body in persons.served.items():
        work.bodies["Patient", id] = body, id
    for change in plan.mapped.changes:
        if change.type not in ("Patient", "Provenance"):
            _take(work, change)
    _repoint(work)
    return work


def _take(work: Work, change: Change) -> None:
    """One change meets what stands of its resource."""
    if _orphan(change):
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
    if standing is None and change.type not in HELD and key not in work.bodies:
        body = change.body
        if not body.keys() >= change.defaults.keys():
            body = {**change.defaults, **body}
        work.bodies[key] = _about(body, work, subject), subject
        return
    state = say(change, _state(work, change))
    if change.type in HELD and change.mode is not Mode.MENTION:
        parts = {**state.parts, **_clock(work, change)}
        work.states[change.id] = Contribution(
            change.id, work.plan.sender.name, work.plan.effective, state.body, parts
        )
    work.bodies[key] = _about(state.body, work, subject), subject


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
    elif _same_person(work, subject, standing.subject):
        return True
    else:
        work.issues.append(another(change) if change.type == "Encounter" else moved(change))
        return change.type != "Encounter"
    return False


def _holder(work: Work, change: Change, standing: Version) -> tuple[str, str] | None:
    """Who said it last, and when; None for what others have only mentioned."""
    if change.type not in HELD:
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
        status = {"status": change.body["status"]}
        parts = {**said.parts, **clock}
        work.states[change.id] = replace(said, body={**said.body, **status}, parts=parts)
        work.bodies[change.type, change.id] = {**standing.body, **status}, standing.subject


def _same_person(work: Work, subject: str, standing: str) -> bool:
    return not subject or not standing or standing in work.folk.clusters.members(subject)


def _state(work: Work, change: Change) -> State | None:
    """What the same source said of this resource before, in this message or an earlier one."""
    said = work.states.get(change.id) or work.folk.contributions.get(
        (change.id, work.plan.sender.name)
    )
    if said is not None:
        return State(said.body, said.parts)
    if change.type in HELD:
        return None
    if (change.type, change.id) in work.bodies:
        return State(work.bodies[change.type, change.id][0])
    standing = work.standing.resources.get((change.type, change.id))
    if standing is None:
        return None
    bare = {key: value for key, value in standing.body.items() if key not in ("id", "meta")}
    labels = labelled(standing.body)
    return State({**bare, "meta": labels} if labels else bare)


def _orphan(change: Change) -> bool:
    """A corrected report that carries no number of its own cannot say what it corrects."""
    corrects = change.body.get("status") in ("corrected", "amended")
    return change.type == "DiagnosticReport" and corrects and "identifier" not in change.body


def _repoint(work: Work) -> None:
    """What was kept under an id that gave way now speaks of the survivor."""
    for version in work.standing.dependents:
        key = version.type, version.id
        survivor = work.folk.survivors.get(version.subject)
        if survivor is not None and key not in work.bodies:
            work.bodies[key] = pointed(version.body, survivor), version.subject
