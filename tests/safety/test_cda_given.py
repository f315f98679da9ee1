"""What CDA tells of medicines and vaccines that were given: how much, and on whose order.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=7 · https://hl7.org/fhir/R4/medicationadministration.html
"""

from __future__ import annotations

import pytest

from tests.safety.clinical_documents import LOINC, coded, codes, made, medicine, of, only, value

GIVEN, VACCINES, PLAN = "29549-3", "11369-6", "18776-5"
ON = '<effectiveTime value="20260901"/>'
ROUTE = coded("routeCode", "PO", "", "2.16.840.1.113883.5.112")
RANGE = "https://fhir.gateway.example/lu/StructureDefinition/stated-range"
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"


def dose(low: str, high: str) -> str:
    """How much, as an interval."""
    ends = f'<low value="{low}" unit="mg"/><high value="{high}" unit="mg"/>'
    return f"<doseQuantity>{ends}</doseQuantity>"


def test_what_was_given_by_mouth_is_kept_though_nobody_says_how_much() -> None:
    """R4 wants a dose or a rate beside the route (mad-1): it is said that none is known."""
    found = only(made(GIVEN, medicine(ON + ROUTE)), "MedicationAdministration")

    assert codes(found["dosage"]["route"]) == {"PO"}
    assert found["dosage"]["dose"]["extension"] == [{"url": ABSENT, "valueCode": "unknown"}]


def test_an_interval_with_equal_ends_is_the_dose() -> None:
    """French guides write every dose so."""
    found = only(made(GIVEN, medicine(ON + dose("5", "5"))), "MedicationAdministration")

    assert str(found["dosage"]["dose"]["value"]) == "5"


def test_from_five_to_ten_is_not_five() -> None:
    """R4 has one dose of what was given; a range is neither of its ends."""
    found = only(made(GIVEN, medicine(ON + dose("5", "10"))), "MedicationAdministration")

    (told,) = found["dosage"]["dose"]["extension"]
    assert "value" not in found["dosage"]["dose"]
    assert told["url"] == RANGE
    assert [str(told["valueRange"][end]["value"]) for end in ("low", "high")] == ["5", "10"]


def test_a_vaccine_of_a_range_is_not_its_lower_end() -> None:
    """The same of an Immunization."""
    found = only(made(VACCINES, medicine(ON + dose("5", "10"))), "Immunization")

    assert "value" not in found["doseQuantity"]


def test_what_was_given_names_the_order_that_it_carries_out() -> None:
    """And the order is not given, and no order of its own."""
    order = (
        '<entryRelationship typeCode="REFR">'
        '<substanceAdministration classCode="SBADM" moodCode="INT">'
        '<id root="1.3.182.9.6" extension="P7"/></substanceAdministration></entryRelationship>'
    )
    entry = medicine(ON).replace("</consumable>", f"</consumable>{order}")

    resources = made(GIVEN, entry)

    assert only(resources, "MedicationAdministration")["request"]["identifier"]["value"] == "P7"
    assert of(resources, "MedicationRequest") == []


@pytest.mark.parametrize("denied", ["", 'negationInd="true"'])
def test_the_disease_that_a_planned_vaccine_is_against_is_nobodys_problem(denied: str) -> None:
    """Neither of one that is to be given, nor of one that must not be."""
    because = (
        '<entryRelationship typeCode="RSON"><observation classCode="OBS" moodCode="EVN">'
        f'{coded("code", "75323-6", "", LOINC)}<statusCode code="completed"/>'
        f"{value('712986001')}</observation></entryRelationship>"
    )
    kind = coded("code", "IMMUNIZ", "", "2.16.840.1.113883.5.4")
    entry = medicine(ON + because, f'moodCode="INT" {denied}', status="active")

    resources = made(PLAN, entry.replace("<statusCode", f"{kind}<statusCode", 1))

    assert of(resources, "Condition") == []
    assert codes(only(resources, "MedicationRequest")["reasonCode"][0]) == {"712986001"}


@pytest.mark.parametrize("mood", ["APT", "ARQ", "SLOT"])
def test_a_medicine_in_any_mood_of_asking_is_asked_for(mood: str) -> None:
    """It was left out, since its intent had no word."""
    entry = medicine(ON, f'moodCode="{mood}"', status="active")

    found = only(made(PLAN, entry), "MedicationRequest")

    assert found["intent"] in ("plan", "proposal")


def test_what_was_handed_out_for_a_vaccine_names_the_vaccine() -> None:
    """It was left out: R4's Immunization has no Medication to refer to."""
    supply = (
        '<entryRelationship typeCode="REFR"><supply classCode="SPLY" moodCode="EVN">'
        '<id root="1.3.182.9.6" extension="S1"/><quantity value="1"/></supply></entryRelationship>'
    )
    entry = medicine(ON).replace("</consumable>", f"</consumable>{supply}")

    found = only(made(VACCINES, entry), "MedicationDispense")

    assert codes(found["medicationCodeableConcept"]) == {"C09AA05"}


def test_no_known_devices_are_no_device() -> None:
    """What is said is said: it was nowhere but in the narrative."""
    none = (
        '<supply classCode="SPLY" moodCode="EVN"><id root="1.3.182.9.6" extension="S1"/>'
        f"{coded('code', '787483001')}</supply>"
    )

    resources = made("46264-8", none)

    assert of(resources, "Device") == of(resources, "DeviceUseStatement") == []
    found = only(resources, "Observation")
    assert codes(found["valueCodeableConcept"]) == {"787483001"}
