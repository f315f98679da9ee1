"""What an allergy, a diagnosis or a procedure told by administration must be in the record.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (chapters 3, 6)
"""

from __future__ import annotations

import pytest

from gateway.model import Resource
from tests.intake.house import House, person, pid
from tests.safety.record_said import at

A01, A08, A60 = "ADT^A01^ADT_A01", "ADT^A08^ADT_A01", "ADT^A60^ADT_A60"

OWN = "https://klinik.example/id"


ANNA = pid("1001^^^KLINIK^MR")


STAY = f"PV1|1|I|MED^201{'|' * 16}V1^^^KLINIK^VN"


PENICILLIN = "91936005^Penicillin allergy^SCT"


def iam(action: str = "A", status: str = "", code: str = PENICILLIN) -> str:
    """An allergy under number AL1, with action and clinical status."""
    return f"IAM|1|DA|{code}|SV||{action}|AL1^KLINIK{'|' * 10}{status}"


def code(concept: Resource | None) -> str:
    """The code of a concept in the words of FHIR, or nothing."""
    return str(concept["coding"][-1]["code"]) if concept else ""


def test_an_allergy_is_never_confirmed_by_default(house: House) -> None:
    """AL1 states the allergy; how sure anybody is it does not say."""
    house.say(A01, ANNA, f"AL1|1|DA|{PENICILLIN}|SV")

    allergy = house.only("AllergyIntolerance")
    assert "verificationStatus" not in allergy
    assert code(allergy["clinicalStatus"]) == "active"
    assert allergy["patient"] == {"reference": f"Patient/{person(OWN, '1001')}"}


@pytest.mark.parametrize(
    ("status", "verified", "clinical"),
    [
        ("C", "confirmed", "active"),
        ("U", "unconfirmed", "active"),
        ("S", "unconfirmed", "active"),
        ("P", "unconfirmed", "active"),
        ("D", "unconfirmed", "active"),
        ("I", "confirmed", "inactive"),
        ("E", "entered-in-error", ""),
    ],
)
def test_how_sure_an_allergy_is(house: House, status: str, verified: str, clinical: str) -> None:
    """Table 0438: suspected is not confirmed, inactive is not active, erroneous is neither."""
    house.say(A60, ANNA, iam(status=status))

    allergy = house.only("AllergyIntolerance")
    assert code(allergy["verificationStatus"]) == verified
    assert code(allergy.get("clinicalStatus")) == clinical


def test_a_deleted_allergy_is_an_error_and_not_active(house: House) -> None:
    """IAM-6 D after A: what stood active stands as an error."""
    house.say(A60, ANNA, iam("A", "C"))

    house.say(A60, ANNA, iam("D"))

    allergy = house.only("AllergyIntolerance")
    assert code(allergy["verificationStatus"]) == "entered-in-error"
    assert "clinicalStatus" not in allergy
    assert code(allergy["code"]) == "91936005"


def test_an_allergy_that_is_deleted_before_anybody_heard_of_it(house: House) -> None:
    """D is the first message: it never comes out as an allergy that the patient has."""
    house.say(A60, ANNA, iam("D"))

    allergy = house.only("AllergyIntolerance")
    assert code(allergy["verificationStatus"]) == "entered-in-error"
    assert "clinicalStatus" not in allergy


def test_an_inactive_allergy_does_not_become_active_by_an_update_without_status(
    house: House,
) -> None:
    """IAM-6 U that says no status leaves it inactive."""
    house.say(A60, ANNA, iam("A", "I"))

    house.say(A60, ANNA, iam("U"))

    assert code(house.only("AllergyIntolerance")["clinicalStatus"]) == "inactive"


def test_an_older_allergy_message_does_not_bring_a_deleted_allergy_back(house: House) -> None:
    """The addition comes after the deletion that was said later."""
    house.say(A60, ANNA, iam("D"), sent=at("1200"))

    house.say(A60, ANNA, iam("A", "C"), sent=at("1100"))

    allergy = house.only("AllergyIntolerance")
    assert code(allergy["verificationStatus"]) == "entered-in-error"


def test_no_change_is_no_deletion(house: House) -> None:
    """IAM-6 X says that the allergy is what it was."""
    house.say(A60, ANNA, iam("A", "C"))

    house.say(A60, ANNA, iam("X"))

    assert code(house.only("AllergyIntolerance")["verificationStatus"]) == "confirmed"


def test_a_missing_allergy_is_not_a_deleted_one(house: House) -> None:
    """An update without AL1 leaves the allergies."""
    house.say(A01, ANNA, f"AL1|1|DA|{PENICILLIN}|SV")

    house.say(A08, ANNA)

    assert code(house.only("AllergyIntolerance")["clinicalStatus"]) == "active"


def test_a_deleted_diagnosis_is_an_error(house: House) -> None:
    """DG1-21 D: entered in error, and no longer among the diagnoses of the stay."""
    dx = "DG1|1||I10^Hypertonie^I10|||W{}D1^KLINIK|{}"
    house.say(A01, ANNA, STAY, dx.format("|" * 14, "A"))

    house.say(A08, ANNA, STAY, dx.format("|" * 14, "D"))

    assert code(house.only("Condition")["verificationStatus"]) == "entered-in-error"


def test_a_diagnosis_is_neither_active_nor_confirmed_by_default(house: House) -> None:
    """DG1 says neither, and nor does the record."""
    house.say(A01, ANNA, STAY, "DG1|1||I10^Hypertonie^I10|||W")

    condition = house.only("Condition")
    assert "clinicalStatus" not in condition
    assert "verificationStatus" not in condition


def test_a_procedure_is_not_completed_by_default(house: House) -> None:
    """PR1 may be planned: the status is unknown."""
    house.say(A01, ANNA, STAY, "PR1|1||80146002^Appendicectomy^SCT||20261121120000+0100")

    assert house.only("Procedure")["status"] == "unknown"


def test_an_insurance_is_a_draft_until_it_is_verified(house: House) -> None:
    """IN1 without a verification claims no cover."""
    house.say(A01, ANNA, "IN1|1|CNS|CNS1^^^KLINIK|Caisse nationale")
    assert house.only("Coverage")["status"] == "draft"

    house.say(A08, ANNA, f"IN1|1|CNS|CNS1^^^KLINIK|Caisse nationale{'|' * 25}20261121")

    assert house.only("Coverage")["status"] == "active"
