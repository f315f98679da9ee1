"""Numbers that left a patient for another (A43), and late messages that still show both. Pure.

https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (3.3.43)
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import compress, product

from msgspec import structs

from gateway.identity.bonds import Bonds
from gateway.identity.clusters import UNLINKED, touched
from gateway.model import Change, Link


def parting(left: Collection[str], moved: Collection[str], at: str) -> list[Link]:
    """What remembers that these numbers were told apart, and when."""
    pairs = product(sorted(left), sorted(moved))
    return [Link(min(pair), max(pair), UNLINKED, at) for pair in pairs]


def parted(change: Change, links: Bonds, at: str) -> Change:
    """A patient without the numbers that a message of a later time took away.

    Takes what a message of the time `at` says of the patient, and the links that are known.
    """
    if not links.marked:
        return change
    gone = {
        other
        for link in links.marks(change.id)
        if link.at > at
        for other in (link.low, link.high)
        if other != change.id
    }
    if not gone:
        return change
    stated = change.body.get("identifier", ())
    stay = [gone.isdisjoint(touched({"identifier": [one]})) for one in stated]
    if all(stay):
        return change
    parts = dict(change.parts)
    if "identifier" in parts:
        parts["identifier"] = tuple(compress(parts["identifier"], stay))
    body = {**change.body, "identifier": list(compress(stated, stay))}
    return structs.replace(change, body=body, parts=parts)
