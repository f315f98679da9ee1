"""Whose words make the patient that is served, and whose faults refuse whose message.

https://hl7.org/fhir/R4/patient.html#links
"""

from __future__ import annotations

from datetime import datetime

import pytest

from gateway.model import Status
from tests.intake.house import MATRICULE, House, obr, obx, person, pid, pv1, rules_of

A01, A08, ORU = "ADT^A01^ADT_A01", "ADT^A08^ADT_A01", "ORU^R01^ORU_R01"
OWN = "https://klinik.example/id"
SPIDOL = "https://spidol.example/id"
M = "1985031212307"
ANNA = pid("1001^^^KLINIK^MR")
SHORT = pid(f"2001^^^ALTBAU^MR~{M}^^^LUX^NI~12345^^^LUX^NI")


def test_a_lowered_national_rule_warns_until_its_day(house: House) -> None:
    """Until then the profile is not claimed; afterwards the message is rejected."""
    receipt = house.say(A01, SHORT, sender="altbau")

    (issue,) = [one for one in receipt.issues if one.rule == "lu-matricule-shape"]
    assert (receipt.status, issue.severity) == (Status.ACCEPTED, "warning")
    patient = house.survivor("2001", "https://altbau.example/id")
    assert "profile" not in patient["meta"]

    house.now = datetime.fromisoformat("2027-01-01T00:00:00+00:00")
    assert house.say(A08, SHORT.replace("Anna", "Eva"), sender="altbau").status is Status.REJECTED


def test_one_senders_fault_does_not_refuse_anothers_message(house: House) -> None:
    """What altbau may say wrongly for a while must not make klinik's sound message fail."""
    house.say(A01, SHORT, sender="altbau")

    receipt = house.say(A01, pid(f"1001^^^KLINIK^MR~{M}^^^LUX^NI"), pv1())

    assert receipt.status is Status.ACCEPTED
    assert "profile" not in house.patient(M, MATRICULE)["meta"]


def test_a_lowered_rule_does_not_lower_it_for_others(house: House) -> None:
    """The same fault of a sender without that right is an error."""
    receipt = house.say(A01, pid("1001^^^KLINIK^MR~12345^^^LUX^NI"))

    assert receipt.status is Status.REJECTED


@pytest.mark.parametrize("first", ["klinik", "spidol"])
def test_two_senders_compose_one_patient_by_rank(house: House, first: str) -> None:
    """Identifiers are the union, klinik's words win, spidol's fill; whoever came first."""
    said = {
        "klinik": (f"1001^^^KLINIK^MR~{M}^^^LUX^NI", "Meyer-Weber^Anna", ""),
        "spidol": (f"2001^^^SPIDOL^MR~{M}^^^LUX^NI", "Meyer^Anna", "+352 222"),
    }
    for sender in sorted(said, key=lambda one: one != first):
        number, name, phone = said[sender]
        house.say(A01, pid(number, name, phone=phone), sender=sender)

    patient = house.patient(M, MATRICULE)
    assert {one["value"] for one in patient["identifier"]} == {"1001", "2001", M}
    assert patient["name"][0]["family"] == "Meyer-Weber"
    assert patient["telecom"][0]["value"] == "+352 222"


def test_a_message_replaces_only_its_own_senders_words(house: House) -> None:
    """A newer name from spidol does not overwrite klinik's, which ranks higher."""
    house.say(A01, pid(f"1001^^^KLINIK^MR~{M}^^^LUX^NI", "Meyer-Weber^Anna"))

    house.say(A01, pid(f"2001^^^SPIDOL^MR~{M}^^^LUX^NI", "Meyer^Anna"), sender="spidol")

    assert house.patient(M, MATRICULE)["name"][0]["family"] == "Meyer-Weber"


@pytest.mark.parametrize(
    ("number", "name", "born", "more", "rule"),
    [
        ("1985031212308", "Meyer^Anna", "19850312", "", "national-id-check-digits"),
        (M, "Meyer^Anna", "19850312", "|" * 19 + "US", "national-id-doubted"),
        (M, "Meyer^Anna", "19850313", "", "national-id-birth-date"),
        (M, "Meyer^Anna", "", "", "national-id-birth-date"),
        (M, "Thill^Berta", "19850312", "", "national-id-name"),
    ],
)
def test_a_national_number_is_not_linked_where_something_speaks_against_it(  # noqa: PLR0913, PLR0917 - a row of the table
    house: House, number: str, name: str, born: str, more: str, rule: str
) -> None:
    """It is kept, the patients stay apart, and the sender is told."""
    house.say(A01, pid(f"2001^^^SPIDOL^MR~{M}^^^LUX^NI"), sender="spidol")

    receipt = house.say(A01, pid(f"1001^^^KLINIK^MR~{number}^^^LUX^NI", name, born, more=more))

    patient = house.survivor("1001")
    assert rule in rules_of(receipt)
    assert patient["id"] == person(OWN, "1001")
    assert number in {one["value"] for one in patient["identifier"]}
    assert house.survivor("2001", SPIDOL)["id"] != patient["id"]


def test_the_surviving_id_is_chosen_by_rank_when_a_better_number_comes(house: House) -> None:
    """The local id gives way to the matricule's, and what was kept points there."""
    house.say(A01, ANNA, pv1())
    house.say(ORU, ANNA, obr(), obx("1"))

    house.say(A08, pid(f"1001^^^KLINIK^MR~{M}^^^LUX^NI"))

    about = {"reference": f"Patient/{person(MATRICULE, M)}"}
    kept = [*house.all("Encounter"), *house.all("Observation")]
    assert [one["subject"] for one in kept] == [about, about]
    assert house.survivor("1001")["id"] == person(MATRICULE, M)
    assert house.patient("1001")["active"] is False
