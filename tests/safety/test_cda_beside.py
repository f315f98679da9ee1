"""What stands beside a statement in CDA, and must not become a statement of another kind.

Permanent: a case is added when a meaning was found at risk, and never taken away.
https://www.hl7.org/implement/standards/product_brief.cfm?product_id=7 · https://hl7.org/fhir/us/ccda/
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.safety.clinical_documents import LOINC, coded, codes, made, of, only, value

MEDICINES, VACCINES, CONCERNS, FINDINGS = "10160-0", "11369-6", "75310-3", "18782-3"
PNEUMONIA, TETANUS = "233604007", "76902006"
DICOM = "1.2.840.10008.2.16.4"
PAIRS = Path(__file__).parents[1] / "messages" / "cda"
NUMBER = '<id root="1.3.182.9.6" extension="{}"/>'
PRODUCT = (
    "<consumable><manufacturedProduct><manufacturedMaterial>"
    f"{coded('code', '387207008')}</manufacturedMaterial></manufacturedProduct></consumable>"
)


def pair(place: str) -> list[dict[str, Any]]:
    """The bodies that a pair is held to."""
    expected = json.loads((PAIRS / f"{place}.expected.json").read_text())
    return [change["body"] for change in expected["changes"]]


def medicine(inner: str, code: str = "", mood: str = "INT", attributes: str = "") -> str:
    """A medicine with that inside."""
    return (
        f'<substanceAdministration classCode="SBADM" moodCode="{mood}" {attributes}>'
        f"{NUMBER.format('M1')}{code}"
        f'<statusCode code="completed"/><effectiveTime value="20240915"/>{PRODUCT}{inner}'
        "</substanceAdministration>"
    )


def vaccine(inner: str, attributes: str = "") -> str:
    """A vaccination with that inside."""
    return medicine(
        inner, coded("code", "IMMUNIZ", "", "2.16.840.1.113883.5.4"), "EVN", attributes
    )


def related(kind: str, inner: str) -> str:
    """What is related to a statement, and how."""
    return f'<entryRelationship typeCode="{kind}">{inner}</entryRelationship>'


def observed(code: str, inner: str, template: str = "") -> str:
    """An observation with a number."""
    kind = f'<templateId root="{template}"/>' if template else ""
    return (
        f'<observation classCode="OBS" moodCode="EVN">{kind}{NUMBER.format("O1")}{code}'
        f'<statusCode code="completed"/>{inner}</observation>'
    )


def test_who_is_at_risk_of_something_does_not_have_it() -> None:
    """A disease inside a risk concern is what may happen."""
    risk = (
        '<act classCode="ACT" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.136"/>'
        f'{NUMBER.format("K1")}{coded("code", "281694009")}<statusCode code="active"/>'
        '<effectiveTime value="20260101"/>'
        + related(
            "REFR",
            observed(
                coded("code", "64572001"), value(PNEUMONIA), "2.16.840.1.113883.10.20.22.4.4"
            ),
        )
        + "</act>"
    )

    bodies = made(CONCERNS, risk)

    assert of(bodies, "Condition") == []
    (prediction,) = only(bodies, "RiskAssessment")["prediction"]
    assert codes(prediction["outcome"]) == {PNEUMONIA}


def test_a_watched_problem_is_still_one() -> None:
    """A health concern that is no risk says that the patient has it."""
    concern = (
        '<act classCode="ACT" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.132"/>'
        f'{NUMBER.format("K1")}{coded("code", "75310-3", "", LOINC)}<statusCode code="active"/>'
        '<effectiveTime value="20260101"/>'
        + related(
            "REFR",
            observed(
                coded("code", "64572001"), value(PNEUMONIA), "2.16.840.1.113883.10.20.22.4.4"
            ),
        )
        + "</act>"
    )

    assert codes(only(made(CONCERNS, concern), "Condition")["code"]) == {PNEUMONIA}


def test_the_disease_that_a_refused_vaccine_is_against_is_no_reason_to_refuse_it() -> None:
    """It is what the vaccine would have protected from."""
    against = related("RSON", observed(coded("code", "75323-6", "", LOINC), value(TETANUS)))

    refused = only(made(VACCINES, vaccine(against, 'negationInd="true"')), "Immunization")

    assert refused["status"] == "not-done"
    assert TETANUS not in codes(refused["statusReason"])
    (protocol,) = refused["protocolApplied"]
    assert codes(protocol["targetDisease"][0]) == {TETANUS}


def test_a_reason_to_refuse_a_vaccine_stays_one() -> None:
    """Any other reason beside a negated vaccine is why it was not given."""
    because = related("RSON", observed(coded("code", "29308-4", "", LOINC), value("77386006")))

    refused = only(made(VACCINES, vaccine(because, 'negationInd="true"')), "Immunization")

    assert codes(refused["statusReason"]) == {"77386006"}


def test_a_reaction_to_a_vaccine_is_the_vaccine_s_and_no_problem() -> None:
    """IHE writes it with the template of a problem; it is told of the vaccination."""
    reaction = related(
        "CAUS",
        observed(coded("code", "418799008"), value("126485001"), "1.3.6.1.4.1.19376.1.5.3.1.4.5"),
    )

    bodies = made(VACCINES, vaccine(reaction))

    assert of(bodies, "Condition") == []
    (told,) = only(bodies, "Immunization")["reaction"]
    assert told["detail"]["reference"] == f"Observation/{only(bodies, 'Observation')['id']}"


def test_what_a_patient_is_told_is_not_asked_of_anybody() -> None:
    """Instructions inside instructions, of a medicine or of a vaccine, are no requests."""
    inner = (
        '<act classCode="ACT" moodCode="INT">'
        f"{coded('code', 'ZINFO', '', '1.3.182.9.103')}<text>drink</text>"
        '<statusCode code="completed"/></act>'
    )
    told = related(
        "SUBJ",
        '<act classCode="ACT" moodCode="INT">'
        f"{coded('code', 'PINSTRUCT', '', '1.3.6.1.4.1.19376.1.5.3.2')}<text>fasting</text>"
        f'<statusCode code="completed"/>{related("SUBJ", inner)}</act>',
    )

    medicines = made(MEDICINES, medicine(told))
    vaccines = made(VACCINES, vaccine(told))

    assert of(medicines, "ServiceRequest") == of(vaccines, "ServiceRequest") == []
    assert of(medicines, "Procedure") == of(vaccines, "Procedure") == []
    (dosage,) = only(medicines, "MedicationStatement")["dosage"]
    assert dosage["patientInstruction"] == "fasting"
    assert dosage["additionalInstruction"] == [{"text": "drink"}]


def test_a_reason_that_is_only_named_was_not_done_to_the_patient() -> None:
    """`Because of J18.9`: the problem stands in another document, and is no procedure here."""
    named = related(
        "RSON",
        '<act classCode="ACT" moodCode="EVN">'
        f'<templateId root="1.3.6.1.4.1.19376.1.5.3.1.4.4.1"/>{NUMBER.format("ELSEWHERE")}'
        f"{coded('code', 'J18.9', '', '2.16.840.1.113883.6.3')}</act>",
    )

    bodies = made(MEDICINES, medicine(named))

    assert of(bodies, "Procedure") == []
    assert codes(only(bodies, "MedicationStatement")["reasonCode"][0]) == {"J18.9"}


def test_a_finding_in_words_is_no_procedure() -> None:
    """DICOM's codes name parts of a report, as LOINC's do."""
    finding = (
        f'<act classCode="ACT" moodCode="EVN">{NUMBER.format("A1")}'
        f"{coded('code', '121071', '', DICOM)}<text>Infiltrate</text>"
        '<statusCode code="completed"/></act>'
    )

    bodies = made(FINDINGS, finding)

    assert of(bodies, "Procedure") == []
    assert only(bodies, "Observation")["valueString"] == "Infiltrate"


def test_what_is_to_be_handed_out_of_a_list_hangs_on_its_medicine() -> None:
    """Nobody finds an order for two packages that no statement leads to."""
    bodies = pair("MEDICATION/what-is-told-beside-a-medicine-is-nothing-that-is-asked-for")
    order = next(one for one in bodies if one["resourceType"] == "MedicationRequest")

    statement = only(bodies, "MedicationStatement")
    (origin,) = statement["derivedFrom"]
    assert origin["reference"].startswith("MedicationRequest/")
    assert order["dispenseRequest"]["quantity"]["value"] == 2
    assert "count" not in statement["dosage"][0]["timing"]["repeat"]


def test_a_goal_that_has_no_code_is_not_lost() -> None:
    """`Get enough sleep` is what the patient wants, in the patient's words."""
    bodies = pair("CAREPLAN/a-goal-in-words-is-a-goal-and-its-step-belongs-to-the-plan")

    told = [goal["description"].get("text") for goal in of(bodies, "Goal")]
    assert "Get enough sleep" in told
    assert len(told) == 3


def test_a_medicine_that_is_named_by_its_label_has_that_name() -> None:
    """Older guides write manufacturedLabeledDrug: `unknown medicine` hid what was refused, too."""
    bodies = pair("MEDICATION/a-medicine-that-is-named-by-its-label")

    names = sorted(one["code"]["text"] for one in of(bodies, "Medication"))
    assert names == ["Ramipril 10", "Ramipril 20", "Ramipril 5", "Ramipril 5"]
    for kind in ("MedicationStatement", "MedicationRequest", "MedicationDispense"):
        for one in of(bodies, kind):
            assert "medicationCodeableConcept" not in one
            assert one["medicationReference"]["reference"].startswith("Medication/")


def test_what_is_attached_or_lies_elsewhere_was_not_done() -> None:
    """`See the scan`, with its address, is a document and no procedure."""
    bodies = pair("DISCHARGE/what-is-attached-or-lies-elsewhere-was-not-done")

    assert [codes(one["code"]) for one in of(bodies, "Procedure")] == [{"116859006"}]
    addresses = {
        one["content"][0]["attachment"].get("url") for one in of(bodies, "DocumentReference")
    }
    assert "https://archives.example/ct-4.pdf" in addresses
    (part,) = only(bodies, "Observation")["partOf"]
    assert part["reference"].startswith("Procedure/")


def test_a_contrast_medium_is_given_and_not_what_the_patient_takes() -> None:
    """What stands in the description of an imaging procedure was given there."""
    bodies = made("55111-9", medicine("", "", "EVN"))

    assert of(bodies, "MedicationStatement") == []
    assert only(bodies, "MedicationAdministration")["status"] == "completed"
