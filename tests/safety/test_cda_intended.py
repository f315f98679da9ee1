"""What CDA only intends, wants, allows or takes back was not done, whatever its state says.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://terminology.hl7.org/CodeSystem-v3-ActMood.html
"""

from __future__ import annotations

import pytest

from tests.safety.clinical_documents import LOINC, coded, codes, made, of, only

PLAN, DONE = "18776-5", "30954-2"
VISIT = coded("code", "AMB", "", "2.16.840.1.113883.5.4")


def encounter(mood: str, status: str, attributes: str = "", times: str = "") -> str:
    """A visit in a mood and a state."""
    times = times or '<effectiveTime value="20270101"/>'
    return (
        f'<encounter classCode="ENC" moodCode="{mood}" {attributes}>'
        f'<id root="1.3.182.9.6" extension="E1"/>{VISIT}'
        f'<statusCode code="{status}"/>{times}</encounter>'
    )


@pytest.mark.parametrize("status", ["completed", "suspended", "obsolete"])
def test_a_visit_that_is_intended_is_neither_over_nor_interrupted(status: str) -> None:
    """The intention is complete; whether anybody came is told by nobody."""
    found = only(made(PLAN, encounter("INT", status)), "Encounter")

    assert found["status"] == "unknown"


@pytest.mark.parametrize("status", ["aborted", "cancelled"])
def test_a_visit_that_was_called_off_is_cancelled(status: str) -> None:
    """It will not take place."""
    assert only(made(PLAN, encounter("INT", status)), "Encounter")["status"] == "cancelled"


@pytest.mark.parametrize("mood", ["GOL", "DEF", "OPT", "PERM"])
def test_a_visit_that_is_a_goal_or_an_option_is_no_visit(mood: str) -> None:
    """It was in progress, or finished, as its state says of the goal."""
    assert of(made(PLAN, encounter(mood, "active")), "Encounter") == []


@pytest.mark.parametrize("attributes", ["", 'negationInd="true"'])
def test_a_visit_that_was_taken_back_is_entered_in_error(attributes: str) -> None:
    """Also where it is negated."""
    found = only(made(DONE, encounter("EVN", "nullified", attributes)), "Encounter")

    assert found["status"] == "entered-in-error"


def test_a_visit_whose_end_lies_before_its_beginning_is_kept_without_it() -> None:
    """It was left out, with all that it says."""
    times = '<effectiveTime><low value="20260905"/><high value="20260901"/></effectiveTime>'

    found = only(made(DONE, encounter("EVN", "completed", times=times)), "Encounter")

    assert found["period"] == {"start": "2026-09-05"}


@pytest.mark.parametrize("mood", ["GOL", "DEF", "OPT", "PERM"])
def test_a_delivery_that_is_a_goal_or_an_option_is_not_asked_for(mood: str) -> None:
    """Nobody asks for what is allowed."""
    supply = (
        f'<supply classCode="SPLY" moodCode="{mood}">{coded("code", "14106009")}'
        '<statusCode code="active"/><quantity value="1"/></supply>'
    )

    assert of(made(PLAN, supply), "SupplyRequest") == []


def test_an_act_that_was_not_done_and_is_taken_back_is_entered_in_error() -> None:
    """Nobody knows any more whether it was done."""
    act = (
        '<act classCode="ACT" moodCode="EVN" negationInd="true">'
        '<id root="1.3.182.9.6" extension="A1"/>'
        f'{coded("code", "229070002")}<statusCode code="nullified"/></act>'
    )

    assert only(made(DONE, act), "Procedure")["status"] == "entered-in-error"


def test_a_panel_that_is_asked_for_is_asked_for() -> None:
    """Its code was lost; it is no group of results."""
    panel = (
        '<organizer classCode="BATTERY" moodCode="RQO"><id root="1.3.182.9.6" extension="G1"/>'
        f'{coded("code", "24326-1", "", LOINC)}<statusCode code="active"/></organizer>'
    )

    resources = made(PLAN, panel)

    assert of(resources, "Observation") == of(resources, "DiagnosticReport") == []
    assert codes(only(resources, "ServiceRequest")["code"]) == {"24326-1"}


def test_what_is_measured_every_day_is_not_measured_once() -> None:
    """R4 has a Timing for it."""
    daily = '<effectiveTime xsi:type="PIVL_TS"><period value="1" unit="d"/></effectiveTime>'
    entry = (
        '<observation classCode="OBS" moodCode="EVN"><id root="1.3.182.9.6" extension="O1"/>'
        f'{coded("code", "29463-7", "", LOINC)}<statusCode code="completed"/>{daily}</observation>'
    )

    found = only(made(DONE, entry), "Observation")

    assert found["effectiveTiming"]["repeat"]["periodUnit"] == "d"


def test_to_whom_a_patient_is_sent_may_be_anybody_of_a_kind() -> None:
    """A cardiologist, and nobody in particular."""
    whom = (
        '<participant typeCode="REFT"><participantRole classCode="ASSIGNED">'
        f"{coded('code', '17561000')}</participantRole></participant>"
    )
    entry = (
        '<act classCode="ACT" moodCode="RQO"><id root="1.3.182.9.6" extension="A1"/>'
        f'{coded("code", "44383000")}<statusCode code="active"/>{whom}</act>'
    )

    found = only(made(PLAN, entry), "ServiceRequest")

    assert codes(found["performerType"]) == {"17561000"}
