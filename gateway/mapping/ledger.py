"""Plays a tape back: which leaf of the source went where, by which row, and which went nowhere.

The catalogue, the document and the tape suffice; the mapping files may have changed since.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from gateway.mapping.dialect import Address, Dialect
from gateway.mapping.play import Claim, Player
from gateway.mapping.tape import Catalogue, numbers
from gateway.model import Document, Empty, Fate, Trace

Ids: TypeAlias = Mapping[int, tuple[str, str]]
"""Number of a resource on the tape -> (type, id); -1, -2, ... are those mentioned."""

NOWHERE = -(2**31)

_RANK = {Fate.TRANSLATED: 4, Fate.MAPPED: 3, Fate.DEGRADED: 2, Fate.IGNORED: 1}


class Ledger:
    """Reads the tapes of one catalogue."""

    def __init__(self, catalogue: Catalogue, dialect: Dialect) -> None:
        self.catalogue = catalogue
        self._dialect = dialect
        self._selects: dict[str, Any] = {}
        self._ignored = list(self._always())

    def traces(self, document: Document, tape: bytes, ids: Ids = Empty) -> Iterator[Trace]:
        """One Trace per leaf, in the document's order; the claim that kept most is told."""
        tree = document.tree
        best: dict[tuple[int, Address], Claim] = {}
        whole: dict[tuple[int, Address], Claim] = {}
        for claim in self.claims(numbers(tape)):
            place = (claim.node, trimmed(claim.address))
            known = best if claim.fate is not Fate.IGNORED else whole
            if place not in known or _worth(claim) > _worth(known[place]):
                known[place] = claim
            if claim.whole:
                whole.setdefault((claim.node, claim.address), claim)
        nodes = self._dialect.nodes(tree)
        for node, address, span, valued in self._dialect.leaves(tree):
            found = best.get((node, trimmed(address))) or self._whole(
                whole, nodes[node].name, node, address
            )
            yield self._trace(document, node, address, span, found, ids, valued=valued)

    def claims(self, tape: Sequence[int]) -> Iterator[Claim]:
        """What each row did, in the order of the tape."""
        return Player(self.catalogue, self._dialect, self._select).play(tape)

    def told(
        self, document: Document, tape: Sequence[int], ids: Ids, places: Sequence[int]
    ) -> list[tuple[str, str, str, bool]]:
        """(source, target, resource, did another row keep the leaf?) of each of these claims."""
        claims = list(self.claims(tape))
        kept = {(claim.node, trimmed(claim.address)) for claim in claims if claim.written}
        known = {claim.at: claim for claim in claims}
        found = []
        for place in places:
            claim = known[place]
            source = self._dialect.locate(document.tree, claim.node, claim.address)
            kind, id_ = ids.get(claim.slot, ("", ""))
            resource = f"{kind}/{id_}" if id_ else ""
            again = not claim.written and (claim.node, trimmed(claim.address)) in kept
            found.append((source, claim.target, resource, again))
        return found

    def _always(self) -> Iterator[tuple[str, Address, str, str]]:
        """(root, address, row, reason) of what maps ignore whatever happens."""
        for entry in self.catalogue.rows.values():
            if entry.kind == "map":
                for row, src, reason in entry.ignored:
                    yield entry.root, self._dialect.address((), self._select(src), 0), row, reason

    def _select(self, text: str) -> Any:
        if text not in self._selects:
            self._selects[text] = self._dialect.select(text)
        return self._selects[text]

    def _whole(
        self, whole: dict[tuple[int, Address], Claim], name: str, node: int, address: Address
    ) -> Claim | None:
        for (at, prefix), claim in whole.items():
            if at == node and covers(prefix, address):
                return claim
        for root, prefix, row, reason in self._ignored:
            if root == name and covers(prefix, address):
                return Claim(
                    -1, node, address, Fate.IGNORED, row, reason, "", NOWHERE, written=False
                )
        return None

    def _trace(  # noqa: PLR0913, PLR0917 - a leaf and its claim
        self,
        document: Document,
        node: int,
        address: Address,
        span: tuple[int, int],
        claim: Claim | None,
        ids: Ids,
        *,
        valued: bool,
    ) -> Trace:
        source = self._dialect.locate(document.tree, node, address)
        if claim is None:
            fate = Fate.UNMAPPED if valued else Fate.IGNORED
            return Trace(source, fate, reason="" if valued else "empty", span=span)
        kind, id_ = ids.get(claim.slot, ("", ""))
        resource = f"{kind}/{id_}" if id_ else ""
        return Trace(source, claim.fate, claim.target, resource, claim.row, claim.reason, span)


def _worth(claim: Claim) -> tuple[int, bool]:
    return _RANK[claim.fate], claim.written


def trimmed(address: Address) -> Address:
    """An address without the ones at its end: the first leaf of a place is the place."""
    end = len(address)
    while end > 1 and address[end - 1] == 1:
        end -= 1
    return address[:end]


def covers(prefix: Address, address: Address) -> bool:
    """Does a place hold another? 0 in the first stands for any."""
    return len(prefix) <= len(address) and all(
        one in (0, other) for one, other in zip(prefix, address, strict=False)
    )
