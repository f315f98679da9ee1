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
