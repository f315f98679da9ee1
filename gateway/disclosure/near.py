"""What stands so near that it is told without a wait: found and read at once, then written down.

The same reads and searches as beside it, by the same rules; what would have to wait for something
else is None here, and is asked the long way.
https://hl7.org/fhir/R4/http.html#read · https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, TypeAlias, TypeVar

from gateway.access import decide
from gateway.audit.lines import Lines
from gateway.disclosure import HOPS, about, head
from gateway.disclosure.following import Within, query, standing
from gateway.model import Caller, Criterion, Decision, Near, Page, Query, Record, Rejected
from gateway.search import Alike, Library, Search, Wanted
from gateway.search.plan import Indexed, by_rows, rest
from gateway.search.values import Value

T = TypeVar("T")
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
    place: bytes
    """`Type/id`."""


Read: TypeAlias = Callable[[Headed, Exception | None], None]
"""Hears that a read is written down, or why it is not: only then it is told."""
Found: TypeAlias = Callable[[Page, Sequence[Headed], Exception | None], None]
"""The same of a search."""


def headed(body: bytes) -> Headed:
    """What stands at the head of a body: looked at once of small ones that are told again."""
    return _remembered(body) if len(body) <= _SMALL else _headed(body)


def heads(bodies: Sequence[bytes]) -> list[Headed]:
    """The same of several."""
    small = not bodies or max(map(len, bodies)) <= _SMALL
    return list(map(_remembered if small else headed, bodies))


def _headed(body: bytes) -> Headed:
    first = head(body)
    meta = first["meta"]
    patients = tuple(about([first]))
    type_, id_, gave = first["resourceType"], first["id"], ""
    if type_ == "Patient":
        ways = (one["other"]["reference"] for one in first.get("link", ()) if _replaced(one))
        gave = next(ways, "").removeprefix("Patient/")
    version, modified = meta["versionId"], meta["lastUpdated"]
    place = f"{type_}/{id_}".encode()
    return Headed(body, type_, id_, version, modified, patients, gave, place)


def _replaced(link: Any) -> bool:
    return bool(link["type"] == "replaced-by")


_remembered = lru_cache(maxsize=4_096)(_headed)


class Nearby:
    """What stands near, as one caller at one address is told of it."""

    def __init__(self, near: Near, caller: Caller, address: str) -> None:
        self._near = near
        self._reads = decide(caller, "read")
        self.searches = decide(caller, "search-type")
        """May the caller search, and what of it may the caller see?"""
        self._read = Lines(caller, self._reads, address)
        self._searched = Lines(caller, self.searches, address)

    def read(self, at: datetime, number: str, type: str, id: str, told: Read) -> bool:
        """The current version; False, and nothing is written down, where nothing stands there."""
        body = self._near.read_at_once(self._reads, type, id)
        if body is None:
            return False
        found = headed(body)
        of = found.patients[0] if found.patients else ""
        line = self._read.read(at, number, type, id, of)
        self._near.audit_then([line], partial(told, found))
        return True

    def search(  # noqa: PLR0913, PLR0917 - when, which, in what words, and who waits
        self, at: datetime, number: str, words: str, asks: Query, largest: int, told: Found
    ) -> bool:
        """The first page of a search.

        False, and nothing is written down, where it must wait or has more than `largest` bytes.
        """
        page = self._near.search_at_once(self.searches, asks)
        if page is None or sum(map(len, page.resources)) > largest:
            return False
        found = heads(page.resources)
        whose = dict.fromkeys([one for each in found for one in each.patients]) or ("",)
        lines = self._searched.searches(at, number, asks.type, words, whose)
        self._near.audit_then(lines, partial(told, page, found))
        return True


class Shape:
    """Searches that differ in nothing but their values: planned once for all of them."""

    def __init__(self, alike: Alike | None, indexed: Indexed) -> None:
        """`alike`: None where they are not plain."""
        self._alike = alike
        params = alike.params if alike else ()
        self._params = [(one, by_rows(one, indexed)) for one in params if one]
        self._changes = -1
        self._served: dict[tuple[Value, ...], tuple[Value, ...]] = {}
        self.indexed = indexed
        """What it was planned by."""

    def query(self, near: Near, decision: Decision, texts: Sequence[str]) -> Query | None:
        """What the store is asked for these values; None where they are not plain."""
        meant = self._alike.meant(texts) if self._alike else None
        if not self._alike or meant is None:
            return None
        criteria, others = [], []
        for (param, by), values in zip(self._params, meant[0], strict=True):
            if param.kind == "reference":
                values = self._standing(near, decision, values)  # noqa: PLW2901 - as served
            if by and (by[0] == param.name or all(one[0][:8] == _PATIENT for one in values)):
                criteria.append(Criterion(*by, values))
            else:
                others.append(Wanted(param, values, said=param.name))
        left = rest(others) if others else None
        return Query(self._alike.type, tuple(criteria), meant[1], rest=left)

    def _standing(
        self, near: Near, decision: Decision, values: tuple[Value, ...]
    ) -> tuple[Value, ...]:
        """The same references as they are served now: looked at once, until something changes."""
        changes = near.changes
        if self._changes != changes or len(self._served) >= _MANY:
            self._changes = changes
            self._served.clear()
        known = self._served.get(values)
        if known is None or decision.criteria:
            served = {
                text[8:]: _survivor(decision, near, text[8:])
                for (text,) in values
                if text.startswith(_PATIENT)
            }
            known = self._served[values] = standing(values, served)
        return known


_PATIENT = "Patient/"
_MANY = 1_000


class Prepared:
    """A plain search, understood once for all who ask it in the same words."""

    def __init__(self, search: Search) -> None:
        self.search = search
        self.plain = _plain(search)
        self._patients = tuple(dict.fromkeys(_patients(search))) if self.plain else ()
        self._indexed: Indexed = frozenset()
        self._known: dict[tuple[str | None, ...], Query] = {}

    def query(
        self, near: Near, decision: Decision, record: Record, library: Library
    ) -> Query | None:
        """What the store is asked, by who stands for the patients now; None: it must wait."""
        if not self.plain:
            return None
        stand = tuple([_survivor(decision, near, id_) for id_ in self._patients])
        within = Within(decision, record, library)
        if self._indexed is not within.indexed:
            self._known.clear()
            self._indexed = within.indexed
        found = self._known.get(stand)
        if found is None:
            try:
                found = at_once(query(within, self.search))
            except Rejected:
                return None
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
