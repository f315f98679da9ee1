"""What clinical documents deny of devices, supplies, goals, policies, reactions and concerns.

A resource that has no word for `not` must not come of what is denied, or must not be in force.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=7 · https://hl7.org/fhir/R4/
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
    observation,
    of,
    only,
    value,
)

DEVICES, GOALS, POLICIES, ALLERGIES = "46264-8", "61146-7", "48768-6", "48765-2"
PROBLEMS, PROCEDURES, TAKEN, PRESCRIBED = "11450-4", "47519-4", "10160-0", "57828-6"
GIVEN = "29549-3"
NOT = 'negationInd="true"'
PACEMAKER = (
    '<participant typeCode="DEV"><participantRole classCode="MANU"><playingDevice>'
    f"{coded('code', '14106009')}</playingDevice></participantRole></participant>"
)
SUBSTANCE = (
    '<participant typeCode="CSM"><participantRole classCode="MANU"><playingEntity>'
    f"{coded('code', '764146007')}</playingEntity></participantRole></participant>"
)
PRODUCT = (
    "<product><manufacturedProduct><manufacturedMaterial>"
    f"{coded('code', 'C09AA05', '', '2.16.840.1.113883.6.73')}"
    "</manufacturedMaterial></manufacturedProduct></product>"
)
REFUSED = (
    '<entryRelationship typeCode="RSON"><observation classCode="OBS" moodCode="EVN">'
    f"{coded('code', 'ASSERTION', '', '2.16.840.1.113883.5.4')}{value('443390004')}"
    "</observation></entryRelationship>"
)


def supply(mood: str, inner: str, negated: str = NOT) -> str:
    """Something that is, or is to be, delivered or worn."""
    return (
        f'<supply classCode="SPLY" moodCode="{mood}" {negated}>'
        '<id root="1.3.182.9.6" extension="S1"/><statusCode code="active"/>'
        f"{inner}</supply>"
    )


def test_a_device_that_a_patient_does_not_have_is_not_in_use() -> None:
    """A patient without a pacemaker must not be read as one with it, before a scan."""
    resources = made(DEVICES, supply("EVN", PACEMAKER))
    (part,) = only(resources, "Observation")["component"]

    assert not of(resources, "DeviceUseStatement")
    assert not of(resources, "Device")
    assert (codes(part["code"]), part["valueBoolean"]) == ({"14106009"}, False)


def test_a_device_that_is_asked_for_is_not_affixed_to_the_patient() -> None:
    """`Device.patient` says that it is."""
    resources = made(DEVICES, supply("RQO", PACEMAKER, ""))

    assert only(resources, "DeviceRequest")["status"] == "active"
    assert "patient" not in only(resources, "Device")


def test_a_device_that_must_not_be_used_is_not_asked_for() -> None:
    """R4's request cannot forbid: it is revoked."""
    assert only(made(DEVICES, supply("RQO", PACEMAKER)), "DeviceRequest")["status"] == "revoked"


@pytest.mark.parametrize("mood", ["RQO", "EVN"])
def test_goods_that_must_not_be_or_were_not_delivered_are_cancelled(mood: str) -> None:
    """Never active, never completed."""
    inner = f'{coded("code", "58938008")}<quantity value="1"/>'

    assert only(made(DEVICES, supply(mood, inner)), "SupplyRequest")["status"] == "cancelled"


def test_a_supply_of_a_medicine_that_must_not_be_is_forbidden() -> None:
    """As an order for taking it is."""
    found = made(PRESCRIBED, supply("RQO", f'<quantity value="1"/>{PRODUCT}'))

    assert only(found, "MedicationRequest")["doNotPerform"] is True


def test_a_goal_that_is_denied_is_rejected() -> None:
    """It is nothing that the patient strives for."""
    entry = (
        f'<observation classCode="OBS" moodCode="GOL" {NOT}><id root="1.3.182.9.6"'
        f' extension="G1"/>{coded("code", "3141-9", "", LOINC)}<statusCode code="active"/>'
        "</observation>"
    )

    assert only(made(GOALS, entry), "Goal")["lifecycleStatus"] == "rejected"


def test_a_policy_that_is_denied_is_not_in_force() -> None:
    """Nobody covers that."""
    entry = (
        f'<act classCode="ACT" moodCode="EVN" {NOT}><id root="1.3.182.9.6" extension="P1"/>'
        f'{coded("code", "PUBLICPOL", "", "2.16.840.1.113883.5.4")}<statusCode code="active"/>'
        '<performer><assignedEntity><id root="1.3.182.9.1" extension="K"/>'
        "<representedOrganization><name>Fund</name></representedOrganization></assignedEntity></performer></act>"
    )

    assert only(made(POLICIES, entry), "Coverage")["status"] == "cancelled"


def test_a_reaction_that_did_not_occur_is_no_reaction() -> None:
    """An allergy `without anaphylaxis` must not list one."""
    reaction = observation(value("39579001"), NOT).replace('extension="O1"', 'extension="O2"')
    inner = (
        f'<entryRelationship typeCode="MFST" inversionInd="true">{reaction}</entryRelationship>'
    )
    entry = concern(observation(f"{value('419199007')}{SUBSTANCE}{inner}"))

    assert "reaction" not in only(made(ALLERGIES, entry), "AllergyIntolerance")


@pytest.mark.parametrize(
    ("section", "kind", "inner"),
    [
        (PROBLEMS, "Condition", value("73211009")),
        (ALLERGIES, "AllergyIntolerance", f"{value('419199007')}{SUBSTANCE}"),
    ],
)
def test_a_concern_that_is_denied_denies_what_is_in_it(
    section: str, kind: str, inner: str
) -> None:
    """The act around the statement may carry the negation as well as the statement."""
    entry = concern(observation(inner)).replace('<act classCode="ACT"', f"<act {NOT}", 1)
    found = only(made(section, entry), kind)

    assert codes(found["verificationStatus"]) == {"refuted"}
    assert "active" not in codes(found.get("clinicalStatus"))


def test_what_an_act_that_was_not_done_refers_to_is_not_denied() -> None:
    """Not cared for, with a diabetes: the diabetes stands."""
    problem = observation(f"{coded('code', 'ASSERTION')}{value('73211009')}").replace(
        "<id ", '<templateId root="2.16.840.1.113883.10.20.22.4.4"/><id ', 1
    )
    entry = (
        f'<act classCode="ACT" moodCode="EVN" {NOT}><id root="1.3.182.9.6" extension="A1"/>'
        f'{coded("code", "225358003")}<statusCode code="completed"/>'
        f'<entryRelationship typeCode="REFR">{problem}</entryRelationship></act>'
    )

    found = only(made(PROCEDURES, entry), "Condition")

    assert "refuted" not in codes(found.get("verificationStatus"))


def test_why_a_procedure_was_not_done_is_not_why_it_was_done() -> None:
    """A refusal is no indication."""
    entry = (
        f'<procedure classCode="PROC" moodCode="EVN" {NOT}><id root="1.3.182.9.6" extension="P1"/>'
        f'{coded("code", "80146002")}<statusCode code="completed"/>{REFUSED}</procedure>'
    )
    found = only(made(PROCEDURES, entry), "Procedure")

    assert codes(found["statusReason"]) == {"443390004"}
    assert "reasonCode" not in found


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("421139008", "on-hold"),
        ("385655000", "on-hold"),
        ("392521001", "completed"),
        ("55561003", "active"),
    ],
)
def test_a_medicine_on_hold_is_not_active_though_its_statement_is(word: str, status: str) -> None:
    """CCD tells the state of the medicine in an observation of its own."""
    state = observation(f"{coded('code', '33999-4', '', LOINC)}{value(word)}")
    entry = medicine(
        f'<entryRelationship typeCode="REFR">{state}</entryRelationship>', status="active"
    )

    assert only(made(TAKEN, entry), "MedicationStatement")["status"] == status


def test_a_part_of_a_dose_that_is_denied_is_not_taken() -> None:
    """`Not at night` must not read as `at night`."""
    part = (
        f'<entryRelationship typeCode="COMP"><substanceAdministration moodCode="EVN" {NOT}>'
        '<effectiveTime xsi:type="EIVL_TS"><event code="NIGHT"/></effectiveTime>'
        '<doseQuantity value="1"/></substanceAdministration></entryRelationship>'
    )

    assert "NIGHT" not in str(only(made(TAKEN, medicine(part)), "MedicationStatement"))


@pytest.mark.parametrize(
    ("section", "entry", "kind", "why"),
    [
        (TAKEN, medicine(REFUSED, f'moodCode="EVN" {NOT}'), "MedicationStatement", "statusReason"),
        (
            GIVEN,
            medicine(REFUSED, f'moodCode="EVN" {NOT}'),
            "MedicationAdministration",
            "statusReason",
        ),
        (
            "60590-7",
            supply("EVN", f'<quantity value="1"/>{PRODUCT}{REFUSED}'),
            "MedicationDispense",
            "statusReasonCodeableConcept",
        ),
    ],
)
def test_why_a_medicine_is_not_taken_is_not_what_it_is_for(
    section: str, entry: str, kind: str, why: str
) -> None:
    """A refusal is the reason of its state, and no indication."""
    found = only(made(section, entry), kind)
    told = found[why] if isinstance(found[why], dict) else found[why][0]

    assert codes(told) == {"443390004"}
    assert "reasonCode" not in found
    assert "reasonReference" not in found
