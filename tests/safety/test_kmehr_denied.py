"""What KMEHR denies by a truth value, or in a state that nobody knows, is never said to be so.

https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema (contentType) ·
https://www.ehealth.fgov.be/standards/kmehr/en/tables (CD-LIFECYCLE, CD-CERTAINTY)
"""

from __future__ import annotations

import pytest

from gateway.model import Fate, Status
from tests.kmehr import (
    DOCTOR,
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

FALSE = "<boolean>false</boolean>"
TRUE = "<boolean>true</boolean>"
WORDS = '<text L="en">penicillin</text>'


def one(kind: str, *parts: str, of: str = "sumehr") -> bytes:
    """A message with that item alone."""
    return message(transaction(of, item(kind, *parts)))


@pytest.mark.parametrize(
    ("kind", "of", "type", "path", "found"),
    [
        ("problem", "sumehr", "Condition", "verificationStatus.coding.code", ["refuted"]),
        ("diagnosis", "note", "Condition", "verificationStatus.coding.code", ["refuted"]),
        ("allergy", "sumehr", "AllergyIntolerance", "verificationStatus.coding.code", ["refuted"]),
        ("adr", "sumehr", "AllergyIntolerance", "clinicalStatus.coding.code", ["inactive"]),
        ("risk", "sumehr", "Flag", "status", ["inactive"]),
        ("treatment", "sumehr", "Procedure", "status", ["not-done"]),
        ("vaccine", "vaccination", "Immunization", "status", ["not-done"]),
        ("medication", "sumehr", "MedicationStatement", "status", ["not-taken"]),
        ("medication", "pharmaceuticalprescription", "MedicationRequest", "status", ["cancelled"]),
        ("medication", "productdelivery", "MedicationDispense", "status", ["cancelled"]),
        ("patientwill", "sumehr", "Consent", "status", ["rejected"]),
        ("actionplan", "careplan", "CarePlan", "status", ["revoked"]),
        ("familyrisk", "sumehr", "Observation", "valueCodeableConcept.coding.code", ["410516002"]),
        ("habit", "sumehr", "Observation", "valueBoolean", [False]),
    ],
)
def test_what_is_false_is_denied(
    kind: str, of: str, type: str, path: str, found: list[object]
) -> None:
    """As if it were excluded; a finding keeps its value."""
    said = converted(one(kind, content(WORDS, FALSE), of=of), ledger=True)

    assert at(resources(said, type), path) == found
    assert not [trace for trace in said.ledger if trace.fate is Fate.UNMAPPED]


@pytest.mark.parametrize("spelt", ["0", "FALSE", " false "])
def test_a_denial_counts_in_every_spelling(spelt: str) -> None:
    """XML Schema has two of each truth value, and some systems a third."""
    false = f"<boolean>{spelt}</boolean>"
    said = converted(one("problem", content(WORDS, false)), ledger=True)

    assert at(resources(said, "Condition"), "verificationStatus.coding.code") == ["refuted"]
    assert not [trace for trace in said.ledger if trace.fate is Fate.UNMAPPED]


@pytest.mark.parametrize(("spelt", "state_"), [("0", "preliminary"), ("1", "final")])
def test_a_document_is_validated_in_every_spelling(spelt: str, state_: str) -> None:
    """A result of a document that nobody has validated is not final."""
    result = item("parameter", content("<decimal>5</decimal>"))
    said = converted(message(transaction("note", result, validated=spelt)))

    assert at(resources(said, "Observation"), "status") == [state_]


@pytest.mark.parametrize("kind", ["problem", "allergy", "risk", "treatment", "patientwill"])
def test_what_is_true_is_said_as_it_would_be_without_that(kind: str) -> None:
    """`true` says once more what the item says."""
    with_, without = (
        converted(one(kind, content(WORDS, more), state("lifecycle", "active")))
        for more in (TRUE, "")
    )

    assert resources(with_) == resources(without)


def test_a_will_that_is_denied_neither_permits_nor_forbids() -> None:
    """Its status says so, and nothing beside it says the contrary."""
    will = content(cd("CD-PATIENTWILL", "organdonationconsent"), FALSE)
    [consent] = resources(converted(one("patientwill", will)), "Consent")

    assert (consent["status"], "provision" in consent) == ("rejected", False)
    assert "text" not in consent["policyRule"]


@pytest.mark.parametrize(
    ("kind", "parts", "of", "type"),
    [
        ("allergy", [state("certainty", "bogus")], "sumehr", "AllergyIntolerance"),
        ("problem", [state("certainty", "bogus")], "sumehr", "Condition"),
        ("vaccine", [state("lifecycle", "bogus")], "vaccination", "Observation"),
        ("risk", [state("lifecycle", "bogus")], "sumehr", "Observation"),
        ("patientwill", [state("lifecycle", "bogus")], "sumehr", "Observation"),
        ("medication", [state("lifecycle", "bogus")], "sumehr", "MedicationStatement"),
    ],
)
def test_a_word_that_no_table_knows_takes_nothing_away(
    kind: str, parts: list[str], of: str, type: str
) -> None:
    """It is kept as it was sent, and the item is neither left out nor said to be so."""
    said = converted(one(kind, about("penicillin"), *parts, of=of))
    [found] = resources(said, type)

    assert said.status is Status.ACCEPTED
    assert found.get("status", "unknown") == "unknown"
    assert "bogus" in at(found, "extension.valueCodeableConcept.coding.code")
    assert not at(found, "verificationStatus")


@pytest.mark.parametrize("low", ["3", "0.5"])
def test_a_dose_that_fhir_cannot_say_takes_no_medicine_away(low: str) -> None:
    """From 3 to 1 is no range: it is told in words, and the medicine stays."""
    unit = f"<unit>{cd('CD-ADMINISTRATIONUNIT', '00005')}</unit>"
    dose = (
        f"<posology><low>{low}</low><high>1</high>{unit}<takes><high>1</high></takes></posology>"
    )
    [found] = resources(converted(one("medication", about("A"), dose)), "MedicationStatement")

    told = at(found, "dosage.additionalInstruction.text")
    ranges = at(found, "dosage.doseAndRate.doseRange.low.value")
    assert (told, ranges) == ((["Dose: 3-1 tablet"], []) if low == "3" else ([], ["0.5"]))


def test_a_posology_beside_a_regimen_is_no_second_dose() -> None:
    """Both say one thing: who adds doses up must not find it twice."""
    unit = f"<unit>{cd('CD-ADMINISTRATIONUNIT', '00005')}</unit>"
    taken = f"<quantity><decimal>1</decimal>{unit}</quantity>"
    regimen = f"<regimen><daytime><time>08:00:00</time></daytime>{taken}</regimen>"
    words = '<posology><text L="fr">1 le matin</text></posology>'
    body = one("medication", about("A"), words, regimen)
    [found] = resources(converted(body), "MedicationStatement")

    assert len(found["dosage"]) == 1
    assert at(found, "note.text") == ["Posology: 1 le matin"]


@pytest.mark.parametrize(
    "denied", [state("certainty", "excluded"), state("lifecycle", "notpresent")]
)
def test_a_number_that_is_denied_is_no_final_result(denied: str) -> None:
    """It stands, and counts for none."""
    body = one(
        "lab", cd("CD-LAB", "sodium"), content("<decimal>140</decimal>"), denied, of="labresult"
    )

    assert at(resources(converted(body), "Observation"), "status") == ["cancelled"]


def test_what_is_excluded_of_a_result_stands_beside_what_was_looked_for() -> None:
    """The code is that of the test, not the word that is denied."""
    body = one(
        "lab",
        cd("CD-LAB", "hbs"),
        about("positive"),
        state("certainty", "excluded"),
        of="labresult",
    )
    [found] = resources(converted(body), "Observation")

    assert at(found, "code.coding.code") == ["hbs"]
    assert at(found, "component.valueCodeableConcept.text") == ["positive"]


@pytest.mark.parametrize(
    ("parts", "doctors"),
    [([], 1), ([state("lifecycle", "inactive")], 0), ([state("certainty", "excluded")], 0),
     ([moment("endmoment", "2026-01-01")], 0), ([state("lifecycle", "active")], 1)],
)  # fmt: skip
def test_who_no_longer_holds_the_record_is_not_the_doctor(parts: list[str], doctors: int) -> None:
    """The team tells who held it, and until when."""
    said = converted(one("gmdmanager", content(DOCTOR), *parts))
    [patient] = resources(said, "Patient")

    assert len(patient.get("generalPractitioner", [])) == doctors
    assert len(resources(said, "CareTeam")) == 1
