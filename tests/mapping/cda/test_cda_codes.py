"""Coded values of CDA become FHIR's: codes, translations, qualifiers, texts, and what is missing.

https://hl7.org/fhir/R4/datatypes.html#CodeableConcept
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.mapping.cda.conftest import read, reading, said

SCT = "http://snomed.info/sct"
CONCEPTS: tuple[tuple[str, dict[str, Any] | None], ...] = (
    (
        '<code code="38341003" codeSystem="2.16.840.1.113883.6.96" displayName="Hypertension"/>',
        {"coding": [{"system": SCT, "code": "38341003", "display": "Hypertension"}]},
    ),
    (
        (
            '<code code="A" codeSystem="2.16.840.1.113883.6.73" codeSystemVersion="2026">'
            '<translation code="12" codeSystem="1.2.3.4" displayName="Zwölf">'
            '<translation code="XII" codeSystem="1.2.3.5"/></translation></code>'
        ),
        {
            "coding": [
                {"system": "http://www.whocc.no/atc", "code": "A", "version": "2026"},
                {"system": "urn:oid:1.2.3.4", "code": "12", "display": "Zwölf"},
                {"system": "urn:oid:1.2.3.5", "code": "XII"},
            ]
        },
    ),
    (
        '<code nullFlavor="OTH"><originalText> rare \n thing </originalText></code>',
        {"text": "rare thing"},
    ),
    (
        '<code nullFlavor="NI"><translation code="7" codeSystem="1.2.3"/></code>',
        {"coding": [{"system": "urn:oid:1.2.3", "code": "7"}]},
    ),
    ('<code displayName="Cough"/>', {"text": "Cough"}),
    ('<code nullFlavor="UNK"/>', None),
    ("<code/>", None),
    (
        '<code code="X" codeSystemName="HOUSE"/>',
        {"coding": [{"system": "https://fhir.gateway.example/lu/sid/clinic/HOUSE", "code": "X"}]},
    ),
    (
        (
            '<code code="1" codeSystem="1.2"><originalText><reference value="#p1"/></originalText>'
            '</code><text><content ID="p1">Pain <b>left</b></content></text>'
        ),
        {"coding": [{"system": "urn:oid:1.2", "code": "1"}], "text": "Pain left"},
    ),
    (
        (
            '<code code="128045006" codeSystem="2.16.840.1.113883.6.96" displayName="Cellulitis">'
            '<qualifier><name code="363698007" displayName="finding site"/>'
            '<value code="56459004" codeSystem="2.16.840.1.113883.6.96" displayName="foot"/>'
            "</qualifier></code>"
        ),
        {
            "coding": [
                {"system": SCT, "code": "128045006", "display": "Cellulitis"},
                {"system": SCT, "code": "128045006:363698007=56459004"},
            ],
            "text": "Cellulitis (finding site: foot)",
            "extension": [
                {
                    "url": "https://fhir.gateway.example/lu/StructureDefinition/code-qualifier",
                    "extension": [
                        {
                            "url": "name",
                            "valueCodeableConcept": {
                                "coding": [{"code": "363698007", "display": "finding site"}]
                            },
                        },
                        {
                            "url": "value",
                            "valueCodeableConcept": {
                                "coding": [{"system": SCT, "code": "56459004", "display": "foot"}]
                            },
                        },
                    ],
                }
            ],
        },
    ),
)


@pytest.mark.parametrize(("snippet", "expected"), CONCEPTS)
def test_a_code_becomes_a_concept(snippet: str, expected: dict[str, Any] | None) -> None:
    assert said(snippet, "CD", "CodeableConcept") == expected


def test_each_leaf_of_a_code_goes_somewhere() -> None:
    """The name of a system says again what its OID says."""
    snippet = '<code code="1" codeSystem="1.2" codeSystemName="ONE" displayName="One"/>'

    assert read(snippet, "CE", "CodeableConcept") == {
        ("code", "code", "coding[0].code"),
        ("code", "codeSystem", "coding[0].system"),
        ("code", "codeSystemName", "coding[0].system"),
        ("code", "displayName", "coding[0].display"),
    }


@pytest.mark.parametrize(
    ("flavour", "reason"),
    [("UNK", "unknown"), ("ASKU", "asked-unknown"), ("MSK", "masked"), ("NA", "not-applicable")],
)
def test_why_a_value_is_missing_is_told(flavour: str, reason: str) -> None:
    snippet = f'<value nullFlavor="{flavour}"/>'

    assert said(snippet, "NF", "code") == reason
    assert said(snippet, "NF", "CodeableConcept")["coding"][0]["code"] == reason
    assert said(snippet, "ABSENT", "CodeableConcept") == {
        "extension": [
            {
                "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
                "valueCode": reason,
            }
        ]
    }


def test_a_code_alone_takes_no_blanks() -> None:
    """What is no code is said, and nothing is written."""
    found, node = reading('<code code="a  b"/>')

    assert found.as_("CS", "code", node) is None
    assert [one.rule for one in found.marred] == ["value-invalid-code"]


@pytest.mark.parametrize(
    ("text", "expected"), [("true", True), ("1", True), ("false", False), ("maybe", None)]
)
def test_a_truth_is_never_guessed(text: str, expected: object) -> None:
    assert said(f'<value value="{text}"/>', "BL", "boolean") is expected


@pytest.mark.parametrize(
    ("snippet", "code"),
    [("<informant/>", "INF"), ('<participant typeCode="IND"/>', "IND"), ("<performer/>", "PRF")],
)
def test_as_what_somebody_takes_part(snippet: str, code: str) -> None:
    assert said(snippet, "PARTICIPATION", "Coding")["code"] == code
