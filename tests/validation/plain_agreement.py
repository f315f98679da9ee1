"""Holds the compiled validator against its plain twin: both must find the same errors.

https://hl7.org/fhir/R4/validation.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from gateway.model import Resource, Severity, Validator
from gateway.validation.rules import RULES
from gateway.validation.vital_signs import vital
from tests.validation.plain_around import Facts
from tests.validation.plain_left_out import left_out
from tests.validation.plain_types import walk

Found = set[tuple[str, str]]
_SHAPES = frozenset(
    {"empty-value", "list-expected", "list-unexpected", "resource-type-unknown", "type-wrong"}
)
_TOLD_OF_PARTS = frozenset(
    {"code-missing", "code-not-in-value-set", "fixed-value", "pattern-value"}
)


def disagreement(
    validator: Validator, resource: Resource, profiles: Sequence[str] = ()
) -> tuple[Found, Found]:
    """(rule, place) of each error that only the compiled validator finds, and only the twin."""
    compiled = cast("Any", validator).compiled
    known = vital(resource) if resource.get("resourceType") == "Observation" else ""
    urls = [compiled.definitions.canonical(url) for url in (*profiles, known) if url]
    plain = walk(Facts.of(compiled.definitions, compiled.imposed), resource, urls)
    told = {
        (one.rule, one.target)
        for one in validator.check(resource, profiles)
        if one.severity is Severity.ERROR and not left_out(one.rule)
    }
    one, other = _settled(told), _settled(plain)
    return one - other, other - one


def _settled(found: Found) -> Found:
    """Without what is said beside a value of the wrong form: what more is wrong, nobody can tell.

    Nor is it told alike, what a rule of the whole makes of a part that has the wrong form.
    """
    shapes = {place for rule, place in found if _shape(rule)}
    return {one for one in found if _shape(one[0]) or not _beside(*one, shapes)}


def _shape(rule: str) -> bool:
    return rule in _SHAPES or (rule in RULES and rule.endswith("-format"))


def _beside(rule: str, place: str, shapes: set[str]) -> bool:
    whole = rule not in RULES or rule in _TOLD_OF_PARTS
    return any(
        _within(place, shape)
        or (whole and _within(shape.replace("._", "."), place.replace("._", ".")))
        for shape in shapes
    )


def _within(place: str, owner: str) -> bool:
    return place == owner or place.startswith((f"{owner}.", f"{owner}["))
