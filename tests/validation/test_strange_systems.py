"""A code system that is not at hand is told once, where a coding of it stands first.

https://hl7.org/fhir/R4/terminologies-systems.html
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from gateway.model import Validator
from tests.drawn import TIMES

SYSTEMS = tuple(f"https://example.org/systems/{name}" for name in "abc")
UNIT = "https://example.org/units"
ROWS = 400 * TIMES


def _concept(draw: Random) -> dict[str, Any]:
    count = draw.choice((0, 1, 1, 2, 3))
    codings = [{"system": draw.choice(SYSTEMS), "code": draw.choice("xyz")} for _ in range(count)]
    return {"coding": codings, "text": "Invented"} if codings else {"text": "Invented"}


def _amount(draw: Random) -> dict[str, Any]:
    return {"value": 1, "unit": "u", "system": draw.choice((UNIT, SYSTEMS[0])), "code": "u"}


def _drawn(draw: Random) -> dict[str, Any]:
    """An Observation, its elements in any order."""
    parts: dict[str, Any] = {
        "status": "final",
        "code": _concept(draw),
        "method": _concept(draw),
        "category": [_concept(draw) for _ in range(draw.randrange(1, 3))],
        "component": [
            {"code": _concept(draw), "valueQuantity": _amount(draw)}
            for _ in range(draw.randrange(1, 4))
        ],
        "referenceRange": [{"low": _amount(draw), "appliesTo": [_concept(draw)]}],
        "effectiveDateTime": "2026-11-20",
    }
    keys = draw.sample([*parts], len(parts))
    kept = [key for key in keys if key in ("status", "code") or draw.random() < 0.6]
    return {"resourceType": "Observation", **{key: parts[key] for key in kept}}


def _codings(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """(system, where it is said) of all codings and units, in the order of the document."""
    if isinstance(value, dict):
        if {"system", "code"} <= value.keys():
            yield value["system"], f"{path}.system"
        for key, one in value.items():
            yield from _codings(one, f"{path}.{key}")
    elif isinstance(value, list):
        for at, one in enumerate(value):
            yield from _codings(one, f"{path}[{at}]")


def test_each_is_told_once_at_the_first_of_its_codings(validator: Validator) -> None:
    """Whatever stood where in the resource before."""
    draw, several = Random("strange systems"), 0  # noqa: S311 - the same for ever
    for _ in range(ROWS):
        body = _drawn(draw)
        first: dict[str, str] = {}
        for system, where in _codings(body, "Observation"):
            first.setdefault(system, where)
        issues = [one for one in validator.check(body) if one.rule == "code-system-unknown"]
        assert [one.target for one in issues] == [*first.values()]
        several += len(first) > 1

    assert several > ROWS // 2


def test_where_it_stood_before_is_not_taken_for_the_first(validator: Validator) -> None:
    """The same coding in a part that comes earlier, and in what holds it."""
    coding = {"system": SYSTEMS[0], "code": "x"}
    usual = {
        "resourceType": "Observation",
        "status": "final",
        "category": [{"text": "Invented"}],
        "code": {"coding": [coding]},
    }
    early = {**usual, "category": [{"text": "Invented"}, {"coding": [coding]}]}
    second = {**usual, "code": {"coding": [{**coding, "code": "y"}, coding]}}
    for body, where in (
        (usual, "Observation.code.coding[0].system"),
        (usual, "Observation.code.coding[0].system"),
        (early, "Observation.category[1].coding[0].system"),
        (second, "Observation.code.coding[0].system"),
    ):
        (issue,) = (one for one in validator.check(body) if one.rule == "code-system-unknown")
        assert issue.target == where
