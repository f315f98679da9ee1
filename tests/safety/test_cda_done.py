"""Vaccines, procedures and results of CDA: refused, put off, planned, not done, not known.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=7 · https://hl7.org/fhir/us/ccda/
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
    value,
)

VACCINES, PROCEDURES = "11369-6", "47519-4"
PLAN, RESULTS = "18776-5", "30954-2"
NEGATED = 'negationInd="true"'


# Vaccines

REFUSED = (
    '<entryRelationship typeCode="RSON"><observation classCode="OBS" moodCode="EVN">'
    f"{coded('code', 'PATOBJ', '', '2.16.840.1.113883.5.8')}"
    '<statusCode code="completed"/></observation></entryRelationship>'
)
ON = '<effectiveTime value="20260901"/>'


def test_a_vaccine_that_was_refused_was_not_given() -> None:
    """With why; never completed."""
    entry = medicine(ON + REFUSED, f'moodCode="EVN" {NEGATED}')

    found = only(made(VACCINES, entry), "Immunization")

    assert found["status"] == "not-done"
    assert codes(found["statusReason"]) == {"PATOBJ"}


def test_a_reason_for_refusal_is_a_refusal_without_negation_too() -> None:
    """Nobody refuses what was given."""
    assert only(made(VACCINES, medicine(ON + REFUSED)), "Immunization")["status"] == "not-done"


@pytest.mark.parametrize("word", ["cancelled", "aborted", "held", "suspended", "new"])
def test_a_vaccine_that_was_put_off_was_not_given(word: str) -> None:
    """HL7's own map of states."""
    found = only(made(VACCINES, medicine(ON, status=word)), "Immunization")

    assert found["status"] == "not-done"


def test_a_vaccine_that_was_taken_back_is_entered_in_error() -> None:
    """Also where it is negated."""
    entry = medicine(ON, f'moodCode="EVN" {NEGATED}', status="nullified")

    assert only(made(VACCINES, entry), "Immunization")["status"] == "entered-in-error"


def test_a_vaccine_without_a_state_was_not_completed() -> None:
    """R4's Immunization cannot say that nobody knows; an administration can."""
    resources = made(VACCINES, medicine(ON, status=""))

    assert not of(resources, "Immunization")
    assert only(resources, "MedicationAdministration")["status"] == "unknown"


def test_a_vaccine_that_is_planned_is_no_vaccine_that_was_given() -> None:
    """An intent is an order."""
    resources = made(VACCINES, medicine(ON, 'moodCode="INT"', status="active"))

    assert not of(resources, "Immunization")
    assert of(resources, "MedicationRequest")


# Procedures


def procedure(attributes: str = 'moodCode="EVN"', status: str = "completed") -> str:
    """An appendectomy."""
    told = f'<statusCode code="{status}"/>' if status else ""
    return (
        f'<procedure classCode="PROC" {attributes}><id root="1.3.182.9.6" extension="P1"/>'
        f"{coded('code', '80146002')}{told}{ON}</procedure>"
    )


def test_a_procedure_that_is_negated_was_not_done() -> None:
    """Whatever the state of the statement."""
    found = only(made(PROCEDURES, procedure(f'moodCode="EVN" {NEGATED}')), "Procedure")

    assert found["status"] == "not-done"


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("cancelled", "not-done"),
        ("aborted", "stopped"),
        ("nullified", "entered-in-error"),
        ("active", "in-progress"),
        ("", "unknown"),
    ],
)
def test_a_procedure_is_as_it_was_said(word: str, status: str) -> None:
    """And unknown where nobody says so."""
    found = only(made(PROCEDURES, procedure(status=word)), "Procedure")

    assert found["status"] == status


@pytest.mark.parametrize("mood", ["INT", "RQO", "PRMS", "PRP"])
def test_a_procedure_that_is_planned_was_not_done(mood: str) -> None:
    """What is meant, asked for, promised or proposed is a request."""
    resources = made(PROCEDURES, procedure(f'moodCode="{mood}"', status="active"))

    assert not of(resources, "Procedure")
    assert only(resources, "ServiceRequest")["status"] == "active"


def test_a_procedure_that_must_not_be_done_is_forbidden() -> None:
    """A negated request asks that it is not done."""
    found = only(made(PLAN, procedure(f'moodCode="RQO" {NEGATED}')), "ServiceRequest")

    assert found["doNotPerform"] is True


def test_no_known_procedure_is_kept_as_it_is() -> None:
    """A code, not an operation."""
    entry = procedure().replace("80146002", "no-known-procedures")

    assert codes(only(made(PROCEDURES, entry), "Procedure")["code"]) == {"no-known-procedures"}


# Observations


def result(inner: str, attributes: str = "", status: str = "completed") -> str:
    """A measurement."""
    return observation(coded("code", "2345-7", "", LOINC) + inner, attributes, status)


def test_an_observation_that_is_negated_has_no_value() -> None:
    """What it denies is a component that is false."""
    found = only(made("29762-2", observation(value("77176002"), NEGATED)), "Observation")
    (component,) = found["component"]

    assert not any(key.startswith("value") for key in found)
    assert codes(component["code"]) == {"77176002"}
    assert component["valueBoolean"] is False


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("cancelled", "cancelled"),
        ("aborted", "cancelled"),
        ("nullified", "entered-in-error"),
        ("active", "preliminary"),
        ("", "unknown"),
        ("odd", "unknown"),
    ],
)
def test_a_result_is_final_only_where_it_was_completed(word: str, status: str) -> None:
    """Never by default."""
    entry = result('<value xsi:type="PQ" value="5" unit="mmol/L"/>', status=word)

    assert only(made(RESULTS, entry), "Observation")["status"] == status


def test_a_result_that_is_not_known_says_why_and_nothing_else() -> None:
    """A null flavour is no value."""
    found = only(made(RESULTS, result('<value xsi:type="PQ" nullFlavor="NASK"/>')), "Observation")

    assert codes(found["dataAbsentReason"]) == {"not-asked"}
    assert not any(key.startswith("value") for key in found)


def test_a_result_below_the_limit_is_below_the_limit() -> None:
    """An open interval keeps its side."""
    entry = result(
        '<value xsi:type="IVL_PQ"><high value="0.1" unit="mmol/L" inclusive="false"/></value>'
    )

    quantity = only(made(RESULTS, entry), "Observation")["valueQuantity"]

    assert (quantity["comparator"], str(quantity["value"])) == ("<", "0.1")


def test_a_goal_is_no_result() -> None:
    """What is hoped for was not measured."""
    entry = result('<value xsi:type="PQ" value="5" unit="mmol/L"/>', status="active").replace(
        'moodCode="EVN"', 'moodCode="GOL"'
    )

    resources = made("61146-7", entry)

    assert not of(resources, "Observation")
    assert of(resources, "Goal")
