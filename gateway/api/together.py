"""Entries of a batch that are asked together: what is only read, and what is made whatever stands.

Each of them waits for the disk, which takes as long for many at once. What changes something that
stands keeps its turn, so that who reads behind it sees it. https://hl7.org/fhir/R4/http.html#brules
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
    first, before = 0, ""
    for number, entry in enumerate(entries):
        kind = _kind(entry)
        if number > first and (not kind or kind != before or number - first == MOST):
            yield range(first, number)
            first = number
        before = kind
    if entries:
        yield range(first, len(entries))


def _kind(entry: Any) -> str:
    """Empty: it is asked by itself."""
    asked = entry.get("request") if isinstance(entry, dict) else None
    if not isinstance(asked, dict):
        return ""
    method = str(asked.get("method"))
    if method in _READ:
        return "read"
    plain = method == "POST" and asked.keys() == _PLAIN and "$" not in str(asked["url"])
    if not plain or any("?" in text for text in references(entry.get("resource"))):
        return ""  # a search may mean what was made just before
    return "made"
