"""A report of a laboratory (XD-LAB): one report, its groups, its results, the specimen they share.

https://profiles.ihe.net/PaLM/ (XD-LAB)
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.safety.clinical_documents import LOINC, coded, codes, made, of, only

SPECIMEN = '<id root="1.3.182.9.7" extension="S77"/>'
SODIUM = (
    '<observation classCode="OBS" moodCode="EVN"><id root="1.3.182.9.7" extension="R1"/>'
    f'{coded("code", "2951-2", "", LOINC)}<statusCode code="completed"/>'
    '<effectiveTime value="20261120"/><value xsi:type="PQ" value="140" unit="mmol/L"/>'
    '<entryRelationship typeCode="COMP"><act classCode="ACT" moodCode="EVN">'
    f"{coded('code', '48767-8', '', LOINC)}<text>Again in a week</text>"
    '<statusCode code="completed"/></act></entryRelationship>'
    '<referenceRange><observationRange><value xsi:type="IVL_PQ"><low value="136" unit="mmol/L"/>'
    '<high value="145" unit="mmol/L"/></value></observationRange></referenceRange></observation>'
)
REPORT = (
    '<act classCode="ACT" moodCode="EVN"><templateId root="1.3.6.1.4.1.19376.1.3.1"/>'
    f'{coded("code", "18719-5", "", LOINC)}<statusCode code="completed"/>'
    '<entryRelationship typeCode="COMP"><procedure classCode="PROC" moodCode="EVN">'
    f'{coded("code", "33882-2", "", LOINC)}<effectiveTime value="20261120080000+0100"/>'
    f'<participant typeCode="PRD"><participantRole classCode="SPEC">{SPECIMEN}<playingEntity>'
    f"{coded('code', '119297000')}</playingEntity></participantRole></participant></procedure>"
    '</entryRelationship><entryRelationship typeCode="COMP"><act classCode="ACT" moodCode="EVN">'
    '<code code="SPRECEIVE" codeSystem="1.3.5.1.4.1.19376.1.5.3.2"/>'
    '<effectiveTime value="20261120090000+0100"/></act></entryRelationship>'
    '<entryRelationship typeCode="COMP"><organizer classCode="BATTERY" moodCode="EVN">'
    f'{coded("code", "24326-1", "", LOINC)}<statusCode code="completed"/>'
    f"<specimen><specimenRole>{SPECIMEN}</specimenRole></specimen>"
    f"<component>{SODIUM}</component></organizer></entryRelationship></act>"
)


@pytest.fixture(scope="module")
def resources() -> list[dict[str, Any]]:
    """What becomes of the report."""
    return made("18719-5", REPORT)


def test_there_is_one_report_which_leads_to_its_groups(resources: list[dict[str, Any]]) -> None:
    """The act is the report; a battery in it is a group of results."""
    report = only(resources, "DiagnosticReport")
    (group,) = [one for one in of(resources, "Observation") if "hasMember" in one]

    assert codes(report["category"][0]) == {"LAB"}
    assert report["result"] == [{"reference": f"Observation/{group['id']}"}]


def test_a_result_has_its_value_its_range_and_its_remark(resources: list[dict[str, Any]]) -> None:
    """And no remark becomes a result of its own."""
    (result,) = [one for one in of(resources, "Observation") if "valueQuantity" in one]

    assert str(result["valueQuantity"]["value"]) == "140"
    assert str(result["referenceRange"][0]["high"]["value"]) == "145"
    assert result["note"] == [{"text": "Again in a week"}]


def test_what_is_said_of_the_specimen_is_one_specimen(resources: list[dict[str, Any]]) -> None:
    """Taken, received, and named by each result of its group."""
    specimen = only(resources, "Specimen")
    (result,) = [one for one in of(resources, "Observation") if "valueQuantity" in one]

    assert specimen["collection"]["collectedDateTime"] == "2026-11-20T08:00:00+01:00"
    assert specimen["receivedTime"] == "2026-11-20T09:00:00+01:00"
    assert specimen["type"]["coding"] == [
        {"system": "http://snomed.info/sct", "code": "119297000"}
    ]
    assert result["specimen"] == {"reference": f"Specimen/{specimen['id']}"}
