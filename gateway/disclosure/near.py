"""What stands so near that it is told without a wait: found and read at once, then written down.

The same reads and searches as beside it, by the same rules; what would have to wait for something
else is None here, and is asked the long way.
https://hl7.org/fhir/R4/http.html#read · https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias, TypeVar

from gateway.access import decide
from gateway.audit.lines import read_line, search_line
from gateway.disclosure import Asked, about, head
from gateway.disclosure.following import Within, query
from gateway.disclosure.searching import Shown
from gateway.model import Near, Rejected
from gateway.search import Search, Wanted

T = TypeVar("T")
Sure: TypeAlias = Callable[[Exception | None], None]
"""Hears that an access is written down, or why it is not: only then it is told."""
_SMALL = 4_000
"""Bytes of a body of which it is remembered what stands at its head."""


@dataclass(frozen=True, slots=True)
class Headed:
    """A body, and what stands at its head."""

    body: bytes
    type: str
    id: str
    version: str
    modified: str
    patients: tuple[str, ...]


def headed(body: bytes) -> Headed:
    """What stands at the head of a body: looked at once of small ones that are told again."""
    return _remembered(body) if len(body) <= _SMALL else _headed(body)


def _headed(body: bytes) -> Headed:
    first = head(body)
    meta = first["meta"]
    patients = tuple(about([first]))
    return Headed(
        body, first["resourceType"], first["id"], meta["versionId"], meta["lastUpdated"], patients
    )


_remembered = lru_cache(maxsize=4_096)(_headed)


def read(asked: Asked, near: Near, type: str, id: str, sure: Sure) -> Headed | None:
    """The current version; None, and nothing is written down, where nothing stands there."""
    decision = decide(asked.caller, "read")
    body = near.read_at_once(decision, type, id)
    if body is None:
        return None
    found = headed(body)
    of = next(iter(found.patients), "")
    near.audit_then([read_line(asked.access(decision), type, id, of)], sure)
    return found


def search(  # noqa: PLR0913 - who asks, what, where it is looked for, and who waits
    asked: Asked, near: Near, within: Within, search: Search, sure: Sure, *, largest: int
) -> Shown | None:
    """The first page of a plain search.

    None, and nothing is written down, where it must wait or has more than `largest` bytes.
    """
    if not _plain(search):
        return None
    try:
        asks = at_once(query(within, search))
    except Rejected:
        return None
    page = near.search_at_once(within.decision, asks) if asks else None
    if page is None or sum(map(len, page.resources)) > largest:
        return None
    found = [headed(body) for body in page.resources]
    access = asked.access(within.decision)
    told_of = dict.fromkeys([one for each in found for one in each.patients]) or ("",)
    near.audit_then([search_line(access, search.type, asked.words, one) for one in told_of], sure)
    return Shown(page, tuple([(one.type, one.id) for one in found]))


def _plain(search: Search) -> bool:
    """Does it say nothing of other resources, and want nothing told beside the found?"""
    beside = search.includes or search.sort or search.page or search.ignored or search.counted
    return not beside and all(
        isinstance(one, Wanted) and not one.modifier and one.test is None for one in search.clauses
    )


def at_once(work: Coroutine[Any, Any, T]) -> T | None:
    """What comes of it, where it need not wait; it is given up where it would."""
    try:
        work.send(None)
    except StopIteration as done:
        found: T = done.value
        return found
    work.close()
    return None
