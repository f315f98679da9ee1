"""Who is one person with whom, as the links say, and what is stated of them.

Identities are linked, never fused. https://hl7.org/fhir/R4/patient.html#links
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from gateway.identity.names import identity_id, pairs
from gateway.model import Contribution, Link, Resource

UNLINKED = "unlinked"
"""The kind of a link that links nobody: it remembers when a number left a record (A43)."""
APART = "apart"
"""The same of two records that were told apart (A37): what merged into them is parted, too."""
MARKS = frozenset({UNLINKED, APART})


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


def claims(body: Resource) -> tuple[Claim, ...]:
    """Every identifier of a Patient body that names a person."""
    return tuple([Claim(identity_id(*pair), *pair) for pair in pairs(body.get("identifier", ()))])


def touched(body: Resource) -> tuple[str, ...]:
    """The source identities that a Patient body names."""
    return tuple({identity_id(*pair): None for pair in pairs(body.get("identifier", ()))})


class Clusters:
    """Identities that are one person, as the links say. Union-find; made anew for each message."""

    def __init__(self, links: Iterable[Link]) -> None:
        self._parent: dict[str, str] = {}
        self._low: set[str] = set()
        self._national: set[str] = set()
        known = tuple(links)
        for link in holding(known) if any(one.kind == APART for one in known) else known:
            self.join(link)

    def join(self, link: Link) -> None:
        """Take one more link into account."""
        if link.kind in MARKS:
            return
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


def holding(links: Sequence[Link]) -> list[Link]:
    """Those that hold: a link of two records (A24) does until they are told apart later.

    A record is all numbers that something else than such a link makes one: whichever of them a
    message names, the last word on two records holds for both as they are now.
    """
    records = Clusters(link for link in links if link.kind not in MARKS and link.kind != "link")

    def sides(link: Link) -> frozenset[frozenset[str]]:
        return frozenset((records.members(link.low), records.members(link.high)))

    apart: dict[frozenset[frozenset[str]], str] = {}
    for mark in links:
        if mark.kind == APART and len(both := sides(mark)) > 1:
            apart[both] = max(mark.at, apart.get(both, ""))

    def parted(link: Link) -> bool:
        since = apart.get(sides(link)) if link.kind == "link" else None
        return since is not None and link.at <= since

    return [link for link in links if not parted(link)]


@dataclass(frozen=True)
class People:
    """What is known of the persons that a message touches; looked through when it is needed."""

    contributions: tuple[Contribution, ...]
    links: tuple[Link, ...]
    stated: tuple[Claim, ...] = ()
    """What a message states beside them."""

    @cached_property
    def systems(self) -> Mapping[str, str]:
        """Identity -> identifier system."""
        return {claim.id: claim.system for claim in self._claims}

    @cached_property
    def values(self) -> Mapping[str, str]:
        """Identity -> the identifier's value."""
        return {claim.id: claim.value for claim in self._claims}

    @cached_property
    def _claims(self) -> tuple[Claim, ...]:
        said = (
            claim for contribution in self.contributions for claim in claims(contribution.body)
        )
        return (*said, *self.stated)


def people(contributions: Iterable[Contribution], links: Iterable[Link]) -> People:
    """What is known, by what contributions say and links tell."""
    return People(tuple(contributions), tuple(links))
