"""A time that is blocked is nobody's appointment, and one that is opened again is free.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.eu/HL7v2x/v251/std251/ch10.html (10.4.12, 10.4.13)
"""

from __future__ import annotations

import pytest

from tests.intake.house import House, rules_of

SCH = "SCH|A9^KLINIK|B9^KLINIK||||MTG^Meeting^L|||||^^60^20261201090000+0100^20261201100000+0100"
DOCTOR = "AIP|1|A|D57^WAGNER^Carla^^^Dr^^^KLINIK"
ROOM = "AIL|2|A|OP^1||||||"


def times(event: str, *resources: str) -> tuple[str, ...]:
    """The kind and the segments of a message about a time."""
    return f"SIU^{event}^SIU_S12", SCH, "RGS|1|A", *resources


def test_a_blocked_time_is_taken_in_without_a_patient(house: House) -> None:
    """One stretch for each who or what cannot be had, and no appointment."""
    receipt = house.say(*times("S23", DOCTOR, ROOM))

    assert receipt.status == "accepted", rules_of(receipt)
    assert {one["status"] for one in house.all("Slot")} == {"busy-unavailable"}
    assert len(house.all("Slot")) == len(house.all("Schedule")) == 2
    assert house.all("Appointment") == []


def test_an_opened_time_is_the_one_that_was_blocked(house: House) -> None:
    house.say(*times("S23", DOCTOR))
    house.say(*times("S24", DOCTOR))

    assert house.only("Slot")["status"] == "free"


def test_a_late_block_does_not_undo_what_was_opened_later(house: House) -> None:
    house.say(*times("S24", DOCTOR), sent="20261121120000+0100")
    house.say(*times("S23", DOCTOR), sent="20261121090000+0100")

    assert house.only("Slot")["status"] == "free"


@pytest.mark.parametrize("event", ["S12", "S13", "S14", "S18"])
def test_an_appointment_still_needs_its_patient(house: House, event: str) -> None:
    receipt = house.say(*times(event, DOCTOR))

    assert receipt.status == "rejected"
    assert "lu-apt-patient" in rules_of(receipt)
