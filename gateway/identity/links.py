"""Which patients are one person? Links between source identities, and the care they need.

A national number links across senders only where nothing speaks against it; a newborn under the
mother's number is never fused with her. https://hl7.org/fhir/R4/patient.html#links
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from gateway.identity.names import is_own, pairs, resource_id
from gateway.identity.numbers import NUMBERS, Number
from gateway.model import Contribution, Link, Resource, Sender

RELIABILITY = "https://fhir.gateway.example/lu/StructureDefinition/identity-reliability"
_DOUBTED = frozenset({"AL", "UA", "UD", "US"})
"""PID-32 (HL7 table 0445): alias, unreliable address, date of birth or number."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What identity takes from the ruleset."""

    ranks: tuple[str, ...]
    national: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Claim:
    """One identifier as one message states it."""

    id: str
    system: str
    value: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What linking came to: links to keep, and questions for a person (rule, identities)."""

    links: tuple[Link, ...] = ()
    questions: tuple[tuple[str, tuple[str, ...]], ...] = ()


def claims(body: Resource) -> tuple[Claim, ...]:
    """Every identifier of a Patient body that names a person."""
    return tuple(
        Claim(resource_id("Patient", pair), *pair) for pair in pairs(body.get("identifier", ()))
    )


def touched(body: Resource) -> tuple[str, ...]:
    """The source identities that a Patient body names."""
    return tuple(dict.fromkeys(claim.id for claim in claims(body)))


class Clusters:
    """Identities that are one person, as the links say. Union-find; made anew for each message."""

    def __init__(self, links: Iterable[Link]) -> None:
        self._parent: dict[str, str] = {}
        self._low: set[str] = set()
        self._national: set[str] = set()
        for link in links:
            self.join(link)

    def join(self, link: Link) -> None:
        """Take one more link into account."""
        self._parent[self._root(link.low)] = self._root(link.high)
        if link.kind == "merge":
            self._low.add(link.low)
        if link.kind == "national":
            self._national.add(link.high)

    def members(self, identity: str) -> frozenset[str]:
        """All identities of the same person, itself included."""
        root = self._root(identity)
        return frozenset(known for known in self._parent if self._root(known) == root) | {identity}

    def survivor(self, members: Iterable[str], systems: Mapping[str, str], rules: Rules) -> str:
        """The id under which the person is served: by rank, never by arrival.

        `systems` tells each identity's identifier system where it is known.
        """
        order = {system: place for place, system in enumerate(rules.ranks)}

        def rank(identity: str) -> tuple[int, bool, str]:
            unknown = len(order) + (identity not in self._national)
            place = order.get(systems.get(identity, ""), unknown)
            return place, identity in self._low, identity

        return min(members, key=rank)

    def _root(self, identity: str) -> str:
        parent = self._parent.setdefault(identity, identity)
        while parent != identity:
            identity, parent = parent, self._parent.setdefault(parent, parent)
        return identity


@dataclass(frozen=True, slots=True)
class People:
    """What is known of the persons that a message touches."""

    contributions: tuple[Contribution, ...]
    links: tuple[Link, ...]
    systems: Mapping[str, str] = field(default_factory=dict)
    """Identity -> identifier system."""
    values: Mapping[str, str] = field(default_factory=dict)


def people(contributions: Iterable[Contribution], links: Iterable[Link]) -> People:
    """Index contributions by the identifiers that they state."""
    kept = tuple(contributions)
    stated = [claim for contribution in kept for claim in claims(contribution.body)]
    return People(
        kept,
        tuple(links),
        {claim.id: claim.system for claim in stated},
        {claim.id: claim.value for claim in stated},
    )


def link(body: Resource, identity: str, sender: Sender, known: People, rules: Rules) -> Finding:
    """Which identities of a patient's message are one person; national numbers with care.

    Takes the Patient body, the identity it comes under and what stands. A national number links
    only if its check digits are right, the sender does not doubt it, and birth date plus one name
    agree with whoever has it already; otherwise it is kept, not linked, and a question opens.
    """
    links: list[Link] = []
    questions: list[tuple[str, tuple[str, ...]]] = []
    clusters = Clusters(known.links)
    for claim in claims(body):
        if claim.id == identity or claim.id in clusters.members(identity):
            continue
        if claim.system in rules.national:
            why = _objection(claim, body, identity, known, clusters, rules)
            if why:
                questions.append((why, (identity, claim.id)))
                continue
            new = Link(identity, claim.id, "national")
        elif is_own(claim.system, sender):
            new = Link(claim.id, identity, "own")
        else:
            continue
        links.append(new)
        clusters.join(new)
    return Finding(tuple(links), tuple(questions))


def apart(body: Resource, identity: str, sender: Sender, known: People, rules: Rules) -> Finding:
    """Does a patient who comes with nothing but a national number have to be kept apart?

    Takes the Patient body and the identity of that number. Gives the question, where one opens.
    """
    claim = next((c for c in claims(body) if c.id == identity), None)
    if claim is None or claim.system not in rules.national:
        return Finding()
    theirs = [c for c in known.contributions if (c.identity, c.sender) != (identity, sender.name)]
    others = replace(known, contributions=tuple(theirs))
    why = _objection(claim, body, "", others, Clusters(known.links), rules)
    return Finding(questions=((why, (identity,)),)) if why else Finding()


def merge(old: Resource, into: str, sender: Sender, known: People, rules: Rules) -> Finding:
    """A merge message's prior identifiers give way to `into`, inside the sender's own authorities.

    Two persons with different national numbers are not merged: a question opens instead.
    """
    links: list[Link] = []
    questions: list[tuple[str, tuple[str, ...]]] = []
    clusters = Clusters(known.links)
    for claim in claims(old):
        if claim.id == into:
            continue
        pair = (claim.id, into)
        if claim.system in rules.national or not is_own(claim.system, sender):
            questions.append(("merge-outside-authority", pair))
        elif _two_numbers(clusters.members(claim.id), clusters.members(into), known, rules):
            questions.append(("merge-two-national-ids", pair))
        else:
            links.append(Link(*pair, "merge"))
            clusters.join(links[-1])
    return Finding(tuple(links), tuple(questions))


@dataclass(frozen=True, slots=True)
class _Case:
    """A national number that asks to be linked, and all that speaks for or against it."""

    claim: Claim
    body: Resource
    number: Number | None
    others: tuple[Resource, ...]
    """What is said of those who have the number already."""
    mine: frozenset[str]
    theirs: frozenset[str]
    known: People
    rules: Rules


def _objection(  # noqa: PLR0913, PLR0917 - all that may speak against a link
    claim: Claim, body: Resource, identity: str, known: People, clusters: Clusters, rules: Rules
) -> str:
    """The rule that forbids this national number to link, or an empty text."""
    theirs = clusters.members(claim.id)
    has = [c.body for c in known.contributions if c.identity in theirs and c.identity != identity]
    number = NUMBERS[rules.national[claim.system]](claim.value)
    mine = clusters.members(identity)
    case = _Case(claim, body, number, tuple(has), mine, theirs, known, rules)
    return next((rule for rule, objects in OBJECTIONS.items() if objects(case)), "")


def _wrong_digits(case: _Case) -> bool:
    return case.number is None


def _doubted(case: _Case) -> bool:
    return any(
        coding.get("code") in _DOUBTED
        for extension in case.body.get("extension", ())
        if extension.get("url") == RELIABILITY
        for coding in extension.get("valueCodeableConcept", {}).get("coding", ())
    )


def _other_birth_date(case: _Case) -> bool:
    """Against the date inside the number, and against whoever has it already."""
    born = case.body.get("birthDate", "")
    inside = case.number is not None and bool(born) and not case.number.agrees(born)
    return inside or any(not born or born != other.get("birthDate") for other in case.others)


def _other_name(case: _Case) -> bool:
    mine = _names(case.body)
    return bool(case.others) and not any(mine & _names(other) for other in case.others)


def _second_number(case: _Case) -> bool:
    systems = {**case.known.systems, case.claim.id: case.claim.system}
    values = {**case.known.values, case.claim.id: case.claim.value}
    known = replace(case.known, systems=systems, values=values)
    return _two_numbers(case.theirs | {case.claim.id}, case.mine, known, case.rules)


OBJECTIONS: Mapping[str, Callable[[_Case], bool]] = MappingProxyType(
    {
        "national-id-check-digits": _wrong_digits,
        "national-id-doubted": _doubted,
        "national-id-birth-date": _other_birth_date,
        "national-id-name": _other_name,
        "national-id-second": _second_number,
    }
)
"""What keeps a national number from linking, in the order in which it is asked."""


def _two_numbers(left: Iterable[str], right: Iterable[str], known: People, rules: Rules) -> bool:
    """Do both sides have national numbers of one system that differ?"""
    systems, values = known.systems, known.values
    return any(
        systems[a] == systems[b] and not _continues(values[a], values[b])
        for a in left
        for b in right
        if systems.get(a) in rules.national and systems.get(b) in rules.national
    )


def _continues(a: str, b: str) -> bool:
    """A 13-digit number begins with the 11 digits that came before it."""
    return a.startswith(b) or b.startswith(a)


def _names(body: Resource) -> set[str]:
    parts: set[str] = set()
    for name in body.get("name", ()):
        parts.update(_fold(part) for part in (name.get("family", ""), *name.get("given", ())))
    return parts - {""}


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(mark for mark in plain if mark.isalnum())
