"""Each way in which KMEHR names a medicine keeps its codes and its words.

https://www.ehealth.fgov.be/standards/kmehr/en/page/xschema (medicinalProductType)
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.kmehr import content, converted, item, message, moment, resources, transaction

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


def test_a_mixture_is_known_as_one_and_told_part_by_part() -> None:
    part = (
        "<compound><substance><substancename>{0}</substancename></substance><quantity>"
        '<decimal>{1}</decimal><unit><cd S="CD-UNIT" SV="1">gm</cd></unit></quantity></compound>'
    )
    inner = part.format("uree", "5") + part.format("vaseline", "95")

    codes, text = product(f'<compoundprescription L="fr">{inner}</compoundprescription>')

    assert [code for _, code in codes] == ["magistral"]
    assert text == "uree 5 gm; vaseline 95 gm"
