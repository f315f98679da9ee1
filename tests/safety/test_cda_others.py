"""Relatives, stays, devices, policies and laboratories of CDA: whose it is, and whether it stands.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=7 · https://hl7.org/fhir/us/ccda/
"""

from __future__ import annotations

import pytest

from tests.safety.clinical_documents import (
    LOINC,
    coded,
    codes,
    concern,
    made,
    observation,
    of,
    only,
    value,
)

PROBLEMS = "11450-4"
FAMILY, RESULTS = "10157-6", "30954-2"
NEGATED = 'negationInd="true"'
DIABETES = "73211009"
OVER = '<effectiveTime><low value="20200101"/><high value="20210301"/></effectiveTime>'


# Family

RELATIVE = (
    '<subject><relatedSubject classCode="PRS">'
    f"{coded('code', 'FTH', '', '2.16.840.1.113883.5.111')}</relatedSubject></subject>"
)


def family(inner: str) -> str:
    """What is told of the father."""
    return (
        '<organizer classCode="CLUSTER" moodCode="EVN"><statusCode code="completed"/>'
        f"{RELATIVE}<component>{inner}</component></organizer>"
    )


def test_what_a_relative_has_is_not_the_patient_s() -> None:
    """A father's diabetes."""
    resources = made(FAMILY, family(observation(value(DIABETES))))

    assert not of(resources, "Condition") + of(resources, "Observation")
    (condition,) = only(resources, "FamilyMemberHistory")["condition"]
    assert codes(condition["code"]) == {DIABETES}


def test_what_a_relative_does_not_have_is_nobody_s() -> None:
    """R4 cannot negate it in a history: it is false, of the relative."""
    resources = made(FAMILY, family(observation(value(DIABETES), NEGATED)))
    found = only(resources, "Observation")
    (part,) = found["component"]

    assert not of(resources, "Condition")
    assert "condition" not in only(resources, "FamilyMemberHistory")
    assert (codes(part["code"]), part["valueBoolean"]) == ({DIABETES}, False)
    assert DIABETES not in codes(found["code"])
    assert found["focus"]


def test_what_a_relative_does_not_have_alone_is_nobody_s() -> None:
    """Without an organizer too."""
    resources = made(FAMILY, observation(RELATIVE + value(DIABETES), NEGATED))

    assert not of(resources, "Condition") + of(resources, "FamilyMemberHistory")
    assert [one["valueBoolean"] for one in only(resources, "Observation")["component"]] == [False]


def test_a_line_of_a_family_s_history_is_not_the_patient_s() -> None:
    """Without an organizer too."""
    resources = made(FAMILY, observation(RELATIVE + value(DIABETES)))

    assert not of(resources, "Condition")
    assert of(resources, "FamilyMemberHistory")


# Stays, devices, policies


@pytest.mark.parametrize(
    ("attributes", "word", "status"),
    [
        ('moodCode="INT"', "active", "planned"),
        ('moodCode="EVN"', "cancelled", "cancelled"),
        ('moodCode="EVN"', "", "unknown"),
        (f'moodCode="EVN" {NEGATED}', "completed", "cancelled"),
    ],
)
def test_a_stay_is_finished_only_where_it_was(attributes: str, word: str, status: str) -> None:
    """What is planned or cancelled did not take place."""
    told = f'<statusCode code="{word}"/>' if word else ""
    entry = (
        f'<encounter classCode="ENC" {attributes}><id root="1.3.182.9.6" extension="E1"/>'
        f"{coded('code', 'AMB', '', '2.16.840.1.113883.5.4')}{told}</encounter>"
    )

    assert only(made("46240-8", entry), "Encounter")["status"] == status


def test_a_device_that_was_taken_out_is_no_longer_in_use() -> None:
    """An end is an end."""
    entry = (
        f'<supply classCode="SPLY" moodCode="EVN">{OVER}<participant typeCode="DEV">'
        '<participantRole classCode="MANU"><playingDevice>'
        f"{coded('code', '14106009')}</playingDevice></participantRole></participant></supply>"
    )

    assert only(made("46264-8", entry), "DeviceUseStatement")["status"] == "completed"


def test_a_policy_whose_form_is_complete_is_not_therefore_in_force() -> None:
    """Without a word it is a draft."""
    entry = (
        '<act classCode="ACT" moodCode="EVN"><id root="1.3.182.9.6" extension="K1"/>'
        f"{coded('code', 'PUBLICPOL', '', '2.16.840.1.113883.5.4')}"
        '<statusCode code="completed"/><performer typeCode="PRF"><assignedEntity>'
        '<id root="1.3.182.9.1" extension="CNS"/><representedOrganization>'
        '<id root="1.3.182.9.1" extension="CNS"/><name>Caisse</name></representedOrganization>'
        "</assignedEntity></performer></act>"
    )

    assert only(made("48768-6", entry), "Coverage")["status"] == "draft"


def amount(number: str) -> str:
    """A measured value."""
    return f'<value xsi:type="PQ" value="{number}" unit="mmol/L"/>'


def test_an_earlier_result_is_neither_part_of_this_one_nor_of_its_specimen() -> None:
    """XD-LAB refers to the result before: a potassium of last month must not read as of today."""
    specimen = (
        '<specimen><specimenRole><id root="1.3.182.9.6" extension="S1"/></specimenRole></specimen>'
    )
    before = observation(coded("code", "2823-3", "", LOINC) + amount("4.2")).replace("O1", "O0")
    earlier = f'<entryRelationship typeCode="REFR">{before}</entryRelationship>'
    now = observation(coded("code", "2823-3", "", LOINC) + amount("3.1") + specimen + earlier)

    found = {one["identifier"][0]["value"]: one for one in of(made(RESULTS, now), "Observation")}

    assert "hasMember" not in found["O1"]
    assert "specimen" in found["O1"]
    assert [one["url"].rpartition("/")[2] for one in found["O1"]["extension"]] == [
        "observation-sequelTo"
    ]
    assert "specimen" not in found["O0"]


def test_the_act_around_the_results_of_a_laboratory_is_its_report() -> None:
    """XD-LAB marks the entry, not the act: no procedure `Chemistry studies` comes of it."""
    battery = (
        '<organizer classCode="BATTERY" moodCode="EVN"><statusCode code="completed"/>'
        f"<component>{observation(coded('code', '2823-3', '', LOINC) + amount('3.1'))}"
        "</component></organizer>"
    )
    taken = (
        '<procedure classCode="PROC" moodCode="EVN">'
        f'{coded("code", "33882-2", "", LOINC)}<effectiveTime value="20261121080000+0100"/>'
        '<participant typeCode="PRD"><participantRole classCode="SPEC">'
        '<id root="1.3.182.9.6" extension="S1"/></participantRole></participant></procedure>'
    )
    act = (
        '<templateId root="1.3.6.1.4.1.19376.1.3.1"/><act classCode="ACT" moodCode="EVN">'
        f'{coded("code", "18719-5", "", LOINC)}<statusCode code="completed"/>'
        f'<entryRelationship typeCode="COMP">{taken}</entryRelationship>'
        f'<entryRelationship typeCode="COMP">{battery}</entryRelationship></act>'
    )
    resources = made("18719-5", act)

    report = only(resources, "DiagnosticReport")
    result = next(one for one in of(resources, "Observation") if "valueQuantity" in one)
    assert report["code"]["coding"][0]["code"] == "18719-5"
    assert report["specimen"] == [result["specimen"]]
    assert [one["code"]["coding"][0]["code"] for one in of(resources, "Procedure")] == ["33882-2"]


def test_the_organism_of_an_isolate_is_found() -> None:
    """XD-LAB names it as the kind of the specimen: the record must say what grew."""
    specimen = (
        '<specimen><specimenRole><id root="1.3.182.9.6" extension="I1"/><specimenPlayingEntity '
        f'classCode="MIC">{coded("code", "112283007")}</specimenPlayingEntity></specimenRole>'
        "</specimen>"
    )
    entry = (
        '<organizer classCode="CLUSTER" moodCode="EVN">'
        '<templateId root="1.3.6.1.4.1.19376.1.3.1.5"/><statusCode code="completed"/>'
        f"{specimen}<component>{observation(coded('code', '18861-5', '', LOINC))}</component>"
        "</organizer>"
    )
    found = [one for one in of(made("18725-2", entry), "Observation") if "hasMember" in one]

    assert [codes(one["valueCodeableConcept"]) for one in found] == [{"112283007"}]


def test_a_problem_that_is_stated_with_uncertainty_is_unconfirmed() -> None:
    entry = concern(
        observation(
            coded("code", "55607006")
            + '<uncertaintyCode code="U" codeSystem="2.16.840.1.113883.5.1053"/>'
            + value(DIABETES)
        )
    )
    status = only(made(PROBLEMS, entry), "Condition")["verificationStatus"]

    assert "unconfirmed" in codes(status)


def test_a_panel_of_somebody_else_is_no_report_of_the_patient() -> None:
    """R4's report cannot say of whom it is: a panel that names the child can."""
    panel = (
        '<organizer classCode="BATTERY" moodCode="EVN"><id root="1.3.182.9.6" extension="B1"/>'
        f'{coded("code", "58410-2", "", LOINC)}<statusCode code="completed"/>{RELATIVE}'
        f"<component>{observation(coded('code', '718-7', '', LOINC))}</component></organizer>"
    )
    resources = made(RESULTS, panel)

    assert not of(resources, "DiagnosticReport")
    assert all("focus" in one for one in of(resources, "Observation"))


def test_a_death_that_is_denied_was_not_caused() -> None:
    """What a relative had, and did not die of."""
    died = observation(value("419099009"), NEGATED).replace('"O1"', '"O2"')
    link = f'<entryRelationship typeCode="CAUS">{died}</entryRelationship>'
    found = made(FAMILY, family(observation(value(DIABETES) + link)))
    (condition,) = only(found, "FamilyMemberHistory")["condition"]

    assert "contributedToDeath" not in condition
