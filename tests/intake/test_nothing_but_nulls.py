"""A segment of nothing but `""` makes nothing, and what is known of nobody turns nobody away.

https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.5.3: null and not present)
"""

from __future__ import annotations

from tests.intake.house import House, pid, pv1

A08 = "ADT^A08^ADT_A01"
ANNA = pid("1001^^^KLINIK^MR")
NULLS = ('NK1|1|""', 'IN1|1|""|""')


def test_where_nothing_stands_nothing_is_made(house: House) -> None:
    """No relative, no insurance; and the message is taken in."""
    said = house.say(A08, ANNA, pv1(), *NULLS)

    assert said.status == "accepted"
    assert (house.all("RelatedPerson"), house.all("Coverage")) == ([], [])


def test_where_a_relative_stands_he_stays(house: House) -> None:
    """A segment without name and number does not say which relative it means."""
    house.say(A08, ANNA, pv1(), "NK1|1|Meyer^Paul|SPO||26000111")

    house.say(A08, ANNA, pv1(), NULLS[0])

    assert house.only("RelatedPerson")["name"] == [{"family": "Meyer", "given": ["Paul"]}]


def test_a_patient_of_whom_nobody_knows_the_day_of_birth_is_admitted(house: House) -> None:
    """Zeros are no date, and no reason to turn anybody away."""
    said = house.say("ADT^A04^ADT_A01", pid("1002^^^KLINIK^MR", "UNBEKANNT", "00000000"), pv1())

    assert said.status == "accepted"
    assert "birthDate" not in house.patient("1002")


def test_who_was_discharged_is_in_no_bed(house: House) -> None:
    """The place of a stay is no longer active, whether or not the message says when it ended."""
    house.say("ADT^A01^ADT_A01", ANNA, "PV1|1|I|MED^1^1||||||||||||||||V1^^^KLINIK^VN")

    house.say("ADT^A03^ADT_A03", ANNA, "PV1|1|I|MED^1^1||||||||||||||||V1^^^KLINIK^VN")

    stay = house.only("Encounter")
    assert [one.get("status") for one in stay["location"]] == [None]
