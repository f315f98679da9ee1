"""What comes late overwrites nothing newer: lists of one field, snapshots, what is only mentioned.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (2.A, 7.3)
"""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.intake.house import House, message, obr
from tests.safety.moves import ANNA, AT_ELEVEN, AT_TEN, BERTA, ORU, account, mrg, of, pv1

NEUBAU = "https://neubau.example/id"
AT_NINE = "20261121090000+0100"


def result(doctor: str, value: str) -> tuple[str, str]:
    """A report, and a result for which the doctor answers."""
    return obr(), f"OBX|1|NM|718-7^Hb^LN||{value}|g/dL|||||F|||20261121080000+0100||{doctor}"


def test_a_late_result_does_not_bring_the_doctor_of_before_back(house: House) -> None:
    """Bea answers for the result since eleven: that it was Alf at ten is no news."""
    house.say(ORU, ANNA, *result("B1^NEW^Bea", "12"), sent=AT_ELEVEN)

    house.say(ORU, ANNA, *result("A1^OLD^Alf", "11"), sent=AT_TEN)

    (performer,) = house.only("Observation")["performer"]
    assert "Bea" in performer["display"]


WHO = "PID|1||7^^^NEUBAU^MR||Weber^Berta||19700101|F"
SNAPSHOTS = {
    "nine": ("ADT^A08^ADT_A01", [f"{WHO}|||||+352 1"], AT_NINE),
    "ten": ("ADT^A08^ADT_A01", [f"{WHO}|||1 Grand-Rue^^Luxembourg"], AT_TEN),
    "eleven": ("ADT^A37^ADT_A24", ["PID|1||7^^^NEUBAU^MR", WHO.replace("7^", "9^")], AT_ELEVEN),
}
"""A telephone; all there is, and no telephone is among it; two records are not one person's."""


@pytest.mark.parametrize("order", [*permutations(SNAPSHOTS)])
def test_a_snapshot_empties_what_was_before_it_in_any_order(
    house: House, order: tuple[str, ...]
) -> None:
    """The telephone of nine is gone since ten, whenever the message of ten comes."""
    for name in order:
        kind, told, sent = SNAPSHOTS[name]
        body = message(kind, name, f"EVN||{sent}", *told, sent=sent, facility="NEUBAU")
        receipt = house.take(body, "neubau")
        assert receipt.status == "accepted", receipt.issues

    patient = house.patient("7", NEUBAU)
    assert "telecom" not in patient
    assert patient["address"][0]["city"] == "Luxembourg"


NUMBERS = "IAM|1|DA|102263004^Eggs^SCT|{severity}|{shown}|{action}|AL1"
TOLD = {
    "wheeze": (NUMBERS.format(severity="SV", shown="wheeze", action="A"), AT_TEN),
    "rash": (NUMBERS.format(severity="MO", shown="rash", action="D"), AT_ELEVEN),
}


@pytest.mark.parametrize("order", [*permutations(TOLD)])
def test_a_deleted_allergy_is_what_was_last_told_of_it(
    house: House, order: tuple[str, ...]
) -> None:
    """A60 D: an error; what its words are is told by what it deletes, whichever comes first."""
    for name in order:
        iam, sent = TOLD[name]
        house.say("ADT^A60^ADT_A60", ANNA, iam, sent=sent)

    allergy = house.only("AllergyIntolerance")
    assert allergy["verificationStatus"]["coding"][0]["code"] == "entered-in-error"
    assert allergy["reaction"] == [{"severity": "severe", "manifestation": [{"text": "wheeze"}]}]


DELETIONS = {
    "rash": (NUMBERS.format(severity="", shown="rash", action="D"), AT_TEN),
    "wheeze": (NUMBERS.format(severity="", shown="wheeze", action="D"), AT_ELEVEN),
}


@pytest.mark.parametrize("order", [*permutations(DELETIONS)])
def test_of_what_only_deletions_tell_the_last_is_believed(
    house: House, order: tuple[str, ...]
) -> None:
    """Nobody ever stated the allergy: its words are those of eleven."""
    for name in order:
        iam, sent = DELETIONS[name]
        house.say("ADT^A60^ADT_A60", ANNA, iam, sent=sent)

    assert house.only("AllergyIntolerance")["reaction"][0]["manifestation"] == [{"text": "wheeze"}]


@pytest.mark.parametrize("order", [*permutations(("ten", "eleven"))])
def test_an_order_that_only_reports_mention_is_what_the_first_said(
    house: House, order: tuple[str, ...]
) -> None:
    """The order was never sent: at ten Bea had placed it, and that is what it stays."""
    doctors = {"ten": "B1^NEU^Bea", "eleven": "A1^ALT^Alf"}
    for name in order:
        head = f"OBR|1||F1^LAB|24323-8^Panel^LN|||20261121080000+0100{'|' * 9}{doctors[name]}"
        told = ANNA, f"{head}{'|' * 8}CH|F", "OBX|1|NM|718-7^Hb^LN||1|g/dL|||||F"
        house.say(ORU, *told, sent=AT_TEN if name == "ten" else AT_ELEVEN)

    assert "Bea" in house.only("ServiceRequest")["requester"]["display"]


BOOKINGS = {
    "alone": ((), AT_TEN),
    "with Alf": (("RGS|1", "AIP|1||A1^ALT^Alf"), AT_ELEVEN),
}


@pytest.mark.parametrize("order", [*permutations(BOOKINGS)])
def test_those_who_take_part_stand_in_the_same_order(house: House, order: tuple[str, ...]) -> None:
    """S14 and S14: whichever comes first, Alf stands before Anna."""
    sch = f"SCH|S1^HIS|||||R1^Control^L|||30|min|^^^20261201100000+0100{'|' * 14}Booked"
    for name in order:
        more, sent = BOOKINGS[name]
        house.take(message("SIU^S14^SIU_S12", name, sch, ANNA, *more, sent=sent))

    actors = [one["actor"]["reference"] for one in house.only("Appointment")["participant"]]
    assert [one.split("/")[0] for one in actors] == ["Practitioner", "Patient"]


def test_nobody_came_to_an_appointment_that_had_been_cancelled(house: House) -> None:
    """S15, then S26: why it had been cancelled is not why nobody came, and app-4 holds."""
    sch = "SCH|S1^HIS|||||R1^Control^L|||30|min|^^^20261201100000+0100"
    house.take(message("SIU^S15^SIU_S12", "1", sch, ANNA, sent=AT_TEN))

    receipt = house.take(message("SIU^S26^SIU_S12", "2", sch, ANNA, sent=AT_ELEVEN))

    assert receipt.status == "accepted", receipt.issues
    appointment = house.only("Appointment")
    assert appointment["status"] == "noshow"
    assert "cancelationReason" not in appointment


MOVES = {
    "charge": ("DFT^P03^DFT_P03", ("FT1|1|T1||20261121090000+0100||CG|C1^Bed",), AT_NINE),
    "account": ("ADT^A44^ADT_A43", (), AT_ELEVEN),
    "admission": ("ADT^A01^ADT_A01", (), AT_TEN),
}


@pytest.mark.parametrize("order", [*permutations(MOVES)])
def test_a_stay_of_which_only_its_bill_told_moves_with_its_account(
    house: House, order: tuple[str, ...]
) -> None:
    """A44 at eleven: that it was Anna's at ten, as the admission says, is not so any more."""
    for name in order:
        kind, more, sent = MOVES[name]
        who = account(BERTA if name == "account" else ANNA, "A1")
        told = (who, mrg("1001", account="A1")) if name == "account" else (who, pv1("V1"), *more)
        house.take(message(kind, name, f"EVN||{sent}", *told, sent=sent))

    assert len(of(house, "1002")) == 1
    assert not of(house, "1001")


def test_a_merge_does_not_make_older_words_newer(house: House) -> None:
    """A40 after a deletion: what was told before that is still the allergy's last word."""
    other = ANNA.replace("1001^", "1009^")
    house.say("ADT^A60^ADT_A60", ANNA, TOLD["rash"][0], sent=AT_ELEVEN)
    house.say("ADT^A40^ADT_A39", other, mrg("1001"), sent="20261121113000+0100")

    house.say("ADT^A60^ADT_A60", ANNA, TOLD["wheeze"][0], sent=AT_TEN)

    allergy = house.only("AllergyIntolerance")
    assert allergy["reaction"][0]["manifestation"] == [{"text": "wheeze"}]


def test_what_a_snapshot_empties_does_not_come_back_with_a_record_that_gave_way(
    house: House,
) -> None:
    """The surviving record says that there is no telephone: that of the other is none either."""
    other = WHO.replace("7^", "9^")
    steps = (
        ("ADT^A08^ADT_A01", (f"{other}|||||+352 9",), AT_NINE),
        ("ADT^A08^ADT_A01", (f"{WHO}|||||+352 1",), AT_NINE),
        ("ADT^A40^ADT_A39", (WHO, "MRG|9^^^NEUBAU^MR"), AT_TEN),
        ("ADT^A08^ADT_A01", (f'{WHO}|||||""',), AT_ELEVEN),
    )
    for at, (kind, told, sent) in enumerate(steps):
        body = message(kind, f"S{at}", f"EVN||{sent}", *told, sent=sent, facility="NEUBAU")
        assert house.take(body, "neubau").status == "accepted"

    assert "telecom" not in house.patient("7", NEUBAU)
