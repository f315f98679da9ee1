"""What became of each leaf of a document, at hand: written down only when somebody keeps it.

Who asks of a few resources is told from the numbers as they are; most documents are asked of
nothing else, and what is only converted is never kept. https://hl7.org/fhir/R4/provenance.html
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence

from gateway.mapping.tree.account import FATES, IGNORED, Account, Owners
from gateway.mapping.tree.finding import Surroundings
from gateway.mapping.tree.places import Numbered
from gateway.mapping.tree.reading import leaves
from gateway.mapping.tree.tape import RANK, shown
from gateway.model import Node, Trace


class Told:
    """The account of one document, as it was when all had been made."""

    __slots__ = ("_above", "_account", "_gone", "_order", "_owners", "_same", "_tape")

    def __init__(
        self,
        account: Account,
        parents: Surroundings,
        owners: Owners,
        same: Mapping[int, int],
        gone: Collection[int],
    ) -> None:
        """As `Account.packed` has them; the elements must still have their numbers."""
        self._account = account
        self._owners, self._same, self._gone = owners, same, gone
        self._order: Sequence[Node] = parents.order
        self._above = array("i", [-1 if one is None else one.number for one in parents])
        self._tape: bytes | None = None

    def __bytes__(self) -> bytes:
        """The account as it is kept; what it was made of is let go."""
        if self._tape is None:
            self._tape = self._account.packed(self._owners, self._same, self._gone)
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

    def traces(self, resources: Collection[str]) -> Iterator[Trace]:
        """Of the leaves alone that became part of one of these (`Type/id`), in their order."""
        asked = self._asked(resources)
        places, owners = Numbered(self._order, self._above), self._account.columns[2]
        for number, claims in self._near(asked) if asked else ():
            node, best = self._order[number], self._best(claims)
            for leaf in leaves(node):
                at = best.get(leaf)
                if at is not None and owners[at] in asked:
                    yield self._trace(at, f"{places.of(number)}/{shown(leaf)}", node)

    def _asked(self, resources: Collection[str]) -> set[int]:
        """Numbers of these resources, and of their other mentions."""
        named = {one for one, said in self._owners.items() if "/".join(said) in resources}
        named |= {one for one, first in self._same.items() if first in named}
        return named.difference(self._gone)

    def _near(self, asked: Collection[int]) -> Iterator[tuple[int, list[int]]]:
        """(element, its claims) of each of which some leaf became part of what is asked for."""
        of, _, owners, *_ = self._account.columns
        gone = self._gone
        wanted = {number for number, owner in zip(of, owners, strict=True) if owner in asked}
        found: dict[int, list[int]] = {}
        for at, number in enumerate(of):
            if number in wanted and owners[at] not in gone:
                found.setdefault(number, []).append(at)
        yield from sorted(found.items())

    def _best(self, claims: Sequence[int]) -> dict[str, int]:
        """Leaf -> the best that became of it: the first, where two are equal."""
        _, leaf, *_ = self._account.columns
        best: dict[int, int] = {}
        for at in claims:
            known = best.setdefault(leaf[at], at)
            if known != at and self._worth(at) > self._worth(known):
                best[leaf[at]] = at
        return {self._account.words[leaf]: at for leaf, at in best.items()}

    def _worth(self, at: int) -> tuple[int, bool]:
        return RANK[FATES[self._account.columns[4][at]]], "." in self._aim(at)

    def _resource(self, at: int) -> tuple[str, str]:
        owner = self._account.columns[2][at]
        return self._owners.get(self._same.get(owner, owner), ("", ""))

    def _aim(self, at: int) -> str:
        """Where a claim was written, its resource's type first; nowhere, if it was ignored."""
        _, _, _, target, fate, *_ = self._account.columns
        type, place = self._resource(at)[0], self._account.words[target[at]]
        if fate[at] == IGNORED:
            return ""
        return f"{type}.{place}" if type and place else type

    def _trace(self, at: int, where: str, node: Node) -> Trace:
        _, _, _, _, fate, reason, row = (column[at] for column in self._account.columns)
        word, resource = self._account.words, "/".join(self._resource(at)).strip("/")
        told = self._aim(at), resource, word[row], word[reason]
        return Trace(where, FATES[fate], *told, (node.start, node.end))
