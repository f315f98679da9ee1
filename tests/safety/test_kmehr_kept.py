"""A slip in one item of KMEHR takes neither the item nor its document with it.

https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema (itemType, hcpartyType)
"""

from __future__ import annotations

import pytest

from gateway.model import Fate, Status
from tests.kmehr import (
    DOCTOR,
    about,
    at,
    cd,
    converted,
    item,
    message,
    moment,
    resources,
    transaction,
)

BEGUN, ENDED = moment("beginmoment", "2024-01-01"), moment("endmoment", "2020-02")
HIMSELF = f"<hcparty>{cd('CD-HCPARTY', 'patient')}<name>Zoe Exemple</name></hcparty>"


@pytest.mark.parametrize(
    ("kind", "type", "period"),
    [
        ("medication", "MedicationStatement", "effectivePeriod"),
        ("treatment", "Procedure", "performedPeriod"),
        ("lab", "Observation", "effectivePeriod"),
        ("risk", "Flag", "period"),
        ("actionplan", "CarePlan", "period"),
    ],
)
def test_an_end_before_the_beginning_is_told_in_words(kind: str, type: str, period: str) -> None:
    """FHIR has no such span; to leave the item out would lose a medicine for a slip of the pen."""
    ended = ENDED.replace("<date>2020-02</date>", "<yearmonth>2020-02</yearmonth>")
    said = converted(message(transaction("sumehr", item(kind, about("A"), BEGUN, ended))))
    [found] = resources(said, type)

    assert found[period] == {"start": "2024-01-01"}
    assert "End before the beginning: 2020-02" in str(found)


@pytest.mark.parametrize("end", ["2024", "2024-01", "2025-01"])
def test_an_end_that_may_come_after_the_beginning_is_one(end: str) -> None:
    """As far as both are said, neither is earlier."""
    name = "year" if len(end) == len("2024") else "yearmonth"
    ended = f"<endmoment><{name}>{end}</{name}></endmoment>"
    body = message(transaction("sumehr", item("medication", about("A"), BEGUN, ended)))
    [found] = resources(converted(body), "MedicationStatement")

    assert found["effectivePeriod"] == {"start": "2024-01-01", "end": end}


def test_what_a_patient_writes_has_the_patient_as_its_author() -> None:
    """It was refused, since nobody was found who wrote it."""
    body = message(transaction("diarynote", item("problem", about("cough"))))
    said = converted(body.replace(f"<author>{DOCTOR}".encode(), f"<author>{HIMSELF}".encode()))
    [composition] = resources(said, "Composition")

    assert said.status is Status.ACCEPTED
    assert composition["author"] == [composition["subject"]]


def test_what_is_sent_to_the_patient_says_so() -> None:
    """The patient is no professional of that name."""
    body = message(transaction("note", item("problem", about("cough"))))
    sent = body.replace(f"<recipient>{DOCTOR}".encode(), f"<recipient>{HIMSELF}".encode())
    said = converted(sent, ledger=True)
    [composition] = resources(said, "Composition")

    receivers = at(composition, "extension.extension.valueReference.reference")
    assert composition["subject"]["reference"] in receivers
    assert not [trace for trace in said.ledger if trace.fate is Fate.UNMAPPED]


@pytest.mark.parametrize("kind", ["problem", "allergy"])
def test_a_code_of_the_item_itself_is_what_it_is_about(kind: str) -> None:
    """A code stands in `content`, or beside the kind of the item."""
    own = f'<item><id S="ID-KMEHR" SV="1.0">1</id>{cd("CD-ITEM", kind)}{cd("ICPC", "R96")}'
    body = message(transaction("sumehr", f"{own}{about('asthma')}</item>"))
    [found] = resources(
        converted(body), {"problem": "Condition", "allergy": "AllergyIntolerance"}[kind]
    )

    assert (at(found, "code.coding.code"), at(found, "code.text")) == (["R96"], ["asthma"])


@pytest.mark.parametrize("kind", ["isareplyto", "isattestationof", "isachildof"])
def test_a_link_of_a_transaction_keeps_its_kind(kind: str) -> None:
    """What R4 has no element for is told as it was sent."""
    link = f'<lnk TYPE="{kind}" URL="http://hub.example/9"/>'
    body = message(transaction("note", item("problem", about("cough")), link))
    [composition] = resources(converted(body), "Composition")

    assert "http://hub.example/9" in at(composition, "extension.valueString")
    assert at(composition, "extension._valueString.extension.valueCode") == [kind]


@pytest.mark.parametrize("text", ['<text L="fr"> </text>', "<text-with-layout/>"])
def test_an_empty_text_does_not_take_its_document(text: str) -> None:
    """It was a section that held nothing, which FHIR refuses."""
    body = message(transaction("note", text, item("problem", about("cough"))))

    assert converted(body).status is Status.ACCEPTED


def test_a_transaction_without_a_day_says_that_nobody_knows_it() -> None:
    """The header's day stands for it; where that is broken too, the document is kept."""
    body = message(transaction("note", item("problem", about("cough"))))
    said = converted(body.replace(b"<date>2026-03-02</date>", b"<date>yesterday</date>"))
    [composition] = resources(said, "Composition")

    assert said.status is Status.ACCEPTED
    assert at(composition, "_date.extension.valueCode") == ["unknown"]


def test_a_medicine_without_a_name_is_told_with_its_dose() -> None:
    """Who reads that something is taken three times a day asks what."""
    dose = '<posology><text L="fr">3 par jour</text></posology>'
    body = message(transaction("sumehr", item("medication", "<content/>", dose)))
    [found] = resources(converted(body), "MedicationStatement")

    assert at(found, "medicationCodeableConcept.coding.code") == ["unknown"]
    assert at(found, "dosage.text") == ["3 par jour"]


@pytest.mark.parametrize(
    ("day", "told"),
    [("<date>2020-02-30</date>", []), ("<text> </text>", []), ("<year>1999</year>", ["1999"])],
)
def test_a_vaccine_on_a_day_that_is_none_was_given(day: str, told: list[str]) -> None:
    """Nobody knows when, and it is no reason to leave it out."""
    given = item("vaccine", about("tetanus"), f"<beginmoment>{day}</beginmoment>")
    [found] = resources(converted(message(transaction("vaccination", given))), "Immunization")

    assert at(found, "occurrenceDateTime") == told
    assert ("_occurrenceDateTime" in found) is not bool(told)


@pytest.mark.parametrize(
    ("kind", "type"),
    [("lab", "Observation"), ("medication", "MedicationStatement"), ("treatment", "Procedure")],
)
def test_an_empty_state_is_not_known(kind: str, type: str) -> None:
    """It is neither final nor taken nor done, and the item stays."""
    blank = "<lifecycle><cd S='CD-LIFECYCLE' SV='1.0'/></lifecycle>"
    body = message(transaction("sumehr", item(kind, about("A"), blank)))

    assert at(resources(converted(body), type), "status") == ["unknown"]


def test_an_item_that_says_nothing_of_its_kind_is_told_by_what_it_holds() -> None:
    """It is a finding, of which nobody knows more."""
    bare = item("problem", about("asthma")).replace(cd("CD-ITEM", "problem"), "")
    [found] = resources(converted(message(transaction("note", bare))), "Observation")

    assert found["code"] == {"text": "asthma"}


def test_a_field_of_the_sender_without_a_code_does_not_take_its_item() -> None:
    """The item stands, and the ledger tells what had no place."""
    field = "<local><content><decimal>3</decimal></content></local>"
    said = converted(message(transaction("note", item("problem", about("A"), field))), ledger=True)

    assert len(resources(said, "Condition")) == 1
    assert [trace for trace in said.ledger if trace.fate is Fate.UNMAPPED]
