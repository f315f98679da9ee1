"""How sure clinical documents are of what they state, and who stated, did or confirmed it.

https://hl7.org/fhir/R4/allergyintolerance.html · https://hl7.org/fhir/R4/extensibility.html
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.safety.clinical_documents import (
    LOINC,
    SNOMED,
    coded,
    codes,
    concern,
    made,
    medicine,
    observation,
    only,
    value,
)

PROBLEMS, ALLERGIES, GIVEN, RESULTS = "11450-4", "48765-2", "29549-3", "30954-2"
HEIGHT = '<value xsi:type="PQ" value="120" unit="cm"/>'
CERTAINTIES = "2.16.840.1.113883.4.642.1.1371"
SUBSTANCE = (
    '<participant typeCode="CSM"><participantRole classCode="MANU"><playingEntity>'
    f"{coded('code', '764146007')}</playingEntity></participantRole></participant>"
)
PERFORMER = (
    '<performer><time value="202609020800+0200"/>'
    '<modeCode code="PHYSICAL" codeSystem="2.16.840.1.113883.5.1064"/>'
    '<assignedEntity><id root="1.3.182.9.1" extension="P-9"/><assignedPerson><name>'
    "<given>Paul</given><family>Noel</family></name></assignedPerson></assignedEntity></performer>"
)
MOTHER = (
    '<informant><relatedEntity classCode="PRS">'
    '<code code="MTH" codeSystem="2.16.840.1.113883.5.111"/>'
    "<relatedPerson><name><family>Weber</family></name></relatedPerson></relatedEntity></informant>"
)
VERIFIER = (
    '<participant typeCode="VRF"><time value="20260903"/><participantRole>'
    '<id root="1.3.182.9.1" extension="V-1"/><playingEntity><name><family>Kirsch</family></name>'
    "</playingEntity></participantRole></participant>"
)


def sure(word: str) -> str:
    """A nested observation that says how sure somebody is."""
    inner = observation(coded("code", "66455-7", "", LOINC) + value(word, CERTAINTIES))
    return f'<entryRelationship typeCode="SUBJ" inversionInd="true">{inner}</entryRelationship>'


def allergy(more: str) -> str:
    """An allergy to a substance."""
    return observation(f"{value('419199007')}{more}{SUBSTANCE}")


def took_part(resource: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """As what somebody took part -> when and who."""
    found = [
        {one["url"]: one for one in part["extension"]}
        for part in resource["extension"]
        if part["url"].endswith("/statement-participant")
    ]
    return {one["type"]["valueCoding"]["code"]: one for one in found}


@pytest.mark.parametrize("status", ["active", "completed"])
@pytest.mark.parametrize("word", ["refuted", "410516002"])
def test_an_allergy_that_is_refuted_by_its_certainty_is_not_active(word: str, status: str) -> None:
    """Nor does the concern about it, open or closed, make it so."""
    found = only(
        made(ALLERGIES, concern(allergy(sure(word)), status=status)), "AllergyIntolerance"
    )

    assert "refuted" in codes(found["verificationStatus"])
    assert codes(found["clinicalStatus"]) == {"inactive"}


def test_an_allergy_of_which_nobody_is_sure_stays_active() -> None:
    """Unconfirmed is not refuted: it must still warn."""
    found = only(made(ALLERGIES, concern(allergy(sure("unconfirmed")))), "AllergyIntolerance")

    assert "unconfirmed" in codes(found["verificationStatus"])
    assert codes(found["clinicalStatus"]) == {"active"}


@pytest.mark.parametrize(
    ("section", "kind"), [(ALLERGIES, "AllergyIntolerance"), (PROBLEMS, "Condition")]
)
def test_what_is_entered_in_error_by_its_certainty_has_no_state(section: str, kind: str) -> None:
    """R4 allows none (ait-2, con-5), and with one the whole entry would be left out."""
    inner = allergy(sure("entered-in-error")) if section == ALLERGIES else ""
    inner = inner or observation(f"{value('73211009')}{sure('entered-in-error')}")
    found = only(made(section, concern(inner)), kind)

    assert "entered-in-error" in codes(found["verificationStatus"])
    assert "clinicalStatus" not in found


def test_who_examined_a_problem_when_and_how_is_kept() -> None:
    """R4 has an element for whoever told of it only."""
    found = took_part(
        only(made(PROBLEMS, concern(observation(f"{value('73211009')}{PERFORMER}"))), "Condition")
    )

    assert found["PRF"]["time"]["valuePeriod"]["start"] == "2026-09-02T08:00:00+02:00"
    assert codes(found["PRF"]["mode"]["valueCodeableConcept"]) == {"PHYSICAL"}
    assert found["PRF"]["actor"]["valueReference"]["reference"].startswith("Practitioner/")


def test_what_the_mother_told_is_not_told_by_the_doctor() -> None:
    """Who informed of a result, or of a medicine that was given, is named as such."""
    result = observation(f"{coded('code', '8302-2', '', LOINC)}{HEIGHT}{MOTHER}")
    given = medicine(f'<effectiveTime value="20260901"/>{MOTHER}')
    for section, entry, kind in (
        (RESULTS, result, "Observation"),
        (GIVEN, given, "MedicationAdministration"),
    ):
        told = took_part(only(made(section, entry), kind))["INF"]["actor"]["valueReference"]
        assert told["reference"].startswith("RelatedPerson/")


def test_who_verified_an_allergy_is_not_who_has_it_or_wrote_it() -> None:
    """Its verifier is kept with the day."""
    found = only(made(ALLERGIES, concern(allergy(VERIFIER))), "AllergyIntolerance")
    part = took_part(found)["VRF"]

    assert part["time"]["valuePeriod"]["start"] == "2026-09-03"
    assert part["actor"]["valueReference"]["reference"] != found["recorder"]["reference"]


def test_an_entry_inside_another_keeps_its_performer_to_itself() -> None:
    """Who performed the inner one did not perform the outer one."""
    inner = observation(f"{coded('code', '8302-2', '', LOINC)}{HEIGHT}{PERFORMER}").replace(
        'extension="O1"', 'extension="O2"'
    )
    outer = (
        '<procedure classCode="PROC" moodCode="EVN"><id root="1.3.182.9.6" extension="P1"/>'
        f'{coded("code", "80146002", "", SNOMED)}<statusCode code="completed"/>'
        f'<entryRelationship typeCode="COMP">{inner}</entryRelationship></procedure>'
    )
    resources = made("47519-4", outer)

    assert "extension" not in only(resources, "Procedure")
    assert set(took_part(only(resources, "Observation"))) == {"PRF"}


def beside(word: str, name: str = "8", system: str = "2.16.840.1.113883.3.7.1") -> str:
    """A diagnosis with a qualifier that says how sure it is, or that it is over."""
    qualifier = (
        f"<qualifier>{coded('name', name, '', system)}{coded('value', word, '', f'{system}.8')}"
        "</qualifier>"
    )
    told = f'<value xsi:type="CD" code="I10" codeSystem="1.2.276.0.76.5.311">{qualifier}</value>'
    return concern(observation(told))


@pytest.mark.parametrize(
    ("entry", "status"),
    [
        (beside("A"), "refuted"),
        (beside("V"), "unconfirmed"),
        (beside("G"), "confirmed"),
        (beside("410516002", "408729009", SNOMED), "refuted"),
        (beside("410590009", "408729009", SNOMED), "unconfirmed"),
    ],
)
def test_a_diagnosis_is_as_sure_as_its_qualifier_says(entry: str, status: str) -> None:
    """German letters write `A` (ruled out) beside the code of ICD-10, SNOMED CT `known absent`."""
    found = only(made(PROBLEMS, entry), "Condition")

    assert status in codes(found["verificationStatus"])
    assert ("clinicalStatus" in found) == (status != "refuted")


def test_a_state_after_a_disease_is_not_active() -> None:
    """`Z`, Zustand nach: the patient had it."""
    found = only(made(PROBLEMS, beside("Z")), "Condition")

    assert "inactive" in codes(found["clinicalStatus"])
    assert "active" not in codes(found["clinicalStatus"])
    assert "verificationStatus" not in found


def test_words_that_were_deleted_are_not_what_an_entry_says() -> None:
    """CDA keeps them in the text, struck out: `penicillin` was replaced by `aspirin`."""
    told = (
        '<value xsi:type="CD" nullFlavor="OTH"><originalText><reference value="#t1"/>'
        "</originalText></value>"
    )
    words = '<content revised="delete">penicillin rash</content><content>aspirin rash</content>'
    resources = made(PROBLEMS, concern(observation(told)), words=words)

    assert only(resources, "Condition")["code"]["text"] == "aspirin rash"
    div = only(resources, "Composition")["section"][0]["text"]["div"]
    assert '<span style="text-decoration: line-through">penicillin rash</span>' in div
