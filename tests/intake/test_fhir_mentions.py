"""Who is named by one number alone keeps those that stand, and nothing is concluded of these.

https://hl7.org/fhir/R4/references.html
"""

from __future__ import annotations

from typing import Any

from gateway.model import Status
from tests.intake.fhir_cases import OBSERVATION, OWN, PATIENT, take
from tests.intake.house import House, rules_of

SOMEBODY: dict[str, Any] = {
    **PATIENT,
    "identifier": [{"system": OWN, "value": "2002"}],
    "name": [{"family": "Wagner"}],
    "birthDate": "1950-01-01",
    "meta": {"lastUpdated": "2026-11-21T09:30:00Z"},
}
"""Another person, under an id that was somebody's before: kept, and not linked."""
NUMBERS = [f"{OWN}|1001", f"{OWN}|2002"]


def two(house: House) -> None:
    take(house, PATIENT)
    assert "own-id-birth-date" in rules_of(take(house, SOMEBODY))


def test_a_mention_does_not_ask_again_whose_the_other_numbers_are(house: House) -> None:
    """It could not know; its message was never taken, however often it came."""
    two(house)

    for number, value in enumerate(NUMBERS):
        subject = {"reference": f"Patient?identifier={value}"}
        receipt = take(house, {**OBSERVATION, "id": f"o{number}", "subject": subject})
        assert receipt.status is Status.ACCEPTED

    assert house.patient("1001")["name"] == PATIENT["name"]
    assert house.patient("2002")["name"] == SOMEBODY["name"]


def test_nor_does_a_deletion(house: House) -> None:
    """Both persons stay apart, and the one whose number the id is linked to goes."""
    two(house)
    gone = {"request": {"method": "DELETE", "url": "Patient/p7"}}

    assert take(house, gone, kind="transaction").status is Status.ACCEPTED

    assert house.patient("1001")["active"] is False
    assert house.patient("2002")["name"] == SOMEBODY["name"]
