"""How far we agree with HL7's own validator on its base-only cases; those we miss have a reason.

`make suites` runs the others too. https://github.com/FHIR/fhir-test-cases
"""

from __future__ import annotations

import pytest

from tests.suites.places import CASES
from tests.suites.reasons import faults, reasons
from tests.suites.validator_cases import cases, judge

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the shared cases are not here")


def test_base_only_cases_are_judged_as_the_reference_judges_them() -> None:
    wanted = [case for case in cases() if case.tier == "A" and not case.unread]
    judged = list(judge(wanted))
    otherwise = {one.case.name for one in judged if not one.agrees}
    assert len(judged) > 55
    assert list(faults("validator", [one.case.name for one in judged], otherwise)) == []
    assert [one.case.name for one in judged if one.errors and not one.case.refused] == []


def test_at_least_95_of_100_cases_in_json_agree() -> None:
    judged = list(
        judge(one for one in cases() if one.tier == "A" and one.facts["format"] == "json")
    )
    assert sum(one.agrees for one in judged) >= 0.95 * len(judged)


def test_every_reason_is_about_a_case_that_there_is() -> None:
    assert reasons("validator").keys() <= {case.name for case in cases()}
