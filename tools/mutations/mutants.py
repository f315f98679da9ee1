"""Mutants: right resources, each spoilt in one place in one way, with the reason it is wrong.

https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from gateway.definitions import Definitions
from tools.mutations.operators import OPERATORS
from tools.mutations.places import Place, at, places


@dataclass(frozen=True)
class Mutant:
    """A resource that must be refused."""

    operator: str
    profile: str
    """Canonical of the definition that is breached."""
    element: str
    """Id of its element."""
    key: str
    resource: dict[str, Any]

    @property
    def name(self) -> str:
        """What it is, in short."""
        where = self.profile.rpartition("/")[2]
        return f"{self.operator} {where}#{self.element} {self.key}".strip()


def mutants(
    definitions: Definitions,
    resource: Mapping[str, Any],
    url_or_type: str,
    draw: Random,
    done: set[tuple[str, ...]] | None = None,
) -> Iterator[Mutant]:
    """Every mutant of a resource by this type or profile: each operator once for each element.

    `done` holds what other resources were already spoilt in, and is added to.
    """
    structure = definitions.structure(url_or_type)
    if structure is None:
        raise LookupError(url_or_type)
    done = set() if done is None else done
    for place in places(definitions, resource, structure):
        yield from _of(place, definitions, draw, done)


def _of(
    place: Place, definitions: Definitions, draw: Random, done: set[tuple[str, ...]]
) -> Iterable[Mutant]:
    for operator in OPERATORS:
        mark = (operator.__name__, place.structure.url, place.element.id, place.key)
        edit = None if mark in done else operator(place, definitions, draw)
        if edit is None:
            continue
        done.add(mark)
        spoilt = copy.deepcopy(dict(place.resource))
        edit(at(spoilt, place.where))
        if spoilt != place.resource or _differs(spoilt, place.resource):
            yield Mutant(*mark, spoilt)


def _differs(one: Any, other: Any) -> bool:
    """Whether they differ in what Python finds equal: 1 and true."""
    return repr(one) != repr(other)
