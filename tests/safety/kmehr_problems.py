"""Problems and allergies of KMEHR that are negated, doubted, over or taken back.

https://www.ehealth.fgov.be/standards/kmehr/en/tables (CD-LIFECYCLE, CD-CERTAINTY)
"""

from __future__ import annotations

from tests.kmehr import item, state
from tests.safety.kmehr_said import CLINICAL, DIABETES, PENICILLIN, SINCE, UNTIL, VERIFIED, Case

PROBLEMS = (
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
)
