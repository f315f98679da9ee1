"""Every parameter that the server names finds what it should, and nothing else.

https://hl7.org/fhir/R4/searchparameter-registry.html
"""

from __future__ import annotations

from pathlib import Path

from gateway.api.served import TYPES, searched
from gateway.disclosure.following import Within
from tests.search.samples import Sample, sample
from tests.search.search_house import answer, definitions, library, told

UNREACHED: frozenset[tuple[str, str]] = frozenset()
"""Parameters that no value of their element can be found by."""


def made() -> dict[tuple[str, str], Sample | None]:
    """A sample of each parameter of each type."""
    found: dict[tuple[str, str], Sample | None] = {}
    for type_ in TYPES:
        known = library().parameters(type_)
        parts = {one.url: one for one in definitions().search_parameters(type_)}
        for name in searched(tuple(known.values())):
            id_ = f"{len(found)}"
            found[type_, name] = sample(type_, known[name], id_, parts)
    return found


def test_the_types_are_those_of_r4() -> None:
    """All of them, but Parameters."""
    assert library().types == TYPES


def test_every_parameter_has_a_sample() -> None:
    """None is left out."""
    missing = {key for key, one in made().items() if one is None}

    assert missing == UNREACHED
    assert len(made()) > 2_800


def test_every_parameter_hits_and_misses(tmp_path: Path) -> None:
    """The resource made for it is found by its value, and by no other."""
    found = {key: one for key, one in made().items() if one is not None}

    async def story(within: Within) -> list[tuple[str, str, str, bool]]:
        wrong = []
        for (type_, name), one in found.items():
            for value, right in ((one.hit, True), (one.miss, False)):
                ids = await answer(within, type_, [(name, value), ("_count", "500")])
                if (one.body["id"] in ids) is not right:
                    wrong.append((type_, name, value, right))
        return wrong

    bodies = [one.body for one in found.values()]
    assert told(tmp_path, bodies, story) == []
