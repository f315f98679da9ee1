"""What became of each leaf of a document, at hand: written down only when somebody keeps it.

Who asks of a few resources is told from the numbers as they are; most documents are asked of
nothing else, and what is only converted is never kept. https://hl7.org/fhir/R4/provenance.html
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence

from gateway.mapping.tree.account import Account, Owners
from gateway.mapping.tree.finding import Surroundings
from gateway.mapping.tree.places import Numbered
from gateway.mapping.tree.reading import Claim, leaves
from gateway.mapping.tree.tape import RANK, head, shown
from gateway.model import Fate, Node, Trace, Wanted


class Told:
    """The account of one document that is not large, as it was when all had been made."""

    __slots__ = ("_above", "_claims", "_gone", "_order", "_owners", "_same", "_tape")

    def __init__(
        self,
        claims: list[Claim],
        parents: Surroundings,
        owners: Owners,
        same: Mapping[int, int],
        gone: Collection[int],
    ) -> None:
        """`claims`: all there are; the rest as `Account.packed` has it."""
        self._claims, self._owners, self._same, self._gone = claims, owners, same, gone
        self._order: Sequence[Node] = parents.order
        self._above = array("i", [-1 if one is None else one.number for one in parents])
        self._tape: bytes | None = None

    def __bytes__(self) -> bytes:
        """The account as it is kept; what it was made of is let go."""
        if self._tape is None:
            for number, node in enumerate(self._order):
                node.number = number
            account = Account()
            account.take(self._claims)
            self._tape = account.packed(self._owners, self._same, self._gone)
            self.unnumbered()
            self._order, self._above = (), array("i")
        return self._tape

    def __eq__(self, other: object) -> bool:
        """Is the same told?"""
        return isinstance(other, Told | bytes) and bytes(self) == bytes(other)

    __hash__ = None  # type: ignore[assignment]  # it changes when it is written down

    @property
    def written(self) -> bool:
        """Is it written down, and to be read like any other?"""
        return self._tape is not None

    def unnumbered(self) -> None:
        """The tree is as it was, and holds no number longer than is needed."""
        for node in self._order:
            node.number = 0

    def traces(self, resources: Wanted) -> Iterator[Trace]:
        """Of the leaves alone that became part of what is asked for, in their order."""
        asked = self._asked(resources)
        if not asked:
            return
        places, near = Numbered(self._order, self._above), self._near(asked)
        for number, node in enumerate(self._order):
            if (claims := near.get(id(node))) is None:
                continue
            best = self._best(claims)
            for leaf in leaves(node):
                claim = best.get(leaf)
                if claim is not None and claim.owner in asked:
                    yield self._trace(claim, f"{places.of(number)}/{shown(leaf)}")

    def _asked(self, resources: Wanted) -> dict[int, Collection[str]]:
        """Number of each of these resources, and of their other mentions -> what is asked of."""
        named = {one: resources.get("/".join(said)) for one, said in self._owners.items()}
        named |= {one: named.get(first) for one, first in self._same.items()}
        return {
            one: heads
            for one, heads in named.items()
            if heads is not None and one not in self._gone
        }

    def _near(self, asked: Mapping[int, Collection[str]]) -> dict[int, list[Claim]]:
        """Of each element, by `id()`, of which some leaf became part of what is asked for: all."""
        claims, gone = self._claims, self._gone
        part = [claim for claim in claims if claim[2] in asked]
        found: dict[int, list[Claim]] = {
            id(claim[0]): []
            for claim in part
            if not (heads := asked[claim[2]]) or head(claim[3]) in heads
        }
        for claim in [claim for claim in claims if id(claim[0]) in found]:
            if claim[2] not in gone:
                found[id(claim[0])].append(claim)
        return found

    def _best(self, claims: Sequence[Claim]) -> dict[str, Claim]:
        """Leaf -> the best that became of it: the first, where two are equal."""
        best: dict[str, Claim] = {}
        for claim in claims:
            known = best.setdefault(claim.leaf, claim)
            if known is not claim and self._worth(claim) > self._worth(known):
                best[claim.leaf] = claim
        return best

    def _worth(self, claim: Claim) -> tuple[int, bool]:
        return RANK[claim.fate], "." in self._aim(claim)

    def _resource(self, claim: Claim) -> tuple[str, str]:
        return self._owners.get(self._same.get(claim.owner, claim.owner), ("", ""))

    def _aim(self, claim: Claim) -> str:
        """Where a claim was written, its resource's type first; nowhere, if it was ignored."""
        type = self._resource(claim)[0]
        if claim.fate is Fate.IGNORED:
            return ""
        return f"{type}.{claim.target}" if type and claim.target else type

    def _trace(self, claim: Claim, where: str) -> Trace:
        resource = "/".join(self._resource(claim)).strip("/")
        told = self._aim(claim), resource, claim.row, claim.reason
        return Trace(where, claim.fate, *told, (claim.node.start, claim.node.end))
