"""One part of a CDA entry that is wrong takes neither its entry nor its document with it.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=7 · https://hl7.org/fhir/R4/datatypes.html
"""

from __future__ import annotations

import pytest

from tests.safety.clinical_documents import (
    LOINC,
    coded,
    codes,
    concern,
    made,
    medicine,
    of,
    only,
    value,
)

PROBLEMS, RESULTS, NOTES, VACCINES, MEDICINES = (
    "11450-4",
    "30954-2",
    "34109-9",
    "11369-6",
    "10160-0",
)
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"


def note(text: str) -> str:
    """A note of a doctor."""
    return (
        '<act classCode="ACT" moodCode="EVN"><id root="1.3.182.9.6" extension="N1"/>'
        f'{coded("code", "34109-9", "", LOINC)}{text}<statusCode code="completed"/></act>'
    )


def result(told: str) -> str:
    """A finding with that value."""
    return (
        '<observation classCode="OBS" moodCode="EVN"><id root="1.3.182.9.6" extension="O1"/>'
        f'{coded("code", "14749-6", "", LOINC)}<statusCode code="completed"/>{told}</observation>'
    )


def aged(age: str) -> str:
    """A problem that began at that age."""
    return (
        '<observation classCode="OBS" moodCode="EVN"><id root="1.3.182.9.6" extension="O1"/>'
        f'{coded("code", "64572001")}<statusCode code="completed"/>'
        f"{value('38341003')}"
        '<entryRelationship typeCode="SUBJ" inversionInd="true">'
        f'<observation classCode="OBS" moodCode="EVN">{coded("code", "445518008")}'
        f'<statusCode code="completed"/>{age}</observation></entryRelationship></observation>'
    )


def test_a_note_without_words_is_kept_as_one() -> None:
    """Its document was refused for it."""
    found = only(of(made(NOTES, note("<text/>")), "DocumentReference")[:1], "DocumentReference")

    assert found["content"][0]["attachment"]["extension"] == [
        {"url": ABSENT, "valueCode": "unknown"}
    ]


def test_a_note_that_nobody_can_open_is_left_out_alone() -> None:
    """The document is kept, with what else it says."""
    broken = note('<text mediaType="application/pdf" representation="B64">@@@</text>')

    resources = made(NOTES, broken, result('<value xsi:type="INT" value="7"/>'))

    assert only(resources, "Observation")["valueInteger"] == int("7")


@pytest.mark.parametrize(
    ("age", "told"),
    [
        ('<value xsi:type="INT" value="52"/>', "52"),
        ('<value xsi:type="PQ" value="0" unit="a"/>', "0 a"),
        ('<value xsi:type="PQ" value="52" unit="years old"/>', "52 years old"),
        ('<value xsi:type="ST">in childhood</value>', "in childhood"),
    ],
)
def test_a_problem_with_an_age_that_r4_has_none_of_is_kept(age: str, told: str) -> None:
    """R4's Age has a unit of UCUM and is more than nothing (age-1); the problem was left out."""
    found = only(made(PROBLEMS, concern(aged(age))), "Condition")

    assert found["onsetString"] == told


def test_a_range_that_ends_below_its_beginning_is_told_in_words() -> None:
    """R4 has no such range (rng-2); the finding was left out."""
    bounds = '<low value="9" unit="mg"/><high value="1" unit="mg"/>'

    found = only(
        made(RESULTS, result(f'<value xsi:type="IVL_PQ">{bounds}</value>')), "Observation"
    )

    assert found["valueString"] == "9 mg - 1 mg"


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ('<value xsi:type="INT" value="3.5"/>', "3.5"),
        ('<value xsi:type="BL" value="maybe"/>', "maybe"),
        ('<value xsi:type="TS" value="2026-13"/>', "2026-13"),
    ],
)
def test_a_value_that_is_none_of_its_kind_is_told_as_it_came(sent: str, told: str) -> None:
    """Nobody loses what nobody can read."""
    assert only(made(RESULTS, result(sent)), "Observation")["valueString"] == told


def test_a_medicine_every_minus_eight_hours_is_taken_nobody_knows_how_often() -> None:
    """R4 has no such period (tim-5); the medicine was left out."""
    times = '<effectiveTime xsi:type="PIVL_TS"><period value="-8" unit="h"/></effectiveTime>'

    found = only(made(MEDICINES, medicine(times)), "MedicationStatement")

    assert "period" not in str(found.get("dosage"))


def test_a_vaccine_given_at_a_time_that_nobody_can_read_was_given() -> None:
    """R4 wants to know when; it is said that nobody knows."""
    found = only(made(VACCINES, medicine('<effectiveTime value="spring"/>')), "Immunization")

    assert found["_occurrenceDateTime"]["extension"] == [{"url": ABSENT, "valueCode": "unknown"}]
    assert codes(found["vaccineCode"]) == {"C09AA05"}
