"""Who is one person with whom, as the links say.

Identities are linked, never fused. https://hl7.org/fhir/R4/patient.html#links
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from gateway.identity.names import identity_id, pairs
from gateway.model import Link, Resource

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
    """Identities that are one person, as the links say. Union-find that keeps who is with whom.

    The smaller side always joins the larger: many merges in one message are about as much work
    each as one alone.
    """

    def __init__(self, links: Iterable[Link], under: Clusters | None = None) -> None:
        """Takes the links; `under` is what holds already, and is not changed."""
        self._under = under
        self._parent: dict[str, str] = {}
        self._members: dict[str, set[str]] = {}
        self._low: set[str] = set()
        self.national: set[str] = set()
        """Whatever was linked as a national number."""
        known = tuple(links)
        self._records = Records(known) if any(one.kind == APART for one in known) else None
        for link in known:
            if self._records is None or self._records.holds(link):
                self._join(link)

    def join(self, link: Link) -> bool:
        """Take one more link into account.

        Gives whether that was all: else who is one person must be worked out anew, by all links.
        """
        if link.kind == APART:
            return False
        if self._records is not None and not self._records.join(link):
            return False
        if self._records is None or self._records.holds(link):
            self._join(link)
        return True

    def _join(self, link: Link) -> None:
        if link.kind in MARKS:
            return
        if link.kind == "merge":
            self._low.add(link.low)
        if link.kind == "national":
            self.national.add(link.high)
        one, other = self.root(link.low), self.root(link.high)
        if one != other:
            few, many = sorted((self._beside(one), self._beside(other)), key=len)
            small = one if one in few else other
            self._parent[small] = large = other if small == one else one
            self._members[large] = many
            many |= self._members.pop(small, few)

    def members(self, identity: str) -> AbstractSet[str]:
        """All identities of the same person, itself included; what is given goes on to grow."""
        root = self.root(identity)
        if self._under is None:
            return self._beside(root)
        if root not in self._members:
            return self._under.members(root)
        return frozenset(one for at in self._members[root] for one in self._under.members(at))

    def same(self, one: str, other: str) -> bool:
        """Are these two identities one person's?"""
        return one == other or self.root(one) == self.root(other)

    def survivor(self, members: Iterable[str], systems: Mapping[str, str], rules: Rules) -> str:
        """The id under which the person is served: by rank, never by arrival.

        `systems` tells each identity's identifier system where it is known.
        """
        order = {system: place for place, system in enumerate(rules.ranks)}

        def rank(identity: str) -> tuple[int, bool, str]:
            unknown = len(order) + (identity not in self.national)
            place = order.get(systems.get(identity, ""), unknown)
            return place, identity in self._low, identity

        return min(members, key=rank)

    def root(self, identity: str) -> str:
        """One identity that stands for all of the same person, until more are joined."""
        found = identity if self._under is None else self._under.root(identity)
        while (parent := self._parent.get(found)) is not None:
            found = parent
        return found

    def _beside(self, root: str) -> set[str]:
        return self._members.get(root) or {root}


class Records:
    """Which links hold: one of two records (A24) does until they are told apart later.

    A record is all numbers that something else than such a link makes one: whichever of them a
    message names, the last word on two records holds for both as they are now.
    """

    def __init__(self, links: Sequence[Link]) -> None:
        """Takes all links, the marks among them."""
        self._clusters = Clusters(link for link in links if _makes(link))
        self._apart: dict[frozenset[str], str] = {}
        """Two records -> since when they are apart."""
        for mark in links:
            if mark.kind == APART and len(both := self._sides(mark)) > 1:
                self._apart[both] = max(mark.at, self._apart.get(both, ""))
        self._parted = frozenset(one for both in self._apart for one in both)

    def holds(self, link: Link) -> bool:
        """Is it not a link of records that were told apart since?"""
        since = self._apart.get(self._sides(link)) if link.kind == "link" else None
        return since is None or link.at > since

    def join(self, link: Link) -> bool:
        """Take one more into account; False where it makes one of what was told apart."""
        if _makes(link):
            both = self._sides(link)
            if len(both) > 1 and not self._parted.isdisjoint(both):
                return False
            self._clusters.join(link)
        return True

    def _sides(self, link: Link) -> frozenset[str]:
        return frozenset((self._clusters.root(link.low), self._clusters.root(link.high)))


def _makes(link: Link) -> bool:
    """Does it make records of numbers?"""
    return link.kind not in MARKS and link.kind != "link"
