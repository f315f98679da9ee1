"""Links between identities while a message is taken in, at hand by their two ends.

https://hl7.org/fhir/R4/patient.html#links
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import product

from gateway.identity.clusters import MARKS
from gateway.model import Link


class Bonds:
    """The links that stand by now, in the order in which they were told."""

    def __init__(self, links: Iterable[Link]) -> None:
        """Takes those that stood before."""
        self._links: dict[tuple[str, str, str], Link] = {}
        self._marked: defaultdict[str, dict[tuple[str, str, str], None]] = defaultdict(dict)
        for one in links:
            self.put(one)

    def __iter__(self) -> Iterator[Link]:
        """Each of them."""
        return iter(self._links.values())

    def __contains__(self, link: Link) -> bool:
        """Does it stand, since that very time?"""
        return self._links.get((link.low, link.high, link.kind)) == link

    def get(self, low: str, high: str, kind: str) -> Link | None:
        """The link of this kind from the one to the other."""
        return self._links.get((low, high, kind))

    def put(self, link: Link) -> None:
        """Let it stand, in place of what was said of the same two before."""
        key = link.low, link.high, link.kind
        self._links[key] = link
        if link.kind in MARKS:
            self._marked[link.low][key] = self._marked[link.high][key] = None

    def drop(self, link: Link) -> None:
        """Let it stand no longer."""
        del self._links[link.low, link.high, link.kind]

    @property
    def marked(self) -> bool:
        """Was anybody told apart?"""
        return bool(self._marked)

    def marks(self, identity: str) -> list[Link]:
        """What remembers that this identity was told apart from another."""
        marked = self._marked.get(identity, ())
        return [self._links[key] for key in marked if key in self._links]

    def across(
        self, ours: Sequence[str], theirs: Sequence[str], kinds: Collection[str]
    ) -> list[Link]:
        """Those of these kinds that lead from one of ours to one of theirs, or back.

        Pairs are looked up where they are fewer than the links, else the links are looked through.
        """
        if len(ours) * len(theirs) < len(self._links):
            found = (
                self._links.get((*ends, kind))
                for pair in product(ours, theirs)
                for ends in (pair, pair[::-1])
                for kind in sorted(kinds)
            )
            return [*{id(one): one for one in found if one is not None}.values()]
        here, there = set(ours), set(theirs)
        return [one for one in self if one.kind in kinds and _leads(one, here, there)]


def _leads(link: Link, ours: Collection[str], theirs: Collection[str]) -> bool:
    return (link.low in ours and link.high in theirs) or (link.low in theirs and link.high in ours)
