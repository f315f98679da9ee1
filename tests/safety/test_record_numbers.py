"""Whose a number is, and whether who was deleted under it is there again.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.eu/HL7v2x/v251/std251/ch02A.html (2.A.14, CX) · ch03 (3.3.6, 3.3.28, 3.3.29)
"""

from __future__ import annotations

import pytest

from tests.intake.house import House, pid
from tests.safety.moves import mrg, numbers, pv1

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


@pytest.mark.parametrize("event", ["A06", "A07"])
@pytest.mark.parametrize("order", [1, -1])
def test_a_stay_of_another_class_goes_on_under_its_new_number(
    house: House, event: str, order: int
) -> None:
    """Nobody is in the emergency room for ever, whichever message is first."""
    anna = pid("1001^^^KLINIK^MR")
    told = [
        ("ADT^A04^ADT_A01", "20261121090000+0100", (anna, pv1("V1", "URG"))),
        (
            f"ADT^{event}^ADT_A06",
            "20261121100000+0100",
            (anna, mrg("1001", visit="V1"), pv1("V2")),
        ),
    ]

    for kind, sent, segments in told[::order]:
        house.say(kind, *segments, sent=sent)

    stay = house.only("Encounter")
    assert numbers(stay) == {"V2": "", "V1": "old"}
    assert stay["status"] == "in-progress"


@pytest.mark.parametrize("account", ["", "|" * 5 + "K1^^^KLINIK^AN"])
@pytest.mark.parametrize("event", ["A24", "A28", "A31", "A40"])
def test_who_is_told_of_without_a_stay_has_none(house: House, event: str, account: str) -> None:
    """PV1|1|N is what most send there: it is no stay, and nobody is warned of one."""
    house.say("ADT^A28^ADT_A05", pid("1002^^^KLINIK^MR"))
    other = [pid("1002^^^KLINIK^MR")] if event == "A24" else [mrg("1002")] * (event == "A40")

    anna = pid("1001^^^KLINIK^MR", more=account)
    receipt = house.say(f"ADT^{event}^ADT_A05", anna, *other, "PV1|1|N")

    assert not [one for one in receipt.issues if one.rule == "identity-missing"]
    assert house.all("Encounter") == []
