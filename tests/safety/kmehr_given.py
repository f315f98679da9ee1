"""Medicines, vaccines and treatments of KMEHR that are planned, refused, stopped or taken back.

https://www.ehealth.fgov.be/standards/kmehr/en/tables (CD-LIFECYCLE, CD-CERTAINTY)
"""

from __future__ import annotations

from tests.kmehr import about, item, state
from tests.safety.kmehr_said import ASPIRIN, FLU, SINCE, UNTIL, Case

GIVEN = (
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
)
