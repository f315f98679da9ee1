"""Problems of CDA: refuted, none known, nothing known, over, taken back; an answer is none.

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
    observation,
    of,
    only,
    value,
)

PROBLEMS, ALLERGIES = "11450-4", "48765-2"
NEGATED = 'negationInd="true"'
DIABETES = "73211009"
SINCE = '<effectiveTime><low value="20200101"/></effectiveTime>'
OVER = '<effectiveTime><low value="20200101"/><high value="20210301"/></effectiveTime>'


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


@pytest.mark.parametrize("section", [PROBLEMS, ALLERGIES])
@pytest.mark.parametrize("answer", ["373066001", "373067005"])
def test_an_answer_to_a_question_is_no_problem_and_no_allergy(section: str, answer: str) -> None:
    """A patient must not have the problem `No`."""
    question = coded("code", "161898004", "", SNOMED) + value(answer)
    resources = made(section, observation(question))

    assert not of(resources, "Condition") + of(resources, "AllergyIntolerance")
    assert codes(only(resources, "Observation")["valueCodeableConcept"]) == {answer}
