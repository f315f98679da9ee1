"""The filters by which a value set chooses among the codes of a system: one function each.

Each takes the code system, the property and the value of the filter, and gives a test of one
concept: a system of many thousands is asked for one code at a time.
https://hl7.org/fhir/R4/valueset-filter-operator.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from gateway.definitions.systems import CodeSystem, Concept

Fits: TypeAlias = Callable[[str, str], bool | None]
"""(pattern, text) -> whether it fits the whole; None where the pattern is not to be tried."""
Test: TypeAlias = Callable[[Concept], bool]

_SAFE = re.compile(r"[^*+{}]{0,1000}")


def fits(pattern: str, text: str) -> bool | None:
    """Whether a pattern fits the whole text; None where a stranger's pattern could explode.

    One without repetition cannot, unless it is very long. Who can tell more of them apart brings
    a test of its own.
    """
    if not _SAFE.fullmatch(pattern):
        return None
    try:
        return re.fullmatch(pattern, text) is not None
    except re.error:
        return None


def _is_a(system: CodeSystem, _name: str, value: str, _fits: Fits) -> Test | None:
    below = system.below(value)
    return lambda concept: concept.code in below


def _descendent_of(system: CodeSystem, _name: str, value: str, _fits: Fits) -> Test | None:
    below = system.below(value) - {value}
    return lambda concept: concept.code in below


def _is_not_a(system: CodeSystem, _name: str, value: str, _fits: Fits) -> Test | None:
    below = system.below(value)
    return lambda concept: concept.code not in below


def _generalizes(system: CodeSystem, _name: str, value: str, _fits: Fits) -> Test | None:
    above = system.above(value) if value in system.concepts else frozenset()
    return lambda concept: concept.code in above


def _equal(system: CodeSystem, name: str, value: str, _fits: Fits) -> Test | None:
    if name == "child" and value in system.concepts:
        above = system.concepts[value].parents
        return lambda concept: concept.code in above or value in concept.values(name)
    return lambda concept: value in concept.values(name)


def _in(_system: CodeSystem, name: str, value: str, _fits: Fits) -> Test | None:
    wanted = frozenset(part.strip() for part in value.split(","))
    return lambda concept: not wanted.isdisjoint(concept.values(name))


def _not_in(_system: CodeSystem, name: str, value: str, _fits: Fits) -> Test | None:
    wanted = frozenset(part.strip() for part in value.split(","))
    return lambda concept: wanted.isdisjoint(concept.values(name))


def _exists(_system: CodeSystem, name: str, value: str, _fits: Fits) -> Test | None:
    wanted = value == "true"
    return lambda concept: bool(concept.values(name)) is wanted


def _regex(_system: CodeSystem, name: str, value: str, fits: Fits) -> Test | None:
    if fits(value, "") is None:
        return None
    return lambda concept: any(fits(value, said) for said in concept.values(name))


OPERATORS: Mapping[str, Callable[[CodeSystem, str, str, Fits], Test | None]] = MappingProxyType(
    {
        "is-a": _is_a,
        "descendent-of": _descendent_of,
        "is-not-a": _is_not_a,
        "generalizes": _generalizes,
        "=": _equal,
        "in": _in,
        "not-in": _not_in,
        "exists": _exists,
        "regex": _regex,
    }
)
"""Operator -> what makes its test; the test is None where the filter cannot be applied."""

UPWARDS = frozenset({"is-a", "descendent-of", "is-not-a", "generalizes"})
"""Operators that follow the hierarchy: of a fragment they can only say yes, or no at all."""
