"""Every case of HL7 for JSON Patch and FHIRPath Patch comes out as HL7 says.

https://github.com/FHIR/fhir-test-cases (r4/patch)
"""

from __future__ import annotations

import pytest

from tests.suites import patches
from tests.suites.patches import Case

CASES = patches.cases()
pytestmark = pytest.mark.skipif(not CASES, reason="the shared data is not here")


def test_there_are_cases_of_both_kinds() -> None:
    assert {one.kind for one in CASES} == {"json", "fhirpath"}


@pytest.mark.parametrize("case", CASES, ids=lambda one: f"{one.kind}-{one.name}")
def test_a_case_comes_out_as_it_must(case: Case) -> None:
    assert patches.fine(case)
