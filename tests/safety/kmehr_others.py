"""Results, risks and wills of KMEHR that are negated, planned or taken back.

https://www.ehealth.fgov.be/standards/kmehr/en/tables (CD-LIFECYCLE, CD-CERTAINTY)
"""

from __future__ import annotations

from tests.kmehr import about, cd, content, item, state
from tests.safety.kmehr_said import DIABETES, KNOWN_ABSENT, VALUE, Case, will

OTHERS = (
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
