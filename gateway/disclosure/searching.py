"""A search is answered: what it says of other resources is found first, then one page is told.

https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from gateway.access import decide
from gateway.audit import search_event
from gateway.disclosure import Asked, about, head
from gateway.disclosure.following import FIRST, Place, Within, query
from gateway.disclosure.including import included
from gateway.model import Journal, Page, Record
from gateway.search import Library, Search


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of a search: what was found, and what is told beside it."""

    page: Page
    ids: tuple[tuple[str, str], ...]
    """(type, id) of the found."""
    beside: tuple[tuple[str, str, bytes], ...] = ()
    """(type, id, body) of what is included."""


async def search(  # noqa: PLR0913, PLR0917 - who asks, what, and where it is looked for
    asked: Asked,
    journal: Journal,
    record: Record,
    library: Library,
    search: Search,
    place: Place = FIRST,
) -> Shown:
    """One page of a search; one audit event for each patient it tells of, at least one.

    Raises Rejected where it would cost too much.
    """
    within = Within(decide(asked.caller, "search-type"), record, library)
    page = await within.page(await query(within, search, place))
    bodies = await included(within, search.includes, page.resources)
    return await _told(asked, journal, within, ("search-type", search.type), (page, bodies))


async def search_several(  # noqa: PLR0913, PLR0917 - the same, of several types
    asked: Asked,
    journal: Journal,
    record: Record,
    library: Library,
    searches: Sequence[Search],
    place: Place = FIRST,
) -> Shown:
    """One page of searches that differ in their type alone, one type after the other.

    One audit event for each patient, at least one. Raises Rejected where it would cost too much.
    """
    within = Within(decide(asked.caller, "search-system"), record, library)
    page, bodies = await _several(within, searches, place)
    types = {head(body)["resourceType"] for body in page.resources}
    said = ("search-system", *(sorted(types) or [searches[0].type]))
    return await _told(asked, journal, within, said, (page, bodies))


async def _several(
    within: Within, searches: Sequence[Search], place: Place
) -> tuple[Page, tuple[bytes, ...]]:
    """The page, and what is included with it; its position begins with the number of a type."""
    first, *at = place.at or (0,)
    found: list[bytes] = []
    beside: dict[bytes, None] = {}
    totals: list[int | None] = []
    after: tuple[Any, ...] = ()
    for number, search in enumerate(searches):
        left = search.count - len(found) if number >= first and not after else 0
        here = Place(tuple(at)) if number == first else FIRST
        probed = not left and number > first and not after and search.count
        asks = replace(search, count=left or int(bool(probed)))
        page = await within.page(await query(within, asks, here))
        totals.append(page.total)
        if probed and page.resources:
            after = (number,)
        if left:
            found += page.resources
            beside |= dict.fromkeys(await included(within, search.includes, page.resources))
            after = (number, *page.after) if page.after else ()
    total = None if None in totals else sum(one or 0 for one in totals)
    told = {*found}
    return Page(tuple(found), total, after), tuple(one for one in beside if one not in told)


async def _told(
    asked: Asked,
    journal: Journal,
    within: Within,
    said: Sequence[str],
    found: tuple[Page, Sequence[bytes]],
) -> Shown:
    """What was found, once it is written down of whom it tells.

    `said`: the interaction, and the types that it tells of.
    """
    way, type_, *others = said
    page, bodies = found
    heads, around = [*map(head, page.resources)], [*map(head, bodies)]
    access = asked.access(within.decision)
    told_of = about([*heads, *around]) or [""]
    await journal.record_audit(
        [
            search_event(access, type_, asked.words, whose, others=others, interaction=way)
            for whose in told_of
        ]
    )
    ids = tuple((one["resourceType"], one["id"]) for one in heads)
    beside = zip(around, bodies, strict=True)
    return Shown(page, ids, tuple((one["resourceType"], one["id"], body) for one, body in beside))
