"""Links that are taken in one by one come to what all of them at once do.

https://hl7.org/fhir/R4/patient.html#links
"""

from __future__ import annotations

from random import Random

import pytest

from gateway.identity.bonds import Bonds
from gateway.identity.clusters import Clusters
from gateway.identity.people import People
from gateway.model import Link

NUMBERS = "abcdefgh"
KINDS = ("link", "link", "link", "merge", "own", "apart", "unlinked")


@pytest.mark.parametrize("seed", range(100))
def test_who_is_one_person_does_not_depend_on_when_it_was_asked(seed: int) -> None:
    """Whatever was told apart before, or meanwhile."""
    random = Random(seed)  # noqa: S311 - draws examples
    bonds = Bonds([_drawn(random) for _ in range(4)])
    people = People((), bonds)

    for _ in range(8):
        link = _drawn(random)
        before = bonds.get(link.low, link.high, link.kind)
        if before is not None and before.at > link.at:
            continue  # what holds is never taken for older
        bonds.put(link)
        people.join(link)
        anew = Clusters(bonds)
        assert [people.clusters.members(one) for one in NUMBERS] == [
            anew.members(one) for one in NUMBERS
        ]


def _drawn(random: Random) -> Link:
    low, high = random.sample(NUMBERS, 2)
    return Link(low, high, random.choice(KINDS), f"2026112{random.randrange(10)}")
