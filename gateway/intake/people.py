"""The patients of a message: who says what of them, how they are linked, who is served. Pure.

https://hl7.org/fhir/R4/patient.html#links
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress, pairwise

from msgspec import structs

from gateway.identity.clusters import UNLINKED, Clusters, People, Rules, people, touched
from gateway.identity.links import UNDONE, Finding, apart, between, crosses, link, merge
from gateway.identity.names import apart_id
from gateway.identity.objections import another_person
from gateway.intake.late import packed, told, unpacked
from gateway.intake.parted import parted, parting
from gateway.intake.plan import Plan
from gateway.intake.told import older
from gateway.model import (
    Change,
    Contribution,
    Empty,
    Issue,
    Link,
    Mode,
    Resource,
    Ruleset,
    Standing,
)
from gateway.reconcile import State, compose, linked, stub
from gateway.wording import told as issue


@dataclass(frozen=True, slots=True)
class Folk:
    """The persons that a message touches, as they are once it is taken in."""

    contributions: Mapping[tuple[str, str], Contribution]
    """(identity, sender) -> what is said, old and new."""
    written: tuple[Contribution, ...]
    """Those that this message changed."""
    links: tuple[Link, ...]
    """New ones."""
    unlinked: tuple[Link, ...]
    """Those that no longer hold."""
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
    standing: frozenset[Link]
    unlinked: list[Link] = field(default_factory=list)
    written: list[Contribution] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    questions: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)

    def take(self, finding: Finding, source: str, target: str) -> None:
        self.links.extend(finding.links)
        self.questions.extend(finding.questions)
        for rule, _ in finding.questions:
            self.issues.append(_question(rule, source, target))

    def tie(self, found: Finding, one: Resource, other: Resource) -> None:
        """Take in links that can be undone, but for those that a later message has undone."""
        at = self.plan.effective
        ours, theirs = set(touched(one)), set(touched(other))
        undone = any(
            tie.kind == UNLINKED and tie.at > at and crosses(tie, ours, theirs)
            for tie in self.links
        )
        self.links += [] if undone else [replace(tie, at=at) for tie in found.links]
        for tie in between(one, other, self.known()):
            self.links[self.links.index(tie)] = replace(tie, at=max(tie.at, at))

    def untie(self, one: Change, other: Change) -> None:
        """Undo the links between two records that are not newer, and remember when."""
        at = self.plan.effective
        found = between(one.body, other.body, self.known())
        self.unlink(tie for tie in found if tie.at <= at)
        ours, theirs = set(touched(one.body)), set(touched(other.body))
        before = [tie for tie in self.links if tie.kind == UNLINKED and crosses(tie, ours, theirs)]
        since = max((tie.at for tie in before), default="")
        self.links = [tie for tie in self.links if tie not in before]
        low, high = sorted((one.id, other.id))
        self.links.append(Link(low, high, UNLINKED, max(since, at)))

    def part(self, left: Collection[str], moved: Collection[str]) -> None:
        """Remember when these numbers left those for another patient."""
        apart = {(one.low, one.high): one for one in self.links if one.kind == UNLINKED}
        for one in parting(left, moved, self.plan.effective):
            before = apart.get((one.low, one.high))
            if before is None or before.at < one.at:
                self.links = [*(tie for tie in self.links if tie != before), one]

    def known(self) -> People:
        """What is known of the persons by now."""
        return people(self.contributions.values(), self.links)

    def unlink(self, gone: Iterable[Link]) -> None:
        """These links hold no longer."""
        for one in list(gone):
            self.links.remove(one)
            self.unlinked.append(one)


def folk(plan: Plan, standing: Standing, ruleset: Ruleset) -> Folk:
    """Take in what the message says of its patients; gives the persons as they are then."""
    said = {(c.identity, c.sender): c for c in standing.contributions}
    rules = Rules(ruleset.ranks, ruleset.national)
    draft = _Draft(plan, rules, said, list(standing.links), frozenset(standing.links))
    patients = [change for change in plan.mapped.changes if change.type == "Patient"]
    for change in patients:
        if change.mode is Mode.REMOVE and (change.id, plan.sender.name) not in said:
            _retire(draft, change)
        elif change.mode not in NAMED:
            _contribute(draft, change)
    for change in patients:
        if change.mode is Mode.MERGE:
            into = draft.aliases.get(change.into, change.into)
            finding = merge(change.body, into, plan.sender, draft.known(), rules)
            survivor = next(one.body for one in patients if one.id == change.into)
            draft.tie(finding, change.body, survivor)
            draft.take(replace(finding, links=()), f"{change.source}-1", "Patient.link")
    _tie(draft, patients)
    _move(draft, patients)
    return _served(draft, patients, standing, ruleset)


NAMED = frozenset({Mode.MERGE, Mode.MOVE})
"""Modes of patients whose numbers alone are said."""


def _tie(draft: _Draft, patients: Sequence[Change]) -> None:
    """The patients of a link message are one person, those of an unlink message are not."""
    tied = [one for one in patients if one.mode in (Mode.LINK, Mode.UNLINK)]
    for first, other in pairwise(tied):
        if other.mode is Mode.LINK:
            into, known = draft.aliases.get(first.id, first.id), draft.known()
            found = merge(other.body, into, draft.plan.sender, known, draft.rules, "link")
            draft.tie(found, other.body, first.body)
            draft.take(replace(found, links=()), f"{other.source}-3", "Patient.link")
        else:
            draft.untie(first, other)


def _move(draft: _Draft, patients: Sequence[Change]) -> None:
    """A number that stands beside both patients leaves the one for the other."""
    bodies = {one.id: one.body for one in patients if one.mode not in NAMED}
    for change in patients:
        if change.mode is Mode.MOVE and change.into in bodies:
            here, there = set(touched(bodies[change.into])), set(touched(change.body))
            moved, left = here & there, there - here
            if not moved and draft.plan.document.kind.endswith("^A43"):
                draft.issues.append(_question("move-names-nothing", change.source, "Patient.link"))
            sides = ((moved, left), (left, moved))
            ties = [one for one in draft.links if one.kind in UNDONE]
            draft.unlink(
                one
                for one in ties
                if any(one.low in low and one.high in high for low, high in sides)
            )
            _leave(draft, left, moved)
            draft.part(left, moved)
            draft.links += [
                new
                for one in sorted(moved - {change.into})
                if (new := Link(one, change.into, "own")) not in draft.links
            ]


def _leave(draft: _Draft, left: Collection[str], moved: Collection[str]) -> None:
    """What the sender said of the one it moves away from no longer holds these numbers."""
    for key, said in list(draft.contributions.items()):
        if key[0] in left and key[1] == draft.plan.sender.name:
            stated = said.body.get("identifier", ())
            stay = [set(touched({"identifier": [one]})).isdisjoint(moved) for one in stated]
            if not all(stay):
                parts = dict(said.parts)
                if "identifier" in parts:
                    parts["identifier"] = tuple(compress(parts["identifier"], stay))
                body = {**said.body, "identifier": list(compress(stated, stay))}
                draft.contributions[key] = replace(said, body=body, parts=parts)
                draft.written.append(draft.contributions[key])


def _retire(draft: _Draft, change: Change) -> None:
    """A record deleted under a number that is linked to it: its source's word on it is retired."""
    members = Clusters(draft.links).members(change.id)
    for key, before in list(draft.contributions.items()):
        if key[0] in members and key[1] == draft.plan.sender.name:
            _contribute(draft, structs.replace(change, id=before.identity))


def _contribute(draft: _Draft, change: Change) -> None:
    plan = draft.plan
    change = parted(change, draft.links, plan.effective)
    key = (_identity(draft, change), plan.sender.name)
    before = draft.contributions.get(key)
    late = before is not None and plan.effective < before.effective
    if late:
        draft.issues.append(older(change))
    elif any(
        another_person(change.body, c.body)
        for at, c in draft.contributions.items()
        if at[0] == key[0]
    ):
        disputed = Finding(questions=(("identity-disputed", (key[0],)),))
        draft.take(disputed, f"{change.source}-3", "Patient.identifier")
    parts, clocks = unpacked(before.parts) if before else ({}, Empty)
    stood = State(before.body, parts) if before else None
    since = before.effective if before else ""
    state, clocks = told(change, plan.effective, stood, clocks, since)
    if change.id not in draft.aliases:
        known = people(draft.contributions.values(), draft.links)
        stated = change.body if late else state.body
        found = link(stated, change.id, plan.sender, known, draft.rules)
        draft.take(found, f"{change.source}-3", "Patient.identifier")
    if before is not None:
        beside = change.body if late else before.body
        state = _with_linked(state, beside, change.id, draft.links)
    parts = {**state.parts, **packed(clocks)}
    when = max(plan.effective, before.effective) if before else plan.effective
    after = Contribution(*key, when, state.body, parts)
    draft.contributions[key] = after
    if before != after:
        draft.written.append(after)


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
    draft: _Draft, patients: Sequence[Change], standing: Standing, ruleset: Ruleset
) -> Folk:
    clusters = Clusters(draft.links)
    known = people(draft.contributions.values(), draft.links)
    ranks = {name: sender.rank for name, sender in ruleset.senders.items()}
    survivors: dict[str, str] = {}
    served: dict[str, Resource] = {}
    moved: list[str] = []
    said_of = {identity for identity, _ in draft.contributions}
    left = [one.id for one in patients if one.mode is Mode.MOVE and one.id in said_of]
    for named in (*(change.into or change.id for change in patients), *left):
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
            moved += sorted(members) if _gave_way(body) else []
        elif draft.unlinked:  # served under the other's id since it was first heard of
            moved += sorted(members)
    return Folk(
        contributions=draft.contributions,
        written=tuple(draft.written),
        links=tuple(link for link in draft.links if link not in draft.standing),
        unlinked=tuple(link for link in draft.unlinked if link in draft.standing),
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


def _gave_way(body: Resource) -> bool:
    """Was it served under another id until now?"""
    return any(link["type"] == "replaced-by" for link in body.get("link", ()))


def _question(rule: str, source: str, target: str) -> Issue:
    return issue(rule, source=source, target=target, code="business-rule")
