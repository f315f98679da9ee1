"""The patients of a message: who says what of them, and how they are linked. Pure.

https://hl7.org/fhir/R4/patient.html#links
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import compress, pairwise

from msgspec import structs

from gateway.identity.bonds import Bonds
from gateway.identity.clusters import Rules, touched
from gateway.identity.links import UNDONE, Finding, apart, link, merge
from gateway.identity.names import apart_id
from gateway.identity.objections import another_person
from gateway.intake.draft import Draft, question
from gateway.intake.late import packed, told, unpacked
from gateway.intake.one_sided import one_sided
from gateway.intake.parted import parted
from gateway.intake.plan import Plan
from gateway.intake.replay import ELSEWHERE
from gateway.intake.served import Folk, served
from gateway.intake.told import older
from gateway.model import Change, Contribution, Empty, Link, Mode, Resource, Ruleset, Standing
from gateway.reconcile import State


def folk(plan: Plan, standing: Standing, ruleset: Ruleset) -> Folk:
    """Take in what the message says of its patients; gives the persons as they are then."""
    said = {(c.identity, c.sender): c for c in standing.contributions}
    rules = Rules(ruleset.ranks, ruleset.national)
    draft = Draft(plan, rules, said, Bonds(standing.links), frozenset(standing.links))
    patients = [change for change in plan.mapped.changes if change.type == "Patient"]
    for change in patients:
        if change.mode is Mode.REMOVE and not _told_of(said.get((change.id, plan.sender.name))):
            _retire(draft, change)
        elif change.mode not in NAMED:
            _contribute(draft, change)
    draft.issues += one_sided(plan, patients)
    _merge(draft, patients)
    _tie(draft, patients)
    _move(draft, patients)
    return served(draft, patients, standing, ruleset)


NAMED = frozenset({Mode.MERGE, Mode.MOVE})
"""Modes of patients whose numbers alone are said."""

_SILENT = frozenset({Mode.MENTION, Mode.REMOVE})
"""Modes that leave the numbers of whom they name as they stand."""
_NUMBERS = frozenset({"resourceType", "identifier", "active"})
"""What is said of whom only a number is told, and perhaps that it holds no longer."""


def beside(plan: Plan, standing: Standing, persons: Folk) -> tuple[str, ...]:
    """Numbers that stand beside those of the message: whose else they are must be known.

    Most messages say all that stand, and what is one person is known with them.
    """
    found: dict[str, None] = {}
    for change in plan.mapped.changes:
        if change.type != "Patient" or change.mode in NAMED | _SILENT:
            continue
        identity = persons.aliases.get(change.id, change.id)
        said = persons.contributions.get((identity, plan.sender.name))
        if said and said.body.get("identifier") != change.body.get("identifier"):
            found |= dict.fromkeys(touched(said.body))
    return tuple(id for id in found if id not in standing.revisions)


def _merge(draft: Draft, patients: Sequence[Change]) -> None:
    """The patients of a merge message are one person."""
    merges = [change for change in patients if change.mode is Mode.MERGE]
    bodies = {one.id: one.body for one in reversed(patients)} if merges else {}
    for change in merges:
        into = draft.aliases.get(change.into, change.into)
        finding = merge(change.body, into, draft.plan.sender, draft.known, draft.rules)
        draft.tie(finding, change.body, bodies[change.into])
        draft.take(replace(finding, links=()), f"{change.source}-1", "Patient.link")


def _tie(draft: Draft, patients: Sequence[Change]) -> None:
    """The patients of a link message are one person, those of an unlink message are not."""
    tied = [one for one in patients if one.mode in (Mode.LINK, Mode.UNLINK)]
    for first, other in pairwise(tied):
        if other.mode is Mode.LINK:
            into = draft.aliases.get(first.id, first.id)
            found = merge(other.body, into, draft.plan.sender, draft.known, draft.rules, "link")
            draft.tie(found, other.body, first.body)
            draft.take(replace(found, links=()), f"{other.source}-3", "Patient.link")
        else:
            draft.untie(first, other)


def _move(draft: Draft, patients: Sequence[Change]) -> None:
    """A number that stands beside both patients leaves the one for the other."""
    moves = [change for change in patients if change.mode is Mode.MOVE]
    bodies = {one.id: one.body for one in patients if one.mode not in NAMED} if moves else {}
    for change in moves:
        if change.into in bodies:
            here, there = set(touched(bodies[change.into])), set(touched(change.body))
            moved, left = sorted(here & there), sorted(there - here)
            if not moved and draft.plan.document.kind.endswith("^A43"):
                draft.issues.append(question("move-names-nothing", change.source, "Patient.link"))
            draft.unlink(draft.links.across(moved, left, UNDONE))
            _leave(draft, left, moved)
            draft.part(left, moved)
            draft.link(
                new
                for one in moved
                if one != change.into and (new := Link(one, change.into, "own")) not in draft.links
            )


def _leave(draft: Draft, left: Collection[str], moved: Collection[str]) -> None:
    """What the sender said of the one it moves away from no longer holds these numbers."""
    for one in left:
        said = draft.contributions.get((one, draft.plan.sender.name))
        if said is not None:
            stated = said.body.get("identifier", ())
            stay = [set(touched({"identifier": [it]})).isdisjoint(moved) for it in stated]
            if not all(stay):
                parts = dict(said.parts)
                if "identifier" in parts:
                    parts["identifier"] = tuple(compress(parts["identifier"], stay))
                body = {**said.body, "identifier": list(compress(stated, stay))}
                draft.written.append(replace(said, body=body, parts=parts))
                draft.say(draft.written[-1])


def _told_of(said: Contribution | None) -> bool:
    """Did its source tell more of it than its number, as a mention does?"""
    return said is not None and not said.body.keys() <= _NUMBERS


def _retire(draft: Draft, change: Change) -> None:
    """A record deleted under a number that is linked to it: its source's word on it is retired.

    Where it said none yet, a deletion that tells whom it deletes is the first word: what it
    deletes may come late. One that names a number alone makes nobody.
    """
    known = draft.known.of(draft.known.clusters.members(change.id))
    mine = [one for one in known if one.sender == draft.plan.sender.name]
    # Records that were merged are one person, and only the one of this number is deleted.
    stating = [one for one in mine if change.id in touched(one.body)]
    own = [one.identity for one in stating or mine]
    tells = change.body.keys() - _NUMBERS
    for identity in own or ([change.id] if tells else []):
        _contribute(draft, structs.replace(change, id=identity))


def _contribute(draft: Draft, change: Change) -> None:
    plan = draft.plan
    change = parted(change, draft.links, plan.effective)
    key = (_identity(draft, change), plan.sender.name)
    before = draft.contributions.get(key)
    late = before is not None and plan.effective < before.effective
    if late:
        draft.issues.append(older(change))
    else:
        _dispute(draft, change, key[0])
    parts, clocks = unpacked(before.parts) if before else ({}, Empty)
    stood = State(before.body, parts) if before else None
    since = before.effective if before else ""
    state, clocks = told(change, plan.effective, stood, clocks, since)
    if change.id not in draft.aliases:
        stated = change.body if late else _stated(change, state)
        found = link(stated, change.id, plan.sender, draft.known, draft.rules)
        draft.take_of(found, change)
    if before is not None:
        beside = change.body if late else before.body
        state = _with_linked(state, beside, change.id, draft)
    parts = {**state.parts, **packed(clocks)}
    if before is not None and ELSEWHERE in before.parts:
        parts[ELSEWHERE] = before.parts[ELSEWHERE]
    when = max(plan.effective, before.effective) if before else plan.effective
    after = Contribution(*key, when, state.body, parts)
    draft.say(after)
    if before != after:
        draft.written.append(after)


def _stated(change: Change, state: State) -> Resource:
    """What is said of the patient, with the numbers that this message says.

    A mention and a deletion say none of those that stand: nobody looked whose else these are.
    """
    if change.mode not in _SILENT:
        return state.body
    numbers = change.body.get("identifier", ())
    return {**state.body, "identifier": [*numbers]}


def _dispute(draft: Draft, change: Change, identity: str) -> None:
    """Ask whose a number is under which somebody else is told of."""
    if any(another_person(change.body, said.body) for said in draft.known.of({identity})):
        disputed = Finding(questions=(("identity-disputed", (identity,)),))
        draft.take_of(disputed, change)


def _with_linked(state: State, before: Resource, identity: str, draft: Draft) -> State:
    """The same, with the identifiers that a link rests on where this message shows fewer."""
    said = state.body.get("identifier", ())
    systems = {one.get("system") for one in said}
    gone = [one for one in before.get("identifier", ()) if one.get("system") not in systems]
    if not said or not gone:
        return state
    members = draft.known.clusters.members(identity)
    kept = [one for one in gone if members >= set(touched({"identifier": [one]}) or ("",))]
    parts = dict(state.parts)
    if "identifier" in parts:
        parts["identifier"] += ("",) * len(kept)
    return State({**state.body, "identifier": [*said, *kept]}, parts)


def _identity(draft: Draft, change: Change) -> str:
    """The identity to keep it under: not a national number that speaks of somebody else."""
    found = apart(change.body, change.id, draft.plan.sender, draft.known, draft.rules)
    if not found.questions:
        return change.id
    draft.take_of(found, change)
    other = apart_id(draft.plan.sender.name, change.id, change.body.get("birthDate", ""))
    draft.aliases[change.id] = other
    return other
