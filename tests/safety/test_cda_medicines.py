"""What clinical documents say of medicines: not taken, not given, forbidden, planned, and how.

https://hl7.org/fhir/R4/medications-module.html
"""

from __future__ import annotations

import pytest

from tests.safety.clinical_documents import (
    LOINC,
    coded,
    codes,
    made,
    medicine,
    observation,
    of,
    only,
)

TAKEN, GIVEN, PLAN = "10160-0", "29549-3", "18776-5"
NEGATED = 'negationInd="true"'
ON = '<effectiveTime value="20260901"/>'


def test_a_medicine_that_is_negated_is_not_taken() -> None:
    """Never active, never completed."""
    found = only(
        made(TAKEN, medicine(attributes=f'moodCode="EVN" {NEGATED}')), "MedicationStatement"
    )

    assert found["status"] == "not-taken"


def test_a_medicine_that_was_not_given_was_not_given() -> None:
    """In a section of what was given it is an administration that was not done."""
    entry = medicine(ON, f'moodCode="EVN" {NEGATED}')

    assert only(made(GIVEN, entry), "MedicationAdministration")["status"] == "not-done"


def test_an_order_that_is_negated_forbids() -> None:
    """The patient must not get it."""
    found = only(
        made("57828-6", medicine(attributes=f'moodCode="RQO" {NEGATED}')), "MedicationRequest"
    )

    assert found["doNotPerform"] is True


def test_a_medicine_in_a_plan_is_not_taken_yet() -> None:
    """An intent in a plan of treatment is a plan."""
    resources = made(PLAN, medicine(attributes='moodCode="INT"', status="active"))

    assert not of(resources, "MedicationStatement")
    assert only(resources, "MedicationRequest")["intent"] == "plan"


@pytest.mark.parametrize("code", ["no-known-medications", "no-medication-info"])
def test_no_medicine_and_no_word_of_any_stay_two_things(code: str) -> None:
    """Neither makes up a medicine."""
    entry = (
        '<substanceAdministration classCode="SBADM" moodCode="INT">'
        f"{coded('code', code, '', '2.16.840.1.113883.5.1150.1')}"
        '<statusCode code="completed"/><consumable><manufacturedProduct>'
        '<manufacturedMaterial nullFlavor="NA"/></manufacturedProduct></consumable>'
        "</substanceAdministration>"
    )

    resources = made(TAKEN, entry)
    found = only(resources, "MedicationStatement")

    assert codes(found["medicationCodeableConcept"]) == {code}
    assert not of(resources, "Medication")


def test_a_negated_medicine_without_a_product_says_that_none_is_known() -> None:
    """C-CDA negates `drug or medicament`; it is no medicine that is not taken."""
    entry = (
        f'<substanceAdministration classCode="SBADM" moodCode="EVN" {NEGATED}>'
        '<id root="1.3.182.9.6" extension="M1"/><statusCode code="active"/><consumable>'
        '<manufacturedProduct><manufacturedMaterial><code nullFlavor="NA">'
        f"{coded('translation', '410942007')}</code></manufacturedMaterial></manufacturedProduct>"
        "</consumable></substanceAdministration>"
    )

    resources = made(TAKEN, entry)
    found = only(resources, "MedicationStatement")

    assert codes(found["medicationCodeableConcept"]) == {"787481004"}
    assert found["status"] != "not-taken"
    assert not of(resources, "Medication")


def test_a_medicine_without_a_state_is_unknown() -> None:
    """Not active."""
    assert only(made(TAKEN, medicine(status="")), "MedicationStatement")["status"] == "unknown"


def test_a_dose_between_two_amounts_stays_a_range() -> None:
    """Neither bound is taken for the dose."""
    inner = '<doseQuantity><low value="1" unit="mg"/><high value="2" unit="mg"/></doseQuantity>'

    found = only(made(TAKEN, medicine(inner)), "MedicationStatement")
    (dose,) = found["dosage"][0]["doseAndRate"]

    assert "doseQuantity" not in dose
    assert (str(dose["doseRange"]["low"]["value"]), str(dose["doseRange"]["high"]["value"])) == (
        "1",
        "2",
    )


def test_a_delivery_that_is_negated_was_declined() -> None:
    """Nothing was handed out."""
    supply = (
        f'<supply classCode="SPLY" moodCode="EVN" {NEGATED}><statusCode code="completed"/>'
        "<product><manufacturedProduct><manufacturedMaterial>"
        f"{coded('code', 'C09AA05', '', '2.16.840.1.113883.6.73')}"
        "</manufacturedMaterial></manufacturedProduct></product></supply>"
    )

    assert only(made(TAKEN, supply), "MedicationDispense")["status"] == "declined"


ITEM = 'moodCode="INT"'
PRE_ITEM = '<code code="PREItem" codeSystem="1.3.6.1.4.1.19376.1.9.2.2"/><repeatNumber value="2"/>'


def test_a_prescription_among_what_is_taken_may_be_handed_out_again() -> None:
    """ELGA lists prescriptions as medicines taken: its number repeats the delivery, no dose."""
    resources = made(TAKEN, medicine(PRE_ITEM, ITEM))

    order = only(resources, "MedicationRequest")
    assert not of(resources, "MedicationStatement")
    assert order["dispenseRequest"]["numberOfRepeatsAllowed"] == 2
    assert "dosageInstruction" not in order


def test_how_a_medicine_is_taken_otherwise_is_told_with_the_dose() -> None:
    """ELGA puts it in the instruction: it must be read, and it is no order of its own."""
    otherwise = '<act moodCode="INT"><code code="ALTEIN"/><text>every second day</text></act>'
    entry = medicine(
        '<entryRelationship typeCode="SUBJ"><act moodCode="INT"><code code="PINSTRUCT"/>'
        f'<text>no grapefruit</text><entryRelationship typeCode="SUBJ">{otherwise}'
        "</entryRelationship></act></entryRelationship>",
        ITEM,
    )
    resources = made("57828-6", entry)

    [dose] = only(resources, "MedicationRequest")["dosageInstruction"]
    assert dose["patientInstruction"] == "no grapefruit"
    assert dose["additionalInstruction"] == [{"text": "every second day"}]
    assert not of(resources, "ServiceRequest")


def test_that_another_product_was_handed_out_is_no_procedure() -> None:
    """EHDSI tells it by an act in the delivery."""
    entry = (
        '<supply classCode="SPLY" moodCode="EVN"><id root="1.3.182.9.6" extension="D1"/>'
        '<statusCode code="completed"/><product><manufacturedProduct><manufacturedMaterial>'
        f"{coded('code', 'J01CA04', '', '2.16.840.1.113883.6.73')}"
        "</manufacturedMaterial></manufacturedProduct></product>"
        '<entryRelationship typeCode="COMP"><act classCode="ACT" moodCode="EVN">'
        '<code code="SUBST" codeSystem="2.16.840.1.113883.5.6"/>'
        '<statusCode code="completed"/></act></entryRelationship></supply>'
    )
    resources = made("60590-7", entry)

    assert only(resources, "MedicationDispense")["substitution"] == {"wasSubstituted": True}
    assert not of(resources, "Procedure")


def test_what_an_act_says_of_a_medicine_was_not_done_to_the_patient() -> None:
    """`Not to be substituted` would else stand among the procedures, completed."""
    entry = medicine(
        '<entryRelationship typeCode="SUBJ"><act classCode="ACT" moodCode="EVN">'
        '<code code="NS" codeSystem="1.3.182.9.9" displayName="Not to be substituted"/>'
        '<statusCode code="completed"/></act></entryRelationship>'
    )
    resources = made(TAKEN, entry)

    said = only(resources, "Observation")
    assert said["valueBoolean"] is True
    assert said["focus"][0]["reference"].startswith("MedicationStatement/")
    assert not of(resources, "Procedure")


def dosed(*times: str) -> dict[str, object]:
    """How the one medicine of a document is taken, by its times."""
    resources = made(TAKEN, medicine("".join(times) + '<doseQuantity value="1"/>'))
    timing: dict[str, object] = only(resources, "MedicationStatement")["dosage"][0]["timing"]
    return timing


def every(number: str, unit: str, hour: str) -> str:
    """A dose of each so many days."""
    return (
        f'<effectiveTime xsi:type="PIVL_TS" operator="A"><phase value="20261001{hour}00"/>'
        f'<period value="{number}" unit="{unit}"/></effectiveTime>'
    )


def test_doses_of_different_periods_are_all_told_and_none_as_if_it_were_all() -> None:
    """Each day at eight and each other day at twenty is more than each day at eight."""
    timing = dosed(every("1", "d", "0800"), every("2", "d", "2000"))

    assert timing == {
        "code": {"text": "every 1 d from 2026-10-01 08:00; every 2 d from 2026-10-01 20:00"}
    }


def test_three_times_a_day_is_three_times_a_day() -> None:
    timing = dosed(
        '<effectiveTime xsi:type="PIVL_TS"><frequency><numerator xsi:type="INT" value="3"/>'
        '<denominator xsi:type="PQ" value="1" unit="d"/></frequency></effectiveTime>'
    )

    assert timing == {"repeat": {"frequency": 3, "period": 1, "periodUnit": "d"}}


def by_rule(code: str, inside: str) -> str:
    """IHE Pharmacy's act about a substitution, in a medicine or a delivery."""
    return (
        f'<entryRelationship typeCode="COMP"><act classCode="ACT" moodCode="{inside}">'
        f"{coded('code', code, '', '2.16.840.1.113883.5.1070')}"
        '<statusCode code="completed"/></act></entryRelationship>'
    )


def test_a_medicine_that_must_not_be_substituted_says_so() -> None:
    """IHE Pharmacy's permission is an act in mood DEF."""
    order = only(made("57828-6", medicine(by_rule("N", "DEF"), ITEM)), "MedicationRequest")

    assert codes(order["substitution"]["allowedCodeableConcept"]) == {"N"}


@pytest.mark.parametrize("code", ["G", "N"])
def test_a_delivery_says_whether_it_was_substituted(code: str) -> None:
    entry = (
        '<supply classCode="SPLY" moodCode="EVN"><id root="1.3.182.9.6" extension="D1"/>'
        "<product><manufacturedProduct><manufacturedMaterial>"
        f"{coded('code', 'J01CA04', '', '2.16.840.1.113883.6.73')}"
        f"</manufacturedMaterial></manufacturedProduct></product>{by_rule(code, 'EVN')}</supply>"
    )
    found = only(made("60590-7", entry), "MedicationDispense")["substitution"]

    assert (codes(found["type"]), found["wasSubstituted"]) == ({code}, code == "G")


def test_a_dose_that_a_pharmacist_changes_is_read() -> None:
    """A comment of IHE Pharmacy names the old item, and gives the changed one whole."""
    changed = medicine(
        '<code code="MTPItem"/><effectiveTime xsi:type="EIVL_TS"><event code="MORN"/>'
        '</effectiveTime><doseQuantity value="2" unit="mg"/>',
        ITEM,
    )
    comment = observation(
        '<code code="CHANGE" codeSystem="1.3.6.1.4.1.19376.1.9.2.1"/>'
        f'<entryRelationship typeCode="REFR">{changed}</entryRelationship>'
    )
    resources = made("61357-0", comment)

    [dose] = only(resources, "MedicationStatement")["dosage"]
    assert dose["doseAndRate"][0]["doseQuantity"]["value"] == 2
    [focus] = only(resources, "Observation")["focus"]
    assert focus["reference"].startswith("MedicationStatement/")


@pytest.mark.parametrize("code", ["10183-2", "42346-7"])
def test_the_list_in_which_a_medicine_stands_is_no_procedure(code: str) -> None:
    """C-CDA wraps medicines at discharge and at admission in an act named by its section."""
    entry = (
        '<act classCode="ACT" moodCode="EVN"><id root="1.3.182.9.6" extension="L1"/>'
        f'{coded("code", code, "", LOINC)}<statusCode code="active"/>'
        f'<entryRelationship typeCode="SUBJ">{medicine(ON)}</entryRelationship></act>'
    )
    resources = made(code, entry)
    (section,) = only(resources, "Composition")["section"]

    assert not of(resources, "Procedure")
    assert section["entry"][0]["reference"].startswith("Medication")
