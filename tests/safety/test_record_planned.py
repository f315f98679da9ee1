"""A stay that was planned under a pre-admit number begins; the number makes no two stays one.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.eu/HL7v2x/v251/std251/ch03.html (3.3.5, A05; 3.3.38, A38; 3.4.3.5, PV1-5)
"""

from __future__ import annotations

import pytest

from gateway.model import Resource, Status
from tests.intake.house import House, rules_of
from tests.safety.moves import ANNA, BERTA, numbers
from tests.safety.record_said import at, kind

PLAN = "ADT^A05^ADT_A05"
PLANNED = f"PV1|1|P|CHIR||PRE1^^^KLINIK{'|' * 13}"


def stay(visit: str = "V1", ward: str = "CHIR^1") -> str:
    """A stay that names the plan of before."""
    return f"PV1|1|I|{ward}||PRE1^^^KLINIK{'|' * 14}{visit}^^^KLINIK^VN"


def states(house: House) -> dict[str, str]:
    """Visit number, or nothing -> how far the stay is."""
    return {_visit(one): one["status"] for one in house.all("Encounter")}


def _visit(one: Resource) -> str:
    return str(next((it["value"] for it in one.get("identifier", ())), ""))


def test_a_plan_without_a_visit_number_is_kept_and_called_off(house: House) -> None:
    """PV1-5 alone: that is how most pre-admissions come."""
    house.say(PLAN, ANNA, PLANNED)
    assert house.only("Encounter")["status"] == "planned"

    house.say(kind("A38"), ANNA, PLANNED)
    assert house.only("Encounter")["status"] == "cancelled"


@pytest.mark.parametrize("event", ["A01", "A04"])
def test_who_was_planned_and_is_admitted_has_one_stay(house: House, event: str) -> None:
    """The admission names the visit and, beside it, the plan."""
    house.say(PLAN, ANNA, PLANNED)

    house.say(kind(event), ANNA, stay())

    found = house.only("Encounter")
    assert found["status"] == "in-progress"
    assert numbers(found) == {"V1": ""}
    assert found["hospitalization"]["preAdmissionIdentifier"]["value"] == "PRE1"


def test_a_plan_that_comes_after_its_stay_is_an_error_of_its_own(house: House) -> None:
    """Once a message names both numbers again."""
    house.say(kind("A01"), ANNA, stay(), sent=at("1000"))
    house.say(PLAN, ANNA, PLANNED, sent=at("0800"))

    house.say(kind("A08"), ANNA, stay(), sent=at("1100"))

    assert states(house) == {"V1": "in-progress", "": "entered-in-error"}


@pytest.mark.parametrize("planned", [(), (PLANNED,)])
def test_two_stays_that_name_one_plan_are_two(house: House, planned: tuple[str, ...]) -> None:
    """A number that is copied from stay to stay, or used again."""
    for one in planned:
        house.say(PLAN, ANNA, one)
    house.say(kind("A01"), ANNA, stay("V1"))

    house.say(kind("A01"), ANNA, stay("V2", "MED^1"))

    assert states(house) == {"V1": "in-progress", "V2": "in-progress"}


def test_the_plan_of_another_patient_is_left(house: House) -> None:
    """The admission waits for nobody: the number was used for two."""
    house.say(PLAN, BERTA, PLANNED)

    receipt = house.say(kind("A01"), ANNA, stay())

    assert receipt.status is Status.ACCEPTED
    assert states(house) == {"V1": "in-progress", "": "planned"}


@pytest.mark.parametrize("event", ["A38", "A05", "A08"])
def test_a_stay_that_has_begun_is_planned_and_called_off_no_more(house: House, event: str) -> None:
    """Some clear their plans once the patient is there, or use the number again."""
    house.say(PLAN, ANNA, PLANNED)
    house.say(kind("A01"), ANNA, stay())

    receipt = house.say(kind(event), ANNA, PLANNED)

    assert rules_of(receipt) == ["stay-begun-since"]
    assert states(house) == {"V1": "in-progress"}
