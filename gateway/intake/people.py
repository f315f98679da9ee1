"""The patients of a message: who says what of them, how they are linked, who is served. Pure.

https://hl7.org/fhir/R4/patient.html#links
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from gateway.identity.clusters import Clusters, Rules, people, touched
from gateway.identity.links import Finding, apart, link, merge
from gateway.identity.names import apart_id
from gateway.identity.objections import another_person
from gateway.intake.plan import Plan
from gateway.intake.told import older
from gateway.model import (
    Change,
    Contribution,
    Issue,
    Link,
    Mode,
    Resource,
    Ruleset,
    Standing,
)
from gateway.reconcile import State, compose, linked, say, stub
from gateway.wording import told


@dataclass(frozen=True, slots=True)
class Folk:
    """The persons that a message touches, as they are once it is taken in."""

    contributions: Mapping[tuple[str, str], Contribution]
    """(identity, sender) -> what is said, old and new."""
    written: tuple[Contribution, ...]
    """Those that this message changed."""
    links: tuple[Link, ...]
    """New ones."""
    clusters: Clusters
    survivors: Mapping[str, str]
    """Source identity -> id under which the person is served."""
    served: Mapping[str, Resource]
    """Patient id -> body: survivors, and stubs of ids that gave way."""
    moved: tuple[str, ...]
    """Identities whose resources must point elsewhere now."""
    touched: tuple[str, ...]
    """Every identity that this rests on."""
    issues: tuple[Issue, ...] = ()
    questions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Identity that this message names -> the one that its patient is kept apart under."""

    def served_as(self, identity: str) -> str:
        """The Patient id that a resource of this message speaks of."""
        known = self.aliases.get(identity, identity)
        return self.survivors.get(known, known)


@dataclass(slots=True)
class _Draft:
    """The message's patients under construction; never leaves this file."""

    plan: Plan
    rules: Rules
    contributions: dict[tuple[str, str], Contribution]
    links: list[Link]
    standing: int
    written: list[Contribution] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    questions: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)

    def take(self, finding: Finding, source: str, target: str) -> None:
        self.links.extend(finding.links)
        self.questions.extend(finding.questions)
        for rule, _ in finding.questions:
            self.issues.append(_question(rule, source, target))


def folk(plan: Plan, standing: Standing, ruleset: Ruleset) -> Folk:
    """Take in what the message says of its patients; gives the persons as they are then."""
    said = {(c.identity, c.sender): c for c in standing.contributions}
    rules = Rules(ruleset.ranks, ruleset.national)
    draft = _Draft(plan, rules, said, list(standing.links), len(standing.links))
    patients = [change for change in plan.mapped.changes if change.type == "Patient"]
    for change in patients:
        if change.mode is not Mode.MERGE:
            _contribute(draft, change)
    for change in patients:
        if change.mode is Mode.MERGE:
            known = people(draft.contributions.values(), draft.links)
            into = draft.aliases.get(change.into, change.into)
            finding = merge(change.body, into, plan.sender, known, rules)
            draft.take(finding, f"{change.source}-1", "Patient.link")
    return _served(draft, patients, standing, ruleset)


def _contribute(draft: _Draft, change: Change) -> None:
    plan = draft.plan
    key = (_identity(draft, change), plan.sender.name)
    before = draft.contributions.get(key)
    if before is not None and plan.effective < before.effective:
        draft.issues.append(older(change))
        return
    if any(
        another_person(change.body, c.body)
        for at, c in draft.contributions.items()
        if at[0] == key[0]
    ):
        disputed = Finding(questions=(("identity-disputed", (key[0],)),))
        draft.take(disputed, f"{change.source}-3", "Patient.identifier")
    state = say(change, State(before.body, before.parts) if before else None)
    if before is not None:
        state = _with_linked(state, before.body, change.id, draft.links)
    after = Contribution(*key, plan.effective, state.body, state.parts)
    if change.id not in draft.aliases:
        known = people(draft.contributions.values(), draft.links)
        found = link(state.body, change.id, plan.sender, known, draft.rules)
        draft.take(found, f"{change.source}-3", "Patient.identifier")
    draft.contributions[key] = after
    if before is None or (before.body, before.parts) != (after.body, after.parts):
        draft.written.append(after)
    elif before.effective != after.effective:
        draft.written.append(replace(before, effective=after.effective))


def _with_linked(state: State, before: Resource, identity: str, links: Iterable[Link]) -> State:
    """The same, with the identifiers that a link rests on where this message shows fewer."""
    said = state.body.get("identifier", ())
    systems = {one.get("system") for one in said}
    gone = [one for one in before.get("identifier", ()) if one.get("system") not in systems]
    if not said or not gone:
        return state
    members = Clusters(links).members(identity)
    kept = [one for one in gone if members.issuperset(touched({"identifier": [one]}) or ("",))]
    parts = dict(state.parts)
    if "identifier" in parts:
        parts["identifier"] += ("",) * len(kept)
    return State({**state.body, "identifier": [*said, *kept]}, parts)


def _identity(draft: _Draft, change: Change) -> str:
    """The identity to keep it under: not a national number that speaks of somebody else."""
    known = people(draft.contributions.values(), draft.links)
    found = apart(change.body, change.id, draft.plan.sender, known, draft.rules)
    if not found.questions:
        return change.id
    draft.take(found, f"{change.source}-3", "Patient.identifier")
    other = apart_id(draft.plan.sender.name, change.id, change.body.get("birthDate", ""))
    draft.aliases[change.id] = other
    return other


def _served(
    draft: _Draft, patients: Iterable[Change], standing: Standing, ruleset: Ruleset
) -> Folk:
    clusters = Clusters(draft.links)
    known = people(draft.contributions.values(), draft.links)
    ranks = {name: sender.rank for name, sender in ruleset.senders.items()}
    survivors: dict[str, str] = {}
    served: dict[str, Resource] = {}
    moved: list[str] = []
    for change in patients:
        named = change.into or change.id
        members = clusters.members(draft.aliases.get(named, named))
        if not members.isdisjoint(survivors):
            continue
        survivor = clusters.survivor(members, known.systems, draft.rules)
        survivors.update(dict.fromkeys(members, survivor))
        stands = sorted(
            m for m in members if m != survivor and ("Patient", m) in standing.resources
        )
        said = [c for c in draft.contributions.values() if c.identity in members]
        served[survivor] = linked(compose(said, ranks), stands)
        for id in stands:
            body = standing.resources["Patient", id].body
            served[id] = stub(body, survivor)
            moved += sorted(members) if _alive(body, survivor) else []
        if ("Patient", survivor) in standing.resources:
            body = standing.resources["Patient", survivor].body
            moved += sorted(members) if not _alive(body, survivor) else []
    return Folk(
        contributions=draft.contributions,
        written=tuple(draft.written),
        links=tuple(draft.links[draft.standing :]),
        clusters=clusters,
        survivors=survivors,
        served=served,
        moved=tuple(dict.fromkeys(moved)),
        touched=tuple(survivors),
        issues=tuple(draft.issues),
        questions=tuple(draft.questions),
        aliases=draft.aliases,
    )


def _alive(body: Resource, survivor: str) -> bool:
    """Was it served under its own id until now, or did it give way to another than this?"""
    gave = [
        link["other"]["reference"]
        for link in body.get("link", ())
        if link["type"] == "replaced-by"
    ]
    return gave != [f"Patient/{survivor}"]


def _question(rule: str, source: str, target: str) -> Issue:
    return told(rule, source=source, target=target, code="business-rule")
