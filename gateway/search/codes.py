"""Codes by what they mean: those in a value set, and those above or below another.

https://hl7.org/fhir/R4/search.html#token · https://hl7.org/fhir/R4/terminology-module.html
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.definitions import Definitions
from gateway.search.reading import Unfit
from gateway.search.values import Value
from gateway.search.wanted import Test
from gateway.terminology import Terminology

MOST = 300
"""Codes that are looked up one by one; of more, each resource's codes are asked about."""


class Codes:
    """What value sets and code systems at hand say."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._terminology = Terminology(definitions)

    def within(self, param: str, sets: Sequence[str]) -> tuple[Value, ...] | Test:
        """The codes of these value sets, or what tells whether one is among them.

        Raises Unfit where a value set is not at hand.
        """
        found: set[tuple[str, str]] = set()
        listed = True
        for url in sets:
            if self._definitions.valueset(url) is None:
                raise Unfit("search-terminology.valueset", param, code="not-found")
            codes = self._definitions.codes(url)
            listed = listed and codes is not None
            found |= codes.pairs if codes else frozenset()
        if listed and len(found) <= MOST:
            return tuple(sorted(found))

        def test(system: str, code: str) -> bool:
            asked = (self._terminology.member(url, system or None, code) for url in sets)
            return any(one.known for one in asked)

        return test

    def related(self, param: str, way: str, tokens: Sequence[Value]) -> tuple[Value, ...]:
        """These codes and all that lie `above` or `below` them.

        Raises Unfit where a code says no system, or its system is not at hand.
        """
        found: dict[Value, None] = {}
        for system, code in tokens:
            known = self._definitions.system(system) if system and code else None
            if known is None or known.find(code) is None:
                raise Unfit("search-terminology.system", param, code="not-found")
            others = known.above(code) if way == "above" else known.below(code)
            found |= dict.fromkeys((system, one) for one in sorted(others))
        return tuple(found)
