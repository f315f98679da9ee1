"""Items of KMEHR that are negated, doubted, planned, stopped or taken back: what each must become.

https://www.ehealth.fgov.be/standards/kmehr/en/tables (CD-LIFECYCLE, CD-CERTAINTY)
"""

from __future__ import annotations

from typing import NamedTuple

from tests.kmehr import about, cd, content, item, moment, state


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
