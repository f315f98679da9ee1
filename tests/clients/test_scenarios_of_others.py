"""sekmet-fhir's own scenarios at a gateway: every step passes, or why not is written.

https://pypi.org/project/sekmet-fhir/
"""

from __future__ import annotations

import pytest

from tests.suites import scenarios
from tests.suites.reasons import faults, reasons


def test_every_step_passes_or_its_reason_is_written() -> None:
    try:
        steps = scenarios.steps()
    except scenarios.Absent as reason:
        pytest.skip(f"sekmet-fhir: {reason}")
    missed = scenarios.missed()

    assert sum(status == "passed" for status, _ in steps.values()) > 60
    assert list(faults(scenarios.NAME, steps, missed)) == []
    assert missed.keys() == reasons(scenarios.NAME).keys()
