"""Where converters of CDA invert or lose meaning, and what must come of each such place.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=7 · https://hl7.org/fhir/us/ccda/
"""

from __future__ import annotations

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
    of,
    only,
    value,
)

PROBLEMS, ALLERGIES, VACCINES, PROCEDURES = "11450-4", "48765-2", "11369-6", "47519-4"
TAKEN, GIVEN, PLAN, FAMILY, RESULTS = "10160-0", "29549-3", "18776-5", "10157-6", "30954-2"
NEGATED = 'negationInd="true"'
DIABETES = "73211009"
SINCE = '<effectiveTime><low value="20200101"/></effectiveTime>'
OVER = '<effectiveTime><low value="20200101"/><high value="20210301"/></effectiveTime>'
PENICILLIN = (
    '<participant typeCode="CSM"><participantRole classCode="MANU">'
    '<playingEntity classCode="MMAT">'
    f"{coded('code', '764146007')}</playingEntity></participantRole></participant>"
)
NO_DRUG = (
    '<participant typeCode="CSM"><participantRole classCode="MANU">'
    '<playingEntity classCode="MMAT">'
    '<code nullFlavor="NA"/></playingEntity></participantRole></participant>'
)


def state(word: str) -> str:
    """A nested observation that says the state of what it is in."""
    inner = observation(coded("code", "33999-4", "", LOINC) + value(word))
    return f'<entryRelationship typeCode="REFR">{inner}</entryRelationship>'


# Problems


def test_a_problem_that_is_negated_is_refuted_and_has_no_state() -> None:
    """A patient who does not have diabetes must not come out as having it."""
    entry = concern(observation(SINCE + value(DIABETES), NEGATED))

    found = only(made(PROBLEMS, entry), "Condition")

    assert codes(found["verificationStatus"]) == {"refuted"}
    assert "clinicalStatus" not in found
    assert codes(found["code"]) == {DIABETES}


@pytest.mark.parametrize(
    ("said", "system", "expected"),
    [
        ("73425007", SNOMED, "inactive"),
        ("LA18632-2", LOINC, "inactive"),
        ("LA16666-2", LOINC, "active"),
        ("X9", "1.3.182.9.8", None),
    ],
)
def test_the_state_of_a_problem_is_not_that_of_its_concern(
    said: str, system: str, expected: str | None
) -> None:
    """A concern goes on (active) while the problem is inactive; a state nobody knows is none."""
    inner = observation(coded("code", "33999-4", "", LOINC) + value(said, system))
    stated = f'<entryRelationship typeCode="REFR">{inner}</entryRelationship>'

    found = only(
        made(PROBLEMS, concern(observation(SINCE + value(DIABETES) + stated))), "Condition"
    )

    states = codes(found.get("clinicalStatus")) & {"active", "inactive"}
    assert states == ({expected} if expected else set())


def test_a_problem_that_was_ruled_out_is_refuted() -> None:
    """Old lists of states have `ruled out` among them; its concern may well be active."""
    entry = concern(observation(SINCE + value(DIABETES) + state("410516002")))

    found = only(made(PROBLEMS, entry), "Condition")

    assert codes(found["verificationStatus"]) == {"refuted"}
    assert "clinicalStatus" not in found


def test_the_negated_word_for_any_problem_says_that_none_is_known() -> None:
    """C-CDA negates `Problem`; it is not one problem that was refuted."""
    found = only(made(PROBLEMS, concern(observation(value("55607006"), NEGATED))), "Condition")

    assert codes(found["code"]) == {"160245001"}
    assert "verificationStatus" not in found


def test_a_code_for_no_known_problems_is_kept_as_it_is() -> None:
    """Europe says so by a code of its own; nobody confirmed anything."""
    entry = concern(observation(value("no-known-problems", "2.16.840.1.113883.5.1150.1")))

    found = only(made(PROBLEMS, entry), "Condition")

    assert codes(found["code"]) == {"no-known-problems"}
    assert "verificationStatus" not in found


def test_a_problem_whose_value_nobody_knows_is_not_no_problem() -> None:
    """Unknown is not none: the words are kept, no code is made up."""
    entry = concern(
        observation('<text><reference value="#t1"/></text><value xsi:type="CD" nullFlavor="UNK"/>')
    )

    found = only(made(PROBLEMS, entry, words="Douleur au dos"), "Condition")

    assert found["code"] == {"text": "Douleur au dos"}


def test_a_problem_with_an_end_is_resolved_though_its_concern_is_active() -> None:
    """The concern is still tracked; the problem has ended."""
    found = only(made(PROBLEMS, concern(observation(OVER + value(DIABETES)))), "Condition")

    assert codes(found["clinicalStatus"]) == {"resolved"}
    assert found["abatementDateTime"] == "2021-03-01"


def test_a_problem_with_an_end_is_never_active() -> None:
    """Even where a nested observation still says so."""
    entry = concern(observation(OVER + value(DIABETES) + state("55561003")))

    assert "active" not in codes(only(made(PROBLEMS, entry), "Condition")["clinicalStatus"])


def test_what_is_said_of_the_problem_counts_more_than_its_concern() -> None:
    """An active concern about something in remission."""
    entry = concern(observation(SINCE + value(DIABETES) + state("277022003")))

    assert "remission" in codes(only(made(PROBLEMS, entry), "Condition")["clinicalStatus"])


def test_a_problem_of_which_nobody_says_the_state_has_none() -> None:
    """No concern, no state: nothing is made up, and nobody confirmed it."""
    found = only(made(PROBLEMS, observation(SINCE + value(DIABETES))), "Condition")

    assert "clinicalStatus" not in found
    assert "verificationStatus" not in found


def test_a_problem_that_was_taken_back_is_entered_in_error() -> None:
    """Then R4 allows no clinical status (con-5)."""
    entry = concern(observation(SINCE + value(DIABETES)), status="nullified")

    found = only(made(PROBLEMS, entry), "Condition")

    assert codes(found["verificationStatus"]) == {"entered-in-error"}
    assert "clinicalStatus" not in found


def test_a_state_that_no_table_knows_leaves_the_problem_standing() -> None:
    """The problem is kept; its state is that of the concern."""
    entry = concern(observation(SINCE + value(DIABETES) + state("999999999")))

    assert codes(only(made(PROBLEMS, entry), "Condition")["code"]) == {DIABETES}


# Allergies


@pytest.mark.parametrize(
    ("kind", "none"),
    [("416098002", "409137002"), ("414285001", "429625007"), ("419199007", "716186003")],
)
def test_a_negated_allergy_without_a_substance_says_that_none_is_known(
    kind: str, none: str
) -> None:
    """Of drugs, of food, of anything."""
    entry = concern(observation(value(kind) + NO_DRUG, NEGATED))

    assert codes(only(made(ALLERGIES, entry), "AllergyIntolerance")["code"]) == {none}


def test_a_negated_allergy_to_a_substance_is_refuted_and_not_active() -> None:
    """The patient was thought to be allergic to it, and is not."""
    found = only(
        made(ALLERGIES, concern(observation(value("416098002") + PENICILLIN, NEGATED))),
        "AllergyIntolerance",
    )

    assert codes(found["verificationStatus"]) == {"refuted"}
    assert "active" not in codes(found["clinicalStatus"])
    assert codes(found["code"]) == {"764146007"}


@pytest.mark.parametrize("code", ["no-known-allergies", "no-allergy-info"])
def test_none_known_and_nothing_known_stay_two_things(code: str) -> None:
    """The one must never become the other."""
    entry = concern(observation(value(code, "2.16.840.1.113883.5.1150.1")))

    assert codes(only(made(ALLERGIES, entry), "AllergyIntolerance")["code"]) == {code}


def test_an_allergy_to_something_unknown_is_not_no_allergy() -> None:
    """The substance is not known; that there is an allergy is."""
    entry = concern(
        observation('<text><reference value="#t1"/></text>' + value("416098002") + NO_DRUG)
    )

    found = only(made(ALLERGIES, entry, words="Un antibiotique"), "AllergyIntolerance")

    assert found["code"] == {"text": "Un antibiotique"}
    assert codes(found["clinicalStatus"]) == {"active"}


def test_an_allergy_is_not_hidden_because_its_form_was_closed() -> None:
    """A finished concern about an allergy that has no end."""
    entry = concern(observation(SINCE + value("416098002") + PENICILLIN), status="completed")

    found = only(made(ALLERGIES, entry), "AllergyIntolerance")

    assert codes(found["clinicalStatus"]) == {"active"}
    assert "verificationStatus" not in found


def test_an_allergy_with_an_end_is_resolved() -> None:
    """Whatever its concern says."""
    entry = concern(observation(OVER + value("416098002") + PENICILLIN))

    found = only(made(ALLERGIES, entry), "AllergyIntolerance")

    assert codes(found["clinicalStatus"]) == {"resolved"}


def test_an_allergy_that_was_taken_back_is_entered_in_error() -> None:
    """Then R4 allows no clinical status (ait-2)."""
    entry = concern(observation(value("416098002") + PENICILLIN, status="nullified"))

    found = only(made(ALLERGIES, entry), "AllergyIntolerance")

    assert codes(found["verificationStatus"]) == {"entered-in-error"}
    assert "clinicalStatus" not in found


def test_a_reaction_is_no_problem_of_its_own() -> None:
    """What a substance causes is told in its allergy, with how grave it was."""
    severity = observation(coded("code", "SEV", "", "2.16.840.1.113883.5.4") + value("24484000"))
    hives = observation(
        value("126485001") + f'<entryRelationship typeCode="SUBJ">{severity}</entryRelationship>'
    )
    entry = concern(
        observation(
            value("416098002")
            + PENICILLIN
            + f'<entryRelationship typeCode="MFST" inversionInd="true">{hives}</entryRelationship>'
        )
    )

    resources = made(ALLERGIES, entry)
    (reaction,) = only(resources, "AllergyIntolerance")["reaction"]

    assert codes(reaction["manifestation"][0]) == {"126485001"}
    assert reaction["severity"] == "severe"
    assert not of(resources, "Condition")


# Vaccines

REFUSED = (
    '<entryRelationship typeCode="RSON"><observation classCode="OBS" moodCode="EVN">'
    f"{coded('code', 'PATOBJ', '', '2.16.840.1.113883.5.8')}"
    '<statusCode code="completed"/></observation></entryRelationship>'
)
ON = '<effectiveTime value="20260901"/>'


def test_a_vaccine_that_was_refused_was_not_given() -> None:
    """With why; never completed."""
    entry = medicine(ON + REFUSED, f'moodCode="EVN" {NEGATED}')

    found = only(made(VACCINES, entry), "Immunization")

    assert found["status"] == "not-done"
    assert codes(found["statusReason"]) == {"PATOBJ"}


def test_a_reason_for_refusal_is_a_refusal_without_negation_too() -> None:
    """Nobody refuses what was given."""
    assert only(made(VACCINES, medicine(ON + REFUSED)), "Immunization")["status"] == "not-done"


@pytest.mark.parametrize("word", ["cancelled", "aborted", "held", "suspended", "new"])
def test_a_vaccine_that_was_put_off_was_not_given(word: str) -> None:
    """HL7's own map of states."""
    found = only(made(VACCINES, medicine(ON, status=word)), "Immunization")

    assert found["status"] == "not-done"


def test_a_vaccine_that_was_taken_back_is_entered_in_error() -> None:
    """Also where it is negated."""
    entry = medicine(ON, f'moodCode="EVN" {NEGATED}', status="nullified")

    assert only(made(VACCINES, entry), "Immunization")["status"] == "entered-in-error"


def test_a_vaccine_without_a_state_was_not_completed() -> None:
    """R4's Immunization cannot say that nobody knows; an administration can."""
    resources = made(VACCINES, medicine(ON, status=""))

    assert not of(resources, "Immunization")
    assert only(resources, "MedicationAdministration")["status"] == "unknown"


def test_a_vaccine_that_is_planned_is_no_vaccine_that_was_given() -> None:
    """An intent is an order."""
    resources = made(VACCINES, medicine(ON, 'moodCode="INT"', status="active"))

    assert not of(resources, "Immunization")
    assert of(resources, "MedicationRequest")


# Procedures


def procedure(attributes: str = 'moodCode="EVN"', status: str = "completed") -> str:
    """An appendectomy."""
    told = f'<statusCode code="{status}"/>' if status else ""
    return (
        f'<procedure classCode="PROC" {attributes}><id root="1.3.182.9.6" extension="P1"/>'
        f"{coded('code', '80146002')}{told}{ON}</procedure>"
    )


def test_a_procedure_that_is_negated_was_not_done() -> None:
    """Whatever the state of the statement."""
    found = only(made(PROCEDURES, procedure(f'moodCode="EVN" {NEGATED}')), "Procedure")

    assert found["status"] == "not-done"


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("cancelled", "not-done"),
        ("aborted", "stopped"),
        ("nullified", "entered-in-error"),
        ("active", "in-progress"),
        ("", "unknown"),
    ],
)
def test_a_procedure_is_as_it_was_said(word: str, status: str) -> None:
    """And unknown where nobody says so."""
    found = only(made(PROCEDURES, procedure(status=word)), "Procedure")

    assert found["status"] == status


@pytest.mark.parametrize("mood", ["INT", "RQO", "PRMS", "PRP"])
def test_a_procedure_that_is_planned_was_not_done(mood: str) -> None:
    """What is meant, asked for, promised or proposed is a request."""
    resources = made(PROCEDURES, procedure(f'moodCode="{mood}"', status="active"))

    assert not of(resources, "Procedure")
    assert only(resources, "ServiceRequest")["status"] == "active"


def test_a_procedure_that_must_not_be_done_is_forbidden() -> None:
    """A negated request asks that it is not done."""
    found = only(made(PLAN, procedure(f'moodCode="RQO" {NEGATED}')), "ServiceRequest")

    assert found["doNotPerform"] is True


def test_no_known_procedure_is_kept_as_it_is() -> None:
    """A code, not an operation."""
    entry = procedure().replace("80146002", "no-known-procedures")

    assert codes(only(made(PROCEDURES, entry), "Procedure")["code"]) == {"no-known-procedures"}


# Observations


def result(inner: str, attributes: str = "", status: str = "completed") -> str:
    """A measurement."""
    return observation(coded("code", "2345-7", "", LOINC) + inner, attributes, status)


def test_an_observation_that_is_negated_has_no_value() -> None:
    """What it denies is a component that is false."""
    found = only(made("29762-2", observation(value("77176002"), NEGATED)), "Observation")
    (component,) = found["component"]

    assert not any(key.startswith("value") for key in found)
    assert codes(component["code"]) == {"77176002"}
    assert component["valueBoolean"] is False


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("cancelled", "cancelled"),
        ("aborted", "cancelled"),
        ("nullified", "entered-in-error"),
        ("active", "registered"),
        ("", "unknown"),
        ("odd", "unknown"),
    ],
)
def test_a_result_is_final_only_where_it_was_completed(word: str, status: str) -> None:
    """Never by default."""
    entry = result('<value xsi:type="PQ" value="5" unit="mmol/L"/>', status=word)

    assert only(made(RESULTS, entry), "Observation")["status"] == status


def test_a_result_that_is_not_known_says_why_and_nothing_else() -> None:
    """A null flavour is no value."""
    found = only(made(RESULTS, result('<value xsi:type="PQ" nullFlavor="NASK"/>')), "Observation")

    assert codes(found["dataAbsentReason"]) == {"not-asked"}
    assert not any(key.startswith("value") for key in found)


def test_a_result_below_the_limit_is_below_the_limit() -> None:
    """An open interval keeps its side."""
    entry = result(
        '<value xsi:type="IVL_PQ"><high value="0.1" unit="mmol/L" inclusive="false"/></value>'
    )

    quantity = only(made(RESULTS, entry), "Observation")["valueQuantity"]

    assert (quantity["comparator"], str(quantity["value"])) == ("<", "0.1")


def test_a_goal_is_no_result() -> None:
    """What is hoped for was not measured."""
    entry = result('<value xsi:type="PQ" value="5" unit="mmol/L"/>', status="active").replace(
        'moodCode="EVN"', 'moodCode="GOL"'
    )

    resources = made("61146-7", entry)

    assert not of(resources, "Observation")
    assert of(resources, "Goal")


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
    """R4 cannot negate it; the narrative keeps it."""
    resources = made(FAMILY, family(observation(value(DIABETES), NEGATED)))

    assert not of(resources, "Condition") + of(resources, "Observation")
    assert "condition" not in only(resources, "FamilyMemberHistory")


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
