"""A report of a laboratory (XD-LAB): one report, its groups, its results, the specimen they share.

https://profiles.ihe.net/PaLM/ (XD-LAB)
"""

from __future__ import annotations

import json
from pathlib import Path
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


def bodies(fact: str, kind: str = "LABORATORY") -> list[dict[str, Any]]:
    """What the pair of that name is held to."""
    folder = Path(__file__).parents[2] / "messages" / "cda" / kind
    said = json.loads((folder / f"{fact}.expected.json").read_text("utf-8"))
    return [change["body"] for change in said["changes"]]


def test_a_document_of_two_disciplines_is_one_report_that_is_the_document() -> None:
    """Number, kind, stay and category are those of the Composition; each names the other."""
    found = bodies("two-disciplines-are-one-report")
    report, head = only(found, "DiagnosticReport"), only(found, "Composition")

    assert head["identifier"] in report["identifier"]
    assert report["code"] == head["type"]
    assert head["category"][0] in report["category"]
    assert (report["subject"], report["encounter"]) == (head["subject"], head["encounter"])
    assert report["status"] == "final"
    assert "effectivePeriod" in report
    assert len(report["result"]) == 2


def test_its_sections_name_the_groups_that_it_holds() -> None:
    """A reader of the section and one of the report come to the same."""
    found = bodies("two-disciplines-are-one-report")
    report, head = only(found, "DiagnosticReport"), only(found, "Composition")
    chemistry, curve = head["section"][0]["entry"]
    (urine,) = head["section"][1]["section"][0]["entry"]

    assert report["result"] == [chemistry, urine]
    assert curve["reference"].startswith("Media/")


def test_a_report_that_lacks_results_is_partial() -> None:
    """One part of it is still under way."""
    found = bodies("what-was-taken-says-by-whom-and-a-panel-under-way-is-preliminary")

    assert only(found, "DiagnosticReport")["status"] == "partial"


def test_a_document_of_imaging_is_the_report_of_its_study() -> None:
    """With its findings, and what it concludes."""
    found = bodies("an-imaging-document-is-the-report-of-its-study", "IMAGING")
    report = only(found, "DiagnosticReport")

    assert len(report["imagingStudy"]) == len(report["result"]) == 1
    assert report["conclusion"].startswith("Nodule du lobe")
    assert report["status"] == "final"


def test_an_imaging_report_that_nobody_signed_is_not_final() -> None:
    """Nobody answers for it."""
    found = bodies("the-catalogue-of-objects-is-the-study", "IMAGING")

    assert only(found, "DiagnosticReport")["status"] == "unknown"


def test_a_group_of_results_of_somebody_else_is_no_report_of_the_patient() -> None:
    """A child's results in its mother's document: grouped, and of the child."""
    child = '<subject><relatedSubject><code code="CHILD"/></relatedSubject></subject>'
    found = made("18719-5", REPORT.replace("<entryRelationship", f"{child}<entryRelationship", 1))
    groups = [one for one in of(found, "Observation") if "hasMember" in one]

    assert not of(found, "DiagnosticReport")
    assert all("focus" in one for one in of(found, "Observation"))
    assert len(groups) == 2
    assert not any("valueBoolean" in one for one in groups)


@pytest.mark.parametrize(
    ("name", "words"), [('displayName="Not detected"', "Not detected"), ("", "260415000")]
)
def test_what_is_usual_may_be_a_code(name: str, words: str) -> None:
    """Of an answer that is no number: R5 has an element for it, R4 wants a text."""
    usual = f'<value xsi:type="CD" code="260415000" codeSystem="2.16.840.1.113883.6.96" {name}/>'
    result = (
        '<observation classCode="OBS" moodCode="EVN"><id root="1.3.182.9.7" extension="R2"/>'
        f'{coded("code", "5196-1", "", LOINC)}<statusCode code="completed"/>'
        f"<referenceRange><observationRange>{usual}</observationRange></referenceRange>"
        "</observation>"
    )
    (span,) = only(made("30954-2", result), "Observation")["referenceRange"]

    assert codes(span["extension"][0]["valueCodeableConcept"]) == {"260415000"}
    assert span["text"] == words
