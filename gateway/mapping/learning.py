"""What is kept of a resource that was learnt by heart, and filled in again: what the source calls.

The source is written by `compile_learnt`. https://hl7.org/fhir/R4/observation.html
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Any, TypeVar

from gateway.mapping.flaws import Flawed
from gateway.model import Like

T = TypeVar("T")


def barred(
    present: Collection[str], others: Iterable[tuple[str, frozenset[str]]]
) -> frozenset[str]:
    """The elements that these (segment, elements) may add to, of those that are present."""
    return frozenset[str]().union(*(names for root, names in others if root in present))


@lru_cache(maxsize=1024)
def shared(value: T) -> T:
    """The first of all that are equal: what was learnt of a thousand results is kept once."""
    return value


def learnt(
    slot: Any,
    rec: list[tuple[Any, int, str, Any]],
    texts: tuple[tuple[str, ...], tuple[str, ...]],
    since: tuple[array[int], list[Any]],
    known: tuple[int, tuple[str, ...], frozenset[str]],
) -> tuple[Any, ...] | None:
    """What a resource has that the next like it will have too, and what it will have of its own.

    `known`: which alternative of the key, its texts, the elements that stand apart. Gives
    (elements with those empty that vary or stand apart, holes, references, tape, mentions, fields
    of items, which alternative, its texts, what all of them have in common); None where a hole's
    text is not simply its value.
    """
    items = dict(slot.body)
    for to, at, _, _ in rec:
        if to is not None and isinstance(to(texts[0][at] if at >= 0 else texts[1][~at]), Flawed):
            return None
    rec = [(to, at, top, _found(items[top], sub)) for to, at, top, sub in rec]
    holes = shared(tuple(one for one in rec if one[0] is not None))
    refs = shared(tuple(top for to, _, top, _ in rec if to is None))
    for _, _, top, sub in rec:
        items[top] = None if sub is None else within(items[top], sub, None)
    which, key, apart = known
    for top in apart.intersection(items):
        items[top] = None
    told, who = since
    parts = {top: tuple(fields) for top, fields in slot.parts.items() if top not in apart}
    same = items.keys() - apart - {top for _, _, top, _ in rec}
    like = Like(shared(frozenset(same)), len(items))
    return items, holes, refs, told, who, parts, which, key, like


def within(value: Any, place: str | tuple[int, str], inner: Any) -> Any:
    """A copy of an object with that element, or of a list with it in the item at an index."""
    if isinstance(place, str):
        return {**value, place: inner}
    at, name = place
    return [*value[:at], {**value[at], name: inner}, *value[at + 1 :]]


def _found(value: Any, place: Any) -> Any:
    """The place, with the index of the extension that its url names."""
    if not isinstance(place, tuple):
        return place
    url, name = place
    return next(at for at, one in enumerate(value) if one["url"] == url), name
