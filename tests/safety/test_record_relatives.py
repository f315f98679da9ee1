"""Who is beside the patient: the mother is one person, who comes along is another.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.eu/HL7v2x/v251/std251/ch03.html (3.4.2.21, 3.4.5) · https://hl7.org/fhir/R4/appointment.html
"""

from __future__ import annotations

from tests.intake.house import House, person, pid

OWN = "https://klinik.example/id"
A31 = "ADT^A31^ADT_A05"
ANNA = pid("1001^^^KLINIK^MR")
CARL = pid("1002^^^KLINIK^MR", "Weber^Carl", "19700101", sex="M")
MOTHER = "NK1|1|Meyer^Anna|MTH^Mother^HL70063||+352 1"


def newborn(mother: str = "") -> str:
    """A child, perhaps with its mother's number (PID-21)."""
    return f"PID|1||2001^^^KLINIK^MR||Meyer^Baby||20261120|M{'|' * 13}{mother}"


def numbered(number: str) -> str:
    """The mother with a number of her own (NK1-33)."""
    return f"{MOTHER}{'|' * 28}{number}"


def test_the_mother_is_one_person(house: House) -> None:
    """PID-21 and NK1 of one message: her name, and every number of hers."""
    house.say(A31, newborn("1001^^^KLINIK^MR~1009^^^KLINIK^MR"), numbered("1001^^^KLINIK^MR"))

    mother = house.only("RelatedPerson")
    assert mother["name"] == [{"family": "Meyer", "given": ["Anna"]}]
    assert [one["value"] for one in mother["identifier"]] == ["1001", "1009"]
    assert len(mother["relationship"]) == 1


def test_the_mother_stays_one_person_over_messages(house: House) -> None:
    """First her number, then her name, then her telephone."""
    house.say(A31, newborn("1001^^^KLINIK^MR"))
    house.say(A31, newborn(), MOTHER)
    house.say(A31, newborn(), MOTHER.replace("+352 1", "+352 2"))

    mother = house.only("RelatedPerson")
    assert mother["identifier"][0]["value"] == "1001"
    assert mother["telecom"][0]["value"] == "+352 2"


def test_two_mothers_stay_two(house: House) -> None:
    """Two next of kin who are called mother are not one."""
    house.say(A31, newborn(), MOTHER, "NK1|2|Weber^Eva|MTH^Mother^HL70063")

    names = [one["name"][0]["family"] for one in house.all("RelatedPerson")]
    assert sorted(names) == ["Meyer", "Weber"]


def test_each_patient_comes_to_an_appointment_of_several(house: House) -> None:
    """Two PID: the second is not the first once more."""
    when = "^^60^20261201090000+0100^20261201100000+0100"
    sch = f"SCH|P1^KLINIK|F1^KLINIK|||||||||{when}{'|' * 14}Booked"
    house.say("SIU^S12^SIU_S12", sch, ANNA, CARL, "RGS|1|A", "AIS|1|A|RX^Radiology^L")

    come = [one["actor"]["reference"] for one in house.only("Appointment")["participant"]]
    assert come == [f"Patient/{person(OWN, number)}" for number in ("1001", "1002")]


def test_a_merge_of_one_leaves_the_others_who_come(house: House) -> None:
    """The first patient's record gives way to another: the second stays who he is."""
    when = "^^60^20261201090000+0100^20261201100000+0100"
    sch = f"SCH|P1^KLINIK|F1^KLINIK|||||||||{when}{'|' * 14}Booked"
    house.say("SIU^S12^SIU_S12", sch, ANNA, CARL, "RGS|1|A", "AIS|1|A|RX^Radiology^L")
    house.say("ADT^A40^ADT_A39", pid("1003^^^KLINIK^MR"), "MRG|1001^^^KLINIK^MR")

    come = [one["actor"]["reference"] for one in house.only("Appointment")["participant"]]
    assert come == [f"Patient/{person(OWN, number)}" for number in ("1003", "1002")]
