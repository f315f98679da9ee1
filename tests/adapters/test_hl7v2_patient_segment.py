"""A Patient said as PID again: what went in as PID comes out as it was meant.

https://www.hl7.eu/HL7v2x/v251/std251/ch03.html (3.4.2, PID)
"""

from __future__ import annotations

import pytest

from gateway.adapters.hl7v2.criteria import Asked, fitting
from gateway.adapters.hl7v2.patient_segment import FIELDS, Field, fields, identifiers
from gateway.model import Authority, Resource

ANNA: Resource = {
    "resourceType": "Patient",
    "name": [
        {"use": "official", "family": "Müller", "given": ["Anna", "Sophie", "Éva"],
         "prefix": ["Dr"]},
        {"use": "maiden", "family": "Klein"},
        {"text": "Anna from the bakery"},
    ],
    "birthDate": "1985-03-12",
    "gender": "female",
    "address": [
        {"use": "home", "line": ["12, rue des Tilleuls", "2e étage"], "city": "Ettelbruck",
         "postalCode": "9010", "country": "LUX"},
        {"type": "postal", "line": ["B.P. 7"]},
    ],
    "telecom": [
        {"system": "phone", "use": "mobile", "value": "+352 691 1"},
        {"system": "email", "use": "work", "value": "anna@nord.example"},
        {"system": "phone", "use": "work"},
    ],
    "communication": [{"language": {"coding": [{"code": "lb"}]}}],
    "maritalStatus": {
        "coding": [
            {"system": "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus", "code": "L"},
            {"system": "http://terminology.hl7.org/CodeSystem/v2-0002", "code": "A"},
        ]
    },
    "multipleBirthInteger": 2,
    "deceasedDateTime": "2026-11-20T08:01:00.000+01:00",
}  # fmt: skip


def said(repetition: Field) -> str:
    text = "^".join("&".join(parts) for parts in repetition)
    return text.rstrip("^&")


def test_each_field_is_told_by_its_row() -> None:
    assert {number: [said(one) for one in told] for number, told in fields(ANNA).items()} == {
        5: ["Müller^Anna^Sophie Éva^^Dr^^L", "Klein^^^^^^M", "Anna from the bakery^^^^^^U"],
        7: ["19850312"],
        8: ["F"],
        11: ["12, rue des Tilleuls^2e étage^Ettelbruck^^9010^LUX^H", "B.P. 7^^^^^^M"],
        13: ["+352 691 1^PRS^CP"],
        14: ["^WPN^Internet^anna@nord.example"],
        15: ["lb"],
        16: ["A"],
        24: ["Y"],
        25: ["2"],
        29: ["20261120080100.000+0100"],
        30: ["Y"],
    }


def test_what_is_not_known_is_not_told() -> None:
    assert fields({"resourceType": "Patient"}) == {}
    assert fields({"resourceType": "Patient", "multipleBirthBoolean": False}) == {24: ((("N",),),)}


def test_a_number_is_told_with_the_readers_word_for_whose_it_is() -> None:
    patient = {
        "identifier": [
            {"system": "urn:oid:1.3", "value": "7", "type": {"coding": [{"code": "NI"}]}},
            {"system": "urn:oid:9", "value": "8", "period": {"start": "2026-01-02"}},
            {"system": "urn:oid:9"},
        ]
    }
    names = {"urn:oid:1.3": Authority("LUX", "1.3", "ISO")}

    assert [said(one) for one in identifiers(patient, names)] == [
        "7^^^LUX&1.3&ISO^NI",
        "8^^^&&^^^20260102",
    ]


@pytest.mark.parametrize(
    ("asked", "fits"),
    [
        (Asked(5, 1, 0, "MULLER"), True),
        (Asked(5, 1, 1, "mü*r"), True),
        (Asked(5, 1, 2, "Müller"), False),
        (Asked(5, 0, 0, "*"), True),
        (Asked(5, 3, 0, "*eva"), True),
        (Asked(5, 1, 0, "müllerin"), False),
        (Asked(5, 1, 0, "*ller*ller"), False),
        (Asked(5, 99, 0, "x"), False),
        (Asked(7, 0, 0, "1985"), True),
        (Asked(7, 1, 0, "198503120000"), True),
        (Asked(7, 0, 0, "1986"), False),
        (Asked(8, 0, 0, "f"), True),
        (Asked(11, 5, 0, "9010"), True),
        (Asked(13, 1, 0, "+352*"), True),
        (Asked(16, 0, 0, "M"), False),
    ],
)
def test_a_parameter_is_held_against_the_field_that_would_be_told(
    asked: Asked, *, fits: bool
) -> None:
    assert fitting([asked])(ANNA) is fits


def test_what_is_asked_of_one_field_must_be_true_of_one_repetition() -> None:
    """Klein is her name at birth, and Anna stands beside another."""
    together = [Asked(5, 1, 0, "Müller"), Asked(5, 2, 0, "Anna")]
    apart = [Asked(5, 1, 0, "Klein"), Asked(5, 2, 0, "Anna")]

    assert fitting(together)(ANNA)
    assert not fitting(apart)(ANNA)


def test_a_birth_date_known_by_its_year_may_be_the_one() -> None:
    patient = {"birthDate": "1985"}

    assert fitting([Asked(7, 0, 0, "19850312")])(patient)
    assert not fitting([Asked(7, 0, 0, "19850312")])({})


def test_every_row_tells_of_an_empty_patient_nothing() -> None:
    assert [number for number, tell in FIELDS.items() if list(tell({}))] == []
