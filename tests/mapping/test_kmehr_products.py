"""Each way in which KMEHR names a medicine keeps its codes and its words.

https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema (medicinalProductType)
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.kmehr import at, cd, content, converted, item, message, moment, resources, transaction

CNK = "https://www.ehealth.fgov.be/standards/fhir/medication/NamingSystem/be-ns-cnk-codes"
CORE = "https://www.ehealth.fgov.be/standards/fhir/core/CodeSystem/"


def product(inner: str) -> tuple[list[tuple[str, str]], str]:
    said = item("medication", content(inner), moment("beginmoment", "2026-01-02"))
    conversion = converted(message(transaction("note", said)), ledger=True)
    [statement] = resources(conversion, "MedicationStatement")
    assert not [one.source for one in conversion.ledger if one.fate == "unmapped"]
    named: Any = statement["medicationCodeableConcept"]
    return [(one["system"], one["code"]) for one in named.get("coding", ())], named["text"]


@pytest.mark.parametrize(
    ("inner", "codes", "text"),
    [
        (
            (
                '<medicinalproduct><intendedcd S="CD-DRUG-CNK" SV="1">0000001</intendedcd>'
                '<deliveredcd S="CD-DRUG-CNK" SV="1">0000002</deliveredcd>'
                "<intendedname>Meant</intendedname><deliveredname>Given</deliveredname>"
                "</medicinalproduct>"
            ),
            [(CNK, "0000001"), (CNK, "0000002")],
            "Given",
        ),
        (
            (
                '<substanceproduct><intendedcd S="CD-INNCLUSTER" SV="1">30001</intendedcd>'
                "<intendedname>inventine 5 mg</intendedname></substanceproduct>"
            ),
            [(f"{CORE}cd-inncluster", "30001")],
            "inventine 5 mg",
        ),
        (
            (
                '<medication><cd S="CD-DRUG-CNK" SV="1">0000003</cd>'
                "<tradename>Old</tradename></medication>"
            ),
            [(CNK, "0000003")],
            "Old",
        ),
        ('<text L="fr">tisane</text>', [], "tisane"),
    ],
)
def test_a_medicine_keeps_its_codes_and_words(
    inner: str, codes: list[tuple[str, str]], text: str
) -> None:
    assert product(inner) == (codes, text)


def test_a_mixture_is_a_medicine_of_its_own_told_part_by_part() -> None:
    part = (
        "<compound><substance><substancename>{0}</substancename></substance>{2}<quantity>"
        '<decimal>{1}</decimal><unit><cd S="CD-UNIT" SV="1">gm</cd></unit></quantity></compound>'
    )
    up_to = "<quantityprefix>" + cd("CD-QUANTITYPREFIX", "ad") + "</quantityprefix>"
    inner = part.format("uree", "5", "") + part.format("vaseline", "100", up_to)
    said = item(
        "medication",
        content(f'<compoundprescription L="fr">{inner}</compoundprescription>'),
        moment("beginmoment", "2026-01-02"),
    )
    conversion = converted(message(transaction("note", said)), ledger=True)

    [statement] = resources(conversion, "MedicationStatement")
    [mixture] = resources(conversion, "Medication")
    assert statement["medicationReference"] == {"reference": f"Medication/{mixture['id']}"}
    assert at(mixture, "code.coding.code") == ["magistral"]
    assert at(mixture, "code.text") == ["uree 5 gm; vaseline ad 100 gm"]
    assert at(mixture, "ingredient.itemCodeableConcept.text") == ["uree", "vaseline ad 100 gm"]
    assert at(mixture, "ingredient.strength.numerator.value") == ["5"]
    assert not [one.source for one in conversion.ledger if one.fate == "unmapped"]
