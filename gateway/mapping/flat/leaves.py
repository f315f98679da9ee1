"""Where values stand in a resource: as rows write them, and as they are found again.

https://hl7.org/fhir/R4/json.html
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from gateway.mapping.flat.tree import Spot
from gateway.model import Leaf, Resource


def way(path: Sequence[Spot], there: Collection[int]) -> list[str | int]:
    """Where a row writes, as the items are that are there."""
    leaf: list[str | int] = []
    for at, spot in enumerate(path):
        if spot.slot:
            before = path[at - 1].inner
            earlier = before[: before.index(spot)]
            leaf.append(sum(one.early and one.number in there for one in earlier))
        else:
            leaf.append(spot.name)
    return leaf


def value_at(part: Resource, leaf: Sequence[str | int]) -> Any:
    """What stands there."""
    at: Any = part
    for step in leaf:
        at = at[step]
    return at


def put(part: Resource, leaf: Sequence[str | int], mark: str) -> None:
    """Put a mark in place of a value; raises LookupError where that is none."""
    at = value_at(part, leaf[:-1])
    if at[leaf[-1]].__class__ in (dict, list):
        raise LookupError(mark)
    at[leaf[-1]] = mark


def leading(value: Any, named: str, way: tuple[str | int, ...] = ()) -> Iterator[Leaf]:
    """Where references lead to what is named so."""
    if isinstance(value, dict):
        if value.get("reference") == named:
            yield (*way, "reference")
        for key, one in value.items():
            yield from leading(one, named, (*way, key))
    elif isinstance(value, list):
        for at, one in enumerate(value):
            yield from leading(one, named, (*way, at))


def shape_of(value: Any) -> Any:
    """What is there, whatever it says."""
    if isinstance(value, dict):
        return tuple((key, shape_of(one)) for key, one in value.items())
    if isinstance(value, list):
        return (len(value), *map(shape_of, value))
    return value.__class__
