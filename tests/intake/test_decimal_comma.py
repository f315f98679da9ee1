"""A sender that declares it writes fractions behind a comma; nobody else's comma is a number's.

https://www.hl7.eu/HL7v2x/v251/std251/ch02A.html (2.A.46, NM)
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from gateway.intake.convert import Conversion, convert
from gateway.model import Inbound
from tests.intake.house import NOON, message, obr, obx, pid, rules


def _said(*segments: str, sender: str = "labor-komma", kind: str = "ORU^R01") -> Conversion:
    body = message(kind, "K1", pid("N1^^^KLINIK^MR"), *segments)
    return convert(Inbound(sender, "hl7v2", body, NOON), rules(), ledger=True)


def _all(said: Conversion, type: str) -> list[dict[str, Any]]:
    entries = [one["resource"] for one in said.bundle["entry"]]
    return [one for one in entries if one["resourceType"] == type]


def _result(value: str, **more: str) -> dict[str, Any]:
    (found,) = _all(_said(obr(), obx(value, **more)), "Observation")
    return found


@pytest.mark.parametrize(
    ("sent", "number"),
    [
        ("72,50", "72.50"),
        ("1.072,5", "1072.5"),
        ("12.5", "12.5"),
        ("0.125", "0.125"),
        ("7", "7"),
        ("-0,5", "-0.5"),
    ],
)
def test_a_number_is_read(sent: str, number: str) -> None:
    """With every digit of it; what has a point that parts no thousands is one of HL7's own."""
    assert str(_result(sent)["valueQuantity"]["value"]) == number


@pytest.mark.parametrize("sent", ["1.072", "12.345.678", "1,072,5", "0.125,5", "1,"])
def test_what_may_be_two_numbers_is_none(sent: str) -> None:
    """A thousand and seventy-two, or a little more than one: it stays as it was written."""
    found = _result(sent)

    assert found["valueString"].startswith(sent)
    assert "valueQuantity" not in found


def test_bounds_and_ranges_are_read_too() -> None:
    """`<0,5` and `0,5 - 1,25` as well as structured numerics."""
    below = _result("<0,5", range="0,5 - 1,25")
    structured = _result("^1,5^-^2,5", type="SN")

    assert below["valueQuantity"]["value"] == Decimal("0.5")
    assert below["valueQuantity"]["comparator"] == "<"
    assert below["referenceRange"][0]["high"]["value"] == Decimal("1.25")
    assert structured["valueRange"]["low"]["value"] == Decimal("1.5")


def test_a_dose_is_read() -> None:
    """A prescription was refused for it."""
    order = "ORC|NW|P7^KIS", "RXE||B01AA04^Phenprocoumon^ATC|1,5||mg"
    said = _said(*order, kind="RDE^O11")

    (asked,) = _all(said, "MedicationRequest")
    dose = asked["dosageInstruction"][0]["doseAndRate"][0]["doseQuantity"]
    assert (dose["value"], dose["unit"]) == (Decimal("1.5"), "mg")


def test_a_length_of_stay_is_read() -> None:
    """Days and a half are no words."""
    stay = "PV1||I|A^1^1" + "|" * 16 + "V1", "PV2" + "|" * 11 + "1,5"
    said = _said(*stay, kind="ADT^A08")

    (found,) = _all(said, "Encounter")
    assert found["length"]["value"] == Decimal("1.5")


def test_who_declares_nothing_is_read_as_hl7_says() -> None:
    """A comma is no point by itself: the value is kept in words, and the sender told."""
    said = _said(obr(), obx("72,50"), sender="klinik")

    (found,) = _all(said, "Observation")
    assert found["valueString"] == "72,50 mg/dL"
    assert "value-invalid-number" in [issue.rule for issue in said.issues]
