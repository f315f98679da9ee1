"""One element of a JSON object: its values, each with the `_name` beside it, read and written.

https://hl7.org/fhir/R4/json.html#primitive
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from gateway.model import Resource

Pair: TypeAlias = tuple[Any, Any]
"""A value (None: a primitive that has none) and what stands beside it."""


class Column:
    """An element of this name in an object."""

    def __init__(self, holder: Resource, key: str) -> None:
        self.holder = holder
        self._key = key

    def __len__(self) -> int:
        return max(_length(self.holder.get(key)) for key in (self._key, f"_{self._key}"))

    def insert(self, at: int, pair: Pair) -> None:
        """Put one more into the list, before that number."""
        self._part(at, at, [pair])

    def change(self, at: int, pair: Pair) -> None:
        """Put another one in the place of that number."""
        self._part(at, at + 1, [pair])

    def take(self, at: int) -> Pair:
        """Take that number out of the list; what holds no more goes."""
        keys = (self._key, f"_{self._key}")
        values, beside = (_at(self.holder.get(key), at) for key in keys)
        self._part(at, at + 1, [])
        return values, beside

    def clear(self) -> None:
        """Take the element away."""
        self.say((None, None))

    def _part(self, begin: int, end: int, pairs: Sequence[Pair]) -> None:
        """Put these in the place of a part of the list, which is long, and is not copied."""
        count = len(self)
        for key, side in ((self._key, 0), (f"_{self._key}", 1)):
            said = [one[side] for one in pairs]
            held = self.holder.get(key)
            if held is None and not _any(said):
                continue
            listed = held if isinstance(held, list) else [] if held is None else [held]
            listed += [None] * (count - len(listed))
            listed[begin:end] = said
            self._write(key, listed if _any(listed) else None)

    def say(self, pair: Pair) -> None:
        """Write this one as the only one, where the element does not repeat."""
        for key, said in ((self._key, pair[0]), (f"_{self._key}", pair[1])):
            self._write(key, said)

    def _write(self, key: str, said: Any) -> None:
        if said is None:
            self.holder.pop(key, None)
        else:
            self.holder[key] = said


def _length(held: Any) -> int:
    return len(held) if isinstance(held, list) else int(held is not None)


def _at(held: Any, at: int) -> Any:
    if isinstance(held, list):
        return held[at] if at < len(held) else None
    return held


def _any(values: Sequence[Any]) -> bool:
    return any(one is not None for one in values)


def emptied(resource: Resource, touched: set[int]) -> None:
    """Take away the objects that lost all they held: by their `id()`, and what they leave empty.

    An element of FHIR is never empty: https://hl7.org/fhir/R4/json.html
    """
    for key, inner in list(resource.items()):
        if isinstance(inner, list):
            _thinned(inner, touched, beside=key.startswith("_"))
        elif isinstance(inner, dict):
            emptied(inner, touched)
        if inner in ({}, []) and id(inner) in touched:
            touched.add(id(resource))
            del resource[key]


def _thinned(values: list[Any], touched: set[int], *, beside: bool) -> None:
    """The same of a list; what stands beside primitives keeps its place."""
    for inner in values:
        if isinstance(inner, dict):
            emptied(inner, touched)
    lost = [at for at, one in enumerate(values) if one == {} and id(one) in touched]
    for at in reversed(lost):
        touched.add(id(values))
        values[at : at + 1] = [None] if beside else []
    if lost and not any(one is not None for one in values):
        values.clear()
