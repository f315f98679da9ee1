"""Entries of a batch that are asked together: what is only read, what is made, what is put anew.

Each of them waits for the disk, which takes as long for many at once. What does something else
than those before it keeps its turn, so that who reads behind a change sees it, and so does what
changes the same again. https://hl7.org/fhir/R4/http.html#brules
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any, TypeVar

from gateway.fhirjson.references import references

T = TypeVar("T")

MOST = 16
"""So many at a time: others ask, too."""
_READ = frozenset({"GET", "HEAD"})
_MADE = frozenset({"POST", "PUT"})
_SEARCHED = frozenset("?$")
"""Signs of an address that means more than a type, or an id of it."""
_ALONE = "", ""
_PLAIN = frozenset({"method", "url"})
"""What the request of an entry says that makes something, and no more."""


async def together(
    entries: Sequence[Any], ask: Callable[[int, Any], Awaitable[bytes]]
) -> list[bytes]:
    """What is answered to each entry, in their order; `ask` is given its number, and it."""
    told: list[bytes] = []
    for run in _runs(entries):
        told += await asyncio.gather(*[ask(number, entries[number]) for number in run])
    return told


async def gathered(ones: Sequence[T], ask: Callable[[T], Awaitable[bytes]]) -> list[bytes]:
    """What is answered to each of these, in their order, a handful at a time."""
    told: list[bytes] = []
    for first in range(0, len(ones), MOST):
        told += await asyncio.gather(*map(ask, ones[first : first + MOST]))
    return told


def _runs(entries: Sequence[Any]) -> Iterator[range]:
    """The numbers of those that follow each other and may be asked together."""
    first, before, named = 0, "", set[str]()
    for number, entry in enumerate(entries):
        kind, name = _kind(entry)
        apart = not kind or kind != before or name in named or number - first == MOST
        if number > first and apart:
            yield range(first, number)
            first = number
            named.clear()
        named |= {name} if name else set()
        before = kind
    if entries:
        yield range(first, len(entries))


def _kind(entry: Any) -> tuple[str, str]:
    """What it does, and to what that has an id; empty: it is asked by itself."""
    asked = entry.get("request") if isinstance(entry, dict) else None
    if not isinstance(asked, dict):
        return _ALONE
    method, url = str(asked.get("method")), str(asked.get("url"))
    if method in _READ:
        return "read", ""
    plain = method in _MADE and asked.keys() == _PLAIN and _SEARCHED.isdisjoint(url)
    if not plain or any("?" in text for text in references(entry.get("resource"))):
        return _ALONE  # a search may mean what was made just before
    return method, "/".join(url.split("/")[-2:]) if method == "PUT" else ""
