"""Is a resource right that differs from a faultless one in a few elements only?

A mapper knows of many resources that they are alike: the very same values, but for a number, a
time, a person. What was found faultless once is not looked at again; what differs is.
https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from gateway.model import Like, Resource
from gateway.validation.library import Quick

ALWAYS = ("id", "meta")
"""Elements in which resources differ that are alike."""
_MOST = 16_384
_MOST_TESTS = 256

Shape: TypeAlias = tuple[frozenset[str], tuple[str, ...], Quick]
"""(all keys, the profiles that bind, the test of what differs)"""


class Alike:
    """What is known of resources that are alike."""

    def __init__(
        self, make: Callable[[str, tuple[str, ...], frozenset[str]], Quick | None]
    ) -> None:
        """`make` writes the test of (type, profiles, keys that differ); None: there is none."""
        self._make = make
        self._known: dict[tuple[Like, int], Shape] = {}
        self._shapes: dict[Shape, Shape] = {}
        self._tests: dict[tuple[str, tuple[str, ...], frozenset[str]], Quick | None] = {}

    def shape(self, like: Like, resource: Resource) -> Shape | None:
        """What is known of those that are like it and have the same keys."""
        shape = self._known.get((like, len(resource)))
        if shape is None or (
            len(resource) != like.size + len(ALWAYS) and resource.keys() != shape[0]
        ):
            return None
        return shape

    def learn(self, like: Like, resource: Resource, profiles: Sequence[str]) -> None:
        """Keep that a resource was found faultless by these profiles."""
        keys = frozenset(resource)
        open = keys - like.same
        kind = resource["resourceType"], tuple(profiles), open
        if kind not in self._tests:
            if len(self._tests) >= _MOST_TESTS:
                self._tests.clear()
            self._tests[kind] = self._make(*kind)
        test = self._tests[kind]
        if test is None:
            return
        if len(self._known) >= _MOST:
            self._known.clear()
            self._shapes.clear()
        shape: Shape = keys, kind[1], test
        self._known[like, len(resource)] = self._shapes.setdefault(shape, shape)
