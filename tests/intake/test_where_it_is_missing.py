"""What is missing, or doubted, is told at the field that a sender has to look at.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.15.5: ERR-2 names segment, field, component)
"""

from __future__ import annotations

import pytest

from gateway.model import Receipt
from tests.intake.house import House, obr, obx, pid

ORU, VXU = "ORU^R01^ORU_R01", "VXU^V04^VXU_V04"
ANNA = pid("1001^^^KLINIK^MR")
WRONG = "1985031200000^^^MATRICULE&1.3.182.4.4&ISO^NI"
"""A national number whose check digits are wrong."""


def places(receipt: Receipt, target: str) -> set[str]:
    """Where in the message that element is told to be wrong."""
    return {issue.source for issue in receipt.issues if issue.target == target}


def test_a_result_without_a_code_is_told_at_its_field(house: House) -> None:
    """OBX-3 of the second result, and not the whole segment."""
    receipt = house.say(ORU, ANNA, obr(code=""), obx("75"), obx("80", code=""))

    assert receipt.status == "rejected"
    assert places(receipt, "Observation.code") == {"OBX[2]-3"}


def test_a_report_without_a_code_is_told_at_its_field(house: House) -> None:
    """OBR-4; its results have codes of their own."""
    receipt = house.say(ORU, ANNA, obr(code=""), obx("75"))

    assert places(receipt, "DiagnosticReport.code") == {"OBR-4"}


def test_a_vaccine_that_nobody_names_is_told_at_its_field(house: House) -> None:
    """RXA-5, and the state at RXA-20."""
    receipt = house.say(VXU, ANNA, "ORC|RE||V1^KLINIK", "RXA|0|1|20261120||||")

    assert places(receipt, "Immunization.vaccineCode") == {"RXA-5"}
    assert places(receipt, "Immunization.status") == {"RXA-20"}


@pytest.mark.parametrize(
    ("numbers", "at"),
    [
        (f"1001^^^KLINIK^MR~{WRONG}", "PID-3[2].1"),
        (f"{WRONG}~1001^^^KLINIK^MR", "PID-3.1"),
        (f"1001^^^KLINIK^MR~77^^^KLINIK^PT~{WRONG}", "PID-3[3].1"),
    ],
)
def test_a_doubtful_national_number_is_told_at_its_repetition(
    house: House, numbers: str, at: str
) -> None:
    """Which of several numbers it is, where its check digits are wrong."""
    receipt = house.say("ADT^A28^ADT_A05", pid(numbers))

    assert receipt.status == "accepted"
    told = [one.source for one in receipt.issues if one.rule == "national-id-check-digits"]
    assert told == [at]
