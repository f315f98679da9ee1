"""What two versions of the mappings make differently of the same messages: elements, by row.

Elements and rows are told, and how often; never what stands in them. Pure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from gateway.intake.convert import Conversion
from gateway.model import Resource, Trace

Place: TypeAlias = tuple[str, str]
"""(`Type/id`, path with numbers: `name[0].given[0]`)"""

NO_LEAF = "(no leaf: a constant, an event, a default or an id)"
_NUMBERS = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One way in which an element differs."""

    row: str
    """The row that writes it, of the second version where both do."""
    element: str
    """`Patient.name.given`"""
    how: str
    """Added · removed · changed"""


@dataclass(slots=True)
class Difference:
    """What differs so far."""

    messages: int = 0
    different: int = 0
    """Messages of which anything differs."""
    changes: Counter[Change] = field(default_factory=Counter)
    first: dict[Change, str] = field(default_factory=dict)
    """Change -> the first message that shows it."""
    statuses: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(before, after) where the verdict differs."""
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(rule, `told` or `no longer told`)"""

    @property
    def any(self) -> bool:
        """Does anything differ?"""
        return bool(self.changes or self.statuses or self.rules)

    def add(self, name: str, before: Conversion, after: Conversion) -> None:
        """One more message, converted by both, with their ledgers."""
        self.messages += 1
        known = self.changes.total(), self.statuses.total(), self.rules.total()
        for change in set(_changes(before, after)):
            self.changes[change] += 1
            self.first.setdefault(change, name)
        if before.status is not after.status:
            self.statuses[before.status.value, after.status.value] += 1
        one = {issue.rule for issue in before.issues}
        other = {issue.rule for issue in after.issues}
        self.rules.update((rule, "told") for rule in other - one)
        self.rules.update((rule, "no longer told") for rule in one - other)
        self.different += known != (
            self.changes.total(),
            self.statuses.total(),
            self.rules.total(),
        )

    def json(self) -> Resource:
        """All of it, for a program to read."""
        return {
            "messages": self.messages,
            "different": self.different,
            "changes": [
                {
                    "row": one.row,
                    "element": one.element,
                    "how": one.how,
                    "messages": count,
                    "first": self.first[one],
                }
                for one, count in sorted(self.changes.items())
            ],
            "statuses": [
                {"before": before, "after": after, "messages": count}
                for (before, after), count in sorted(self.statuses.items())
            ],
            "rules": [
                {"rule": rule, "how": how, "messages": count}
                for (rule, how), count in sorted(self.rules.items())
            ],
        }


def unlike(expected: Resource, found: Resource) -> list[str]:
    """The elements in which two Bundles differ, each once: `Patient.birthDate`."""
    one, other = _elements(expected), _elements(found)
    places = [place for place in one.keys() | other.keys() if one.get(place) != other.get(place)]
    return sorted({_element(place) for place in places})


def _element(place: Place) -> str:
    return _NUMBERS.sub("", f"{place[0].partition('/')[0]}.{place[1]}")


def _changes(before: Conversion, after: Conversion) -> Iterator[Change]:
    one, other = _elements(before.bundle), _elements(after.bundle)
    was, now = _rows(before.ledger), _rows(after.ledger)
    for place in one.keys() | other.keys():
        if place in one and place in other and one[place] == other[place]:
            continue
        how = "changed" if place in one and place in other else ""
        how = how or ("added" if place in other else "removed")
        row = (now.get(place) or was.get(place)) if place in other else was.get(place)
        yield Change(row or NO_LEAF, _element(place), how)


def _elements(bundle: Resource) -> dict[Place, Any]:
    found: dict[Place, Any] = {}
    for entry in bundle.get("entry", ()):
        resource = entry["resource"]
        name = f"{resource['resourceType']}/{resource.get('id', '')}"
        for path, value in _leaves(resource, ""):
            found[name, path] = value
    return found


def _leaves(node: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from _leaves(value, f"{path}.{key}" if path else key)
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from _leaves(value, f"{path}[{number}]")
    else:
        yield path, node


def _rows(ledger: tuple[Trace, ...]) -> dict[Place, str]:
    """Element -> the row that wrote it."""
    found: dict[Place, str] = {}
    for trace in ledger:
        if trace.target and trace.resource:
            found[trace.resource, trace.target.partition(".")[2]] = trace.row
    return found
