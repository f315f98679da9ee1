"""What was handed over, what is done again and again, and signs that stand in any section.

https://hl7.org/fhir/R4/supplydelivery.html · https://hl7.org/fhir/R4/observation-vitalsigns.html
"""

from __future__ import annotations

import pytest

from tests.safety.clinical_documents import LOINC, coded, codes, made, of, only

DEVICES, PROCEDURES, VACCINES, RESULTS = "46264-8", "47519-4", "11369-6", "30954-2"
WEEKLY = (
    '<effectiveTime xsi:type="PIVL_TS"><phase value="20261101"/><period value="1" unit="wk"/>'
    "</effectiveTime>"
)


def supply(more: str = "") -> str:
    """A walking frame that was handed over, of which nobody says how many."""
    return (
        f'<supply classCode="SPLY" moodCode="EVN" {more}><id root="1.3.182.9.6" extension="S1"/>'
        f'{coded("code", "466986000")}<statusCode code="completed"/>'
        '<effectiveTime value="20261120"/></supply>'
    )


@pytest.mark.parametrize(
    ("more", "status"), [("", "completed"), ('negationInd="true"', "abandoned")]
)
def test_what_was_handed_over_is_a_delivery(more: str, status: str) -> None:
    delivery = only(made(DEVICES, supply(more)), "SupplyDelivery")

    assert delivery["status"] == status
    assert codes(delivery["suppliedItem"]["itemCodeableConcept"]) == {"466986000"}
    assert delivery["occurrenceDateTime"] == "2026-11-20"


def test_a_procedure_that_is_done_again_and_again_says_how_often() -> None:
    entry = (
        '<procedure classCode="PROC" moodCode="EVN"><id root="1.3.182.9.6" extension="P1"/>'
        f'{coded("code", "302497006")}<statusCode code="active"/>{WEEKLY}</procedure>'
    )
    procedure = only(made(PROCEDURES, entry), "Procedure")

    assert procedure["performedString"] == "every 1 wk from 2026-11-01"


def test_a_dose_in_the_middle_of_a_range_is_the_dose() -> None:
    entry = (
        '<substanceAdministration classCode="SBADM" moodCode="EVN" negationInd="false">'
        '<id root="1.3.182.9.6" extension="V1"/><statusCode code="completed"/>'
        '<effectiveTime value="20261120"/><doseQuantity><center value="0.5" unit="mL"/>'
        "</doseQuantity><consumable><manufacturedProduct><manufacturedMaterial>"
        f"{coded('code', '836382004')}</manufacturedMaterial></manufacturedProduct></consumable>"
        "</substanceAdministration>"
    )
    dose = only(made(VACCINES, entry), "Immunization")["doseQuantity"]

    assert (str(dose["value"]), dose["unit"]) == ("0.5", "mL")


@pytest.mark.parametrize(("code", "signs"), [("8867-4", {"vital-signs"}), ("2823-3", set())])
def test_a_pulse_among_results_is_a_vital_sign(code: str, signs: set[str]) -> None:
    entry = (
        '<observation classCode="OBS" moodCode="EVN"><id root="1.3.182.9.6" extension="O1"/>'
        f'{coded("code", code, "", LOINC)}<statusCode code="completed"/>'
        '<effectiveTime value="20261121"/><value xsi:type="PQ" value="72" unit="/min"/>'
        "</observation>"
    )
    (pulse,) = of(made(RESULTS, entry), "Observation")

    found = {one for category in pulse.get("category", ()) for one in codes(category)}
    assert found & {"vital-signs"} == signs
