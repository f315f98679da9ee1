"""Allergies of CDA: refuted, none known, nothing known, taken back, ended, and how each reads.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://hl7.org/fhir/R4/allergyintolerance.html
"""

from __future__ import annotations

import pytest

from tests.safety.clinical_documents import (
    coded,
    codes,
    concern,
    made,
    observation,
    of,
    only,
    value,
)

ALLERGIES = "48765-2"
NEGATED = 'negationInd="true"'
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


@pytest.mark.parametrize(
    ("kind", "none"),
    [("DALG", "409137002"), ("FALG", "429625007"), ("EALG", "428607008"), ("ALG", "716186003")],
)
def test_a_negated_kind_of_allergy_says_that_none_of_that_kind_is_known(
    kind: str, none: str
) -> None:
    """In the words of HL7 (France, eHDSI): no food allergy is not no allergy."""
    entry = observation(coded("code", kind, "", "2.16.840.1.113883.5.4"), NEGATED)

    assert codes(only(made(ALLERGIES, concern(entry)), "AllergyIntolerance")["code"]) == {none}


PEANUT = "256349002"
NAMED_ONLY = (
    '<participant typeCode="CSM"><participantRole classCode="MANU"><playingEntity>'
    '<code nullFlavor="NI"/><name>Penicilline</name></playingEntity></participantRole>'
    "</participant>"
)


@pytest.mark.parametrize(
    ("told", "substance"),
    [(value(PEANUT), PEANUT), (value("416098002") + NAMED_ONLY, "Penicilline")],
)
def test_a_negated_allergy_to_one_substance_never_says_that_there_is_none(
    told: str, substance: str
) -> None:
    """The substance in `value`, or by its name only."""
    found = only(made(ALLERGIES, concern(observation(told, NEGATED))), "AllergyIntolerance")

    assert substance in str(found["code"])
    assert codes(found["verificationStatus"]) == {"refuted"}
    assert codes(found["clinicalStatus"]) == {"inactive"}


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


def test_how_grave_an_allergy_is_is_not_lost_where_its_code_is_a_countrys() -> None:
    """Said of the allergy, beside a reaction, by a code that FHIR's three grades do not know."""
    hives = observation(value("126485001"))
    grave = observation(
        coded("code", "SEV", "", "2.16.840.1.113883.5.4") + value("02", "1.3.182.9.62")
    )
    entry = concern(
        observation(
            value("416098002")
            + PENICILLIN
            + f'<entryRelationship typeCode="MFST" inversionInd="true">{hives}</entryRelationship>'
            + f'<entryRelationship typeCode="SUBJ" inversionInd="true">{grave}</entryRelationship>'
        )
    )

    (reaction,) = only(made(ALLERGIES, entry), "AllergyIntolerance")["reaction"]
    (stated,) = [one for one in reaction["extension"] if one["url"].endswith("stated-severity")]

    assert "severity" not in reaction
    assert codes(stated["valueCodeableConcept"]) == {"02"}


KINDS = [("420134006", "2.16.840.1.113883.6.96"), ("DALG", "2.16.840.1.113883.5.4")]


@pytest.mark.parametrize(("kind", "system"), KINDS)
@pytest.mark.parametrize(
    ("said", "against"),
    [("764146007", {"764146007"}), ("91936005", {"764146007", "91936005"})],
)
def test_what_an_allergy_is_against_is_not_its_kind(
    kind: str, system: str, said: str, against: set[str]
) -> None:
    """Austria and IHE tell the kind in `code`, and in `value` once more what it is against."""
    entry = concern(observation(coded("code", kind, "", system) + value(said) + PENICILLIN))

    found = only(made(ALLERGIES, entry), "AllergyIntolerance")

    (told,) = [one for one in found["extension"] if one["url"].endswith("AllergyIntolerance.type")]
    assert codes(told["valueCodeableConcept"]) == {kind}
    assert codes(found["code"]) == against
    assert len(found["code"]["coding"]) == len(against)


def test_that_nothing_is_known_is_no_kind_of_allergy() -> None:
    """It may be told in `code`, with no answer beside it."""
    answer = '<value xsi:type="CD" nullFlavor="NA"/>'

    found = only(
        made(ALLERGIES, concern(observation(coded("code", "716186003") + answer))),
        "AllergyIntolerance",
    )

    assert codes(found["code"]) == {"716186003"}
    assert "extension" not in found
