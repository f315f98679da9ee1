"""Which patients are one person? Links between source identities, and the care they need.

A national number links across senders only where nothing speaks against it; a newborn under the
mother's number is never fused with her. https://hl7.org/fhir/R4/patient.html#links
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from gateway.identity.clusters import Claim, Clusters, People, Rules, claims
from gateway.identity.names import is_own
from gateway.identity.objections import conflict, dated, national, other_birth_date
from gateway.model import Link, Resource, Sender

UNDONE = frozenset({"link", "merge", "own"})
"""Kinds of links that the source which said them can take back."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What linking came to: links to keep, and questions for a person (rule, identities)."""

    links: tuple[Link, ...] = ()
    questions: tuple[tuple[str, tuple[str, ...]], ...] = ()


NOTHING = Finding()
"""Nothing more is one person, and nothing is asked."""


def link(body: Resource, identity: str, sender: Sender, known: People, rules: Rules) -> Finding:
    """Which identities of a patient's message are one person; each number with care.

    Takes the Patient body, the identity it comes under and what stands. A national number links
    only if its check digits are right, the sender does not doubt it, and birth date plus one name
    agree with whoever has it already; another number of the sender's own only if no other birth
    date stands under it. Otherwise it is kept, not linked, and a question opens.
    """
    links: list[Link] = []
    questions: list[tuple[str, tuple[str, ...]]] = []
    stated = claims(body)
    if {claim.id for claim in stated} <= {identity}:
        return NOTHING
    clusters, known = Clusters(known.links), _stating(known, stated)
    for claim in stated:
        if claim.id in clusters.members(identity):
            continue
        if claim.system in rules.national:
            why = national(claim, body, identity, known, clusters, rules)
            new = Link(identity, claim.id, "national")
        elif is_own(claim.system, sender):
            why = other_birth_date(claim, body, identity, known, clusters)
            new = Link(claim.id, identity, "own")
        else:
            continue
        if why:
            questions.append((why, (identity, claim.id)))
        else:
            links.append(new)
            clusters.join(new)
    return Finding(tuple(links), tuple(questions))


def apart(body: Resource, identity: str, sender: Sender, known: People, rules: Rules) -> Finding:
    """Does a patient who comes with nothing but a national number have to be kept apart?

    Takes the Patient body and the identity of that number. Gives the question, where one opens.
    A sender may correct what it said itself, where the date inside the number speaks for it.
    """
    systems = [one.get("system") for one in body.get("identifier", ())]
    if rules.national.keys().isdisjoint(systems):
        return NOTHING
    claim = next((c for c in claims(body) if c.id == identity), None)
    if claim is None or claim.system not in rules.national:
        return NOTHING
    mine = (identity, sender.name) if dated(claim, rules) else None
    theirs = [c for c in known.contributions if (c.identity, c.sender) != mine]
    others = replace(known, contributions=tuple(theirs))
    why = national(claim, body, "", others, Clusters(known.links), rules)
    return Finding(questions=((why, (identity,)),)) if why else Finding()


def merge(  # noqa: PLR0913, PLR0917 - two persons and all that is known of them
    old: Resource, into: str, sender: Sender, known: People, rules: Rules, kind: str = "merge"
) -> Finding:
    """A merge message's prior identifiers give way to `into`, inside the sender's own authorities.

    `kind` is that of the links: a `link` can be undone.

    Two persons with different national numbers are not merged: a question opens instead.
    """
    links: list[Link] = []
    questions: list[tuple[str, tuple[str, ...]]] = []
    clusters = Clusters(known.links)
    stated = claims(old)
    known = _stating(known, stated)
    prior = [claim for claim in stated if claim.id not in clusters.members(into)]
    gone = {member for claim in prior for member in clusters.members(claim.id)}
    two = conflict(gone, clusters.members(into), known, rules)
    # What is one person already, by a third number, is so by this message's own word, too.
    links += [
        Link(claim.id, into, kind)
        for claim in stated
        if claim not in prior
        and claim.id != into
        and not _refused(claim, sender, rules, two=False)
    ]
    for claim in sorted(prior, key=lambda claim: claim.system in rules.national):
        if claim.id in clusters.members(into):
            continue
        why = _refused(claim, sender, rules, two=two)
        if why:
            questions.append((why, (claim.id, into)))
        else:
            links.append(Link(claim.id, into, kind))
            clusters.join(links[-1])
    return Finding(tuple(links), tuple(questions))


def between(one: Resource, other: Resource, known: People) -> tuple[Link, ...]:
    """The links by which a source made one person of these two, and may undo: no national ones."""
    ours, theirs = ({claim.id for claim in claims(body)} for body in (one, other))
    return tuple(
        link for link in known.links if link.kind in UNDONE and crosses(link, ours, theirs)
    )


def crosses(link: Link, ours: Collection[str], theirs: Collection[str]) -> bool:
    """Does a link lead from one of these identities to one of those?"""
    return (link.low in ours and link.high in theirs) or (link.low in theirs and link.high in ours)


def _refused(claim: Claim, sender: Sender, rules: Rules, *, two: bool) -> str:
    foreign = not is_own(claim.system, sender)
    if two and (claim.system in rules.national or not foreign):
        return "merge-two-national-ids"
    return "merge-outside-authority" if foreign or claim.system in rules.national else ""


def _stating(known: People, stated: tuple[Claim, ...]) -> People:
    """What is known, and what this message states of numbers."""
    return replace(known, stated=(*known.stated, *stated))
