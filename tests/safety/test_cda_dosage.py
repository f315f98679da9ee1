"""How a medicine is taken, as clinical documents say it: in parts, if needed, at no such time.

https://hl7.org/fhir/R4/dosage.html · https://hl7.org/fhir/R4/datatypes.html#Timing
"""

from __future__ import annotations

import pytest

from tests.safety.clinical_documents import codes, made, medicine, only, value

TAKEN = "10160-0"


@pytest.mark.parametrize("where", ["whole", "part"])
def test_a_part_of_a_dose_that_is_taken_if_needed_is_not_taken_always(where: str) -> None:
    """Told of the whole or of the part, the condition stands at the part."""
    pain = f"<precondition><criterion>{value('22253000')}</criterion></precondition>"
    whole, part = (pain, "") if where == "whole" else ("", pain)
    inner = (
        f'{whole}<entryRelationship typeCode="COMP"><substanceAdministration classCode="SBADM"'
        ' moodCode="INT"><effectiveTime xsi:type="EIVL_TS"><event code="NIGHT"/></effectiveTime>'
        f'<doseQuantity value="1"/>{part}</substanceAdministration></entryRelationship>'
    )
    found = only(made(TAKEN, medicine(inner, 'moodCode="INT"')), "MedicationStatement")

    assert [
        codes(one["asNeededCodeableConcept"])
        for one in found["dosage"]
        if "sequence" not in one and "timing" in one
    ] == [{"22253000"}]


SUNDAY = '<phase><low value="20261122"/></phase><period value="1" unit="wk"/>'
EXCLUDED = (
    (f'xsi:type="PIVL_TS" operator="E">{SUNDAY}', "not every 1 wk from 2026-11-22"),
    ('xsi:type="EIVL_TS" operator="E"><event code="HS"/>', "not at HS"),
    (
        'xsi:type="IVL_TS" operator="E"><low value="20261201"/><high value="20261205"/>',
        "not 2026-12-01 to 2026-12-05",
    ),
)


@pytest.mark.parametrize(("taken_out", "words"), EXCLUDED)
def test_a_time_that_is_taken_out_is_not_one_at_which_it_is_taken(
    taken_out: str, words: str
) -> None:
    """`Daily, not on Sundays`: a machine finds no `daily`, a reader finds both."""
    daily = '<effectiveTime xsi:type="PIVL_TS" operator="A"><period value="1" unit="d"/>'
    bounds = '<effectiveTime xsi:type="IVL_TS"><low value="20261101"/></effectiveTime>'
    times = f"{bounds}{daily}</effectiveTime><effectiveTime {taken_out}</effectiveTime>"
    found = only(made(TAKEN, medicine(times, 'moodCode="EVN"')), "MedicationStatement")
    (dosage,) = found["dosage"]

    assert dosage["timing"]["code"]["text"] == f"every 1 d; {words}"
    assert dosage["timing"]["repeat"] == {"boundsPeriod": {"start": "2026-11-01"}}


def test_a_pause_is_not_how_long_a_medicine_is_taken() -> None:
    """An interval that is taken out bounds nothing."""
    pause = (
        '<effectiveTime xsi:type="IVL_TS" operator="E"><low value="20261201"/>'
        '<high value="20261205"/></effectiveTime>'
    )
    found = only(made(TAKEN, medicine(pause, 'moodCode="EVN"')), "MedicationStatement")

    assert "effectivePeriod" not in found


HANDED_OUT = (
    '<supply classCode="SPLY" moodCode="EVN"><id root="1.3.182.9.6" extension="D1"/>'
    '<code code="DISItem" codeSystem="1.3.6.1.4.1.19376.1.9.2.2"/><quantity value="1"/>'
    "<product><manufacturedProduct><manufacturedMaterial>"
    '<code code="C09AA05" codeSystem="2.16.840.1.113883.6.73"/></manufacturedMaterial>'
    '</manufacturedProduct></product><performer><time value="20260913"/><assignedEntity>'
    '<id root="1.3.182.9.1" extension="A-3"/></assignedEntity></performer>{inner}</supply>'
)
PARTS = (
    '<entryRelationship typeCode="COMP"><substanceAdministration classCode="SBADM"'
    ' moodCode="INT"><effectiveTime xsi:type="IVL_TS"><low value="20260913"/>'
    '<high value="20260927"/></effectiveTime>{parts}</substanceAdministration>'
    "</entryRelationship>"
)
PART = (
    '<entryRelationship typeCode="COMP"><substanceAdministration classCode="SBADM"'
    ' moodCode="INT"><effectiveTime xsi:type="EIVL_TS"><event code="{event}"/></effectiveTime>'
    '<doseQuantity value="{dose}"/></substanceAdministration></entryRelationship>'
)


def test_what_is_handed_out_says_each_part_of_its_dose() -> None:
    """ELGA: one in the morning, two in the evening, for two weeks."""
    parts = PART.format(event="ACM", dose=1) + PART.format(event="ACV", dose=2)
    entry = HANDED_OUT.format(inner=PARTS.format(parts=parts))
    found = only(made("60590-7", entry), "MedicationDispense")

    doses = [
        (one["timing"]["repeat"]["when"], one["doseAndRate"][0]["doseQuantity"]["value"])
        for one in found["dosageInstruction"]
        if "doseAndRate" in one
    ]
    assert doses == [(["ACM"], 1), (["ACV"], 2)]
    assert all(
        one["timing"]["repeat"]["boundsPeriod"] == {"start": "2026-09-13", "end": "2026-09-27"}
        for one in found["dosageInstruction"]
    )


def test_what_the_patient_is_told_stands_with_what_is_handed_out() -> None:
    """Not as an observation of the patient."""
    told = (
        '<entryRelationship typeCode="SUBJ" inversionInd="true"><act classCode="ACT"'
        ' moodCode="INT"><code code="PINSTRUCT" codeSystem="1.3.6.1.4.1.19376.1.5.3.2"/>'
        "<text>Before meals</text></act></entryRelationship>"
    )
    resources = made("60590-7", HANDED_OUT.format(inner=told))
    (dosage,) = only(resources, "MedicationDispense")["dosageInstruction"]

    assert dosage["patientInstruction"] == "Before meals"
    assert not [one for one in resources if one["resourceType"] == "Observation"]


def test_what_somebody_handed_out_on_a_day_was_handed_out() -> None:
    """IHE's items have no state; without a day nobody knows."""
    undated = HANDED_OUT.replace('<time value="20260913"/>', "")
    states = [
        only(made("60590-7", one.format(inner="")), "MedicationDispense")["status"]
        for one in (HANDED_OUT, undated)
    ]

    assert states == ["completed", "unknown"]


@pytest.mark.parametrize(
    ("low", "width", "end"),
    [
        ("20260912", 'value="3" unit="mo"', "2026-12-11"),
        ("20260912", 'value="1" unit="a"', "2027-09-11"),
        ("20260131", 'value="1" unit="mo"', "2026-02-28"),
        ("202609121000+0200", 'value="1" unit="mo"', "2026-10-12"),
    ],
)
def test_how_many_months_a_medicine_is_taken_is_not_lost(low: str, width: str, end: str) -> None:
    """As long as the calendar has them; the last day is the one before."""
    times = (
        f'<effectiveTime xsi:type="IVL_TS"><low value="{low}"/><width {width}/></effectiveTime>'
    )
    found = only(made(TAKEN, medicine(times)), "MedicationStatement")

    assert found["effectivePeriod"]["end"] == end


def test_a_day_that_does_not_belong_to_a_span_is_no_day_on_which_it_is_taken() -> None:
    """`Until the 22nd, that day excluded`: the last one is the 21st."""
    times = (
        '<effectiveTime xsi:type="IVL_TS"><low value="20260901"/>'
        '<high value="20260922" inclusive="false"/></effectiveTime>'
    )
    found = only(made(TAKEN, medicine(times)), "MedicationStatement")

    assert found["effectivePeriod"] == {"start": "2026-09-01", "end": "2026-09-21"}
