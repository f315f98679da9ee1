"""What KMEHR negates, doubts, plans, stops or takes back is never said as if it were so.

https://www.ehealth.fgov.be/standards/kmehr/en/tables (CD-LIFECYCLE, CD-CERTAINTY)
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from gateway.model import Severity, Status
from tests.kmehr import (
    about,
    at,
    cd,
    content,
    converted,
    item,
    message,
    moment,
    resources,
    state,
    transaction,
)


class Case(NamedTuple):
    """An item, the one resource that it must become, and what stands in it."""

    name: str
    item: str
    type: str
    says: dict[str, list[object]]
    kind: str = "note"


DIABETES = about("diabetes")
PENICILLIN = about("penicillin")
ASPIRIN = content(
    '<medicinalproduct><intendedcd S="CD-DRUG-CNK" SV="1.0">0000001</intendedcd>'
    "<intendedname>Invented 100 mg</intendedname></medicinalproduct>"
)
FLU = content(cd("CD-VACCINEINDICATION", "seasonalinfluenza"))
SINCE = moment("beginmoment", "2020-05-01")
UNTIL = moment("endmoment", "2021-06-01")
VERIFIED, CLINICAL = "verificationStatus.coding.code", "clinicalStatus.coding.code"
VALUE = "valueCodeableConcept.coding.code"
KNOWN_ABSENT = "410516002"


def will(code: str) -> str:
    return content(cd("CD-PATIENTWILL", code))


CASES = (
    Case(
        "a problem that is excluded is refuted and not active",
        item("problem", DIABETES, state("lifecycle", "active"), state("certainty", "excluded")),
        "Condition",
        {VERIFIED: ["refuted"], CLINICAL: []},
    ),
    Case(
        "a problem whose lifecycle is excluded is refuted",
        item("healthcareelement", DIABETES, state("lifecycle", "excluded")),
        "Condition",
        {VERIFIED: ["refuted"], CLINICAL: []},
    ),
    Case(
        "a problem that is not present is refuted",
        item("healthissue", DIABETES, state("lifecycle", "notpresent")),
        "Condition",
        {VERIFIED: ["refuted"], CLINICAL: []},
    ),
    Case(
        "not present wins over proven",
        item("problem", DIABETES, state("lifecycle", "notpresent"), state("certainty", "proven")),
        "Condition",
        {VERIFIED: ["refuted"], CLINICAL: []},
    ),
    Case(
        "a probable problem is provisional",
        item("problem", DIABETES, state("lifecycle", "active"), state("certainty", "probable")),
        "Condition",
        {VERIFIED: ["provisional"], CLINICAL: ["active"]},
    ),
    Case(
        "an improbable problem is unconfirmed",
        item("diagnosis", DIABETES, state("certainty", "unprobable")),
        "Condition",
        {VERIFIED: ["unconfirmed"], CLINICAL: []},
    ),
    Case(
        "an inactive problem is inactive",
        item("problem", DIABETES, SINCE, UNTIL, state("lifecycle", "inactive")),
        "Condition",
        {CLINICAL: ["inactive"], "abatementDateTime": ["2021-06-01"]},
    ),
    Case(
        "a problem with an end and no state is not active",
        item("problem", DIABETES, SINCE, UNTIL),
        "Condition",
        {CLINICAL: ["inactive"], "abatementDateTime": ["2021-06-01"]},
    ),
    Case(
        "an active problem with an end keeps both",
        item("problem", DIABETES, SINCE, UNTIL, state("lifecycle", "active")),
        "Condition",
        {CLINICAL: ["active"], "abatementDateTime": [], "note.text": ["End: 2021-06-01"]},
    ),
    Case(
        "a problem in remission is in remission",
        item("problem", DIABETES, state("lifecycle", "active"), state("temporality", "remission")),
        "Condition",
        {CLINICAL: ["remission"]},
    ),
    Case(
        "a problem that was retracted is entered in error",
        item("problem", DIABETES, state("lifecycle", "retracted")),
        "Condition",
        {VERIFIED: ["entered-in-error"], CLINICAL: []},
    ),
    Case(
        "a problem without a state has none",
        item("problem", DIABETES),
        "Condition",
        {VERIFIED: [], CLINICAL: []},
    ),
    Case(
        "an allergy that is excluded is refuted and inactive",
        item("allergy", PENICILLIN, state("certainty", "excluded")),
        "AllergyIntolerance",
        {VERIFIED: ["refuted"], CLINICAL: ["inactive"]},
    ),
    Case(
        "an adverse reaction that is not present is refuted and inactive",
        item("adr", PENICILLIN, state("lifecycle", "notpresent")),
        "AllergyIntolerance",
        {VERIFIED: ["refuted"], CLINICAL: ["inactive"]},
    ),
    Case(
        "a probable allergy is unconfirmed",
        item("allergy", PENICILLIN, state("certainty", "probable")),
        "AllergyIntolerance",
        {VERIFIED: ["unconfirmed"], CLINICAL: ["active"]},
    ),
    Case(
        "an allergy that was retracted is entered in error",
        item("allergy", PENICILLIN, state("lifecycle", "retracted")),
        "AllergyIntolerance",
        {VERIFIED: ["entered-in-error"], CLINICAL: []},
    ),
    Case(
        "a stopped medicine is stopped",
        item("medication", ASPIRIN, SINCE, UNTIL, state("lifecycle", "stopped")),
        "MedicationStatement",
        {"status": ["stopped"], "effectivePeriod.end": ["2021-06-01"]},
    ),
    Case(
        "an aborted medicine is stopped",
        item("medication", ASPIRIN, SINCE, state("lifecycle", "aborted")),
        "MedicationStatement",
        {"status": ["stopped"]},
    ),
    Case(
        "a medicine that is refused is not taken",
        item("medication", ASPIRIN, SINCE, state("lifecycle", "refused")),
        "MedicationStatement",
        {"status": ["not-taken"]},
    ),
    Case(
        "a medicine that is excluded is not taken",
        item("medication", ASPIRIN, SINCE, state("certainty", "excluded")),
        "MedicationStatement",
        {"status": ["not-taken"]},
    ),
    Case(
        "a planned medicine is intended",
        item("medication", ASPIRIN, SINCE, state("lifecycle", "planned")),
        "MedicationStatement",
        {"status": ["intended"]},
    ),
    Case(
        "a suspended medicine is on hold",
        item("medication", ASPIRIN, SINCE, state("lifecycle", "suspended")),
        "MedicationStatement",
        {"status": ["on-hold"]},
    ),
    Case(
        "nobody knows whether a medicine without a state is taken",
        item("medication", ASPIRIN, SINCE),
        "MedicationStatement",
        {"status": ["unknown"], "dosage.timing.event": []},
    ),
    Case(
        "a cancelled prescription is cancelled",
        item("medication", ASPIRIN, SINCE, state("lifecycle", "cancelled")),
        "MedicationRequest",
        {"status": ["cancelled"], "intent": ["order"]},
        "prescription",
    ),
    Case(
        "a refused vaccine is not done, since the patient objects",
        item("vaccine", FLU, SINCE, state("lifecycle", "refused")),
        "Immunization",
        {"status": ["not-done"], "statusReason.coding.code": ["refused", "PATOBJ"]},
    ),
    Case(
        "a cancelled vaccine is not done",
        item("vaccine", FLU, SINCE, state("lifecycle", "cancelled")),
        "Immunization",
        {"status": ["not-done"]},
    ),
    Case(
        "a vaccine that was retracted is entered in error",
        item("vaccine", FLU, SINCE, state("lifecycle", "retracted")),
        "Immunization",
        {"status": ["entered-in-error"]},
    ),
    Case(
        "a planned vaccine was not given",
        item("vaccine", FLU, SINCE, state("lifecycle", "planned")),
        "ImmunizationRecommendation",
        {"recommendation.forecastStatus.coding.code": ["due"]},
    ),
    Case(
        "a delivered vaccine was not given either",
        item("vaccine", FLU, SINCE, state("lifecycle", "delivered")),
        "ImmunizationRecommendation",
        {"recommendation.forecastStatus.coding.code": ["due"]},
    ),
    Case(
        "a refused treatment is not done",
        item("treatment", about("appendectomy"), state("lifecycle", "refused")),
        "Procedure",
        {"status": ["not-done"], "statusReason.coding.code": ["refused", "PATOBJ"]},
    ),
    Case(
        "a planned treatment is in preparation",
        item("treatment", about("appendectomy"), SINCE, state("lifecycle", "planned")),
        "Procedure",
        {"status": ["preparation"]},
    ),
    Case(
        "an aborted treatment is stopped",
        item("treatment", about("appendectomy"), SINCE, state("lifecycle", "aborted")),
        "Procedure",
        {"status": ["stopped"]},
    ),
    Case(
        "a treatment that is excluded is not done",
        item("treatment", about("appendectomy"), state("certainty", "excluded")),
        "Procedure",
        {"status": ["not-done"]},
    ),
    Case(
        "a result keeps the name of what was measured beside its code",
        item(
            "lab",
            f"<content>{cd('CD-LAB', '2160-0')}<text L='fr'>creatinine</text></content>"
            "<content><decimal>1.4</decimal></content>",
        ),
        "Observation",
        {"code.text": ["creatinine"], "valueQuantity.value": ["1.4"]},
    ),
    Case(
        "a code whose table is named with blanks is kept with its name",
        item("healthcareelement", f"<content>{cd('MY TABLE', 'X1')}</content>"),
        "Condition",
        {"code.coding.code": ["X1"]},
    ),
    Case(
        "a risk of the family is no problem of the patient",
        item("familyrisk", DIABETES, cd("CD-CONTACT-PERSON", "mother")),
        "FamilyMemberHistory",
        {"relationship.coding.code": ["mother", "MTH"], "condition.code.text": ["diabetes"]},
    ),
    Case(
        "a risk of the family that is excluded is known to be absent",
        item("familyrisk", DIABETES, state("certainty", "excluded")),
        "Observation",
        {VALUE: [KNOWN_ABSENT], "code.text": ["diabetes"], "focus.display": ["family member"]},
    ),
    Case(
        "what the mother does not have is absent in the mother, not in the patient",
        item(
            "familyrisk",
            DIABETES,
            cd("CD-CONTACT-PERSON", "mother"),
            state("lifecycle", "notpresent"),
        ),
        "Observation",
        {VALUE: [KNOWN_ABSENT], "focus.display": ["mother"]},
    ),
    Case(
        "a risk that is excluded warns of nothing",
        item("risk", about("falls"), state("certainty", "excluded")),
        "Flag",
        {"status": ["inactive"]},
    ),
    Case(
        "a habit that is not present is known to be absent",
        item("habit", about("smoking"), state("lifecycle", "notpresent")),
        "Observation",
        {VALUE: [KNOWN_ABSENT], "code.text": ["smoking"]},
    ),
    Case(
        "who is not to be resuscitated is said to refuse",
        item("patientwill", will("ntbr")),
        "Consent",
        {"status": ["active"], "provision.type": ["deny"]},
    ),
    Case(
        "who agrees to give organs is said to agree",
        item("patientwill", will("organdonationconsent")),
        "Consent",
        {"status": ["active"], "provision.type": ["permit"]},
    ),
    Case(
        "a will that is withdrawn is inactive",
        item("patientwill", will("ntbr"), state("lifecycle", "inactive")),
        "Consent",
        {"status": ["inactive"]},
    ),
    Case(
        "a will that is not present is rejected",
        item("patientwill", will("bloodtransfusionrefusal"), state("lifecycle", "notpresent")),
        "Consent",
        {"status": ["rejected"]},
    ),
    Case(
        "a result that was retracted is entered in error",
        item(
            "lab",
            cd("CD-LAB", "sodium"),
            content("<decimal>140</decimal>"),
            state("lifecycle", "retracted"),
        ),
        "Observation",
        {"status": ["entered-in-error"], "valueQuantity.value": ["140"]},
        "labresult",
    ),
    Case(
        "a result that is planned has not come",
        item("lab", cd("CD-LAB", "sodium"), state("lifecycle", "planned")),
        "Observation",
        {"status": ["registered"]},
        "labresult",
    ),
)


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
