"""Claims on places with all that is in them, found by a place inside: of many as fast as of few.

https://www.hl7.eu/HL7v2x/v251/hl7v251.htm
"""

from __future__ import annotations

from collections.abc import Iterator

from gateway.mapping.dialect import Address
from gateway.mapping.play import Claim

_FIRST = (1, 1, 1, 1)
"""Of a place in HL7 v2: field, repetition, component, subcomponent."""


class Wholes:
    """Claims by node and address; the one that came first holds what several cover."""

    def __init__(self) -> None:
        self._claims: dict[tuple[int, Address], Claim] = {}
        self._turns: dict[tuple[int, Address], int] = {}
        self._loose: dict[int, list[Address]] = {}
        """Node -> the addresses with a 0 in them, which stands for any number."""

    def get(self, place: tuple[int, Address]) -> Claim | None:
        """The claim on just that place."""
        return self._claims.get(place)

    def put(self, place: tuple[int, Address], claim: Claim) -> None:
        """Keep a claim; one on the same place keeps its turn."""
        if place not in self._turns:
            self._turns[place] = len(self._turns)
            if 0 in place[1]:
                self._loose.setdefault(place[0], []).append(place[1])
        self._claims[place] = claim

    def held(self, node: int, address: Address) -> Claim | None:
        """The claim that holds the place, by itself or with all around it; None: nobody does.

        What has no parts is its own first part.
        """
        deep = (*address, *_FIRST[len(address) :])
        found = min(self._around(node, deep), key=self._turns.__getitem__, default=None)
        return self._claims[found] if found else None

    def _around(self, node: int, address: Address) -> Iterator[tuple[int, Address]]:
        for end in range(len(address) + 1):
            place = node, address[:end]
            if place in self._claims:
                yield place
        for prefix in self._loose.get(node, ()):
            if covers(prefix, address):
                yield node, prefix


def covers(prefix: Address, address: Address) -> bool:
    """Does a place hold another? 0 in the first stands for any."""
    return len(prefix) <= len(address) and all(
        one in (0, other) for one, other in zip(prefix, address, strict=False)
    )
