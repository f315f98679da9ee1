"""Whose a number is, and whether who was deleted under it is there again.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.eu/HL7v2x/v251/std251/ch02A.html (2.A.14, CX) · ch03 (3.3.28, A28; 3.3.29, A29)
"""

from __future__ import annotations

import pytest

from tests.intake.house import House, pid

A01 = "ADT^A01^ADT_A01"
OWN = "https://klinik.example/id"


@pytest.mark.parametrize("kind", ["PPN", "SS", "NI", "DL", "HC"])
def test_a_passport_without_an_authority_is_no_number_of_the_hospital(
    house: House, kind: str
) -> None:
    """Berta's passport reads like Anna's hospital number, and both were born on one day."""
    house.say(A01, pid("4711", "Meyer^Anna"))

    house.say(A01, pid(f"4712~4711^^^^{kind}", "Weber^Berta"))

    anna, berta = house.survivor("4711"), house.survivor("4712")
    assert (anna["name"][0]["given"], berta["name"][0]["given"]) == (["Anna"], ["Berta"])
    numbers = {(one["system"], one["value"]) for one in berta["identifier"]}
    assert (OWN, "4711") not in numbers


def test_who_is_added_again_is_no_longer_deleted(house: House) -> None:
    """An A28 after an A29 takes the deletion back; an update does not, and one that comes late."""
    early, late = "20261121080000+0100", "20261121120000+0100"
    house.say("ADT^A28^ADT_A05", pid("1001^^^KLINIK^MR"), sent=early)
    house.say("ADT^A29^ADT_A21", pid("1001^^^KLINIK^MR"), sent=late)

    house.say("ADT^A28^ADT_A05", pid("1001^^^KLINIK^MR"), sent="20261121090000+0100")
    house.say("ADT^A31^ADT_A05", pid("1001^^^KLINIK^MR"), sent="20261121130000+0100")
    assert house.patient("1001")["active"] is False

    house.say("ADT^A28^ADT_A05", pid("1001^^^KLINIK^MR"), sent="20261121140000+0100")
    assert "active" not in house.patient("1001")
