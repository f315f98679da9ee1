"""What stands so near that it is told without a wait: found and read at once, then written down.

The same reads and searches as beside it, by the same rules; what would have to wait for something
else is None here, and is asked the long way.
https://hl7.org/fhir/R4/http.html#read · https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias, TypeVar

from gateway.access import decide
from gateway.audit.lines import read_line, search_line
from gateway.disclosure import HOPS, Asked, about, head
from gateway.disclosure.following import Within, query
from gateway.disclosure.searching import Shown
from gateway.model import Decision, Near, Query, Rejected
from gateway.search import Search, Wanted
from gateway.search.plan import Indexed

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
    gave: str
    """The id of the Patient under which this one is served now; empty: it is served itself."""


def headed(body: bytes) -> Headed:
    """What stands at the head of a body: looked at once of small ones that are told again."""
    return _remembered(body) if len(body) <= _SMALL else _headed(body)


def _headed(body: bytes) -> Headed:
    first = head(body)
    meta = first["meta"]
    patients = tuple(about([first]))
    type_, gave = first["resourceType"], ""
    if type_ == "Patient":
        ways = (one["other"]["reference"] for one in first.get("link", ()) if _replaced(one))
        gave = next(ways, "").removeprefix("Patient/")
    version, modified = meta["versionId"], meta["lastUpdated"]
    return Headed(body, type_, first["id"], version, modified, patients, gave)


def _replaced(link: Any) -> bool:
    return bool(link["type"] == "replaced-by")


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


class Prepared:
    """A plain search, understood once for all who ask it in the same words."""

    def __init__(self, search: Search) -> None:
        self.search = search
        self.plain = _plain(search)
        self._patients = tuple(dict.fromkeys(_patients(search))) if self.plain else ()
        self._indexed: Indexed = frozenset()
        self._known: dict[tuple[str | None, ...], Query] = {}

    def query(self, near: Near, within: Within) -> Query | None:
        """What the store is asked, by who stands for the patients now; None: it must wait."""
        stand = tuple([_survivor(within.decision, near, id_) for id_ in self._patients])
        if self._indexed is not within.indexed:
            self._known.clear()
            self._indexed = within.indexed
        found = self._known.get(stand)
        if found is None:
            found = at_once(query(within, self.search))
            if found is not None:
                self._known[stand] = found
        return found


def _patients(search: Search) -> Iterator[str]:
    for one in search.clauses:
        if isinstance(one, Wanted) and one.param.kind == "reference":
            for (text,) in one.values:
                type_, _, id_ = text.partition("/")
                if type_ == "Patient":
                    yield id_


def _survivor(decision: Decision, near: Near, id_: str) -> str | None:
    for _ in range(HOPS):
        body = near.read_at_once(decision, "Patient", id_)
        if body is None:
            return None
        gave = headed(body).gave
        if not gave:
            return id_
        id_ = gave
    return None


def search(  # noqa: PLR0913 - who asks, what, where it is looked for, and who waits
    asked: Asked, near: Near, within: Within, prepared: Prepared, sure: Sure, *, largest: int
) -> Shown | None:
    """The first page of a plain search.

    None, and nothing is written down, where it must wait or has more than `largest` bytes.
    """
    if not prepared.plain:
        return None
    try:
        asks = prepared.query(near, within)
    except Rejected:
        return None
    page = near.search_at_once(within.decision, asks) if asks else None
    if page is None or sum(map(len, page.resources)) > largest:
        return None
    found = [headed(body) for body in page.resources]
    access, type_ = asked.access(within.decision), prepared.search.type
    told_of = dict.fromkeys([one for each in found for one in each.patients]) or ("",)
    near.audit_then([search_line(access, type_, asked.words, one) for one in told_of], sure)
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
