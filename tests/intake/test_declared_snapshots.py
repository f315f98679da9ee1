"""A sender that declares snapshots says all there is: what it leaves out goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gateway.intake.plan import plan
from gateway.model import Inbound, Mode
from tests.intake.house import rules

BODY = (
    b"MSH|^~\\&|A|B|C|D|20261120080000+0100||ADT^A08^ADT_A01|S1|P|2.5\r"
    b"PID|1||5^^^H^MR||Muster^Eva||19850417|F\r"
    b"PV1|1|I|||||||||||||||||V1\r"
)


@pytest.mark.parametrize(("declares", "mode"), [(True, Mode.SNAPSHOT), (False, Mode.DELTA)])
def test_a_declared_snapshot_is_taken_as_one(*, declares: bool, mode: Mode) -> None:
    """Patient and Encounter are restated whole; the paper trail is not."""
    shipped = rules()
    sender = replace(shipped.senders["default"], snapshots=declares)
    declared = replace(shipped, senders={**shipped.senders, "default": sender})

    planned = plan(Inbound("default", "hl7v2", BODY, datetime(2026, 11, 21, tzinfo=UTC)), declared)

    modes = {change.type: change.mode for change in planned.mapped.changes}
    assert (modes["Patient"], modes["Encounter"]) == (mode, mode)
