"""Where a code or a field of HL7 v2 would come out as something that nobody said.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.eu/HL7v2x/v251/hl7v251.htm · https://build.fhir.org/ig/HL7/v2-to-fhir/
"""

from __future__ import annotations

import pytest

from tests.safety.v2_said import OBR, PID, PV1, Say, every, only


def med(control: str) -> tuple[str, str]:
    """A prescription of which this is told (ORC-1)."""
    return f"ORC|{control}|M1^HOPITALNORD", "RXE||N02BE01^Paracetamol^ATC|1||g"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ("Y", "Yes, patient is a documented donor and documentation is on file"),
        ("F", "Yes, patient is a documented donor, but documentation is not on file"),
    ],
)
def test_whether_a_donors_paper_is_there_is_not_turned_round(
    say: Say, sent: str, words: str
) -> None:
    """PD1-8: HL7's own list of translations confuses the two."""
    donor = only(say("ADT^A31", PID, f"PD1||||||||{sent}"), "Observation")

    assert donor["valueCodeableConcept"]["coding"][0]["display"] == words


@pytest.mark.parametrize("control", ["DF", "FU"])
def test_a_refill_ends_no_prescription(say: Say, control: str) -> None:
    """A refill that is denied (DF) or was given out (FU) says nothing of the medicine's end."""
    (change,) = every(say("RDE^O11", PID, *med(control)), "MedicationRequest")

    assert "status" not in change.body
    assert change.defaults["status"] == "unknown"


def test_an_expired_referral_was_not_completed(say: Say) -> None:
    """RF1-1 E: nobody saw the patient."""
    referral = only(say("REF^I12", "RF1|E|||||R1^HOPITALNORD", PID), "ServiceRequest")

    assert referral["status"] == "revoked"


def test_a_routine_appointment_plans_no_end_of_care(say: Say) -> None:
    """SCH-8 ROUTINE: HL7 names a code that says that no follow-up is planned."""
    slot = only(say("SIU^S12", "SCH|A1^HOPITALNORD|||||||ROUTINE", PID), "Appointment")

    assert [one["code"] for one in slot["appointmentType"]["coding"]] == ["ROUTINE"]


def test_a_second_directive_is_not_lost(say: Say) -> None:
    """PD1-15 repeats: whoever must not be resuscitated may not want to be intubated either."""
    directive = only(say("ADT^A31", PID, f"PD1{'|' * 15}DNR~DNI"), "Observation")
    codes = [one["valueCodeableConcept"]["coding"][0]["code"] for one in directive["component"]]

    assert codes == ["DNR", "DNI"]
    assert "valueCodeableConcept" not in directive


@pytest.mark.parametrize(
    ("sent", "born"),
    [
        ("19620000", "1962"),
        ("19620300", "1962-03"),
        ("196200", "1962"),
        ("196203000000", "1962-03"),
    ],
)
def test_a_day_that_nobody_remembers_is_none(say: Say, sent: str, born: str) -> None:
    """00 is no first day, and no reason to refuse the person."""
    patient = only(say("ADT^A31", PID.replace("19850312", sent)), "Patient")

    assert patient["birthDate"] == born


def test_a_day_without_its_century_is_no_birth_to_come(say: Say) -> None:
    """`850312` came out as December of the year 8503."""
    assert "birthDate" not in only(say("ADT^A31", PID.replace("19850312", "850312")), "Patient")


def test_a_working_diagnosis_of_no_stay_is_told_as_one(say: Say) -> None:
    """DG1-6 W of a referral: there is no stay to keep it."""
    changes = say("REF^I12", "RF1|A|||||R1^HOPITALNORD", PID, "DG1|1||R07.4^Pain^I10||20261120|W")
    (kind,) = only(changes, "Condition")["extension"]

    assert kind["valueCodeableConcept"]["coding"][0]["code"] == "W"


def test_a_diagnosis_of_a_stay_is_told_there(say: Say) -> None:
    """With a stay its use stands where HL7 puts it, and nowhere else."""
    changes = say("ADT^A01", PID, PV1, "DG1|1||R07.4^Pain^I10||20261120|W")

    assert "extension" not in only(changes, "Condition")
    assert only(changes, "Encounter")["diagnosis"][0]["use"]["coding"][0]["code"] == "W"


def test_what_was_given_in_part_says_so(say: Say) -> None:
    """RXA-20 PA is completed by HL7's list; that a part was left is told beside it."""
    given = f"RXA|0|1|20261121200000+0100||J01CA04^Amoxicillin^ATC|250|mg{'|' * 13}PA"
    dose = only(say("RAS^O17", PID, "ORC|RE|M1^HOPITALNORD", given), "MedicationAdministration")

    assert "Partially" in dose["dosage"]["text"]


def test_a_range_is_not_cut_to_its_lower_end(say: Say) -> None:
    """`3.5^5.1`, as some write it, is not the range "3.5"."""
    line = "OBX|1|NM|2823-3^Potassium^LN||4.1|mmol/L|3.5^5.1||||F"
    (range_,) = only(say("ORU^R01", PID, OBR, line), "Observation")["referenceRange"]

    assert range_["text"] == "3.5^5.1"


@pytest.mark.parametrize("unit", ["10^9/L", "x10^3/µl", "kg/m^2", "ml/min/1.73m^2"])
def test_a_unit_is_not_cut_at_its_power(say: Say, unit: str) -> None:
    """`10^9/L` came out as `9/L`, and its range in units of `10`: a thousand million too few."""
    line = f"OBX|1|NM|6690-2^Leukocytes^LN||11.3|{unit}|4.0-10.0||||F"
    result = only(say("ORU^R01", PID, OBR, line), "Observation")

    assert result["valueQuantity"]["unit"] == unit
    assert {result["referenceRange"][0][end]["unit"] for end in ("low", "high")} == {unit}


def test_a_medicine_is_not_cut_at_an_ampersand(say: Say) -> None:
    """Amoxicillin with clavulanic acid is not amoxicillin."""
    order = ("ORC|NW|M1^HOPITALNORD", "RXE||J01CR02^Amoxicillin & clavulanic acid^ATC|1||g")
    what = only(say("RDE^O11", PID, *order), "MedicationRequest")["medicationCodeableConcept"]

    assert "clavulanic" in what["coding"][0]["display"]


def test_a_dose_by_body_surface_keeps_its_unit(say: Say) -> None:
    """RXE-5 `mg/m^2` came out as a dose in units of `2`."""
    order = ("ORC|NW|M1^HOPITALNORD", "RXE||L01CD01^Paclitaxel^ATC|175||mg/m^2")
    (dose,) = only(say("RDE^O11", PID, *order), "MedicationRequest")["dosageInstruction"]

    assert dose["doseAndRate"][0]["doseQuantity"]["unit"] == "mg/m^2"


@pytest.mark.parametrize(
    ("segment", "kind", "code"),
    [("DG1|1|I10|K35.8|Acute appendicitis|20261121|A", "Condition", "K35.8"),
     ("PR1|1|I10P|0DTJ4ZZ|Appendectomy|20261121", "Procedure", "0DTJ4ZZ")],
)  # fmt: skip
def test_a_code_behind_its_coding_system_is_kept(
    say: Say, segment: str, kind: str, code: str
) -> None:
    """DG1-2 and PR1-2 name the system of a bare code; a system without a code is no diagnosis."""
    (coding,) = only(say("ADT^A01", PID, PV1, segment), kind)["code"]["coding"]

    assert coding["code"] == code
    assert "icd-10" in coding["system"].lower() or "ICD10" in coding["system"]


@pytest.mark.parametrize("role", ["Q", "C", "B", "E", "F", "O", "V"])
def test_a_control_is_nobodys_result(say: Say, role: str) -> None:
    """What a sample of the laboratory's own gives is no result of the patient beside it."""
    sample = f"SPM|1|^QC1&LABO||SER{'|' * 7}{role}"
    line = "OBX|1|NM|2345-7^Glucose^LN||5.5|mmol/L|||||F"
    changes = say("OUL^R22", PID, sample, OBR, line)

    assert not [one for kind in ("Specimen", "Observation", "DiagnosticReport")
                for one in every(changes, kind)]  # fmt: skip


def test_who_is_a_relative_abroad_is_not_refused(say: Say) -> None:
    """NK1-19: R4's own extension is for a Patient only, and would take the message down."""
    relative = only(say("ADT^A28", PID, f"NK1|1|Weber^Paul|FTH{'|' * 16}LUX"), "RelatedPerson")

    assert [one["url"].rpartition("/")[2] for one in relative["extension"]] == ["citizenship"]


def test_a_rate_in_words_is_told_in_words(say: Say) -> None:
    """RXE-23 is a text: a range is no reason to refuse a prescription, and no number."""
    pump = f"RXE||B05BB01^Electrolytes^ATC|500||mL{'|' * 18}50-100|mL/h"
    how = only(say("RDE^O11", PID, "ORC|NW|M1^HOPITALNORD", pump), "MedicationRequest")

    (dose,) = how["dosageInstruction"]
    assert dose["additionalInstruction"] == [{"text": "rate: 50-100 mL/h"}]
    assert "value" not in dose["doseAndRate"][0]["rateQuantity"]
