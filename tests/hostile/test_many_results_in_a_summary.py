"""A summary costs what the record of its patient is large: four times as much, about four times.

https://hl7.org/fhir/uv/ips/STU2/
"""

from __future__ import annotations

from gateway.model import Resource
from tests.hostile.test_many_of_one_kind import lines
from tests.summary.record import made, result

FEW = 100


def test_four_times_as_many_results_cost_about_four_times() -> None:
    assert summarised(4 * FEW) < 5 * summarised(FEW)


def summarised(count: int) -> int:
    """The lines that are run for a summary of as many results."""
    some: list[Resource] = [result(f"o{n}", f"{n}-1", 1 + n % 27) for n in range(count)]
    return lines(lambda: made(*some))
