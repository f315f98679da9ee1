"""What a stay and a person's data must be in the record, whatever came in which order.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.eu/HL7v2x/v251/hl7v251.htm · https://hl7.org/fhir/R4/encounter.html
"""

from __future__ import annotations

import pytest

from tests.intake.house import House, message, obr, obx, person, pid, pv1, rules_of
from tests.safety.record_said import at

A01, A02, A03, A08 = (f"ADT^{event}^ADT_A01" for event in ("A01", "A02", "A03", "A08"))
A11, A13, A40 = "ADT^A11^ADT_A09", "ADT^A13^ADT_A01", "ADT^A40^ADT_A39"
ORU = "ORU^R01^ORU_R01"
OWN = "https://klinik.example/id"
ANNA = pid("1001^^^KLINIK^MR")
STAY = pv1()


def test_a_cancelled_admission_is_cancelled(house: House) -> None:
    """A11 takes the stay back: it is not in progress."""
    house.say(A01, ANNA, STAY)

    house.say(A11, ANNA, STAY)

    assert house.only("Encounter")["status"] == "cancelled"


def test_a_cancel_changes_nothing_but_the_status(house: House) -> None:
    """What the stay was stays readable."""
    house.say(A01, ANNA, pv1(begins=at("0900")))
    before = house.only("Encounter")

    house.say(A11, ANNA, pv1(kind="O"))

    after = house.only("Encounter")
    told = {key for key in before if before[key] != after.get(key)}
    assert told == {"status", "meta"}


def test_a_cancel_before_the_admission_is_known(house: House) -> None:
    """The late admission does not bring the cancelled stay back."""
    house.say(A11, ANNA, STAY, sent=at("1005"))

    house.say(A01, ANNA, STAY, sent=at("1000"))

    assert house.only("Encounter")["status"] == "cancelled"


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ((A01,), "in-progress"),
        ((A01, A03), "finished"),
        ((A01, A11), "cancelled"),
        ((A01, A03, A13), "in-progress"),
        ((), "unknown"),
    ],
)
@pytest.mark.parametrize(
    "update", [A08, A02, "ADT^A31^ADT_A05", "ADT^A99^ADT_A01", "ADT^A12^ADT_A12"]
)
def test_an_update_never_touches_the_status(
    house: House, events: tuple[str, ...], status: str, update: str
) -> None:
    """Whatever stood stands: in progress, finished, cancelled, in progress again, unknown."""
    for event in events:
        house.say(event, ANNA, STAY)

    house.say(update, ANNA, pv1(kind="O", ends=at("1200")))

    assert house.only("Encounter")["status"] == status


def test_an_older_update_changes_nothing(house: House) -> None:
    """An A08 older than what stands leaves person and stay as they are, and says so."""
    house.say(A01, pid("1001^^^KLINIK^MR", "Meyer-Weber^Anna"), STAY, sent=at("1010"))
    before = house.patient("1001"), house.only("Encounter")

    receipt = house.say(A08, ANNA, pv1(kind="O"), sent=at("1005"))

    assert (house.patient("1001"), house.only("Encounter")) == before
    assert rules_of(receipt).count("older-than-standing") == 2
    assert receipt.resources == ()


def test_an_update_that_says_nothing_new_still_makes_older_ones_old(house: House) -> None:
    """An unchanged stay makes no version, and yet a late transfer does not overwrite it."""
    house.say(A01, ANNA, STAY, sent=at("1000"))
    house.say(A08, ANNA, STAY, sent=at("1020"))
    assert house.only("Encounter")["meta"]["versionId"] == "1"

    house.say(A02, ANNA, pv1(kind="E"), sent=at("1010"))

    assert house.only("Encounter")["class"]["code"] == "IMP"


def test_a_discharge_after_an_update(house: House) -> None:
    """A03 finishes what an A08 left in progress."""
    for event in (A01, A08, A03):
        house.say(event, ANNA, STAY)

    assert house.only("Encounter")["status"] == "finished"


def test_a_late_admission_does_not_open_a_finished_stay(house: House) -> None:
    """The A01 that comes after the A03 is older, and changes nothing."""
    house.say(A03, ANNA, STAY, sent=at("1100"))

    house.say(A01, ANNA, STAY, sent=at("1000"))

    assert house.only("Encounter")["status"] == "finished"


@pytest.mark.parametrize(
    ("late", "status"), [(A03, "finished"), (A11, "cancelled"), (A02, "in-progress")]
)
def test_a_late_event_beside_a_newer_update(house: House, late: str, status: str) -> None:
    """An update says nothing of the status: a cancel or discharge before it still counts."""
    house.say(A01, ANNA, STAY, sent=at("1000"))
    house.say(A08, ANNA, STAY, sent=at("1020"))

    house.say(late, ANNA, pv1(kind="E"), sent=at("1010"))

    stay = house.only("Encounter")
    assert (stay["status"], stay["class"]["code"]) == (status, "IMP")


def test_a_late_event_does_not_undo_a_later_one(house: House) -> None:
    """A13 took the discharge back; the discharge that comes after it is older."""
    house.say(A01, ANNA, STAY, sent=at("1000"))
    house.say(A13, ANNA, STAY, sent=at("1020"))
    house.say(A08, ANNA, STAY, sent=at("1030"))

    house.say(A03, ANNA, STAY, sent=at("1010"))

    assert house.only("Encounter")["status"] == "in-progress"


def test_a_discharge_whose_time_is_but_a_day_is_taken(house: House) -> None:
    """EVN-2 without a time is not midnight: the message's own time orders it."""
    house.say(A01, ANNA, STAY, sent=at("1000"))

    house.take(message(A03, "D1", "EVN||20261121", ANNA, STAY, sent=at("1100")))

    assert house.only("Encounter")["status"] == "finished"


def test_a_time_in_the_future_does_not_freeze_the_record(house: House) -> None:
    """A wrong clock must not make everything that follows older."""
    house.take(message(A01, "D1", "EVN||20991231", ANNA, STAY, sent=at("1300")))

    house.say(A03, pid("1001^^^KLINIK^MR", "Weber^Anna"), STAY, sent=at("1305"))

    assert house.only("Encounter")["status"] == "finished"
    assert house.patient("1001")["name"][0]["family"] == "Weber"


def test_a_result_that_mentions_a_stay_does_not_change_it(house: House) -> None:
    """PV1 of a result names the stay: neither its status nor whose it is changes."""
    house.say(A01, ANNA, STAY)
    before = house.only("Encounter")

    other = pid("2001^^^SPIDOL^MR", "Weber^Carl", "19700101", sex="M")
    house.say(ORU, other, pv1(kind="O"), obr(), obx("75"), sender="spidol")
    house.say(ORU, pid("1002^^^KLINIK^MR", "Weber^Carl"), pv1(kind="O"), obr("F2^LAB"), obx("75"))

    assert house.only("Encounter") == before


@pytest.mark.parametrize("sender", ["klinik", "spidol"])
def test_an_admission_after_a_result_that_mentioned_it(house: House, sender: str) -> None:
    """A stay that was only mentioned belongs to whoever says what it is, late or not."""
    house.say(ORU, ANNA, STAY, obr(), obx("75"), sender=sender, sent=at("1030"))
    assert house.only("Encounter")["status"] == "unknown"

    house.say(A01, ANNA, STAY, sent=at("1000"))
    house.say(A03, ANNA, STAY, sent=at("1100"))

    assert house.only("Encounter")["status"] == "finished"


def test_another_hospitals_stay_is_left_alone(house: House) -> None:
    """Only its source changes a stay."""
    house.say(A01, ANNA, STAY)

    receipt = house.say(A11, ANNA, STAY, sender="spidol")

    assert "owned-by-another-source" in rules_of(receipt)
    assert house.only("Encounter")["status"] == "in-progress"


def test_quote_quote_removes_only_its_own_field(house: House) -> None:
    """`""` in PID-13 takes the home numbers and leaves the one from PID-14."""
    house.say(A01, pid("1001^^^KLINIK^MR", phone="+352 111~+352 222", more="|+352 333"))

    house.say(A08, pid("1001^^^KLINIK^MR", phone='""'))

    assert [one["value"] for one in house.patient("1001")["telecom"]] == ["+352 333"]


def test_empty_removes_nothing(house: House) -> None:
    """An empty field says nothing."""
    house.say(A01, pid("1001^^^KLINIK^MR", phone="+352 111"))

    house.say(A08, "PID|1||1001^^^KLINIK^MR||Meyer^Anna")

    patient = house.patient("1001")
    assert (patient["birthDate"], patient["telecom"][0]["value"]) == ("1985-03-12", "+352 111")


def test_escapes_are_decoded_once(house: House) -> None:
    r"""`O\T\DOE` is `O&DOE` in the record."""
    house.say(A01, pid("1001^^^KLINIK^MR", "O\\T\\DOE^A\\T\\amp;"))

    (name,) = house.patient("1001")["name"]
    assert (name["family"], name["given"]) == ("O&DOE", ["A&amp;"])


def test_two_names_and_two_numbers_stay_two(house: House) -> None:
    """A maiden name and an alias, a local and a foreign number."""
    house.say(A01, pid("1001^^^KLINIK^MR~77^^^SPIDOL^MR", "Meyer^Anna^^^^^L~Weber^Anna^^^^^M"))

    patient = house.patient("1001")
    assert [one["family"] for one in patient["name"]] == ["Meyer", "Weber"]
    assert [one["value"] for one in patient["identifier"]] == ["1001", "77"]


def test_a_national_number_stays_when_a_message_shows_only_the_local_one(house: House) -> None:
    """Whoever is looked up by the national number is found after a result named the local one."""
    house.say(A01, pid("1001^^^KLINIK^MR~1985031212307^^^LUX^NI"))

    house.say(ORU, ANNA, obr(), obx("75"))

    found = house.all("Patient", identifier="urn:oid:1.3.182.4.4|1985031212307")
    assert len(found) == 1


def test_identifiers_without_authority_are_the_senders_own(house: House) -> None:
    """The same bare number at two hospitals is two persons."""
    house.say(A01, pid("1001"))
    house.say(A01, pid("1001", "Weber^Carl"), sender="spidol")

    assert house.patient("1001")["id"] != house.patient("1001", "https://spidol.example/id")["id"]


def test_unknown_is_not_none(house: House) -> None:
    """Where nothing is stored the summary says `unavailable`, never that there is none."""
    house.say(A01, ANNA)

    composition = house.summarised(person(OWN, "1001"), "Composition")[0]

    reasons = {
        coding["code"]
        for section in composition["section"]
        for coding in section.get("emptyReason", {}).get("coding", ())
    }
    assert reasons == {"unavailable"}
