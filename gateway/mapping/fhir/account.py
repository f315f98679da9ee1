"""What became of each leaf of a message that is FHIR already, and what is wrong with its form.

https://hl7.org/fhir/R4/json.html
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from gateway.model import Fate, Issue
from gateway.wording import told

ROW = "fhir#whole"
"""Names in the ledger what is taken as it is, without a row of its own."""


class Leaf(NamedTuple):
    """One leaf of what was sent, and what became of it."""

    source: str
    target: str
    fate: Fate = Fate.MAPPED
    reason: str = ""
    row: str = ROW


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: in what was sent, in the resource, and as rows call it."""

    source: str
    target: str
    path: str

    def inside(self, name: str, index: int | None = None) -> Place:
        """The place of a member, or of an item of it."""
        at = name if index is None else f"{name}[{index}]"
        path = self.path if name.startswith("_") else f"{self.path}.{name}"
        return Place(f"{self.source}.{at}", f"{self.target}.{at}", path)


class Account:
    """The account of one message while it is being read."""

    def __init__(self) -> None:
        self.leaves: list[Leaf] = []
        self.issues: list[Issue] = []
        self.broken: list[Issue] = []
        """What is of a form that no FHIR has: nothing can be done with it."""

    def claim(self, value: Any, place: Place, fate: Fate, reason: str, row: str = ROW) -> None:
        """Tell of all leaves in a value that they have the same fate."""
        stack = [(value, place.source, place.target)]
        while stack:
            one, source, target = stack.pop()
            pairs: list[tuple[str, Any]] = []
            if isinstance(one, dict):
                pairs = [(f".{name}", inner) for name, inner in one.items()]
            elif isinstance(one, list):
                pairs = [(f"[{number}]", inner) for number, inner in enumerate(one)]
            elif one is not None:
                to = target if fate is Fate.MAPPED else ""
                self.leaves.append(Leaf(source, to, fate, reason, row))
            stack += [(inner, source + at, target + at) for at, inner in reversed(pairs)]

    def misshapen(self, rule: str, name: str, place: Place, *more: str) -> None:
        """Note what is of a form that no FHIR has."""
        self.broken.append(
            told(rule, name, *more, source=place.source, target=place.target, code="structure")
        )
