"""Resources in a real store, and searches put to it as the HTTP door puts them.

https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from gateway.definitions import Definitions
from gateway.disclosure.following import FIRST, Place, Within, query
from gateway.disclosure.including import included
from gateway.fhirjson import decode, encode
from gateway.model import (
    Decision,
    Entry,
    Inbound,
    Issue,
    Receipt,
    Rejected,
    Resource,
    Status,
    Stored,
)
from gateway.search import Library, Search
from gateway.search.indexing import Indexing, indexable
from gateway.settings import Settings
from gateway.store import STORES, Store

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
YES = Decision(allowed=True, reason="a test")
BASE = "https://here.example/fhir"

T = TypeVar("T")


@cache
def definitions() -> Definitions:
    """The base definitions of R4."""
    return Definitions.open(Settings().definitions)


@cache
def library(*, rich: bool = True) -> Library:
    """What is known of searching: everything indexed that can be, or as little as may be."""
    plain = Library(definitions(), Indexing())
    if not rich:
        return plain
    types = {
        type_: tuple(name for name, one in plain.parameters(type_).items() if indexable(one))
        for type_ in plain.types
    }
    return Library(definitions(), Indexing(types))


def understood(type_: str, asked: str, *, lenient: bool = False) -> Search | list[Issue]:
    """A search as it stands in an address, read."""
    pairs = parse_qsl(asked, keep_blank_values=True)
    return library().understood(type_, pairs, [BASE], NOW, lenient=lenient)


def held(known: Library, body: Resource) -> Stored:
    """A resource as it is written, with its index rows."""
    full = decode(encode({"meta": {"lastUpdated": NOW.isoformat()}, **body}))
    rows = known.rows(full)
    return Stored(full["resourceType"], full["id"], 1, full, NOW.isoformat(), "", rows)


async def keep(store: Store, known: Library, bodies: Iterable[Resource]) -> None:
    """Write all of them in one entry."""
    resources = tuple(held(known, body) for body in bodies)
    names = "|".join(f"{one.type}/{one.id}" for one in resources)
    key = hashlib.sha256(names.encode()).hexdigest()
    receipt = Receipt("test", key, key, Status.ACCEPTED, "test", NOW, key)
    inbound = Inbound("test", "fhir", key.encode(), NOW)
    expects = {(one.type, one.id): 0 for one in resources}
    await store.commit(Entry(inbound, receipt, resources, expects=expects))


def told(
    place: Path | tuple[str, Any],
    bodies: Sequence[Resource],
    story: Callable[[Within], Awaitable[T]],
    **how: bool,
) -> T:
    """Play a story on a store that holds these resources; in a folder it is the embedded one."""
    kind, where = ("sqlite", place / "store.sqlite") if isinstance(place, Path) else place
    known = library(**how)

    async def whole() -> T:
        store = STORES[kind](where, wanted=known.indexed)
        try:
            await keep(store, known, bodies)
            return await story(Within(YES, store, known))
        finally:
            await store.close()

    return asyncio.run(whole())


async def answer(within: Within, type_: str, asked: str | Sequence[tuple[str, str]]) -> list[str]:
    """The ids that a search finds, page after page; raises Rejected where it is refused."""
    pairs = parse_qsl(asked, keep_blank_values=True) if isinstance(asked, str) else asked
    search = within.library.understood(type_, list(pairs), [BASE], NOW)
    if isinstance(search, list):
        raise Rejected(search)
    found: list[str] = []
    place = FIRST
    while True:
        page = await within.page(await query(within, search, place))
        found += [decode(body)["id"] for body in page.resources]
        place = Place(page.after)
        if not page.after:
            return found


async def beside(within: Within, type_: str, asked: str) -> list[str]:
    """`Type/id` of all that the first page of a search includes, in their order."""
    search = within.library.understood(type_, parse_qsl(asked), [BASE], NOW)
    if isinstance(search, list):
        raise Rejected(search)
    page = await within.page(await query(within, search))
    bodies = map(decode, await included(within, search.includes, page.resources))
    return [f"{body['resourceType']}/{body['id']}" for body in bodies]


def body(name: str, /, **elements: Any) -> Resource:
    """A resource by its `Type/id`."""
    type_, _, id_ = name.partition("/")
    return {"resourceType": type_, "id": id_, **elements}


def refer(name: str, **more: Any) -> Mapping[str, Any]:
    """A Reference."""
    return {"reference": name, **more}
