"""Which patients are one person? Links between source identities, and the care they need.

A national number links across senders only where nothing speaks against it; a newborn under the
mother's number is never fused with her. https://hl7.org/fhir/R4/patient.html#links
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.identity.clusters import Claim, Rules, claims
from gateway.identity.names import is_own
from gateway.identity.objections import conflict, dated, national, other_birth_date
from gateway.identity.people import People
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
    beside = known.stating(stated)
    for claim in stated:
        if beside.clusters.same(claim.id, identity):
            continue
        has = beside.of(beside.clusters.members(claim.id))
        others = [said.body for said in has if said.identity != identity]
        if claim.system in rules.national:
            why = national(claim, body, identity, others, beside, rules)
            new = Link(identity, claim.id, "national")
        elif is_own(claim.system, sender):
            why = other_birth_date(body, others)
            new = Link(claim.id, identity, "own")
        else:
            continue
        if why:
            questions.append((why, (identity, claim.id)))
        else:
            links.append(new)
            beside.clusters.join(new)
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
    said = known.of(known.clusters.members(claim.id))
    others = [one.body for one in said if (one.identity, one.sender) != mine]
    why = national(claim, body, "", others, known, rules)
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
    stated = claims(old)
    beside = known.stating(stated)
    clusters = beside.clusters
    prior = [claim for claim in stated if not clusters.same(claim.id, into)]
    gone = (clusters.members(claim.id) for claim in prior)
    two = conflict(gone, clusters.members(into), beside, rules)
    # What is one person already, by a third number, is so by this message's own word, too.
    links += [
        Link(claim.id, into, kind)
        for claim in stated
        if claim not in prior
        and claim.id != into
        and not _refused(claim, sender, rules, two=False)
    ]
    for claim in sorted(prior, key=lambda claim: claim.system in rules.national):
        if clusters.same(claim.id, into):
            continue
        why = _refused(claim, sender, rules, two=two)
        if why:
            questions.append((why, (claim.id, into)))
        else:
            links.append(Link(claim.id, into, kind))
            clusters.join(links[-1])
    return Finding(tuple(links), tuple(questions))


def _refused(claim: Claim, sender: Sender, rules: Rules, *, two: bool) -> str:
    foreign = not is_own(claim.system, sender)
    if two and (claim.system in rules.national or not foreign):
        return "merge-two-national-ids"
    return "merge-outside-authority" if foreign or claim.system in rules.national else ""
