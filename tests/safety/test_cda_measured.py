"""Under which circumstances something was measured, and what is usual: a number needs both.

https://hl7.org/fhir/R4/observation.html · https://hl7.org/fhir/R4/datatypes.html#Quantity
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.safety.clinical_documents import LOINC, coded, codes, made, only, value

RESULTS, GLUCOSE, FASTING = "30954-2", "14749-6", "49541-6"
NUMBER = '<value xsi:type="PQ" value="7.9" unit="mmol/L"/>'


def result(inner: str, number: str = NUMBER, status: str = "completed") -> dict[str, Any]:
    """What becomes of a glucose."""
    entry = (
        '<observation classCode="OBS" moodCode="EVN"><id root="1.3.182.9.6" extension="O1"/>'
        f'{coded("code", GLUCOSE, "", LOINC)}<statusCode code="{status}"/>'
        f'<effectiveTime value="20261121"/>{number}{inner}</observation>'
    )
    return only(made(RESULTS, entry), "Observation")


def circumstance(inner: str) -> str:
    """Under which it was measured."""
    return f'<precondition typeCode="PRCN"><criterion>{inner}</criterion></precondition>'


def usual(inner: str) -> list[dict[str, Any]]:
    """What is usual."""
    told = result(
        '<referenceRange typeCode="REFV"><observationRange classCode="OBS" moodCode="EVN.CRT">'
        f"{inner}</observationRange></referenceRange>"
    )
    ranges: list[dict[str, Any]] = told["referenceRange"]
    return ranges


def interval(low: str, high: str) -> str:
    """From where to where, each with its attributes."""
    bounds = f'<low {low} unit="mmol/L"/><high {high} unit="mmol/L"/>'
    return f'<value xsi:type="IVL_PQ">{bounds}</value>'


UCUM = {"unit": "L/min", "system": "http://unitsofmeasure.org", "code": "L/min"}


@pytest.mark.parametrize(
    ("told", "component"),
    [
        (
            coded("code", FASTING, "", LOINC) + '<value xsi:type="BL" value="false"/>',
            {"valueBoolean": False},
        ),
        (
            coded("code", "3151-8", "", LOINC) + '<value xsi:type="PQ" value="2" unit="L/min"/>',
            {"valueQuantity": {"value": 2, **UCUM}},
        ),
        ("<text>2 h after 75 g</text>", {"valueString": "2 h after 75 g"}),
    ],
    ids=["not fasting", "with oxygen", "in words"],
)
def test_a_circumstance_stands_with_the_number(told: str, component: dict[str, Any]) -> None:
    """7.9 mmol/L is diabetes fasting, and usual two hours after glucose."""
    (part,) = result(circumstance(told))["component"]

    assert {key: one for key, one in part.items() if key != "code"} == component


def test_a_circumstance_that_is_only_a_code_is_kept() -> None:
    """What it is, says the code."""
    (part,) = result(circumstance(coded("code", "16985007")))["component"]

    assert codes(part["valueCodeableConcept"]) == {"16985007"}


def test_a_bound_that_does_not_belong_to_what_is_usual_is_told() -> None:
    """Below 7, not up to 7."""
    (found,) = usual(interval('value="4.1" inclusive="true"', 'value="7" inclusive="false"'))

    assert found["text"] == ">= 4.1 mmol/L, < 7 mmol/L"
    assert (float(found["low"]["value"]), float(found["high"]["value"])) == (4.1, 7)


def test_bounds_that_belong_to_what_is_usual_need_no_words() -> None:
    """As R4 reads them."""
    (found,) = usual(interval('value="4.1"', 'value="7" inclusive="true"'))

    assert "text" not in found


@pytest.mark.parametrize(
    "told",
    [
        coded("code", "77386006") + '<value xsi:type="BL" value="true"/>',
        coded("code", "SEX", "", "1.2.3") + value("77386006"),
    ],
    ids=["yes", "a code"],
)
def test_what_is_usual_in_pregnancy_says_for_whom(told: str) -> None:
    """Yes to a question, or a code as answer."""
    (found,) = usual(interval('value="4"', 'value="5"') + circumstance(told))

    assert [codes(one) for one in found["appliesTo"]] == [{"77386006"}]


def test_a_number_with_a_comma_is_told_as_it_came() -> None:
    """Nobody guesses whether 1,234 is one or a thousand; and nobody loses it."""
    found = result("", '<value xsi:type="PQ" value="68,5" unit="kg"/>')

    assert found["valueString"] == "68,5 kg"
    assert "valueQuantity" not in found


def test_a_result_under_way_without_a_value_is_registered() -> None:
    """There is none yet; with one it may change."""
    assert result("", "", "active")["status"] == "registered"
    assert result("", NUMBER, "active")["status"] == "preliminary"


def test_a_value_between_two_bounds_that_it_cannot_reach_says_so() -> None:
    """More than 5 and less than 6; R4's range holds its bounds."""
    found = result("", interval('value="5" inclusive="false"', 'value="6" inclusive="false"'))

    assert found["note"] == [{"text": "> 5 mmol/L, < 6 mmol/L"}]
    assert float(found["valueRange"]["low"]["value"]) == float("5")


def test_a_second_value_is_kept_beside_the_first() -> None:
    """R4 has one value, and no component of the code of the whole (obs-7)."""
    found = result("", value("1") + value("2"))

    (part,) = found["component"]
    assert codes(found["valueCodeableConcept"]) == {"1"}
    assert codes(part["valueCodeableConcept"]) == {"2"}


def test_a_number_that_was_not_found_is_no_value() -> None:
    """In words, and false."""
    entry = (
        '<observation classCode="OBS" moodCode="EVN" negationInd="true">'
        f'{coded("code", GLUCOSE, "", LOINC)}<statusCode code="completed"/>{NUMBER}</observation>'
    )

    found = only(made(RESULTS, entry), "Observation")

    (part,) = found["component"]
    assert not [key for key in found if key.startswith("value")]
    assert (part["code"]["text"], part["valueBoolean"]) == ("7.9 mmol/L", False)


def test_a_curve_has_the_times_that_stand_beside_it() -> None:
    """Four milliseconds apart; without them nobody knows how far."""
    points = '<origin value="0" unit="uV"/><scale value="2.5" unit="uV"/><digits>1 -2 3</digits>'
    curve = f'<value xsi:type="SLIST_PQ">{points}</value>'
    apart = '<head value="20261121"/><increment value="4" unit="ms"/>'
    times = f'<value xsi:type="GLIST_TS">{apart}</value>'

    (alone,) = _group(curve)
    first, second = _group(curve, times)

    assert first["valueSampledData"]["data"] == "1 -2 3"
    assert float(first["valueSampledData"]["period"]) == float("4")
    assert second["valueDateTime"] == "2026-11-21"
    assert "period" not in alone["valueSampledData"]
    assert "_period" in alone["valueSampledData"]


def _group(*values: str) -> list[dict[str, Any]]:
    """The members of a group, one for each value."""
    parts = "".join(
        '<component><observation classCode="OBS" moodCode="EVN">'
        f"{coded('code', f'13132{at}', '', '2.16.840.1.113883.6.24')}"
        f'<statusCode code="completed"/>{one}</observation></component>'
        for at, one in enumerate(values)
    )
    entry = (
        f'<organizer classCode="CLUSTER" moodCode="EVN">{coded("code", "1", "", "1.2.3")}'
        f'<statusCode code="completed"/>{parts}</organizer>'
    )
    found = made(RESULTS, entry)
    members = [one for one in found if one["resourceType"] == "Observation"]
    return [one for one in members if "hasMember" not in one]


def test_a_number_with_an_exponent_is_a_number() -> None:
    """XML Schema's `double` may be written so."""
    told = result("", '<value xsi:type="PQ" value="1.5E5" unit="L/min"/>')

    assert told["valueQuantity"] == {"value": 150000, **UCUM}


def test_what_is_because_of_a_result_is_no_proof_of_it() -> None:
    """The link stands the other way round (`inversionInd`)."""
    inner = coded("code", "3151-8", "", LOINC) + NUMBER
    link = f'<observation classCode="OBS" moodCode="EVN">{inner}</observation>'
    entry = f'<entryRelationship typeCode="RSON" inversionInd="true">{link}</entryRelationship>'
    glucose = coded("code", GLUCOSE, "", LOINC)
    whole = f'<observation classCode="OBS" moodCode="EVN">{glucose}{NUMBER}{entry}</observation>'
    told = made(RESULTS, whole)

    assert all("derivedFrom" not in one for one in told)
