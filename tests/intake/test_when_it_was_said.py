"""By which time is a message ordered? EVN-2, else MSH-7, both by the sender's clock."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gateway.intake.plan import plan
from gateway.model import Inbound
from tests.intake.house import rules

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sent", "happened", "expected"),
    [
        ("20261121101500+0100", "", "20261121091500"),
        ("20261121101500+0100", "20261121100000", "20261121090000"),
        ("20261121101500+0100", "20261121100000+0200", "20261121080000"),
        ("20261121101500", "20261121100000", "20261121100000"),
        ("20261121101500+0100", "20261121", "20261121091500"),
    ],
)
def test_one_clock_tells_both_times(sent: str, happened: str, expected: str) -> None:
    """The offset of MSH-7 is that of an EVN-2 without one; a mere day is no midnight."""
    body = (
        f"MSH|^~\\&|A|B|C|D|{sent}||ADT^A08|T1|P|2.5\rEVN||{happened}\r"
        "PID|1||5^^^H^MR||Muster^Eva||19850417|F\r"
    )

    planned = plan(Inbound("default", "hl7v2", body.encode(), NOON), rules())

    assert planned.effective.startswith(expected)
