"""A search is answered: what it says of other resources is found first, then one page is told.

https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.access import decide
from gateway.audit import search_event
from gateway.disclosure import Asked, about, head
from gateway.disclosure.following import Within, query
from gateway.disclosure.including import included
from gateway.model import Journal, Page, Record
from gateway.search import Library, Search


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of a search: what was found, and what is told beside it."""

    page: Page
    ids: tuple[str, ...]
    """Of the found."""
    beside: tuple[tuple[str, str, bytes], ...] = ()
    """(type, id, body) of what is included."""


async def search(  # noqa: PLR0913, PLR0917 - who asks, what, and where it is looked for
    asked: Asked,
    journal: Journal,
    record: Record,
    library: Library,
    search: Search,
    after: Sequence[object] = (),
) -> Shown:
    """One page of a search; one audit event for each patient it tells of, at least one.

    Raises Rejected where it would cost too much.
    """
    decision = decide(asked.caller, "search-type")
    within = Within(decision, record, library)
    page = await within.page(await query(within, search, after))
    bodies = await included(within, search.includes, page.resources)
    heads, others = [*map(head, page.resources)], [*map(head, bodies)]
    access = asked.access(decision)
    told_of = about([*heads, *others]) or [""]
    await journal.record_audit(
        [search_event(access, search.type, asked.words, whose) for whose in told_of]
    )
    ids = tuple(one["id"] for one in heads)
    beside = zip(others, bodies, strict=True)
    return Shown(page, ids, tuple((one["resourceType"], one["id"], body) for one, body in beside))
