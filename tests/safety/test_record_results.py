"""What a result must be in the record, whatever was corrected, withdrawn or came late.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.eu/HL7v2x/v251/std251/ch07.html · https://hl7.org/fhir/R4/observation.html
"""

from __future__ import annotations

import pytest

from gateway.model import Resource
from tests.intake.house import OPEN, House, obr, obx, person, pid, rules_of
from tests.safety.record_said import at

ORU = "ORU^R01^ORU_R01"
A40 = "ADT^A40^ADT_A39"
OWN = "https://klinik.example/id"
ANNA = pid("1001^^^KLINIK^MR")


def value(result: Resource) -> object:
    """The value of a result, of whatever type, and its status."""
    said = [result[key] for key in result if key.startswith("value")]
    return [one.get("value") if isinstance(one, dict) else one for one in said], result["status"]


def test_a_corrected_result_supersedes(house: House) -> None:
    """The corrected value stands alone."""
    house.say(ORU, ANNA, obr(), obx("75"))

    house.say(ORU, ANNA, obr(status="C"), obx("57", "C"))

    assert value(house.only("Observation")) == ([57], "corrected")


@pytest.mark.parametrize("late", ["F", "P"])
def test_a_late_final_does_not_undo_a_correction(house: House, late: str) -> None:
    """The older result changes neither value nor status, of result or report."""
    house.say(ORU, ANNA, obr(), obx("75"), sent=at("1000"))
    house.say(ORU, ANNA, obr(status="C"), obx("57", "C"), sent=at("1100"))

    house.say(ORU, ANNA, obr(status=late), obx("75", late), sent=at("1030"))

    assert value(house.only("Observation")) == ([57], "corrected")
    assert house.only("DiagnosticReport")["status"] == "corrected"


def test_a_correction_before_what_it_corrects(house: House) -> None:
    """The final result that comes after its correction is older, and changes nothing."""
    house.say(ORU, ANNA, obr(status="C"), obx("57", "C"), sent=at("1100"))

    house.say(ORU, ANNA, obr(), obx("75"), sent=at("1000"))

    assert value(house.only("Observation")) == ([57], "corrected")


@pytest.mark.parametrize("deleted", ["D", "W"])
def test_a_deleted_result_is_entered_in_error_and_not_summarised(
    house: House, deleted: str
) -> None:
    """OBX-11 D and W take a result back."""
    house.say(ORU, ANNA, obr(), obx("75"), obx("5", code="718-7^Hb^LN"))

    house.say(ORU, ANNA, obr(status="C"), obx("75", deleted))

    (taken,) = [
        one for one in house.all("Observation") if one["code"]["coding"][0]["code"] == "2345-7"
    ]
    assert taken["status"] == "entered-in-error"
    shown = house.summarised(person(OWN, "1001"), "Observation")
    assert [one["code"]["coding"][0]["code"] for one in shown] == ["718-7"]


def test_a_result_that_cannot_be_had_has_no_value(house: House) -> None:
    """OBX-11 X after a value: the value goes, and why there is none is said."""
    house.say(ORU, ANNA, obr(), obx("75"))

    receipt = house.say(ORU, ANNA, obr(status="C"), obx("", "X"))

    result = house.only("Observation")
    assert receipt.status == "accepted"
    assert (value(result), "dataAbsentReason" in result) == (([], "cancelled"), True)


def test_a_correction_from_a_number_to_words(house: House) -> None:
    """Of two types of value only the newer stands."""
    house.say(ORU, ANNA, obr(), obx("75"))

    receipt = house.say(ORU, ANNA, obr(status="C"), obx("haemolysed", "C", type="ST", unit=""))

    assert receipt.status == "accepted"
    assert value(house.only("Observation")) == (["haemolysed"], "corrected")


def test_a_flag_does_not_outlive_its_value(house: House) -> None:
    """An abnormal flag of the value that was corrected says nothing of the new value."""
    house.say(ORU, ANNA, obr(), obx("175", flag="HH"))

    house.say(ORU, ANNA, obr(status="C"), obx("75", "C"))

    assert "interpretation" not in house.only("Observation")


def test_a_flag_stays_with_its_value(house: House) -> None:
    """The same value made final keeps its flag."""
    house.say(ORU, ANNA, obr(status="P"), obx("175", "P", flag="HH"))

    house.say(ORU, ANNA, obr(), obx("175"))

    assert house.only("Observation")["interpretation"][0]["coding"][0]["code"] == "HH"


def test_two_isolates_stay_two(house: House) -> None:
    """The same code under two sub-ids is two results."""
    isolates = [
        obx("E. coli", code="600-7^Bacteria^LN", type="ST", sub="1", unit=""),
        obx("S. aureus", code="600-7^Bacteria^LN", type="ST", sub="2", unit=""),
    ]

    house.say(ORU, ANNA, obr(), *isolates)

    assert {one["valueString"] for one in house.all("Observation")} == {"E. coli", "S. aureus"}


def test_correcting_one_isolate_leaves_the_other(house: House) -> None:
    """A correction of the second isolate alone keeps the first, and the report keeps both."""
    first = obx("E. coli", code="600-7^Bacteria^LN", type="ST", sub="1", unit="")
    second = obx("S. aureus", code="600-7^Bacteria^LN", type="ST", sub="2", unit="")
    house.say(ORU, ANNA, obr(), first, second)

    house.say(ORU, ANNA, obr(status="C"), second.replace("aureus", "epidermidis"))

    found = {one["valueString"] for one in house.all("Observation")}
    assert found == {"E. coli", "S. epidermidis"}
    assert len(house.only("DiagnosticReport")["result"]) == 2


def test_a_part_of_a_report_does_not_take_the_rest_away(house: House) -> None:
    """A second message with one more result leaves the first one in the report."""
    house.say(ORU, ANNA, obr(status="P"), obx("75"))

    house.say(ORU, ANNA, obr(), obx("5", code="718-7^Hb^LN"))

    assert len(house.only("DiagnosticReport")["result"]) == 2


def test_a_result_without_patient_is_not_taken(house: House) -> None:
    """A result of nobody helps nobody: it is rejected and nothing of it is kept."""
    receipt = house.say(ORU, obr(), obx("75"))

    assert receipt.status == "rejected"
    assert house.all("Observation") == []


def test_a_correction_without_patient_stays_with_the_patient(house: House) -> None:
    """A correction that names no patient is still about the same one, after a merge too."""
    house.say(ORU, pid("1002^^^KLINIK^MR"), obr(), obx("75"))
    house.say(ORU, obr(status="C"), obx("57", "C"))

    house.say(A40, ANNA, "MRG|1002^^^KLINIK^MR")

    result = house.only("Observation")
    assert result["subject"] == {"reference": f"Patient/{person(OWN, '1001')}"}


def test_a_correction_without_number_is_parked(house: House) -> None:
    """What it corrects is unclear: nothing changes, and the receipt says why."""
    house.say(ORU, ANNA, obr(), obx("75"))

    receipt = house.say(ORU, ANNA, obr("", "C"), obx("57", "C"))

    assert receipt.status == "parked"
    assert "correction-without-predecessor" in rules_of(receipt)
    assert value(house.only("Observation")) == ([75], "final")


def test_another_laboratorys_result_is_left_alone(house: House) -> None:
    """The same number with the same authority from another sender changes nothing."""
    number = "F1^LAB^1.3.182.99.1^ISO"
    house.say(ORU, ANNA, obr(number), obx("75"))

    other = pid("77^^^SPIDOL^MR", "Weber^Carl")
    receipt = house.say(ORU, other, obr(number, "C"), obx("57", "C"), sender="spidol")

    assert "owned-by-another-source" in rules_of(receipt)
    assert value(house.only("Observation")) == ([75], "final")


def test_the_same_number_at_two_laboratories_is_two_reports(house: House) -> None:
    """A filler number without authority is its sender's own."""
    house.say(ORU, ANNA, obr("F1"), obx("75"))

    house.say(ORU, pid("77^^^SPIDOL^MR", "Weber^Carl"), obr("F1"), obx("57"), sender="spidol")

    assert len(house.all("DiagnosticReport")) == 2


def test_results_of_two_patients_in_one_message_do_not_mix(house: House) -> None:
    """Each report is about the PID before it."""
    carl = pid("1002^^^KLINIK^MR", "Weber^Carl", "19700101", sex="M")

    house.say(ORU, ANNA, obr("F1^LAB"), obx("1"), carl, obr("F2^LAB"), obx("2"))

    for number, expected in (("1001", 1), ("1002", 2)):
        (result,) = house.all("Observation", patient=person(OWN, number))
        assert result["valueQuantity"]["value"] == expected


def test_a_number_used_again_for_another_patient_is_told(house: House) -> None:
    """A report that moves to another patient is not taken in silence."""
    house.say(ORU, ANNA, obr(), obx("75"))

    receipt = house.say(ORU, pid("1002^^^KLINIK^MR", "Weber^Carl", "19700101"), obr(), obx("57"))

    assert "subject-changed" in rules_of(receipt)


@pytest.mark.parametrize("sent", ["7.50", "1e2", "0.0", "100000000000000000000", "-0.10"])
def test_digits_stay_exact(house: House, sent: str) -> None:
    """The number that was sent is the number that is read back, or it is kept as words."""
    house.say(ORU, ANNA, obr(), obx(sent, unit="umol/L"))

    body = house.run(house.store.read(OPEN, "Observation", house.only("Observation")["id"]))
    told = f'"value":{sent}', f'"valueString":"{sent} umol/L"'
    assert sum(one in body.decode() for one in told) == 1
