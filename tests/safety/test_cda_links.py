"""Links between the statements of a clinical document that are denied, or lead to what is denied.

What is not the reason, the reaction or the complication of something must not be read as one.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=7 (entryRelationship)
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

PROBLEMS, ALLERGIES, TAKEN, PRESCRIBED = "11450-4", "48765-2", "10160-0", "57828-6"
PROCEDURES, VACCINES, STAYS = "47519-4", "11369-6", "46240-8"
NOT = 'negationInd="true"'
PNEUMONIA, APPENDICITIS, ANAPHYLAXIS = "233604007", "74400008", "39579001"
PENICILLIN = (
    '<participant typeCode="CSM"><participantRole classCode="MANU"><playingEntity>'
    f"{coded('code', '764146007')}</playingEntity></participantRole></participant>"
)


def link(kind: str, inner: str, attributes: str = "") -> str:
    """One statement in another."""
    return f'<entryRelationship typeCode="{kind}" {attributes}>{inner}</entryRelationship>'


def procedure(inner: str) -> str:
    """An operation."""
    return (
        '<procedure classCode="PROC" moodCode="EVN"><id root="1.3.182.9.6" extension="P1"/>'
        f'{coded("code", "80146002")}<statusCode code="completed"/>{inner}</procedure>'
    )


def stay(inner: str) -> str:
    """A stay."""
    return (
        '<encounter classCode="ENC" moodCode="EVN"><id root="1.3.182.9.6" extension="E1"/>'
        f'<effectiveTime value="2026"/>{inner}</encounter>'
    )


def vaccine(inner: str, code: str = "") -> str:
    """A vaccine that was given."""
    return (
        '<substanceAdministration classCode="SBADM" moodCode="EVN">'
        f'<id root="1.3.182.9.6" extension="V1"/>{code}<statusCode code="completed"/>'
        '<effectiveTime value="20260110"/><consumable><manufacturedProduct><manufacturedMaterial>'
        f"{coded('code', 'J07BB02', '', '2.16.840.1.113883.6.73')}"
        f"</manufacturedMaterial></manufacturedProduct></consumable>{inner}</substanceAdministration>"
    )


PLANNED = 'moodCode="INT"><id root="1.3.182.9.6" extension="V1"'
DENIED = [
    link("RSON", observation(value(PNEUMONIA), NOT)),
    link("RSON", observation(value(PNEUMONIA)), NOT),
]
WHOSE = [
    (TAKEN, "MedicationStatement", medicine),
    (PRESCRIBED, "MedicationRequest", lambda inner: medicine(inner, 'moodCode="RQO"', "active")),
    (PROCEDURES, "Procedure", procedure),
    (VACCINES, "Immunization", vaccine),
    (STAYS, "Encounter", stay),
]


@pytest.mark.parametrize("reason", DENIED, ids=["negated", "link denied"])
@pytest.mark.parametrize(("section", "kind", "whole"), WHOSE, ids=[one[1] for one in WHOSE])
def test_what_is_not_the_reason_is_no_reason(
    reason: str, section: str, kind: str, whole: type
) -> None:
    """Neither in words nor by reference; and nobody says that the patient has it."""
    resources = made(section, whole(reason))
    found = only(resources, kind)

    assert not {"reasonCode", "reasonReference"} & found.keys()
    assert [
        one
        for one in of(resources, "Condition")
        if codes(one.get("verificationStatus")) != {"refuted"}
    ] == []


def test_what_did_not_follow_an_operation_is_no_complication() -> None:
    """Denied by itself."""
    found = only(
        made(PROCEDURES, procedure(link("CAUS", observation(value(PNEUMONIA), NOT)))), "Procedure"
    )

    assert "complicationDetail" not in found


@pytest.mark.parametrize(
    "reaction",
    [
        link("CAUS", observation(value(ANAPHYLAXIS), NOT)),
        link("CAUS", observation(value(ANAPHYLAXIS)), NOT),
    ],
    ids=["negated", "link denied"],
)
def test_what_did_not_follow_a_vaccine_is_no_reaction(reaction: str) -> None:
    """The next dose must not be withheld for it."""
    assert "reaction" not in only(made(VACCINES, vaccine(reaction)), "Immunization")


def test_a_denied_link_of_an_allergy_leads_to_no_reaction() -> None:
    """The patient is allergic; that was no sign of it."""
    entry = observation(
        PENICILLIN + link("MFST", observation(value(ANAPHYLAXIS)).replace('"O1"', '"O2"'), NOT),
    )
    resources = made(ALLERGIES, concern(entry))

    assert "reaction" not in only(resources, "AllergyIntolerance")
    assert not of(resources, "Condition") + of(resources, "Observation")


def test_a_concern_that_denies_what_it_is_about_denies_the_problem() -> None:
    """The link to what a concern is about is the concern itself."""
    denied = concern(observation(value(PNEUMONIA))).replace(
        'typeCode="SUBJ"', f'typeCode="SUBJ" {NOT}'
    )

    assert codes(only(made(PROBLEMS, denied), "Condition")["verificationStatus"]) == {"refuted"}


def test_a_link_that_says_that_it_is_not_denied_leads_where_it_leads() -> None:
    """`false` is no denial."""
    reason = link("RSON", observation(value(APPENDICITIS)), 'negationInd="false"')
    found = only(made(PROCEDURES, procedure(reason)), "Procedure")

    assert [codes(one) for one in found["reasonCode"]] == [{APPENDICITIS}]


@pytest.mark.parametrize(
    ("kind", "told"), [("75323-6", "protocolApplied"), ("29308-4", "reasonCode")]
)
def test_what_a_vaccine_protects_from_is_no_disease_of_the_patient(kind: str, told: str) -> None:
    """Vaccinated against measles; nobody has measles."""
    against = observation(coded("code", kind, "", LOINC) + value("14189004"))
    resources = made(VACCINES, vaccine(link("RSON", against)))

    assert not of(resources, "Condition")
    assert "14189004" in str(only(resources, "Immunization")[told])


def test_what_a_planned_vaccine_is_to_protect_from_is_no_disease_of_the_patient() -> None:
    """ELGA recommends a vaccine against tick-borne encephalitis to whoever does not have it."""
    against = observation(coded("code", "75323-6", "", LOINC) + value("712986001"))
    planned = vaccine(link("RSON", against), coded("code", "IMMUNIZ", "", "2.16.840.1.113883.5.4"))
    planned = planned.replace('moodCode="EVN"><id root="1.3.182.9.6" extension="V1"', PLANNED)
    resources = made("18776-5", planned)

    assert not of(resources, "Condition")
    assert codes(only(resources, "MedicationRequest")["reasonCode"][0]) == {"712986001"}


@pytest.mark.parametrize(
    ("told", "dose"),
    [
        ('<value xsi:type="CD" code="D1" displayName="1. Dosis" codeSystem="1.2.3"/>', "1. Dosis"),
        ('<value xsi:type="CD" code="D1" codeSystem="1.2.3"/>', "D1"),
        ('<value xsi:type="INT" value="0"/>', None),
    ],
)
def test_a_vaccine_is_kept_however_its_dose_is_numbered(told: str, dose: str | None) -> None:
    """A dose that is no number, or that nobody knows, must not take the vaccine with it."""
    number = observation(coded("code", "30973-2", "", LOINC) + told).replace('"O1"', '"O2"')
    against = observation(coded("code", "75323-6", "", LOINC) + value("14189004"))
    resources = made(VACCINES, vaccine(link("SUBJ", number) + link("RSON", against)))
    (applied,) = only(resources, "Immunization")["protocolApplied"]

    assert applied.get("doseNumberString") == dose
    assert codes(applied["targetDisease"][0]) == {"14189004"}


def test_a_booster_says_that_it_is_one() -> None:
    """Not the first dose of a series."""
    booster = '<code code="BOOSTER" codeSystem="2.16.840.1.113883.5.4"/>'
    (applied,) = only(made(VACCINES, vaccine("", booster)), "Immunization")["protocolApplied"]

    assert applied["series"] == "booster"


def test_a_plan_is_kept_however_urgent_it_is_said_to_be() -> None:
    """R4 has four words; another one stands beside, and takes nothing with it."""
    urgent = coded("priorityCode", "recommended", "", "1.2.3")
    planned = vaccine("", urgent)
    planned = planned.replace('moodCode="EVN"><id root="1.3.182.9.6" extension="V1"', PLANNED)
    (found,) = only(made("18776-5", planned), "MedicationRequest")["extension"]

    assert codes(found["valueCodeableConcept"]) == {"recommended"}


SUPPORTING = [
    (PROBLEMS, "33999-4", value("413322009"), "Condition", "clinicalStatus"),
    (PROBLEMS, "66455-7", value("410605003"), "Condition", "verificationStatus"),
    (PROBLEMS, "SEV", value("24484000"), "Condition", "severity"),
    (
        ALLERGIES,
        "82606-5",
        value("CRITH", "2.16.840.1.113883.5.1063"),
        "AllergyIntolerance",
        "criticality",
    ),
]


@pytest.mark.parametrize(
    ("section", "code", "told", "kind", "place"), SUPPORTING, ids=[one[1] for one in SUPPORTING]
)
def test_what_is_denied_of_a_problem_is_not_said_of_it(
    section: str, code: str, told: str, kind: str, place: str
) -> None:
    """Not resolved, not confirmed, not severe, not critical."""
    answers = []
    for attributes in ("", NOT):
        about = observation(coded("code", code, "", LOINC) + told, attributes).replace("O1", "O2")
        entry = observation(
            value(PNEUMONIA) + PENICILLIN * (section == ALLERGIES) + link("SUBJ", about)
        )
        answers.append(str(only(made(section, concern(entry)), kind).get(place)))

    assert answers[0] != answers[1]


def test_a_reaction_that_was_a_mistake_is_no_reaction() -> None:
    """It was taken back."""
    wrong = observation(value(ANAPHYLAXIS), "", "nullified").replace('"O1"', '"O2"')
    found = made(ALLERGIES, concern(observation(PENICILLIN + link("MFST", wrong))))

    assert "reaction" not in only(found, "AllergyIntolerance")


@pytest.mark.parametrize("kind", ["BATTERY", "CLUSTER"])
def test_a_panel_that_was_not_done_is_not_final(kind: str) -> None:
    """Nor is the report that it is."""
    panel = (
        f'<organizer classCode="{kind}" moodCode="EVN" {NOT}>{coded("code", "58410-2", "", LOINC)}'
        '<statusCode code="completed"/><component>'
        f"{observation(coded('code', '718-7', '', LOINC))}</component></organizer>"
    )
    resources = made("30954-2", panel)
    (found,) = [
        one
        for one in of(resources, "DiagnosticReport") + of(resources, "Observation")
        if codes(one["code"]) == {"58410-2"}
    ]

    assert found["status"] == "cancelled"


def test_a_delivery_that_must_not_be_is_not_what_is_to_be_delivered() -> None:
    """The order stands, and says nothing of an amount."""
    supply = (
        f'<supply classCode="SPLY" moodCode="RQO" {NOT}><id root="1.3.182.9.6" extension="S1"/>'
        '<quantity value="30"/></supply>'
    )
    orders = of(
        made(PRESCRIBED, medicine(link("COMP", supply), 'moodCode="RQO"', "active")),
        "MedicationRequest",
    )

    assert [one.get("doNotPerform", False) for one in orders] == [False, True]
    assert "quantity" not in orders[0].get("dispenseRequest", {})


def test_an_impression_that_is_written_as_an_act_is_no_procedure() -> None:
    """Its code is a heading; `Procedure, completed: Impression` was never done."""
    act = (
        '<act classCode="ACT" moodCode="EVN"><id root="1.3.182.9.6" extension="A1"/>'
        f"{coded('code', '19005-8', '', LOINC)}<text>Stable</text>"
        '<statusCode code="completed"/></act>'
    )
    resources = made("19005-8", act)

    assert not of(resources, "Procedure")
    assert only(resources, "Observation")["valueString"] == "Stable"
