"""What a validator tells of how much of a resource its rules look at.

https://hl7.org/fhir/R4/conformance-rules.html#constraints
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, Protocol, TypeAlias

from gateway.model.verdict import Resource

Leaf: TypeAlias = tuple[str | int, ...]
"""Where a value stands in a resource: names, and numbers of items."""


class Heeds(Protocol):
    """At which parts of a resource do its rules look?"""

    def whole(self, kind: str, keys: Collection[str]) -> frozenset[str] | None:
        """Those of the keys of a resource at whose content rules about the whole may look.

        None where nothing can be told of resources of this type.
        """

    def open(self, kind: str, names: Sequence[str]) -> str:
        """The primitive type of what stands there, if nothing around it looks at it; else ""."""

    def named(self, kind: str, names: Sequence[str]) -> str:
        """The same of the code or the name in a Coding, whose system may look at it; else ""."""

    def foreign(self, system: str) -> bool:
        """Is it a code system by which no code and no name can be judged, here or elsewhere?"""

    def right(self, code: str) -> Callable[[Any], bool]:
        """The test that only values of a primitive type pass; a right one may fail it."""

    def unseen(self, resource: Resource, profiles: Sequence[str], leaves: Sequence[Leaf]) -> bool:
        """Do profiles, rules about the whole and what binds them come to the same unseeing?

        The values at these leaves may be asked for, but not looked at. Those of their types, and
        the other parts of the resource, are not judged here.
        """
