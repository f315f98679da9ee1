"""A hospital that writes `12,5` declares it once, and its numbers are numbers.

https://www.hl7.eu/HL7v2x/v251/std251/ch02a.html (2.A.46, NM) · docs/how-to/add-a-hospital.md
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from gateway import UNRECORDED
from gateway.bootstrap.rules import ruleset
from gateway.intake.convert import convert
from gateway.model import Inbound, Ruleset
from gateway.settings import read
from tests.warm import warm

HEAD = (
    "MSH|^~\\&|LAB|SUD|||20261120101500+0100||ORU^R01|1|P|2.5\rPID|1||7^^^SUD||DOE^Jane\r"
    "OBR|1|1|1|HB^Hb^L\r"
)


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Ruleset:
    folder = tmp_path_factory.mktemp("comma")
    (folder / "senders").mkdir()
    (folder / "senders" / "sud.yaml").write_text('point: ","\n', encoding="utf-8")
    data = warm(folder / "data")
    return ruleset(read({"GATEWAY_MAPPINGS": str(folder), "GATEWAY_DATA": str(data)}))


@pytest.mark.parametrize(
    ("sender", "sent", "said"),
    [
        ("sud", "12,50", {"valueQuantity": {"value": Decimal("12.50"), "unit": "g/dL"}}),
        ("sud", "-0,5", {"valueQuantity": {"value": Decimal("-0.5"), "unit": "g/dL"}}),
        ("sud", "12", {"valueQuantity": {"value": Decimal(12), "unit": "g/dL"}}),
        (
            "sud",
            "<0,5",
            {"valueQuantity": {"value": Decimal("0.5"), "comparator": "<", "unit": "g/dL"}},
        ),
        ("sud", "1.234", {"valueString": "1.234 g/dL"}),
        ("sud", "1,2,3", {"valueString": "1,2,3 g/dL"}),
        ("default", "12,50", {"valueString": "12,50 g/dL"}),
        ("default", "12.50", {"valueQuantity": {"value": Decimal("12.50"), "unit": "g/dL"}}),
    ],
)
def test_a_number_is_read_as_its_sender_writes_it(
    rules: Ruleset, sender: str, sent: str, said: dict[str, Any]
) -> None:
    """A number with a point, of one who writes commas, may part thousands: it stays text."""
    result = _result(rules, sender, f"OBX|1|NM|HB^Hb^L||{sent}|g/dL|||||F\r")

    assert {key: one for key, one in result.items() if key.startswith("value")} == said


@pytest.mark.parametrize(
    ("sender", "sent", "low", "high"),
    [("sud", "12,0 - 15,5", "12.0", "15.5"), ("default", "12.0-15.5", "12.0", "15.5")],
)
def test_a_range_is_read_alike(
    rules: Ruleset, sender: str, sent: str, low: str, high: str
) -> None:
    result = _result(rules, sender, f"OBX|1|NM|HB^Hb^L||13|g/dL|{sent}||||F\r")
    (found,) = result["referenceRange"]

    assert (found["low"]["value"], found["high"]["value"]) == (Decimal(low), Decimal(high))
    assert found["text"] == sent


def _result(rules: Ruleset, sender: str, line: str) -> dict[str, Any]:
    found = convert(Inbound(sender, "hl7v2", (HEAD + line).encode(), UNRECORDED), rules)
    resources = [entry["resource"] for entry in found.bundle["entry"]]
    result: dict[str, Any]
    (result,) = [one for one in resources if one["resourceType"] == "Observation"]
    return result
