"""Under which id is each person served once a message is taken in, and which ids gave way? Pure.

https://hl7.org/fhir/R4/patient.html#links
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gateway.identity.clusters import APART, Clusters
from gateway.intake.draft import Draft
from gateway.model import Change, Contribution, Issue, Link, Mode, Resource, Ruleset, Standing
from gateway.reconcile import compose, linked, stub


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


def served(draft: Draft, patients: Sequence[Change], standing: Standing, ruleset: Ruleset) -> Folk:
    """The persons that a draft tells of, each served under the id of its best number."""
    clusters = Clusters(draft.links) if draft.unlinked else draft.known.clusters
    survivors: dict[str, str] = {}
    bodies: dict[str, Resource] = {}
    moved: list[str] = []
    anew = _anew(draft, clusters)
    for named in (*_named(draft, patients), *anew):
        identity = draft.aliases.get(named, named)
        if identity not in survivors:
            members = clusters.members(identity)
            survivor = (
                named
                if members == {named}
                else clusters.survivor(members, draft.known.systems, draft.rules)
            )
            survivors.update(dict.fromkeys(members, survivor))
            gave = _giving_way(members, survivor, standing)
            said = draft.known.of(members)
            bodies[survivor] = linked(_composed(said, ruleset), gave)
            for id, body in gave.items():
                bodies[id] = stub(body, survivor)
            apart = bool(draft.unlinked) or not members.isdisjoint(anew)
            moved += sorted(members) if apart or _moves(survivor, gave, standing) else []
    return _folk(draft, clusters, survivors, bodies, moved)


def _composed(said: Sequence[Contribution], ruleset: Ruleset) -> Resource:
    """What the senders say of one person, as far as their ranks matter."""
    several = said if len(said) > 1 else ()
    senders = (ruleset.senders.get(one.sender) for one in several)
    return compose(said, {one.name: one.rank for one in senders if one is not None})


def _named(draft: Draft, patients: Sequence[Change]) -> list[str]:
    """The identities that the message names, and those that a number moved away from."""
    said_of = {identity for identity, _ in draft.contributions}
    left = [one.id for one in patients if one.mode is Mode.MOVE and one.id in said_of]
    known = draft.known.clusters
    return [
        *[
            change.into or change.id
            for change in patients
            if change.mode is not Mode.REMOVE or not said_of.isdisjoint(known.members(change.id))
        ],
        *left,
    ]


def _anew(draft: Draft, clusters: Clusters) -> list[str]:
    """Who is one person with others than before, though the message may not name them.

    Where records were told apart once (A37), a merge of two parts what was linked to either.
    """
    if all(one.kind != APART for one in draft.links):
        return []
    before = Clusters(draft.standing)
    said_of = dict.fromkeys(identity for identity, _ in draft.contributions)
    roots = {one: (before.root(one), clusters.root(one)) for one in said_of}
    one_of_each = {both: one for one, both in roots.items()}
    same = {
        both for both, one in one_of_each.items() if before.members(one) == clusters.members(one)
    }
    return sorted(one for one in said_of if roots[one] not in same)


def _giving_way(
    members: Collection[str], survivor: str, standing: Standing
) -> dict[str, Resource]:
    """Patient ids that stand, and whose person is served under another: id -> what stands."""
    return {
        id: standing.resources["Patient", id].body
        for id in sorted(members)
        if id != survivor and ("Patient", id) in standing.resources
    }


def _moves(survivor: str, gave: Mapping[str, Resource], standing: Standing) -> bool:
    """Must the resources of this person point elsewhere from now on?

    Of one who was told apart from another they must: he may have been served under the other's id
    since he was first heard of.
    """
    if gave and any(_alive(body, survivor) for body in gave.values()):
        return True
    stands = standing.resources.get(("Patient", survivor))
    return stands is not None and _gave_way(stands.body)


def _folk(
    draft: Draft,
    clusters: Clusters,
    survivors: Mapping[str, str],
    bodies: Mapping[str, Resource],
    moved: Iterable[str],
) -> Folk:
    return Folk(
        contributions=draft.contributions,
        written=tuple(draft.written),
        links=tuple(link for link in draft.links if link not in draft.standing),
        unlinked=tuple(link for link in draft.unlinked if link in draft.standing),
        clusters=clusters,
        survivors=survivors,
        served=bodies,
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
