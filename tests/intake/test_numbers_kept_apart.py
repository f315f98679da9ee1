"""A number that was kept apart stays so, though a later message says fewer numbers.

https://hl7.org/fhir/R4/patient.html#links
"""

from __future__ import annotations

from tests.intake.house import House, pid, rules_of

ANNA = pid("900^^^KLINIK^MR", "Weber^Anna", "19700101")
LINA = pid("1001^^^KLINIK^MR", "Reuter^Lina", "19850312")
BOTH = LINA.replace("|1001^^^KLINIK^MR||", "|1001^^^KLINIK^MR|900^^^KLINIK^MR|")
"""PID-4 says another's number."""


def test_two_persons_stay_two_when_only_one_number_is_said(house: House) -> None:
    """What PID-4 said stays; whose number it is was not looked at again, and they became one."""
    house.say("ADT^A01^ADT_A01", ANNA)
    assert "own-id-birth-date" in rules_of(house.say("ADT^A01^ADT_A01", BOTH))

    house.say("ADT^A08^ADT_A01", LINA)

    assert house.patient("900")["name"][0]["family"] == "Weber"
    assert house.patient("1001")["name"][0]["family"] == "Reuter"
    assert not [one for one in house.all("Patient") if "link" in one]
