"""What is said of a state, a time or a number goes with it: another one has other words, or none.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://hl7.org/fhir/R4/immunization.html · https://hl7.org/fhir/R4/extension-alternate-codes.html
"""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.intake.house import House, obr, obx, pid

ANNA = pid("1001^^^KLINIK^MR")
VACCINE = "RXA|0|1|20261110||141^Influenza^CVX|"
MEDICINE = "RXA|0|1|20261121080000+0100|20261121080000+0100|AMX^Amoxicillin^L|"
_EARLY, _LATE = "20261121100000+0100", "20261121110000+0100"


def _vaccine(house: House, told: str, sent: str = "") -> None:
    house.say("VXU^V04", ANNA, "ORC|RE||V1^KLINIK", VACCINE + told, sent=sent)


def _given(house: House, told: str, sent: str = "") -> None:
    house.say("RAS^O17", ANNA, "ORC|RE|P1^KLINIK|G1^KLINIK", MEDICINE + told, sent=sent)


def test_a_vaccine_that_was_given_after_all_was_not_refused(house: House) -> None:
    """Its refusal was taken back, and so is why."""
    _vaccine(house, "999||||||||||||00^Refusal^NIP002||RE|A")
    _vaccine(house, "0.5|mL|||||||||||||CP|U")

    found = house.only("Immunization")
    assert found["status"] == "completed"
    assert "statusReason" not in found


def test_a_refusal_that_comes_late_leaves_no_reason(house: House) -> None:
    """It was sent before the vaccine was given, and says nothing of that."""
    _vaccine(house, "0.5|mL|||||||||||||CP|U", sent=_LATE)
    _vaccine(house, "999||||||||||||00^Refusal^NIP002||RE|A", sent=_EARLY)

    found = house.only("Immunization")
    assert found["status"] == "completed"
    assert "statusReason" not in found


def test_a_whole_dose_is_no_part_of_one(house: House) -> None:
    """What was given in part was corrected."""
    _vaccine(house, "0.25|mL|||||||||||||PA|A")
    assert house.only("Immunization")["isSubpotent"] is True

    _vaccine(house, "0.5|mL|||||||||||||CP|U")

    found = house.only("Immunization")
    assert "isSubpotent" not in found
    assert "subpotentReason" not in found


def test_a_medicine_that_was_given_after_all_has_no_reason_against(house: House) -> None:
    """Nor is it given in part any more, where that was said."""
    _given(house, "0|g|||||||||||N^nausea^L||NA")
    _given(house, "1|g|||||||||||||PA")
    part = house.only("MedicationAdministration")
    _given(house, "2|g|||||||||||||CP")
    whole = house.only("MedicationAdministration")

    assert "statusReason" not in part
    assert part["_status"]["extension"][0]["valueCodeableConcept"]["coding"][0]["code"] == "PA"
    assert "_status" not in whole
    assert "text" not in whole["dosage"]


def test_an_error_keeps_why_it_was_not_done(house: House) -> None:
    """What is taken back is read as it was."""
    _given(house, "0|g|||||||||||N^nausea^L||NA")
    _given(house, "0|g|||||||||||||NA|D")

    found = house.only("MedicationAdministration")
    assert found["status"] == "entered-in-error"
    assert found["statusReason"]


@pytest.mark.parametrize("order", [*permutations(range(3))])
@pytest.mark.parametrize("second", ["RE|A", "CP|U"])
def test_an_error_keeps_why_it_was_not_done_in_any_order(
    house: House, second: str, order: tuple[int, ...]
) -> None:
    """Where it had been given after all before, there is no such reason."""
    sent = (
        (f"999{'|' * 12}00^Refusal^NIP002||RE|A", "20261121100000+0100"),
        (f"0.5{'|' * 12}{'00^Refusal^NIP002' if second == 'RE|A' else ''}||{second}", _LATE),
        (f"0.5{'|' * 14}CP|D", "20261121120000+0100"),
    )
    for at in order:
        _vaccine(house, *sent[at])

    found = house.only("Immunization")
    assert found["status"] == "entered-in-error"
    assert ("statusReason" in found) is (second == "RE|A")


def test_a_prescription_that_goes_on_was_held_for_no_reason_any_more(house: House) -> None:
    """Held for a reaction, and released."""
    house.say(
        "RDE^O11", ANNA, f"ORC|HD|P2^KLINIK{'|' * 14}^reaction", "RXE||AMX^Amoxicillin^L|1||g"
    )
    assert house.only("MedicationRequest")["statusReason"]

    house.say("RDE^O11", ANNA, "ORC|RL|P2^KLINIK", "RXE||AMX^Amoxicillin^L|1||g")

    found = house.only("MedicationRequest")
    assert found["status"] == "active"
    assert "statusReason" not in found


def test_a_result_is_no_detail_of_an_order_any_more(house: House) -> None:
    """OBX-11 O says that there is none: beside a final value that is no state."""
    house.say("ORU^R01", ANNA, obr(status="I"), obx("", "O"))
    house.say("ORU^R01", ANNA, obr(status="F"), obx("95", "F"))

    found = house.only("Observation")
    assert found["status"] == "final"
    assert "_status" not in found


def test_a_report_has_the_time_that_was_said_last(house: House) -> None:
    """First a day, and a state that R4 does not know; then the time, and a final report."""
    house.say("ORU^R01", ANNA, "OBR|1||F1^LAB|24323-8^Panel^LN" + "|" * 18 + "20261121|||Y")
    house.say(
        "ORU^R01", ANNA, "OBR|1||F1^LAB|24323-8^Panel^LN" + "|" * 18 + "20261121120000+0100|||F"
    )

    found = house.only("DiagnosticReport")
    assert (found["status"], found["issued"]) == ("final", "2026-11-21T12:00:00+01:00")
    assert not {"_status", "_issued"} & found.keys()


def test_a_document_that_replaces_itself_counts(house: House) -> None:
    """Many send what takes the place of a document under its own number."""
    line = "OBX|1|TX|18842-5^Letter^LN||{words}||||||F"
    txa = "TXA|1|DS|TEXT|20261121080000+0100||||||||D1^KLINIK|{parent}||||AU"
    house.say("MDM^T02", ANNA, txa.format(parent=""), line.format(words="First."))
    house.say("MDM^T10", ANNA, txa.format(parent="D1^KLINIK"), line.format(words="Second."))

    found = house.only("DocumentReference")
    assert found["status"] == "current"
    assert "relatesTo" not in found


_ASKED = "ORC|NW|P3^KLINIK"
_TAPERED = (
    "RXE||PRED^Prednisolone^L|40||mg",
    "TQ1|1|40^mg|QAM|||3^d||||||S",
    "TQ1|2|20^mg|QAM|||3^d",
)
_NEW = 30
_CHANGED = ("RXE||PRED^Prednisolone^L|30||mg", "TQ1|1|30^mg|BID")


def test_a_changed_prescription_has_no_step_of_the_one_before(house: House) -> None:
    """Twenty in the morning is not taken beside thirty twice a day."""
    house.say("RDE^O11", ANNA, _ASKED, *_TAPERED)
    assert len(house.only("MedicationRequest")["dosageInstruction"]) == len(_TAPERED) - 1

    house.say("RDE^O11", ANNA, "ORC|XO|P3^KLINIK", *_CHANGED)

    (dosage,) = house.only("MedicationRequest")["dosageInstruction"]
    assert dosage["doseAndRate"][0]["doseQuantity"]["value"] == _NEW


def test_nor_where_that_one_comes_late(house: House) -> None:
    """The change came first; the order that it changes says nothing of how it is taken now."""
    house.say("RDE^O11", ANNA, "ORC|XO|P3^KLINIK", *_CHANGED, sent=_LATE)
    house.say("RDE^O11", ANNA, _ASKED, *_TAPERED, sent=_EARLY)

    (dosage,) = house.only("MedicationRequest")["dosageInstruction"]
    assert dosage["timing"]["code"]["coding"][0]["code"] == "BID"


def test_who_says_nothing_of_the_dosage_leaves_it(house: House) -> None:
    """A prescription that is stopped by its number alone was taken as it was."""
    house.say("RDE^O11", ANNA, _ASKED, *_TAPERED)
    house.say("RDE^O11", ANNA, "ORC|DC|P3^KLINIK")

    found = house.only("MedicationRequest")
    assert found["status"] == "stopped"
    assert len(found["dosageInstruction"]) == len(_TAPERED) - 1
