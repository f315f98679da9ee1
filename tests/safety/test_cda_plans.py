"""Plans, wishes, concerns and reports under way in CDA: what must not become something else.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=7 · https://hl7.org/fhir/us/ccda/
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.safety.clinical_documents import (
    LOINC,
    coded,
    codes,
    concern,
    made,
    medicine,
    observation,
    of,
    only,
    value,
)

PROBLEMS, ALLERGIES, DIRECTIVES, PLAN, GOALS = (
    "11450-4",
    "48765-2",
    "42348-3",
    "18776-5",
    "61146-7",
)
PAIRS = Path(__file__).parents[1] / "messages" / "cda"
DIABETES, TREMOR, RESUSCITATION = "73211009", "26079004", "304251008"
NUMBER = '<id root="1.3.182.9.6" extension="{}"/>'
NAMED = (
    '<act classCode="ACT" moodCode="EVN"><id root="1.3.182.9.6" extension="O1"/>'
    '<code nullFlavor="NP"/><statusCode code="completed"/></act>'
)


def pair(kind: str, fact: str = "*") -> list[dict[str, Any]]:
    """The bodies that the one pair of a kind (and of that name) is held to."""
    (file,) = (PAIRS / kind).glob(f"{fact}.expected.json")
    return [change["body"] for change in json.loads(file.read_text())["changes"]]


def directive(inner: str, status: str = "completed", attributes: str = "") -> dict[str, Any]:
    """The Consent that a directive about resuscitation becomes."""
    entry = observation(coded("code", RESUSCITATION) + inner, attributes, status)
    return only(made(DIRECTIVES, entry), "Consent")


def meeting(mood: str, times: str, status: str = "active") -> list[dict[str, Any]]:
    """What a visit to come becomes."""
    return made(
        PLAN,
        f'<encounter classCode="ENC" moodCode="{mood}">{NUMBER.format("E1")}'
        f'{coded("code", "AMB", "", "2.16.840.1.113883.5.4")}<statusCode code="{status}"/>'
        f"<effectiveTime>{times}</effectiveTime></encounter>",
    )


BOTH = '<low value="202612010900+0100"/><high value="202612010930+0100"/>'


def test_an_entry_that_only_names_a_problem_is_no_procedure() -> None:
    """A goal that refers to a problem by its number: nothing was done to the patient."""
    goal = (
        f'<observation classCode="OBS" moodCode="GOL">{NUMBER.format("G1")}'
        f'{coded("code", "8480-6", "", LOINC)}<statusCode code="active"/>'
        f'<entryRelationship typeCode="REFR">{NAMED}</entryRelationship></observation>'
    )
    found = made(PROBLEMS, concern(observation(value(DIABETES))), goal)

    assert of(found, "Procedure") == []
    problem = only(found, "Condition")
    assert only(found, "Goal")["addresses"] == [{"reference": f"Condition/{problem['id']}"}]


def test_a_negated_entry_without_more_is_not_taken_for_what_it_names() -> None:
    """`Not done` says something; to refer to the thing itself would say the opposite."""
    negated = NAMED.replace("<act ", '<act negationInd="true" ')
    found = made(PROBLEMS, concern(observation(value(DIABETES))), negated)

    assert [one["status"] for one in of(found, "Procedure")] == ["not-done"]


def test_a_measure_that_is_refused_beforehand_is_denied() -> None:
    """The value is no: `permit` would have the patient resuscitated."""
    found = directive('<value xsi:type="BL" value="false"/>')

    assert found["provision"]["type"] == "deny"
    assert codes(found["provision"]["code"][0]) == {RESUSCITATION}


def test_a_measure_that_is_wanted_is_permitted() -> None:
    """The value is yes."""
    assert directive('<value xsi:type="BL" value="true"/>')["provision"]["type"] == "permit"


def test_a_negated_wish_is_denied() -> None:
    """Negated, whatever the value names."""
    found = directive(value("439569004"), attributes='negationInd="true"')

    assert found["provision"]["type"] == "deny"


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ("304253006", "deny"),
        ("450476008", "deny"),
        ("304252001", "permit"),
        ("439569004", None),
    ],
)
def test_a_coded_wish_says_itself_which_of_the_two_it_is(wish: str, expected: str | None) -> None:
    """`Not for resuscitation` is denied; the name of a measure alone is neither."""
    found = directive(value(wish))

    assert found["provision"].get("type") == expected
    assert codes(found["provision"]["code"][0]) == {wish}


def test_a_coded_wish_that_is_negated_is_no_wish_in_force() -> None:
    """Not `not for resuscitation`: to deny it would read as the wish itself."""
    found = directive(value("304253006"), attributes='negationInd="true"')

    assert found["status"] == "rejected"
    assert "type" not in found["provision"]


def test_a_coded_no_is_said_of_the_measure() -> None:
    """The answer is the type, the question what it is about."""
    found = directive(value("373067005"))

    assert found["provision"]["type"] == "deny"
    assert codes(found["provision"]["code"][0]) == {RESUSCITATION}


def test_a_written_directive_is_not_for_that_in_force() -> None:
    """Completed is the writing; nobody says that the directive holds."""
    assert directive(value("304253006"))["status"] == "draft"


def test_a_directive_that_has_ended_is_inactive() -> None:
    """A high time is an end."""
    times = '<effectiveTime><low value="2020"/><high value="2024"/></effectiveTime>'

    assert directive(times + value("304253006"))["status"] == "inactive"


def test_a_directive_that_was_a_mistake_says_so() -> None:
    """Nullified."""
    assert directive(value("304253006"), status="nullified")["status"] == "entered-in-error"


def test_a_reaction_beside_an_allergy_is_no_problem() -> None:
    """It stands in the concern as the allergy does; the patient has no tremor now."""
    reaction = observation(value(TREMOR)).replace('extension="O1"', 'extension="O2"')
    allergen = (
        '<participant typeCode="CSM"><participantRole classCode="MANU"><playingEntity>'
        f"{coded('code', '372687004')}</playingEntity></participantRole></participant>"
    )
    both = concern(observation(value("419199007") + allergen)).replace(
        "</entryRelationship></act>",
        '</entryRelationship><entryRelationship typeCode="SUBJ">'
        f"{reaction}</entryRelationship></act>",
    )

    assert of(made(ALLERGIES, both), "Condition") == []


def test_a_diagnosis_of_nurses_is_a_condition_in_a_section_of_its_own_code() -> None:
    """A concern about a diagnosis is one, whatever the section is called."""
    found = made("PFDIAG", concern(observation(coded("code", "282291009") + value(DIABETES))))

    assert codes(only(found, "Condition")["code"]) == {DIABETES}


def test_a_negated_diagnosis_there_is_refuted() -> None:
    """The widened rule negates as the narrow one does."""
    inner = observation(coded("code", "282291009") + value(DIABETES), 'negationInd="true"')

    found = only(made("PFDIAG", concern(inner)), "Condition")

    assert codes(found["verificationStatus"]) == {"refuted"}


def test_a_visit_that_is_agreed_on_is_booked() -> None:
    """Both ends are told; nobody says that the patient has accepted."""
    found = only(meeting("APT", BOTH), "Appointment")

    assert found["status"] == "booked"
    assert {one["status"] for one in found["participant"]} == {"needs-action"}


def test_a_visit_that_was_called_off_is_cancelled() -> None:
    """It must not be waited for."""
    assert only(meeting("APT", BOTH, "cancelled"), "Appointment")["status"] == "cancelled"


def test_a_visit_without_an_end_is_not_lost() -> None:
    """FHIR refuses such an Appointment (app-3): it is a planned Encounter."""
    found = meeting("APT", '<low value="202612010900+0100"/>')

    assert only(found, "Encounter")["status"] == "planned"


def test_a_visit_that_somebody_asks_for_is_only_proposed() -> None:
    """`ARQ` is a request."""
    assert only(meeting("ARQ", BOTH), "Appointment")["status"] == "proposed"


def test_a_report_under_way_is_preliminary_though_it_is_signed() -> None:
    """The laboratory says that results are missing."""
    head = next(
        one for one in pair("LABORATORY", "a-report-*") if one["resourceType"] == "Composition"
    )

    assert head["status"] == "preliminary"


def test_the_insured_is_the_patient_and_no_relative() -> None:
    """A policy of one's own makes no second person; that of another does."""
    bodies = pair("DISCHARGE", "the-insured-*")
    covers = [one for one in bodies if one["resourceType"] == "Coverage"]

    holders = [one["policyHolder"]["reference"].partition("/")[0] for one in covers]
    assert sorted(holders) == ["Patient", "RelatedPerson"]
    assert {one["status"] for one in covers} == {"draft"}


def test_a_concern_and_a_risk_are_no_procedures() -> None:
    """Nothing was done: one is a problem that is watched, the other a thing that may happen."""
    bodies = pair("CAREPLAN", "a-plan-*")

    done = [codes(one["code"]) for one in bodies if one["resourceType"] == "Procedure"]
    assert not {"75310-3", "281694009"} & set().union(*done)
    assert len(of(bodies, "RiskAssessment")) == 1


def test_what_a_team_does_is_not_done_to_the_patient() -> None:
    """Members of a care team are acts in CDA."""
    bodies = pair("CAREPLAN", "a-plan-*")

    assert len(only(bodies, "CareTeam")["participant"]) == 2
    done = [codes(one["code"]) for one in bodies if one["resourceType"] == "Procedure"]
    assert not {"92707-9"} & set().union(*done)


PCC = '<templateId root="1.3.6.1.4.1.19376.1.5.3.1.4.7"/>'


def test_a_medicine_whose_statement_is_complete_is_not_therefore_over() -> None:
    """IHE fixes the state of what is written down; `completed` in FHIR is no longer taken."""
    times = '<effectiveTime xsi:type="IVL_TS"><low value="20200101"/></effectiveTime>'
    entry = medicine(times).replace("<id ", f"{PCC}<id ", 1)

    found = only(made("10160-0", entry), "MedicationStatement")

    assert found["status"] == "unknown"
    assert found["effectivePeriod"] == {"start": "2020-01-01"}


def test_a_prescription_that_is_complete_as_a_text_has_not_been_dispensed() -> None:
    """`completed` in FHIR is an order that was carried out."""
    entry = medicine(attributes='moodCode="RQO"').replace("<id ", f"{PCC}<id ", 1)

    assert only(made("57828-6", entry), "MedicationRequest")["status"] == "unknown"


def test_a_medicine_that_a_guide_without_that_rule_calls_completed_is_over() -> None:
    """C-CDA says so of what is no longer taken."""
    assert only(made("10160-0", medicine()), "MedicationStatement")["status"] == "completed"


def test_a_pacemaker_that_is_in_since_a_day_is_in_use() -> None:
    """The statement is complete; the device has not been taken out."""
    device = (
        '<supply classCode="SPLY" moodCode="EVN"><statusCode code="completed"/>'
        '<effectiveTime xsi:type="IVL_TS"><low value="20180514"/></effectiveTime>'
        '<participant typeCode="DEV"><participantRole classCode="MANU"><playingDevice>'
        f"{coded('code', '14106009')}</playingDevice></participantRole></participant></supply>"
    )

    assert only(made("46264-8", device), "DeviceUseStatement")["status"] == "active"


def test_a_span_of_ten_days_ends_on_the_tenth() -> None:
    """From the twelfth on: the last day is the twenty-first."""
    times = (
        '<effectiveTime xsi:type="IVL_TS"><low value="20260912"/><width value="10" unit="d"/>'
        "</effectiveTime>"
    )

    found = only(made("10160-0", medicine(times)), "MedicationStatement")

    assert found["effectivePeriod"] == {"start": "2026-09-12", "end": "2026-09-21"}


def test_an_entry_that_names_what_is_not_there_is_no_procedure() -> None:
    """`Diagnosis` with a number, and the diagnosis stands in another document."""
    code = coded("code", "29308-4", "", LOINC)
    entry = f'<act classCode="ACT" moodCode="EVN">{NUMBER.format("X9")}{code}</act>'

    assert of(made(PROBLEMS, entry), "Procedure") == []
