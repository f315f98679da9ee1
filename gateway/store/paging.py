"""In which direction rows are walked, and which of them are a page.

https://hl7.org/fhir/R4/http.html#paging
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar

from gateway.model import Query
from gateway.store.ranges import Where

Position: TypeAlias = tuple[Any, ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Way:
    """A direction in which rows are walked."""

    beyond: str
    order: str
    start: tuple[int, int]
    """Before all rows."""


WAYS: Mapping[bool, Way] = MappingProxyType(
    {False: Way(">", "", (-1, 0)), True: Way("<", " DESC", (2**62, 0))}
)
"""Backwards? -> the way."""


def walk(key: Where, way: Way, columns: str) -> str:
    """The rows that a key leaves, a page of them, in the key's own order."""
    return (
        f"SELECT {columns}"  # noqa: S608 - our own words
        f" FROM (SELECT rid FROM {key.text} AND rid {way.beyond} ?"
        f" ORDER BY rid{way.order} LIMIT ?) AS page"
        f" CROSS JOIN resource AS r ON r.rid = page.rid ORDER BY r.rid{way.order}"
    )


def turned(
    found: Sequence[T], places: Sequence[Position], query: Query
) -> tuple[Sequence[T], tuple[Position, Position]]:
    """The page in its own order, with where the next begins and where the one before ends."""
    count = query.count
    page, more = found[:count], len(found) > count
    if not page:
        return page, ((), ())
    first, last = places[0], places[len(page) - 1]
    if query.back:
        return page[::-1], (first, last if more else ())
    return page, (last if more else (), first if query.after else ())
