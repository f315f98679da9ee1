"""A search for what refers to any of many costs what both are large: never one times the other.

So ends a chain, and so begins what is included in reverse.
https://hl7.org/fhir/R4/search.html#chaining · https://hl7.org/fhir/R4/search.html#revinclude
"""

from __future__ import annotations

import pytest

from gateway.search import Wanted, planned
from tests.hostile.test_many_of_one_kind import lines
from tests.search.search_house import body, library, refer

FEW, MOST = 100, 5.5


@pytest.mark.parametrize("beside", [False, True], ids=["alone", "beside-another"])
def test_four_times_as_many_cost_about_four_times(
    beside: bool,  # noqa: FBT001 - told by a table
) -> None:
    param = library().param("Observation", "performer")
    status = library().param("Observation", "status")
    assert param is not None
    assert status is not None

    def cost(count: int) -> int:
        each = [refer(f"Practitioner/p{at}") for at in range(count)]
        held = [body(f"Observation/o{at}", performer=[one]) for at, one in enumerate(each)]
        sought = tuple((f"Practitioner/p{count - at}",) for at in range(count))
        wanted = [Wanted(param, sought), *([Wanted(status, ((None, "final"),), "not")] * beside)]
        rest = planned("Observation", wanted, frozenset()).rest
        assert rest is not None
        assert sum(map(rest.fits, held)) == count - 1  # p0 is not sought
        return lines(lambda: sum(map(rest.fits, held)))

    cost(2)
    assert cost(4 * FEW) < MOST * cost(FEW)
