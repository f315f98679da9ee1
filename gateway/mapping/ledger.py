"""Plays a tape back: which leaf of the source went where, by which row, and which went nowhere.

The catalogue, the document and the tape suffice; the mapping files may have changed since.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TypeAlias

from gateway.mapping.dialect import Address, Dialect
from gateway.mapping.play import Claim, Known, Player
from gateway.mapping.tape import Catalogue, numbers
from gateway.mapping.wholes import Wholes, covers
from gateway.model import Document, Empty, Fate, Trace, Wanted

Ids: TypeAlias = Mapping[int, tuple[str, str]]
"""Number of a resource on the tape -> (type, id); -1, -2, ... are those mentioned."""

NOWHERE = -(2**31)
_NODE = re.compile(r"[-.]")
"""What follows the name of a node in a place: `OBX[3]-5`."""

_RANK = {Fate.TRANSLATED: 4, Fate.MAPPED: 3, Fate.DEGRADED: 2, Fate.IGNORED: 1}


class Ledger:
    """Reads the tapes of one catalogue."""

    def __init__(self, catalogue: Catalogue, dialect: Dialect) -> None:
        self.catalogue = catalogue
        self._dialect = dialect
        self._known = Known(catalogue, dialect)
        self._ignored = list(self._always())

    def traces(self, document: Document, tape: bytes, ids: Ids = Empty) -> Iterator[Trace]:
        """One Trace per leaf, in the document's order; the claim that kept most is told."""
        tree = document.tree
        best: dict[tuple[int, Address], Claim] = {}
        whole = Wholes()
        for claim in self.claims(numbers(tape)):
            ignored = claim.fate is Fate.IGNORED
            # Who ignores the first component of a field says nothing of the others.
            place = claim.node, claim.address if ignored else trimmed(claim.address)
            before = whole.get(place) if ignored else best.get(place)
            if before is None or _worth(claim) > _worth(before):
                if ignored:
                    whole.put(place, claim)
                else:
                    best[place] = claim
            if claim.whole and whole.get((claim.node, claim.address)) is None:
                whole.put((claim.node, claim.address), claim)
        nodes = self._dialect.nodes(tree)
        for node, address, span, valued in self._dialect.leaves(tree):
            found = best.get((node, trimmed(address))) or self._whole(
                whole, nodes[node].name, node, address
            )
            yield self._trace(document, node, address, span, found, ids, valued=valued)

    def traces_of(
        self, document: Document, tape: Sequence[int], ids: Ids, wanted: Wanted
    ) -> Iterator[Trace]:
        """The same of those leaves alone that became part of what is asked for."""
        named = {slot: wanted.get(f"{type}/{id}") for slot, (type, id) in ids.items()}
        asked = {slot: heads for slot, heads in named.items() if heads is not None}
        if not asked:
            return
        best: dict[tuple[int, Address], Claim] = {}
        for claim in self.claims(tape, asked):
            heads = asked.get(claim.slot)
            if heads is None or claim.fate is Fate.IGNORED:
                continue
            if heads and _head(claim.target) not in heads:
                continue
            place = claim.node, claim.address if claim.whole else trimmed(claim.address)
            if place not in best or _worth(claim) > _worth(best[place]):
                best[place] = claim
        whole = Wholes()
        for place, claim in best.items():
            if claim.whole:
                whole.put(place, claim)
        nodes = {node for node, _ in best}
        for node, address, span, valued in self._dialect.leaves(document.tree, nodes):
            found = best.get((node, trimmed(address))) or whole.held(node, address)
            if found is not None:
                yield self._trace(document, node, address, span, found, ids, valued=valued)

    def spans(
        self, document: Document, places: Collection[str]
    ) -> Iterator[tuple[str, tuple[int, int]]]:
        """(place, bytes) of every leaf of the nodes that these places lie in."""
        tree, dialect = document.tree, self._dialect
        names = {dialect.place(tree, at): at for at in range(len(dialect.nodes(tree)))}
        nodes = {names[name] for place in places if (name := _NODE.split(place)[0]) in names}
        for node, address, span, _ in dialect.leaves(tree, nodes):
            yield dialect.locate(tree, node, address), span

    def claims(self, tape: Sequence[int], only: Collection[int] | None = None) -> Iterator[Claim]:
        """What each row did (of these resources, by number), in the order of the tape."""
        return Player(self._known).play(tape, only)

    def told(
        self, document: Document, tape: Sequence[int], ids: Ids, places: Sequence[int]
    ) -> list[tuple[str, str, str, bool]]:
        """(source, target, resource, did another row keep the leaf?) of each of these claims."""
        claims = list(self.claims(tape, self._known.sizes.beside(tape, places)))
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
                    yield (
                        entry.root,
                        self._known.address((), src, 0),
                        row,
                        reason,
                    )

    def _whole(self, whole: Wholes, name: str, node: int, address: Address) -> Claim | None:
        held = whole.held(node, address)
        if held is not None:
            return held
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


def _head(target: str) -> str:
    """The element right below a resource that a target lies in: `code`; "" of the whole."""
    return target.partition(".")[2].partition(".")[0].partition("[")[0]


def _worth(claim: Claim) -> tuple[int, bool]:
    return _RANK[claim.fate], claim.written


def trimmed(address: Address) -> Address:
    """An address without the ones at its end: the first leaf of a place is the place."""
    end = len(address)
    while end > 1 and address[end - 1] == 1:
        end -= 1
    return address[:end]
