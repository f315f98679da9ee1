"""What clinical documents say of somebody else than the patient is never the patient's own.

https://www.hl7.org/implement/standards/product_brief.cfm?product_id=7 (4.3.8.5, subject)
https://hl7.org/fhir/R4/observation-definitions.html#Observation.focus
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.safety.clinical_documents import LOINC, coded, codes, concern, made, of, only, value

NEWBORN, FAMILY = "57075-4", "10157-6"
CHILD = (
    '<subject typeCode="SBJ"><relatedSubject classCode="PRS">'
    '<code code="CHILD" codeSystem="2.16.840.1.113883.5.111" displayName="Child"/><subject><name>'
    "<given>Noah</given></name>"
    '<administrativeGenderCode code="M" codeSystem="2.16.840.1.113883.5.1"/>'
    '<birthTime value="20260901"/></subject></relatedSubject></subject>'
)
DONE = '<statusCode code="completed"/><effectiveTime value="20260901"/>'
ID = '<id root="1.3.182.9.6" extension="N1"/>'
VACCINE = (
    "<consumable><manufacturedProduct><manufacturedMaterial>"
    f"{coded('code', 'J07BC01', '', '2.16.840.1.113883.6.73')}"
    "</manufacturedMaterial></manufacturedProduct></consumable>"
)
APGAR = (
    f'<observation classCode="OBS" moodCode="EVN"><id root="1.3.182.9.6" extension="N2"/>'
    f'{coded("code", "9272-6", "", LOINC)}{DONE}<value xsi:type="INT" value="9"/>'
)


def entry(element: str, kind: str, inner: str, attributes: str = 'moodCode="EVN"') -> str:
    """A statement of that class about the child."""
    return f'<{element} classCode="{kind}" {attributes}>{ID}{inner}{CHILD}</{element}>'


def about_the_child(resources: list[dict[str, Any]]) -> dict[str, Any]:
    """The one Observation; its focus is the child, who is told of once."""
    found = only(resources, "Observation")
    child = only(resources, "RelatedPerson")
    assert found["focus"][0]["reference"] == f"RelatedPerson/{child['id']}"
    assert (child["gender"], child["birthDate"]) == ("male", "2026-09-01")
    return found


@pytest.mark.parametrize(
    ("told", "never"),
    [
        (entry("procedure", "PROC", coded("code", "80146002") + DONE), "Procedure"),
        (entry("act", "ACT", coded("code", "225358003") + DONE), "Procedure"),
        (
            entry("encounter", "ENC", coded("code", "AMB", "", "2.16.840.1.113883.5.4")),
            "Encounter",
        ),
        (entry("substanceAdministration", "SBADM", DONE + VACCINE), "MedicationStatement"),
        (
            entry(
                "substanceAdministration",
                "SBADM",
                coded("code", "IMMUNIZ", "", "2.16.840.1.113883.5.4") + DONE + VACCINE,
            ),
            "Immunization",
        ),
    ],
)
def test_what_was_done_to_a_child_was_not_done_to_its_mother(told: str, never: str) -> None:
    """A vaccine of the newborn in the mother's record is not hers."""
    resources = made(NEWBORN, told)

    assert not of(resources, never)
    about_the_child(resources)


def test_a_disease_of_a_child_is_not_its_mother_s() -> None:
    """Wherever the child is named: in the statement, or in the concern around it."""
    inner = (
        '<observation classCode="OBS" moodCode="EVN">'
        '<templateId root="2.16.840.1.113883.10.20.22.4.4"/>'
        f"{ID}{coded('code', '55607006')}{DONE}{value('387712008')}"
    )
    own = concern(f"{inner}{CHILD}</observation>")
    around = concern(f"{inner}</observation>").replace(
        "<entryRelationship", f"{CHILD}<entryRelationship"
    )
    for told in (own, around):
        resources = made("11450-4", told)
        assert not of(resources, "Condition")
        assert codes(about_the_child(resources)["valueCodeableConcept"]) == {"387712008"}


def test_a_vaccine_that_a_child_did_not_get_was_not_given_to_it() -> None:
    """The negation stays with it."""
    told = entry(
        "substanceAdministration", "SBADM", DONE + VACCINE, 'moodCode="EVN" negationInd="true"'
    )

    assert about_the_child(made(NEWBORN, told))["valueBoolean"] is False


def test_what_is_planned_for_a_child_is_not_asked_for_its_mother() -> None:
    """R4's requests have no focus: the narrative tells it."""
    told = entry("procedure", "PROC", coded("code", "80146002"), 'moodCode="RQO"')
    resources = made(NEWBORN, told)

    assert not of(resources, "ServiceRequest")


def test_members_of_a_panel_about_a_child_are_about_the_child() -> None:
    """Whom a panel is about, its members are about."""
    panel = entry(
        "organizer",
        "CLUSTER",
        f"{coded('code', '46680005')}{DONE}<component>{APGAR}</observation></component>",
    )
    resources = made(NEWBORN, panel)
    child = only(resources, "RelatedPerson")

    for one in of(resources, "Observation"):
        assert one["focus"] == [{"reference": f"RelatedPerson/{child['id']}"}]


def test_the_history_of_a_family_stays_one() -> None:
    """A father's disease is neither the patient's nor an Observation."""
    father = CHILD.replace("CHILD", "FTH")
    disease = (
        f'<observation classCode="OBS" moodCode="EVN"><id root="1.3.182.9.6" extension="N3"/>'
        f"{coded('code', '64572001')}{DONE}{value('22298006')}</observation>"
    )
    told = (
        f'<organizer classCode="CLUSTER" moodCode="EVN">{ID}{DONE}{father}'
        f"<component>{disease}</component></organizer>"
    )
    resources = made(FAMILY, told)

    assert codes(only(resources, "FamilyMemberHistory")["condition"][0]["code"]) == {"22298006"}
    assert not of(resources, "Observation")
