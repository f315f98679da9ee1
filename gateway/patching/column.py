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

    @property
    def pairs(self) -> Sequence[Pair]:
        """What stands there; one where it is no list."""
        values, beside = (self.holder.get(key) for key in (self._key, f"_{self._key}"))
        if not isinstance(values, list) and not isinstance(beside, list):
            return [] if values is None and beside is None else [(values, beside)]
        left, right = (one if isinstance(one, list) else [] for one in (values, beside))
        count = max(len(left), len(right))
        padded = ([*one, *([None] * (count - len(one)))] for one in (left, right))
        return list(zip(*padded, strict=True))

    def put(self, pairs: Sequence[Pair]) -> None:
        """Write these as a list; none: take the element away."""
        for key, side in ((self._key, 0), (f"_{self._key}", 1)):
            said = [one[side] for one in pairs]
            self._write(key, said if any(one is not None for one in said) else None)

    def say(self, pair: Pair) -> None:
        """Write this one as the only one, where the element does not repeat."""
        for key, said in ((self._key, pair[0]), (f"_{self._key}", pair[1])):
            self._write(key, said)

    def _write(self, key: str, said: Any) -> None:
        if said is None:
            self.holder.pop(key, None)
        else:
            self.holder[key] = said


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
