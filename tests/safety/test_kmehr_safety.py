"""What KMEHR negates, doubts, plans, stops or takes back is never said as if it were so.

https://www.ehealth.fgov.be/standards/kmehr/en/tables (CD-LIFECYCLE, CD-CERTAINTY)
"""

from __future__ import annotations

import pytest

from gateway.model import Severity, Status
from tests.kmehr import about, at, converted, item, message, moment, resources, transaction
from tests.safety.kmehr_given import GIVEN
from tests.safety.kmehr_others import OTHERS
from tests.safety.kmehr_problems import PROBLEMS
from tests.safety.kmehr_said import ASPIRIN, DIABETES, PENICILLIN, SINCE, Case

CASES = (*PROBLEMS, *GIVEN, *OTHERS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_is_said_as_it_is_meant(case: Case) -> None:
    """The item becomes this one resource, valid, and every element says what it must."""
    conversion = converted(message(transaction(case.kind, case.item)))

    assert conversion.status is Status.ACCEPTED
    worse = [one for one in conversion.issues if one.severity in (Severity.ERROR, Severity.FATAL)]
    assert not worse
    made = [one for one in resources(conversion) if one["resourceType"] != "DiagnosticReport"]
    [resource] = made
    assert resource["resourceType"] == case.type
    assert {path: at(resource, path) for path in case.says} == case.says


def test_what_is_not_validated_is_preliminary() -> None:
    conversion = converted(
        message(transaction("note", item("problem", DIABETES), validated="false"))
    )

    [composition] = resources(conversion, "Composition")
    assert composition["status"] == "preliminary"


def test_a_suspension_of_a_medicine_leaves_no_doubt() -> None:
    line = transaction("medicationschemeelement", item("medication", ASPIRIN, SINCE), number=2)
    reason = item("transactionreason", about("operation"))
    held = item("medication", ASPIRIN, moment("beginmoment", "2026-03-03"), number=2)
    stop = transaction("treatmentsuspension", reason, held, number=3)

    conversion = converted(message(transaction("medicationscheme"), line, stop))

    statements = resources(conversion, "MedicationStatement")
    assert [one["status"] for one in statements] == ["unknown", "on-hold"]
    assert at(statements[1], "statusReason.text") == ["operation"]


def test_two_patients_do_not_share_their_items() -> None:
    other = """<patient><id S="INSS" SV="1.0">90010100123</id><firstname>Yan</firstname>
    <familyname>Autre</familyname><birthdate><date>1990-01-01</date></birthdate>
    <sex><cd S="CD-SEX" SV="1.0">male</cd></sex></patient>"""
    one = message(transaction("note", item("problem", DIABETES)))
    folder = message(transaction("note", item("allergy", PENICILLIN)), patient=other)
    second = folder[folder.index(b"<folder>") : folder.index(b"</kmehrmessage>")]
    body = one.replace(
        b"</kmehrmessage>", second.replace(b">1</id>", b">2</id>", 1) + b"</kmehrmessage>"
    )

    conversion = converted(body)

    patients = {one["id"]: one["birthDate"] for one in resources(conversion, "Patient")}
    [problem] = resources(conversion, "Condition")
    [allergy] = resources(conversion, "AllergyIntolerance")
    assert patients[problem["subject"]["reference"].partition("/")[2]] == "1985-07-30"
    assert patients[allergy["patient"]["reference"].partition("/")[2]] == "1990-01-01"
